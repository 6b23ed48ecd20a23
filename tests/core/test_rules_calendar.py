"""One occurrence for each study day, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.cohort import Schedule
from bot.rules.calendar import (
    comes_twice,
    exists,
    instant,
    is_study_day,
    last_study_day_of_week,
    latest_occurrence,
    local_date,
    missed,
    month_start,
    next_occurrence,
    occurrence,
    study_days_between,
    week_start,
)

DAY = timedelta(days=1)
ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Africa/Cairo",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
)
EVERY_DAY = frozenset(range(7))
HOURS = (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 15), time(2, 45), time(7, 0), time(23, 30))

zones = st.sampled_from(ZONES)
hours = st.times().map(lambda t: t.replace(second=0, microsecond=0))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))


def wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def first_valid_minute(day: date, at: time, zone: str) -> datetime:
    """The slow way: walk the wall's minutes until one exists, and take its earlier instant."""
    local = datetime.combine(day, at)
    while True:
        found = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if wall(found, zone) == local:
            return found
        local += timedelta(minutes=1)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("opens", HOURS)
def test_a_year_has_one_occurrence_for_each_day_at_its_local_time(zone: str, opens: time) -> None:
    schedule = Schedule(zone, opens, EVERY_DAY)
    first = date(2026, 1, 1)
    seen = [next_occurrence(schedule, instant(first, opens, zone) - timedelta(seconds=1))]
    for _ in range(364):
        seen.append(next_occurrence(schedule, seen[-1].opens_at))
    assert [o.day for o in seen] == [first + DAY * i for i in range(365)]
    assert [o.opens_at for o in seen] == [first_valid_minute(o.day, opens, zone) for o in seen]
    assert [o.closes_at for o in seen[:-1]] == [o.opens_at for o in seen[1:]]


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), "2026-03-08T07:00"),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 0), "2026-03-29T01:00"),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 0), "2026-04-23T22:00"),
        ("America/Santiago", date(2026, 9, 6), time(0, 0), "2026-09-06T04:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        ("America/Nuuk", date(2026, 3, 28), time(23, 30), "2026-03-29T01:00"),
    ],
)
def test_a_time_in_a_gap_moves_to_the_next_valid_minute(zone: str, day: date, at: time, expected: str) -> None:
    assert not exists(day, at, zone)
    assert instant(day, at, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Africa/Cairo", date(2026, 10, 29), time(23, 30), "2026-10-29T20:30"),
        ("America/Santiago", date(2026, 4, 4), time(23, 30), "2026-04-05T02:30"),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), "2026-04-04T14:45"),
    ],
)
def test_a_time_that_comes_twice_takes_the_first_pass(zone: str, day: date, at: time, expected: str) -> None:
    assert comes_twice(day, at, zone)
    assert instant(day, at, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(zones, st.dates(date(2025, 1, 1), date(2029, 1, 1)), hours)
def test_an_instant_is_the_first_valid_minute(zone: str, day: date, at: time) -> None:
    assert instant(day, at, zone) == first_valid_minute(day, at, zone)
    assert exists(day, at, zone) == (wall(instant(day, at, zone), zone) == datetime.combine(day, at))


def test_an_hour_that_does_not_come_twice_says_so() -> None:
    assert not comes_twice(date(2026, 10, 25), time(3, 0), "Europe/Berlin")
    assert not comes_twice(date(2026, 3, 29), time(2, 30), "Europe/Berlin")


def test_a_day_that_its_zone_never_had_is_no_study_day() -> None:
    apia = Schedule("Pacific/Apia", time(7, 0), EVERY_DAY)
    assert study_days_between(apia, date(2011, 12, 29), date(2011, 12, 31)) == (date(2011, 12, 29), date(2011, 12, 31))
    assert occurrence(apia, date(2011, 12, 29)).closes_at == occurrence(apia, date(2011, 12, 31)).opens_at


def test_the_local_date_is_the_zones_own() -> None:
    at = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)
    assert local_date(at, "Asia/Kolkata") == date(2026, 11, 23)
    assert local_date(at, "America/New_York") == date(2026, 11, 22)


@given(zones, hours, weekdays, moments)
def test_the_latest_and_the_next_occurrence_are_neighbours(
    zone: str, opens: time, days: frozenset[int], at: datetime
) -> None:
    schedule = Schedule(zone, opens, days)
    latest, coming = latest_occurrence(schedule, at), next_occurrence(schedule, at)
    assert latest is not None
    assert latest.opens_at <= at < coming.opens_at
    assert latest.closes_at == coming.opens_at
    assert study_days_between(schedule, latest.day + DAY, coming.day - DAY) == ()


