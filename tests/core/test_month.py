"""A month closes with its own summary, in place of one week's, once, with the figures of all its days."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.standing import Contender, Tally, Window
from bot.rules.months import closing_month, month_end, month_key
from bot.rules.ranking import rank
from bot.rules.scoring import window_start, windows
from tests.core.world import World, answered, found_cohort, latest_round, text_of, world
from tests.fakes.pretend import Message

DAY = timedelta(days=1)
START = datetime(2026, 11, 16, 5, 0, tzinfo=UTC)  # a Monday, an hour and more before the day's question
YEAR = [date(2026, 1, 5) + n * DAY for n in range(364)]


# --- the rule


def slow_closings(asked: Collection[date]) -> dict[date, date]:
    """By month, the Monday of the week of its last day that was asked; without months of a single week."""
    found = {}
    for month in {day.replace(day=1) for day in asked}:
        days = sorted(day for day in asked if day.replace(day=1) == month)
        mondays = {day - day.weekday() * DAY for day in days}
        if len(mondays) > 1:
            found[month] = max(mondays)
    return found


@given(st.frozensets(st.sampled_from([day for day in YEAR if day.weekday() < 5]), min_size=1))
def test_each_month_closes_once_with_the_week_of_its_last_study_day(asked: frozenset[date]) -> None:
    told: dict[date, date] = {}
    last, last_in = "", None
    for monday in sorted({day - day.weekday() * DAY for day in asked}):
        so_far = [day for day in asked if day < monday + 7 * DAY]
        to_come = [day for day in asked if day >= monday + 7 * DAY]
        for _ in range(2):  # what is told twice says the same
            month = closing_month(so_far, monday, to_come, last, last_in)
            if month is not None:
                last, last_in = month_key(month), monday
        if month is not None:
            assert month not in told
            told[month] = monday
    expected = slow_closings(asked)
    # Two months can close with one week, where hardly anything is asked: then the first is told.
    shadowed = {m for m, monday in expected.items() if any(o < m and told.get(o) == monday for o in expected)}
    assert {m: w for m, w in told.items() if m not in shadowed} == {
        m: w for m, w in expected.items() if m not in shadowed
    }


def test_the_ends_of_months() -> None:
    ends = [month_end(date(2028, month, 15)) for month in range(1, 13)]
    assert [end.day for end in ends] == [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert all((end + DAY).day == 1 for end in ends)


# --- windows and ranks, beside slow references


@given(st.sampled_from(YEAR))
def test_a_window_holds_the_days_that_a_walk_through_the_calendar_finds(day: date) -> None:
    keys = windows(day)
    same_week = [other for other in YEAR if windows(other)[Window.WEEK] == keys[Window.WEEK]]
    monday = day
    while monday.weekday():
        monday -= DAY
    assert same_week == [d for d in YEAR if monday <= d < monday + 7 * DAY]
    same_month = [other for other in YEAR if windows(other)[Window.MONTH] == keys[Window.MONTH]]
    assert same_month == [d for d in YEAR if (d.year, d.month) == (day.year, day.month)]
    assert window_start(Window.WEEK, keys[Window.WEEK]) == monday
    assert window_start(Window.MONTH, keys[Window.MONTH]) == day.replace(day=1)
    assert windows(day)[Window.ALL] == windows(YEAR[0])[Window.ALL]


tallies = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda p: Tally(10 * p[0] + 2 * p[1], sum(p), p[0]))


@given(st.lists(st.tuples(tallies, st.sampled_from(["ada", "Ada", "bob"])), max_size=12))
def test_ranks_and_ties_are_what_comparing_everybody_with_everybody_says(
    some: list[tuple[Tally, str]],
) -> None:
    field = [Contender(person, name, tally) for person, (tally, name) in enumerate(some)]

    def goes_before(one: Contender, other: Contender) -> bool:
        a, b = one.tally, other.tally
        if a.points != b.points:
            return a.points > b.points
        left, right = a.right * max(b.answered, 1), b.right * max(a.answered, 1)
        if left != right:
            return left > right
        if a.answered != b.answered:
            return a.answered > b.answered
        return (one.name.casefold(), one.person) < (other.name.casefold(), other.person)

    places = rank(field)
    for at, place in enumerate(places):
        before = [c for c in field if goes_before(c, place.contender)]
        assert len(before) == at
        assert place.rank == 1 + sum(c.tally.points > place.contender.tally.points for c in field)


# --- in the room


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, START) as w:
        await found_cohort(w)
        yield w


def summaries(w: World) -> list[Message]:
    return [m for m in w.platform.in_room("cpim") if m.key.startswith("summary:")]


async def study(w: World, until: datetime, **marks: str) -> None:
    """Everybody answers each study day as told, over and over: `x` right, `o` wrong, `-` not at all."""
    day = 0
    while w.now < until:
        await w.advance(timedelta(hours=3))
        if w.now.weekday() < 5:
            number = await latest_round(w)
            for who, pattern in marks.items():
                mark = pattern[day % len(pattern)]
                if mark != "-":
                    await answered(w, who, number, right=mark == "x", settle="")
            day += 1
        await w.advance(timedelta(hours=21))


async def test_november_closes_with_the_week_of_its_last_study_day(here: World) -> None:
    await study(here, datetime(2026, 11, 23, 5, tzinfo=UTC), ana="xo", ben="oooox", emil="xxo")
    await study(here, datetime(2026, 12, 8, 5, tzinfo=UTC), ana="x", ben="xxo", emil="o")
    titles = [m.card.title for m in summaries(here)]
    assert titles == [
        "The week of 16 November 2026",
        "The week of 23 November 2026",
        "November 2026: how the month went",
    ]
    text = text_of(summaries(here)[-1].card)
    assert "Who took part: 3 of 4 members, 11 questions" in text
    assert "Most points: #1 Ana" in text
    assert "Its last week, the week of 30 November 2026: 3 of 4 members, 5 questions\nAna · 50 points" in text


async def test_most_improved_stands_beside_most_points(here: World) -> None:
    await study(here, datetime(2026, 11, 23, 5, tzinfo=UTC), ana="xxxxx", ben="ooooo")
    await study(here, datetime(2026, 12, 1, 5, tzinfo=UTC), ana="xxxxx", ben="xxxoo")
    second = summaries(here)[-1].card
    points, improved = (next(f for f in second.fields if f.name == name) for name in ("Most points", "Most improved"))
    assert points.inline and improved.inline
    assert "#1 Ana" in text_of(second) and "Most improved: Ben, from 0% to 60% right" in text_of(second)


async def test_a_later_close_of_that_week_edits_the_month(here: World) -> None:
    await study(here, datetime(2026, 12, 1, 5, tzinfo=UTC), ana="x")
    await here.command("lea", "cohort schedule", closes="17:00")
    await study(here, datetime(2026, 12, 4, 17, tzinfo=UTC), ana="x")
    told = summaries(here)[-1]
    assert told.card.title.startswith("November 2026")
    await here.command("lea", "cohort ask")
    await here.settle()
    await answered(here, "ben", await latest_round(here), settle="")
    await here.advance(3 * DAY)
    assert summaries(here)[-1].key == told.key and told.card.title.startswith("November 2026")
    assert told.edits and "2 of 3 members" in text_of(told.card)


async def test_holidays_and_pauses_close_a_month_earlier(here: World) -> None:
    await study(here, datetime(2026, 12, 18, 9, tzinfo=UTC), ana="x")
    await here.command("lea", "cohort pause", until="2027-01-04")
    await here.advance(timedelta(days=7))
    assert [m.card.title.split(":")[0] for m in summaries(here)][-2:] == [
        "The week of 7 December 2026",
        "December 2026",
    ]


async def test_one_summary_a_week_also_over_a_quarter(here: World) -> None:
    await study(here, datetime(2027, 1, 5, 5, tzinfo=UTC), ana="xo-x--")
    told = summaries(here)
    assert len(told) == len({m.key for m in told}) == 7
    months = [m.card.title.split(":")[0] for m in told if "month went" in m.card.title]
    assert months == ["November 2026", "December 2026"]


async def test_switched_off_the_room_hears_of_no_month_either(here: World) -> None:
    await here.command("lea", "cohort settings", summary="off")
    await study(here, datetime(2026, 12, 8, 5, tzinfo=UTC), ana="x")
    assert not summaries(here)


async def test_a_month_whose_last_week_nobody_answered_is_passed_over(here: World) -> None:
    await study(here, datetime(2026, 11, 28, 5, tzinfo=UTC), ana="x")
    await here.advance(datetime(2026, 12, 22, 9, tzinfo=UTC))
    assert [m.card.title for m in summaries(here)][-1] == "The week of 23 November 2026"
