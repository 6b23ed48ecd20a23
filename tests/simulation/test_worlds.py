"""A sample of what `make soak` does at length: single faults at steps of a day, and days of several at once."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from tests.simulation.days import world
from tests.simulation.late import accepted_too_late
from tests.simulation.single import every_single_fault

PART = 140
"""Of the single faults, every so manieth is played here: half a dozen, spread over the day. `make soak` plays all."""
DAYS = 10
"""So long is the world of a fixed seed, and that of one that is drawn."""


def test_single_faults_at_steps_spread_over_a_day() -> None:
    cases, wrong = every_single_fault(PART, offset=7)
    assert cases >= 5
    assert [f"{case}: {what}" for case, what in wrong] == []


@pytest.mark.parametrize("seed", [20261122, secrets.randbelow(1_000_000_000)], ids=["fixed", "drawn"])
def test_days_with_several_faults_at_once(seed: int) -> None:
    one = world(seed, DAYS)
    print(one.command)
    assert one.faulty > DAYS / 2
    assert one.wrong == (), one.command


def test_the_same_seed_gives_the_same_world() -> None:
    first = world(3, days=4)
    assert world(3, days=4) == first
    assert first.faults > 3 and first.deaths > 0 and first.answers > 3
    assert replace(world(4, days=4), seed=3) != first


def test_what_is_accepted_after_the_settling_time_stands_there_twice() -> None:
    """The known limit of reading back; and proof that the simulation sees a message that comes twice."""
    late = accepted_too_late(seed=1, accidents=3)
    assert late.accidents == 3
    assert late.doubled >= 1
