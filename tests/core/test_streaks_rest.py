"""Streaks that forgive: freezes, rests and excuses against a slow, obvious reference, and as members meet them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.streaks import forgiven
from bot.model.cohort import Schedule
from bot.rules.calendar import study_days_between
from bot.rules.reading import Misread
from bot.rules.resting import Rest, ended, merged, read_rest, resting_until
from bot.rules.streaks import Streak, forgiven_lately, rested_days, streak
from bot.store import memberships, rests
from tests.core.world import World, answered, as_form, found_cohort, labels, latest_round, text_of, token, world

DAY = timedelta(days=1)
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)  # an hour before the day's question
FIRST = date(2026, 11, 23)
DAYS = [FIRST + n * DAY for n in range(60) if (FIRST + n * DAY).weekday() < 5]


# --- the rule, beside a reference that keeps every freeze as a thing of its own


def slow(days: Sequence[date], answered: Collection[date], excused: Collection[date], today: date | None) -> Streak:
    """Counters for each freeze, and every day looked at on its own."""
    bank: list[str] = []
    towards = current = best = 0
    spent: list[date] = []
    for day in days:
        if day in answered:
            current += 1
            best = max(best, current)
            if len(bank) < 3:
                towards += 1
            if towards == 5:
                bank.append("freeze")
                towards = 0
        elif day not in excused and day != today:
            if bank:
                bank.pop()
                spent.append(day)
            else:
                current = towards = 0
    return Streak(current, best, len(bank), tuple(spent))


some_days = st.frozensets(st.sampled_from(DAYS))
# Mostly answered, so that streaks grow long enough to earn something.
mostly = st.lists(st.sampled_from("xxxxxxxx-~"), min_size=len(DAYS), max_size=len(DAYS))


def marked(marks: Sequence[str], which: str) -> frozenset[date]:
    return frozenset(day for day, mark in zip(DAYS, marks, strict=True) if mark == which)


@given(mostly, st.sampled_from([None, *DAYS]))
def test_streaks_and_freezes_are_what_the_reference_says(marks: list[str], today: date | None) -> None:
    given_, excused = marked(marks, "x"), marked(marks, "~")
    assert streak(DAYS, given_, excused, today) == slow(DAYS, given_, excused, today)


@given(some_days, some_days, st.sampled_from([None, *DAYS]))
def test_so_they_are_for_any_history(answered: frozenset[date], excused: frozenset[date], today: date | None) -> None:
    assert streak(DAYS, answered, excused, today) == slow(DAYS, answered, excused, today)


@given(mostly, st.sampled_from(DAYS))
def test_an_answer_or_an_excuse_never_leaves_anybody_with_less(marks: list[str], day: date) -> None:
    given_, excused = marked(marks, "x"), marked(marks, "~")
    before = streak(DAYS, given_, excused, None)
    for better in (streak(DAYS, given_ | {day}, excused, None), streak(DAYS, given_, excused | {day}, None)):
        assert better.current >= before.current and better.longest >= before.longest
        assert better.freezes >= before.freezes or better.current > before.current


@given(mostly)
def test_a_streak_never_counts_a_day_that_was_not_answered(marks: list[str]) -> None:
    found = streak(DAYS, marked(marks, "x"), marked(marks, "~"), None)
    assert found.current <= found.longest <= len(marked(marks, "x"))
    assert set(found.frozen) <= marked(marks, "-")
    assert 0 <= found.freezes <= 3


holidays = st.frozensets(st.integers(0, 59).map(lambda n: FIRST + n * DAY), max_size=12)
spans = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 9)), max_size=4)


@given(mostly, holidays, spans)
def test_with_rests_and_holidays_a_streak_is_what_a_walk_over_the_calendar_says(
    marks: list[str], free: frozenset[date], lengths: list[tuple[int, int]]
) -> None:
    schedule = Schedule("Europe/Berlin", holidays=free)
    rests_ = [Rest(FIRST + start * DAY, FIRST + (start + length) * DAY) for start, length in lengths]
    given_ = marked(marks, "x")
    asked = study_days_between(schedule, DAYS[0], DAYS[-1])
    excused = rested_days(asked, [(one.first, one.last) for one in rests_])

    current = best = credit = 0
    day = DAYS[0]
    while day <= DAYS[-1]:
        resting = any(one.first <= day <= one.last for one in rests_)
        if day.weekday() < 5 and day not in free:
            if day in given_:
                current, credit = current + 1, min(credit + 1, 15)
            elif not resting:
                current, credit = (current, credit - 5) if credit >= 5 else (0, 0)
            best = max(best, current)
        day += DAY
    found = streak(asked, given_, excused, None)
    assert (found.current, found.longest, found.freezes) == (current, best, credit // 5)


def test_five_earn_one_three_are_kept_and_each_keeps_one_day() -> None:
    assert streak(DAYS[:4], DAYS[:4], (), None).freezes == 0
    assert streak(DAYS[:5], DAYS[:5], (), None).freezes == 1
    assert streak(DAYS[:30], DAYS[:30], (), None).freezes == 3
    assert streak(DAYS[:6], DAYS[:5], (), None) == Streak(5, 5, 0, (DAYS[5],))
    assert streak(DAYS[:7], DAYS[:5], (), None) == Streak(0, 5, 0, (DAYS[5],))
    full = streak(DAYS[:18], DAYS[:15], (), None)
    assert (full.current, full.freezes, full.frozen) == (15, 0, tuple(DAYS[15:18]))


def test_what_was_forgiven_since_the_last_answer_is_what_is_told() -> None:
    days, given_ = DAYS[:14], [*DAYS[:10], DAYS[11]]
    now = streak(days, given_, (), None)
    assert now.frozen == (DAYS[10], DAYS[12]) and now.current == 0
    assert forgiven_lately(days, given_, now) == ()
    now = streak(DAYS[:13], given_, (), None)
    assert forgiven_lately(DAYS[:13], given_, now) == (DAYS[12],)


# --- rests


rest = st.tuples(st.integers(0, 40), st.integers(0, 10)).map(lambda p: Rest(FIRST + p[0] * DAY, FIRST + sum(p) * DAY))


@given(st.lists(rest, max_size=6), st.integers(0, 52).map(lambda n: FIRST + n * DAY))
def test_merged_and_ended_rests_cover_the_days_that_they_should(some: list[Rest], today: date) -> None:
    every = [FIRST + n * DAY for n in range(60)]
    covered = {day for day in every if any(one.covers(day) for one in some)}
    kept = merged(some)
    assert {day for day in every if any(one.covers(day) for one in kept)} == covered
    assert all(b.first - a.last > DAY for a, b in pairwise(kept))
    left = ended(kept, today)
    assert {day for day in every if any(one.covers(day) for one in left)} == {d for d in covered if d < today}
    until = resting_until(some, today)
    assert (until is not None) == (today in covered)
    assert until is None or (until in covered and until + DAY not in covered)


TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        (TODAY - 8 * DAY, TODAY, "from"),
        (TODAY, TODAY - DAY, "to"),
        (TODAY - 3 * DAY, TODAY - DAY, "to"),
        (TODAY, TODAY + 200 * DAY, "to"),
        (TODAY + 1000 * DAY, TODAY + 1001 * DAY, "from"),
        (TODAY, None, "to"),
    ],
)
def test_rests_that_make_no_sense_are_refused(first: date, last: date | None, wrong: str) -> None:
    found, problems = read_rest(first, last, TODAY)
    assert found is None and isinstance(problems[wrong], Misread)


# --- as members meet it


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, MONDAY) as w:
        await found_cohort(w)
        yield w


async def live(w: World, marks: str, who: str = "ana") -> None:
    """Study day after study day from now on: `x` answers, `-` does not."""
    for mark in marks:
        while w.now.weekday() > 4:
            await w.advance(DAY)
        await w.advance(timedelta(hours=3))
        if mark == "x":
            await answered(w, who, await latest_round(w), settle="")
        await w.advance(timedelta(hours=21))


async def score(w: World, who: str = "ana") -> str:
    return text_of(await w.command(who, "score show"))


async def test_a_missed_day_spends_a_freeze_and_is_told_once_with_the_next_private_reply(here: World) -> None:
    await live(here, "xxxxx")
    assert "Streak: 5 study days, best 5 · 1 freeze" in await score(here)
    await live(here, "-")
    await here.advance(timedelta(hours=3))  # the missed day's question has closed
    reply = text_of(await here.command("ana", "countdown show"))
    assert "📬 A freeze kept your streak: You missed Monday 30 November 2026 in Early birds. That is fine." in reply
    assert "Your streak is still 5 study days. You have no freeze left" in reply
    again = await score(here)
    assert "📬" not in again and "Streak: 5 study days, best 5" in again and "freeze" not in again
    assert not here.platform.direct("ana")


async def test_two_missed_days_are_told_as_one(here: World) -> None:
    await live(here, "xxxxxxxxxx--")
    await here.advance(timedelta(hours=3))
    told = await score(here)
    assert told.count("📬") == 1
    assert "📬 2 freezes kept your streak: You missed 2 study days in Early birds." in told


async def test_a_streak_that_ended_all_the_same_is_not_mentioned(here: World) -> None:
    await live(here, "xxxxx--")
    await here.advance(timedelta(hours=3))
    told = await score(here)
    assert "📬" not in told and "Streak: 0 study days, best 5" in told


async def test_what_waits_to_be_told_survives_a_restart_and_is_told_once(tmp_path: Path) -> None:
    async with world(tmp_path, MONDAY) as w:
        await found_cohort(w)
        await live(w, "xxxxx-")
        await w.advance(timedelta(hours=3))
        now = w.now
    async with world(tmp_path, now) as w:
        await w.settle()
        assert (await score(w)).count("📬") == 1
        assert "📬" not in await score(w)


async def test_a_freeze_is_told_on_the_next_receipt(here: World) -> None:
    await live(here, "xxxxx-")
    await here.advance(timedelta(hours=3))
    receipt = await here.press("ana", f"answer:{await latest_round(here)}:0")
    assert "How sure?" in text_of(receipt) and "📬 A freeze kept your streak" in text_of(receipt)


async def test_whoever_wants_no_games_hears_nothing_of_freezes(here: World) -> None:
    await live(here, "xxxxx")
    await here.command("ana", "takt profile set", games="off")
    await live(here, "-")
    await here.advance(timedelta(hours=3))
    assert "📬" not in await score(here)


async def test_a_rest_breaks_nothing_and_spends_nothing(here: World) -> None:
    await live(here, "xxxxx")
    set_ = text_of(await here.give("ana", "takt rest set", {"from": "2026-11-30", "to": "2026-12-04"}))
    assert "Monday 30 November 2026 to Friday 4 December 2026, both days included" in set_
    await live(here, "-----x")
    assert "Streak: 6 study days, best 6 · 1 freeze" in await score(here)


async def test_an_answer_during_a_rest_counts(here: World) -> None:
    await here.give("ana", "takt rest set", {"to": "2026-11-27"})
    await live(here, "x-x")
    assert "Streak: 2 study days, best 2" in await score(here)


async def test_who_rests_is_not_on_the_board_and_comes_back_to_it(here: World) -> None:
    await live(here, "x")
    await here.advance(timedelta(hours=3))
    await answered(here, "ben", await latest_round(here))
    assert "Ana" in text_of(await here.command("ben", "takt board", window="all"))
    await here.give("ana", "takt rest set", {"to": "2026-11-30"})
    assert "Ana" not in text_of(await here.command("ben", "takt board", window="all"))
    mine = text_of(await here.command("ana", "takt board", window="all"))
    assert "You are resting until Monday 30 November 2026, so you are not on the board." in mine
    assert "You are resting until" in await score(here)
    await here.command("ana", "takt rest clear")
    assert "Ana" in text_of(await here.command("ben", "takt board", window="all"))
    await here.give("ana", "takt rest set", {"to": "2026-11-25"})
    await here.advance(2 * DAY)
    assert "Ana" in text_of(await here.command("ben", "takt board", window="all"))


async def test_a_rest_is_shown_planned_extended_and_ended(here: World) -> None:
    shown = await here.command("ana", "takt rest show")
    assert text_of(shown).startswith("You are not resting")
    form = as_form(await here.press("ana", token(shown, "Take days off")))
    planned = text_of(await here.fill("ana", form, **{"from": "21 December 2026", "to": "24 December 2026"}))
    assert planned.startswith("Your rest is planned")
    await here.give("ana", "takt rest set", {"from": "25 December 2026", "to": "6 January 2027"})
    shown = await here.command("ana", "takt rest show")
    assert "Days off: Monday 21 December 2026 to Wednesday 6 January 2027" in text_of(shown)
    assert labels(shown) == ["End my rest", "More days off"]
    assert text_of(await here.press("ana", token(shown, "End my rest"))).startswith("Welcome back")
    assert text_of(await here.command("ana", "takt rest clear")).startswith("You are not resting")


async def test_coming_back_early_keeps_the_days_that_were_rested(here: World) -> None:
    await live(here, "xxxxx")
    await here.give("ana", "takt rest set", {"to": "2026-12-11"})
    await live(here, "---")
    await here.command("ana", "takt rest clear")
    await live(here, "x")
    assert "Streak: 6 study days, best 6 · 1 freeze" in await score(here)
    me = await here.desk.directory.who(here.asker("ana").account, "Ana", "", here.now)
    async with here.desk.store.read() as tx:
        (kept,) = await rests.of_person(tx, me.person)
        assert await memberships.get(tx, 1, me.person)
    assert kept.last == date(2026, 12, 2)


async def test_an_impossible_rest_says_what_would_be_right(here: World) -> None:
    refused = text_of(await here.give("ana", "takt rest set", {"from": "2026-12-10", "to": "2026-12-01"}))
    assert "is before 2026-12-10" in refused
    assert "missing" in text_of(await here.command("ana", "takt rest set"))


def test_the_card_of_a_freeze_is_kind() -> None:
    card = text_of(forgiven("Early birds", Streak(12, 12, 2), [DAYS[0]]))
    assert "You have 2 freezes left; five study days in a row earn one." in card
