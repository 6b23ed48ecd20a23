"""The look before the opening: an hour ahead, told once for each trouble, and never guessed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.platform import Doubtful, Later, Refused, Unauthorised
from bot.chat.text import words
from bot.model.places import Room
from bot.rules.looking import look_at
from bot.store import jobs, looks
from bot.store.jobs import Job, JobKind
from bot.study.scouting import Scout
from tests.core.world import World, as_card, world
from tests.fakes.pretend import PretendPlatform

OPENS = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
INVITE = "Takt is not in this channel. Type `/invite @takt` here."


@dataclass
class Doorkeeper(PretendPlatform):
    """Says what a room lacks, or why it cannot say; notes when it was asked, and how many asked at once."""

    trouble: Exception | None = None
    asked: list[Room] = field(default_factory=list)
    busiest: int = 0
    _at_once: int = 0

    async def lacks(self, room: Room) -> Sequence[str]:
        self.asked.append(room)
        self._at_once += 1
        self.busiest = max(self.busiest, self._at_once)
        await asyncio.sleep(0)
        self._at_once -= 1
        if self.trouble:
            raise self.trouble
        return tuple(self.lacking)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, platform=Doorkeeper(managers={"lea"})) as found:
        await found.command("lea", "cohort create", exam="cpim-9.0", zone="UTC", time="07:00", name="Early birds")
        await found.settle()
        door(found).asked.clear()
        yield found


def door(here: World) -> Doorkeeper:
    assert isinstance(here.platform, Doorkeeper)
    return here.platform


def told(here: World) -> list[str]:
    """What the leader was told directly about the next question."""
    cards = [message.card for message in here.platform.direct("lea")]
    return [words(card.text) for card in cards if "not ready" in card.title]


async def due(here: World) -> datetime | None:
    async with here.desk.store.read() as tx:
        return await jobs.due_of(tx, JobKind.LOOK, 1)


async def test_an_hour_before_the_leader_hears_what_helps_and_the_log_too(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    when = await due(here)
    assert when is not None and timedelta(minutes=40) < OPENS - when <= timedelta(hours=1)
    door(here).lacking = [INVITE]
    with caplog.at_level(logging.WARNING):
        await here.advance(OPENS - timedelta(minutes=30))
    (text,) = told(here)
    assert INVITE in text and "cpim" in text
    (line,) = [record.getMessage() for record in caplog.records if record.name == "bot.study.scouting"]
    assert "cohort 1" in line and INVITE in line
    async with here.desk.store.read() as tx:
        assert await looks.lacking(tx) == 1


async def test_a_trouble_is_told_once_and_again_when_it_changes_and_the_end_of_it_never(here: World) -> None:
    before_next = OPENS - timedelta(minutes=30)
    for day, (lacking, count) in enumerate(
        [([INVITE], 1), ([INVITE], 1), (["Let Takt send messages."], 2), ([], 2), ([], 2), ([INVITE], 3)]
    ):
        weekend = 2 if OPENS.weekday() + day > 4 else 0
        door(here).lacking = lacking
        await here.advance(before_next + timedelta(days=day + weekend))
        assert len(told(here)) == count, day
        async with here.desk.store.read() as tx:
            assert await looks.lacking(tx) == bool(lacking)


@pytest.mark.parametrize("trouble", [Later("the platform is away", 30), Doubtful("no answer"), TimeoutError()])
async def test_what_is_not_known_is_not_told_and_looked_at_again_until_the_opening(
    here: World, trouble: Exception
) -> None:
    door(here).trouble = trouble
    await here.advance(OPENS - timedelta(minutes=20))
    assert told(here) == [] and len(door(here).asked) >= 3
    door(here).trouble, door(here).lacking = None, [INVITE]
    await here.advance(OPENS - timedelta(minutes=5))
    assert len(told(here)) == 1
    asked = len(door(here).asked)
    await here.advance(OPENS + timedelta(hours=2))
    assert len(door(here).asked) == asked, "after the opening there is nothing to look at until the next one"


async def test_an_outage_over_the_opening_ends_the_look_and_the_next_day_has_one_of_its_own(here: World) -> None:
    door(here).trouble = Later("the platform is away", 30)
    await here.advance(OPENS + timedelta(hours=1))
    when = await due(here)
    assert when is not None and timedelta(0) < OPENS + timedelta(days=1) - when <= timedelta(hours=1)


async def test_after_downtime_over_the_opening_the_question_goes_out_without_a_look(here: World) -> None:
    here._clock[0] = OPENS + timedelta(minutes=30)
    await here.settle()
    assert here.platform.counts() == {"cpim": 2} and door(here).asked == []


async def test_a_refused_token_is_told_with_the_next_reply_while_it_lasts_and_to_the_operator_once(
    here: World, caplog: pytest.LogCaptureFixture
) -> None:
    door(here).trouble = Unauthorised("The token was revoked", "Make a new one.")
    with caplog.at_level(logging.ERROR):
        await here.advance(OPENS - timedelta(minutes=30))
    assert told(here) == [], "no letter goes through there"
    assert len([r for r in caplog.records if r.name == "bot.study.scouting"]) == 1
    door(here).trouble = None
    await here.advance(OPENS + timedelta(days=1) - timedelta(minutes=30))
    assert "not ready" not in str(await here.command("lea", "cohort next")), "it is so no longer"
    door(here).trouble = Unauthorised("The token was revoked", "Make a new one.")
    await here.advance(OPENS + timedelta(days=2) - timedelta(minutes=30))
    assert "Make a new one." in str(as_card(await here.command("lea", "cohort next")))


async def test_a_refusal_is_what_lacks(here: World) -> None:
    door(here).trouble = Refused("the channel is archived", "Unarchive it.")
    await here.advance(OPENS - timedelta(minutes=30))
    assert "Unarchive it." in told(here)[0]


async def test_a_moved_schedule_moves_the_look_and_a_pause_or_an_end_drops_it(here: World) -> None:
    await here.command("lea", "cohort schedule", time="12:00")
    when = await due(here)
    assert when is not None and when > datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    await here.command("lea", "cohort pause")
    assert await due(here) is None
    await here.command("lea", "cohort resume")
    assert await due(here) is not None


async def test_a_cohort_that_opens_in_less_than_an_hour_is_looked_at_at_once_or_not_at_all(tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert look_at(now + timedelta(minutes=30), 1, now) == now
    assert look_at(now + timedelta(minutes=4), 1, now) is None
    async with world(tmp_path, start=now, platform=Doorkeeper(managers={"lea"})) as here:
        await here.command("lea", "cohort create", exam="cpim-9.0", zone="UTC", time="08:03", name="Early birds")
        await here.advance(timedelta(minutes=10))
        assert here.platform.counts() and told(here) == []


async def test_no_transaction_is_open_while_a_platform_is_asked(here: World) -> None:
    class Slow(Doorkeeper):
        async def lacks(self, room: Room) -> Sequence[str]:
            async with asyncio.timeout(5), here.desk.store.write():
                self.asked.append(room)
            return ()

    here.desk.platforms.running[:] = [slow := Slow(managers={"lea"})]
    await here.advance(OPENS - timedelta(minutes=30))
    assert slow.asked


def test_ten_thousand_cohorts_at_one_time_are_spread_and_neighbours_are_apart() -> None:
    now = OPENS - timedelta(hours=5)
    planned = [look_at(OPENS, number, now) for number in range(1, 10_001)]
    times = [when for when in planned if when is not None]
    assert len(times) == 10_000
    assert all(timedelta(minutes=40) < OPENS - when <= timedelta(hours=1) for when in times)
    busiest = max(times.count(when) for when in set(times))
    assert busiest <= 9, "a second"
    assert abs(times[1] - times[0]) > timedelta(minutes=5)


async def test_looks_that_come_all_at_once_are_paced(here: World) -> None:
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    scout = Scout(here.desk, pause)
    for _ in range(40):
        made = Job(1000 + _, JobKind.LOOK, 1000 + _, "", OPENS, 1)
        scout.go(made, OPENS)
    await scout.finish()
    assert len(pauses) >= 36 and set(pauses) == {0.4}, "four at once, ten a second"


async def test_a_deleted_cohort_leaves_no_look_behind(here: World) -> None:
    door(here).lacking = [INVITE]
    await here.advance(OPENS - timedelta(minutes=30))
    form = await here.command("lea", "cohort delete")
    await here.submit("lea", form.token, name="Early birds")  # type: ignore[union-attr]
    async with here.desk.store.read() as tx:
        assert await looks.found(tx, 1) == "" and await jobs.due_of(tx, JobKind.LOOK, 1) is None


async def test_a_look_under_way_is_given_up_and_begun_anew(here: World) -> None:
    waiting = asyncio.Event()

    class Silent(Doorkeeper):
        async def lacks(self, room: Room) -> Sequence[str]:
            waiting.set()
            await asyncio.Event().wait()
            return ()

    here.desk.platforms.running[:] = [Silent(managers={"lea"})]
    here._clock[0] = OPENS - timedelta(minutes=30)
    await here.takt.ticker.beat()
    await waiting.wait()
    await here.takt.ticker.scout.stop()
    assert await due(here) == here.now + timedelta(minutes=10)