@given(zones, hours, hours, weekdays, st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_round_always_closes_after_it_opens(
    zone: str, opens: time, closes: time, days: frozenset[int], day: date
) -> None:
    found = occurrence(Schedule(zone, opens, days, closes), day)
    assert timedelta(0) < found.closes_at - found.opens_at <= timedelta(hours=25)


def test_a_round_closes_on_the_same_day_or_past_midnight() -> None:
    day = date(2026, 11, 23)
    same = occurrence(Schedule("Europe/Berlin", time(7, 0), closes=time(20, 0)), day)
    assert same.closes_at == datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
    later = occurrence(Schedule("Europe/Berlin", time(20, 0), closes=time(7, 0)), day)
    assert later.closes_at == datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def test_a_window_that_a_gap_swallows_keeps_its_length() -> None:
    found = occurrence(Schedule("Europe/Berlin", time(2, 10), EVERY_DAY, time(2, 50)), date(2026, 3, 29))
    assert found.opens_at == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert found.closes_at - found.opens_at == timedelta(minutes=40)


def test_without_a_closing_time_friday_is_open_until_monday() -> None:
    friday = occurrence(Schedule("Europe/Berlin"), date(2026, 11, 27))
    assert friday.closes_at == datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def test_a_round_on_a_day_off_closes_when_the_next_study_day_opens() -> None:
    sunday = occurrence(Schedule("Europe/Berlin"), date(2026, 11, 29))
    assert sunday.closes_at == datetime(2026, 11, 30, 6, 0, tzinfo=UTC)


def test_a_schedule_without_days_has_no_occurrences_of_its_own() -> None:
    never = Schedule("Europe/Berlin", days=frozenset())
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert latest_occurrence(never, now) is None
    assert missed(never, now, (), timedelta(days=9)) is None
    assert not is_study_day(never, date(2026, 11, 23))
    assert occurrence(never, date(2026, 11, 23)).closes_at == datetime(2026, 11, 24, 6, tzinfo=UTC)
    with pytest.raises(ValueError, match="no study days"):
        next_occurrence(never, now)


def test_an_opening_is_its_own_latest_and_not_its_own_next() -> None:
    schedule = Schedule("Europe/Berlin")
    opening = datetime(2026, 11, 24, 6, tzinfo=UTC)
    latest = latest_occurrence(schedule, opening)
    assert latest is not None and latest.opens_at == opening
    assert next_occurrence(schedule, opening).day == date(2026, 11, 25)


def test_a_saturday_opening_moved_into_sunday_is_still_found() -> None:
    nuuk = Schedule("America/Nuuk", time(23, 30), frozenset({5}))
    moved = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert next_occurrence(nuuk, moved - timedelta(minutes=1)).opens_at == moved
    latest = latest_occurrence(nuuk, moved + timedelta(minutes=1))
    assert latest is not None and latest.day == date(2026, 3, 28)


def test_an_opening_at_midnight_is_found_when_clocks_go_back_past_it() -> None:
    # In 2010 Newfoundland's clocks went back from 00:01 to 23:01 of the day before.
    midnight = Schedule("America/St_Johns", time(0, 0), EVERY_DAY)
    opening = instant(date(2010, 11, 7), time(0, 0), midnight.zone)
    latest = latest_occurrence(midnight, opening + timedelta(minutes=5))
    assert latest is not None and latest.opens_at == opening


def test_after_an_outage_only_the_latest_is_made_up_for() -> None:
    schedule = Schedule("Europe/Berlin")
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    found = missed(schedule, now, {date(2026, 11, 20)}, timedelta(hours=6))
    assert found is not None and found.day == date(2026, 11, 26)


def test_what_was_asked_or_is_past_its_grace_is_not_made_up_for() -> None:
    schedule = Schedule("Europe/Berlin")
    now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert missed(schedule, now, {date(2026, 11, 26)}, timedelta(hours=6)) is None
    assert missed(schedule, now, (), timedelta(hours=3)) is not None
    assert missed(schedule, now, (), timedelta(hours=2, minutes=59)) is None


def test_weeks_start_on_monday_and_months_on_the_first() -> None:
    assert week_start(date(2027, 1, 3)) == date(2026, 12, 28)
    assert week_start(date(2026, 12, 28)) == date(2026, 12, 28)
    assert month_start(date(2026, 11, 22)) == date(2026, 11, 1)


def test_study_days_between_counts_both_ends() -> None:
    schedule = Schedule("Europe/Berlin")
    monday, friday = date(2026, 11, 23), date(2026, 11, 27)
    assert study_days_between(schedule, monday, friday) == tuple(monday + DAY * i for i in range(5))
    assert study_days_between(schedule, friday, monday) == ()
    assert study_days_between(schedule, friday, monday + DAY * 7) == (friday, monday + DAY * 7)


def test_the_last_study_day_of_a_week() -> None:
    assert last_study_day_of_week(Schedule("Europe/Berlin"), date(2026, 11, 29)) == date(2026, 11, 27)
    tuesdays = Schedule("Europe/Berlin", days=frozenset({1}))
    assert last_study_day_of_week(tuesdays, date(2026, 11, 29)) == date(2026, 11, 24)
    assert last_study_day_of_week(Schedule("Europe/Berlin", days=frozenset()), date(2026, 11, 29)) is None
