"""Weekdays as typed, modules in order, and which openings really bring a question."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.model.cohort import Cohort, Phase, Schedule
from bot.model.domains import Domain
from bot.rules.outlook import upcoming
from bot.rules.plan import default_plan, ordered_plan, read_modules
from bot.rules.reading import Misread
from bot.rules.weekdays import days_as_typed, days_in_words, read_days

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
COHORT = Cohort(1, "Early birds", Schedule("Europe/Berlin", time(7)), "cpim-9.0")
EVEN = dict.fromkeys(Domain, 1)


@pytest.mark.parametrize(
    ("typed", "days", "said"),
    [
        ("weekdays", {0, 1, 2, 3, 4}, "Monday to Friday"),
        ("mon wed fri", {0, 2, 4}, "Monday, Wednesday and Friday"),
        ("Mondays, thurs & Sunday", {0, 3, 6}, "Monday, Thursday and Sunday"),
        ("Tue-Sat", {1, 2, 3, 4, 5}, "Tuesday to Saturday"),
        ("Monday to Wednesday", {0, 1, 2}, "Monday to Wednesday"),
        ("fri - mon", {4, 5, 6, 0}, "Monday, Friday, Saturday and Sunday"),
        ("every day", set(range(7)), "every day"),
        ("weekends", {5, 6}, "Saturday and Sunday"),
        ("tu", {1}, "Tuesday"),
    ],
)
def test_days_are_read_as_people_type_them_and_said_back(typed: str, days: set[int], said: str) -> None:
    assert read_days(typed) == days
    assert days_in_words(days) == said
    assert read_days(days_as_typed(days)) == days


@pytest.mark.parametrize("typed", ["", " ", "t", "s", "someday", "mon-tue-wed", "mon-", "12", "mon xyz"])
def test_days_that_could_be_read_otherwise_are_refused(typed: str) -> None:
    with pytest.raises(Misread):
        read_days(typed)


def test_modules_are_read_by_slug_title_or_beginning() -> None:
    assert read_modules("inventory demand") == (Domain.INVENTORY, Domain.DEMAND)
    typed = "S&OP, detailed schedules; mixed then qual"
    assert read_modules(typed) == (Domain.SOP, Domain.SCHEDULES, None, Domain.QUALITY)
    with pytest.raises(Misread, match="did you mean “inventory”"):
        read_modules("invntory")
    with pytest.raises(Misread):
        read_modules("s")


def test_modules_in_an_order_share_the_weeks_and_end_mixed() -> None:
    plan = ordered_plan(MONDAY, 6, (Domain.INVENTORY, Domain.DEMAND), {**EVEN, Domain.DEMAND: 3})
    assert plan.weeks == (Domain.INVENTORY, *[Domain.DEMAND] * 3, None, None)
    assert plan.end == date(2027, 1, 3)
    every = ordered_plan(MONDAY, 12, tuple(Domain), EVEN)
    assert every == default_plan(MONDAY, 12, EVEN)


def test_a_list_week_by_week_stands_as_it_is() -> None:
    order = (Domain.SUPPLY, Domain.SUPPLY, None, Domain.DEMAND)
    assert ordered_plan(MONDAY, 4, order, EVEN).weeks == order
    assert ordered_plan(MONDAY, 6, order, EVEN).weeks == (*order, None, None)
    for wrong in (3, 0):
        with pytest.raises(ValueError, match="modules in"):
            ordered_plan(MONDAY, wrong, order, EVEN)


def test_openings_leave_out_what_was_asked_or_is_skipped() -> None:
    tuesday, wednesday = date(2026, 11, 24), date(2026, 11, 25)
    assert upcoming(COHORT, NOW, ())[0].day == tuesday
    assert [one.day.day for one in upcoming(COHORT, NOW, {tuesday}, 3)] == [25, 26, 27]
    early = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert upcoming(COHORT, early, {MONDAY, tuesday})[0].day == wednesday


def test_nothing_is_ahead_of_a_cohort_that_does_not_go_on() -> None:
    assert upcoming(replace(COHORT, phase=Phase.FINISHED), NOW, ()) == ()
    assert upcoming(replace(COHORT, phase=Phase.PAUSED), NOW, ()) == ()
    assert upcoming(replace(COHORT, schedule=replace(COHORT.schedule, days=frozenset())), NOW, ()) == ()


def test_a_pause_ends_with_the_opening_of_its_day() -> None:
    until = replace(COHORT, phase=Phase.PAUSED, paused_until=date(2026, 12, 7))
    assert upcoming(until, NOW, ())[0].day == date(2026, 12, 7)
    weekend = replace(until, paused_until=date(2026, 12, 5))
    assert upcoming(weekend, NOW, ())[0].day == date(2026, 12, 7)
