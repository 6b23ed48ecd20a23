"""Holidays: no question and no break on them, told wherever what comes next is told, and kept up to date."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.cohort import Schedule
from bot.rules.calendar import instant, is_study_day, next_occurrence, occurrence, study_days_between
from bot.rules.holidays import falling_on_study_days
from bot.rules.reading import Misread
from bot.store import cohorts, rounds
from content.holidays import WorldHolidays
from tests.core.world import World, answered, as_card, as_form, found_cohort, latest_round, text_of, world

DAY = timedelta(days=1)
BEFORE_CHRISTMAS = datetime(2026, 12, 21, 8, 0, tzinfo=UTC)
KNOWN = WorldHolidays()
FIRST = date(2026, 12, 1)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, BEFORE_CHRISTMAS) as w:
        await found_cohort(w)
        yield w


async def asked_days(w: World) -> list[date]:
    async with w.desk.store.read() as tx:
        return await rounds.study_days(tx, 1)


# --- what a country is


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("DE", "DE", "Germany"),
        ("germany", "DE", "Germany"),
        ("de-by", "DE-BY", "Germany, Bayern"),
        ("Germany Bayern", "DE-BY", "Germany, Bayern"),
        ("uk", "GB", "United Kingdom"),
        ("United States, California", "US-CA", "United States, California"),
    ],
)
def test_countries_and_their_parts_are_read(typed: str, code: str, name: str) -> None:
    region = KNOWN.read(typed)
    assert (region.code, region.name) == (code, name)
    assert KNOWN.named(code) == region


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("Germny", "did you mean DE (Germany)"),
        ("DE-BX", "DE-BY (Bayern)"),
        ("SG-1", "write SG for all of it"),
        ("Zzyzx", "write a country such as Germany or DE"),
    ],
)
def test_an_unknown_country_gets_suggestions(typed: str, remedy: str) -> None:
    with pytest.raises(Misread) as caught:
        KNOWN.read(typed)
    assert remedy in caught.value.remedy


def test_what_is_typed_is_completed() -> None:
    assert KNOWN.suggest("germ")[0].code == "DE"
    assert [region.code for region in KNOWN.suggest("DE-B")] == ["DE-BB", "DE-BE", "DE-BW", "DE-BY"]
    assert KNOWN.suggest("DE")[0].code == "DE"
    assert len(KNOWN.suggest("")) == 25


def test_a_region_has_days_that_its_country_has_not() -> None:
    january = (date(2027, 1, 2), date(2027, 1, 31))
    assert KNOWN.between("DE", *january) == {}
    assert KNOWN.between("DE-BY", *january) == {date(2027, 1, 6): "Epiphany"}


def test_a_weekly_day_of_rest_is_no_holiday() -> None:
    swedish = KNOWN.between("SE", date(2026, 1, 1), date(2026, 12, 31))
    assert date(2026, 6, 6) in swedish and date(2026, 6, 14) not in swedish


def test_a_country_that_is_no_longer_known_has_no_holidays() -> None:
    assert KNOWN.between("XX", date(2026, 1, 1), date(2026, 12, 31)) == {}
    assert KNOWN.named("XX").name == "XX"


# --- the calendar


days_off = st.frozensets(st.integers(0, 40).map(lambda n: FIRST + n * DAY), max_size=30)
weekdays = st.frozensets(st.integers(0, 6), min_size=1)


@given(days_off, weekdays, st.integers(0, 30))
def test_the_next_question_comes_on_the_first_day_that_is_a_study_day_and_no_holiday(
    free: frozenset[date], days: frozenset[int], start: int
) -> None:
    schedule = Schedule("Europe/Berlin", time(7), days, holidays=free)
    after = instant(FIRST + start * DAY, time(12), "Europe/Berlin")
    day = FIRST + (start + 1) * DAY
    while day.weekday() not in days or day in free:
        day += DAY
    found = next_occurrence(schedule, after)
    assert found.day == day
    assert found.opens_at == instant(day, time(7), "Europe/Berlin")
    closing = day + DAY
    while closing.weekday() not in days or closing in free:
        closing += DAY
    assert occurrence(schedule, day).closes_at == instant(closing, time(7), "Europe/Berlin")


@given(days_off, weekdays)
def test_study_days_and_the_holidays_that_take_one_away_are_all_that_the_weekdays_give(
    free: frozenset[date], days: frozenset[int]
) -> None:
    last = FIRST + 40 * DAY
    schedule = Schedule("UTC", days=days, holidays=free)
    asked = study_days_between(schedule, FIRST, last)
    taken = falling_on_study_days(schedule, dict.fromkeys(free, "free"), FIRST, last)
    everything = study_days_between(replace(schedule, holidays=frozenset()), FIRST, last)
    assert sorted([*asked, *taken]) == list(everything)
    assert not any(is_study_day(schedule, day) for day in free)


# --- a cohort that keeps them


async def test_nothing_is_asked_on_a_holiday_and_the_question_before_stays_open(here: World) -> None:
    saved = text_of(await here.command("lea", "cohort settings", holidays="Germany"))
    assert "Holidays without a question: Germany\nFriday 25 December 2026 (Christmas Day)" in saved
    assert "Friday 1 January 2027" in saved and "26 December" not in saved  # that is a Saturday
    await here.advance(datetime(2026, 12, 24, 9, tzinfo=UTC))
    async with here.desk.store.read() as tx:
        (open_now,) = await rounds.open_ones(tx, 1)
    assert open_now.closes_at == datetime(2026, 12, 28, 6, tzinfo=UTC)
    await here.advance(datetime(2027, 1, 4, 9, tzinfo=UTC))
    december = [date(2026, 12, d) for d in (22, 23, 24, 28, 29, 30, 31)]
    assert await asked_days(here) == [*december, date(2027, 1, 4)]


async def test_a_streak_runs_over_the_holidays(here: World) -> None:
    await here.command("lea", "cohort settings", holidays="DE")
    for _ in range(14):
        await here.advance(DAY)
        await answered(here, "ana", await latest_round(here), settle="")
    assert "Streak: 8 study days, best 8" in text_of(await here.command("ana", "score show"))


async def test_an_unknown_country_is_refused_with_suggestions(here: World) -> None:
    refused = text_of(await here.command("lea", "cohort settings", holidays="Germny"))
    assert "Did you mean DE (Germany)" in refused
    async with here.desk.store.read() as tx:
        cohort = await cohorts.get(tx, 1)
    assert cohort and cohort.holidays == "" and not cohort.schedule.holidays


async def test_setting_them_today_takes_tomorrows_question_away_and_off_gives_it_back(here: World) -> None:
    await here.advance(datetime(2026, 12, 24, 9, tzinfo=UTC))
    await here.command("lea", "cohort settings", holidays="DE")
    assert "Monday" in text_of(await here.command("lea", "cohort schedule", time="07:00"))
    reply = text_of(await here.command("lea", "cohort settings", holidays="off"))
    assert "Holidays without a question: none are kept" in reply
    await here.advance(DAY)
    assert (await asked_days(here))[-1] == date(2026, 12, 25)


async def test_the_form_of_the_settings_has_them(here: World) -> None:
    form = as_form(await here.command("lea", "cohort settings"))
    assert [i.value for i in form.inputs if i.name == "holidays"] == ["off"]
    reply = as_card(await here.fill("lea", form, holidays="DE-BY"))
    assert "Germany, Bayern" in text_of(reply) and "6 January 2027 (Epiphany)" in text_of(reply)


async def test_what_comes_next_tells_of_them(here: World) -> None:
    await here.command("lea", "cohort settings", holidays="DE")
    await here.command("lea", "cohort plan", start="2026-12-21", weeks="3")
    for command, expected in (
        ("cohort show", "25 December 2026 (Christmas Day)"),
        ("cohort plan", "Holidays without a question: Friday 25 December 2026 (Christmas Day)\nFriday 1 January"),
    ):
        assert expected in text_of(await here.command("lea", command)), command
    await here.advance(datetime(2026, 12, 23, 9, tzinfo=UTC))
    shown = text_of(await here.command("lea", "cohort schedule", time="07:00"))
    assert "The next questions: Thursday 24 December 2026, 07:00\nMonday 28 December" in shown
    assert "Holidays before then: Friday 25 December 2026 (Christmas Day)" in shown


async def test_a_changed_schedule_keeps_its_holidays(here: World) -> None:
    await here.command("lea", "cohort settings", holidays="DE")
    await here.command("lea", "cohort schedule", days="daily", time="08:00")
    await here.advance(datetime(2026, 12, 28, 9, tzinfo=UTC))
    assert date(2026, 12, 25) not in await asked_days(here)
    assert date(2026, 12, 27) in await asked_days(here)


async def test_a_question_by_a_leaders_wish_on_a_holiday_is_an_extra_one(here: World) -> None:
    await here.command("lea", "cohort settings", holidays="DE")
    await here.advance(datetime(2026, 12, 25, 9, tzinfo=UTC))
    await here.command("lea", "cohort ask")
    assert date(2026, 12, 25) not in await asked_days(here)


async def test_they_are_kept_up_to_date_for_years(tmp_path: Path) -> None:
    async with world(tmp_path, BEFORE_CHRISTMAS) as w:
        await found_cohort(w)
        await w.command("lea", "cohort settings", holidays="DE")
        async with w.desk.store.write() as tx:  # as a cohort that has lived off its holidays for years
            cohort = await cohorts.get(tx, 1)
            assert cohort
            few = replace(cohort.schedule, holidays=frozenset({date(2026, 12, 25)}))
            await cohorts.save(tx, replace(cohort, schedule=few))
        await w.advance(DAY)
        async with w.desk.store.read() as tx:
            kept = await cohorts.get(tx, 1)
    assert kept and date(2028, 12, 25) in kept.schedule.holidays and kept.holidays == "DE"
