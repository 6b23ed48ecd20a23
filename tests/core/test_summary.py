"""The week's end: one summary in the room, one digest for each leader, and nothing where there is nothing to say."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.text import words
from bot.model.cohort import Phase
from bot.model.domains import Domain
from bot.model.places import Room
from bot.store import bindings, cohorts, jobs, rounds
from bot.store.jobs import JobKind
from bot.study import asking, closing, summary
from tests.core.world import World, answered, ask_now, found_cohort, labels, latest_round, text_of, world
from tests.fakes.pretend import Message

DAY = timedelta(days=1)
MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PEOPLE = ("ana", "ben", "chloe", "dora", "emil")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await found_cohort(w)
        yield w


def summaries(w: World, channel: str = "cpim") -> list[Message]:
    return [m for m in w.platform.in_room(channel) if m.key.startswith("summary:")]


def digests(w: World) -> list[Message]:
    return [m for m in w.platform.direct("lea") if m.card.title.startswith("For the leaders")]


async def change(w: World, **values: Any) -> None:
    async with w.desk.store.write() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        changed = replace(cohort, **values)
        await cohorts.save(tx, changed)
        await asking.schedule(tx, changed, w.now)


async def a_week(w: World, monday: datetime, rights: dict[str, str]) -> None:
    """Monday to Friday, everybody answering as told: `x` right, `o` wrong, `-` not at all."""
    for day in range(5):
        await w.advance(monday + day * DAY)
        number = await latest_round(w) if w.platform.messages else await ask_now(w)
        for who, marks in rights.items():
            if marks[day] != "-":
                await answered(w, who, number, right=marks[day] == "x")


async def test_one_summary_after_the_last_close_of_the_week(here: World) -> None:
    await a_week(here, MORNING, {"ana": "xxxxx", "ben": "xxoo-", "chloe": "ooooo", "dora": "x----", "emil": "xxxx-"})
    assert not summaries(here)
    await here.advance(MORNING + 7 * DAY)
    (told,) = summaries(here)
    assert told.card.title == "The week of 23 November 2026"
    text = text_of(told.card)
    assert "Who took part: 5 of 6 members, 5 questions" in text  # Lea, who leads, answered nothing
    assert "#1 Ana · 50 points · 5 of 5 right\n#2 Emil · 40 points · 4 of 4 right\n#3 Ben" in text
    assert "Chloe" not in text.split("Most points")[1]
    assert "Most improved" not in text
    await here.advance(MORNING + 11 * DAY)
    assert len(summaries(here)) == 1


async def test_it_comes_before_the_next_question(here: World) -> None:
    await a_week(here, MORNING, {"ana": "xxxxx"})
    await here.advance(MORNING + 7 * DAY)
    told, after = here.platform.in_room("cpim")[-2:]
    assert told.card.title.startswith("The week of") and labels(after.card)[:4] == list("ABCD")


async def test_the_hardest_question_is_named_from_five_answers_on(here: World) -> None:
    await a_week(here, MORNING, dict(zip(PEOPLE, ("xxxxx", "xoxxx", "xooxx", "xooxx", "xo-xx"), strict=True)))
    async with here.desk.store.read() as tx:
        (second,) = await rounds.between(tx, 1, date(2026, 11, 24), date(2026, 11, 24))
    await here.advance(MORNING + 7 * DAY)
    (told,) = summaries(here)
    (hard,) = [field for field in told.card.fields if field.name == "The hardest question"]
    assert words(hard.text).startswith("Q2 ") and words(hard.text).endswith(": 20% right of 5")
    assert labels(told.card) == ["Q2: why?"]
    assert text_of(await here.press("ana", f"why:{second.id}")).startswith("Q2: ")


async def test_the_most_improved_is_named_unless_hidden(here: World) -> None:
    await a_week(here, MORNING, {"ana": "xxxxx", "ben": "ooox-", "chloe": "oooox"})
    await here.advance(MORNING + 7 * DAY)
    await here.press("chloe", "profile:hide")
    await a_week(here, MORNING + 7 * DAY, {"ana": "xxxxx", "ben": "xxoo-", "chloe": "xxxxx"})
    await here.advance(MORNING + 14 * DAY)
    text = text_of(summaries(here)[-1].card)
    assert "most improved: Ben, from 25% to 50% right" in text  # November closes with this week
    assert "Chloe" not in text and "3 of 4 members" in text


async def test_a_week_without_answers_is_passed_over_in_silence(here: World) -> None:
    await a_week(here, MORNING, {"ana": "xxxxx"})
    await here.advance(MORNING + 28 * DAY)
    assert len(summaries(here)) == 1
    assert [m.card.title for m in digests(here)] == [
        "For the leaders: the week of 23 November 2026",
        "For the leaders: the week of 30 November 2026",
    ]
    assert "A quiet week." in text_of(digests(here)[1].card)


async def test_leaders_get_an_agenda_in_private(here: World) -> None:
    for number in [await ask_now(here, domain=Domain.DEMAND) for _ in range(4)]:
        for at, who in enumerate(PEOPLE):
            await answered(here, who, number, right=at < 1 or number == 1)
    await here.advance(MORNING + 7 * DAY)
    (told,) = digests(here)
    text = text_of(told.card)
    assert "Who took part: 5 of 6 members" in text
    agenda = [line for line in text.split("\n") if ". Q" in line]
    assert len(agenda) == 3 and "80%" in agenda[0] and "20%" in agenda[0]
    assert "The weakest domain: Demand: 40% right of 20 answers" in text
    assert len(labels(told.card)) == 3
    assert not here.platform.direct("ana")


async def test_switched_off_the_room_hears_nothing_and_the_leaders_do(here: World) -> None:
    await change(here, summary=False)
    await a_week(here, MORNING, {"ana": "xxxxx"})
    await here.advance(MORNING + 7 * DAY)
    assert not summaries(here) and len(digests(here)) == 1


async def test_with_a_closing_time_it_comes_on_friday(here: World) -> None:
    async with here.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
    assert cohort
    await change(here, schedule=replace(cohort.schedule, closes=time(17)))
    await a_week(here, MORNING, {"ana": "xxxxx"})
    await here.advance(MORNING + 4 * DAY + timedelta(hours=7))
    assert not summaries(here)
    await here.advance(MORNING + 4 * DAY + timedelta(hours=9))
    assert len(summaries(here)) == 1
    extra = await ask_now(here)  # on Friday evening: what follows is an edit, not a second message
    await answered(here, "ben", extra)
    await here.advance(MORNING + 7 * DAY)
    (told,) = summaries(here)
    assert told.edits == 1 and "Ben" in text_of(told.card)


async def test_a_skipped_friday_makes_thursday_the_last(here: World) -> None:
    async with here.desk.store.write() as tx:
        await cohorts.skip_day(tx, 1, date(2026, 11, 27))
    await answered(here, "ana", await ask_now(here))
    await here.advance(datetime(2026, 11, 27, 5, 59, tzinfo=UTC))
    assert not summaries(here)
    await here.advance(datetime(2026, 11, 27, 6, 1, tzinfo=UTC))
    assert len(summaries(here)) == 1


async def test_a_pause_ends_the_week_at_its_last_close(here: World) -> None:
    await answered(here, "ana", await ask_now(here))
    await change(here, phase=Phase.PAUSED)
    await here.advance(DAY)
    assert len(summaries(here)) == 1
    await change(here, phase=Phase.ACTIVE)
    await here.advance(14 * DAY)
    assert len(summaries(here)) == 1  # the week after has its questions, and no answers


async def test_a_week_whose_end_nobody_foresaw_is_told_before_the_next_question(here: World) -> None:
    await here.advance(MORNING + 2 * DAY)
    await answered(here, "ana", await latest_round(here))
    async with here.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
    assert cohort
    await change(here, schedule=replace(cohort.schedule, closes=time(17)))
    await here.advance(MORNING + 3 * DAY + timedelta(hours=9, minutes=30))
    assert not summaries(here)
    await change(here, phase=Phase.PAUSED)
    await here.advance(MORNING + 22 * DAY)
    assert not summaries(here)
    await change(here, phase=Phase.ACTIVE)
    await here.advance(MORNING + 25 * DAY)
    (told,) = summaries(here)
    assert told.card.title == "The week of 23 November 2026"


async def test_every_room_of_the_cohort_hears_it_once(here: World) -> None:
    async with here.desk.store.write() as tx:
        await bindings.bind(tx, 1, Room("pretend", "guild", "second"), "#second", here.now)
    await a_week(here, MORNING, {"ana": "xxxxx"})
    await here.advance(MORNING + 10 * DAY)
    assert len(summaries(here)) == len(summaries(here, "second")) == 1


async def test_the_noise_of_a_month_is_a_question_a_day_and_a_summary_a_week(here: World) -> None:
    for week in range(4):
        await a_week(here, MORNING + 7 * week * DAY, {"ana": "xxxxx", "ben": "xo-ox"})
    await here.advance(MORNING + 28 * DAY)
    kinds = Counter("summary" if m in summaries(here) else "question" for m in here.platform.in_room("cpim"))
    assert kinds == {"question": 21, "summary": 4}
    assert len(digests(here)) == 4


async def test_a_farewell_takes_the_place_of_the_summary(here: World) -> None:
    await a_week(here, MORNING, {"ana": "xxxxx", "ben": "oo---"})
    async with here.desk.store.write() as tx:
        cohort = await cohorts.get(tx, 1)
        assert cohort
        finished = replace(cohort, phase=Phase.FINISHED)
        await cohorts.save(tx, finished)
        await jobs.drop(tx, JobKind.OPEN, 1)
        await closing.close_open_ones(tx, here.desk, finished, here.now)
        await summary.farewell(tx, here.desk, finished, here.now)
    await here.advance(7 * DAY)
    assert not summaries(here) and len(digests(here)) == 1
    last = here.platform.in_room("cpim")[-1].card
    assert last.title == "Early birds says goodbye"
    assert words(last.text) == "5 questions, 7 answers, 3 members. Thank you for studying together."
    assert "#1 Ana · 50 points · 5 of 5 right\n#2 Ben" in text_of(last)
