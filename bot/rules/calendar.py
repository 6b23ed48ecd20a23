"""When a cohort studies: wall time in a zone, turned into instants.

The law: one occurrence for each study day. A wall time that a clock change skips moves to the next valid minute; one
that comes twice takes the first pass. Instants are aware datetimes in UTC; days are calendar dates in the zone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.model.cohort import Schedule

DAY = timedelta(days=1)
LOOK_BACK = timedelta(days=8)
# A week, and a little more: a study day can be one that its zone never had (Samoa skipped 30 December 2011).
_LOOK_AHEAD = 15
_LOOK_AHEAD_OF_HOLIDAYS = 366
_SCHEDULES = 4096
"""Answers that are kept: cohorts that open in the same minute mostly have one of a few schedules."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A study day and the instants (UTC) at which its round opens and closes."""

    day: date
    opens_at: datetime
    closes_at: datetime


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant (UTC) of a wall time. A gap moves to the next valid minute, a fold takes the first pass.

    Raises zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    before, after = _readings(day, at, zone)
    if exists(day, at, zone):
        return before
    return _transition(after, before, ZoneInfo(zone))


def exists(day: date, at: time, zone: str) -> bool:
    """Whether clocks in the zone ever show this wall time, that is, whether no clock change skips it."""
    before, _ = _readings(day, at, zone)
    return _wall(before, zone) == datetime.combine(day, at)


def comes_twice(day: date, at: time, zone: str) -> bool:
    """Whether clocks in the zone show this wall time twice because they are put back."""
    first, second = _readings(day, at, zone)
    return first < second


def local_date(at: datetime, zone: str) -> date:
    """The calendar date that clocks in the zone show at this instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def _readings(day: date, at: time, zone: str) -> tuple[datetime, datetime]:
    """The wall time read with the offset before a clock change, and with the offset after it."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _wall(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def _transition(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second after `low` that has the offset of `high`: the clock change between the two."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return high


def is_study_day(schedule: Schedule, day: date) -> bool:
    """Whether the schedule asks on this day. A holiday is none, nor is a day that the zone skipped whole."""
    if day.weekday() not in schedule.days or day in schedule.holidays:
        return False
    return local_date(instant(day, time.min, schedule.zone), schedule.zone) == day


@lru_cache(maxsize=_SCHEDULES)
def occurrence(schedule: Schedule, day: date) -> Occurrence:
    """The round of this day, whether or not it is a study day (a leader may ask on any day).

    It closes at `schedule.closes` (on the next day where that is not later than `opens`), else when the next study
    day opens. A window that a clock change swallows whole keeps its length on the wall.
    """
    opens_at = instant(day, schedule.opens, schedule.zone)
    if schedule.closes is None:
        closing = next(_study_days(schedule, day + DAY), day + DAY)
        return Occurrence(day, opens_at, instant(closing, schedule.opens, schedule.zone))
    closing = day if schedule.closes > schedule.opens else day + DAY
    closes_at = instant(closing, schedule.closes, schedule.zone)
    if closes_at <= opens_at:
        closes_at = opens_at + (datetime.combine(closing, schedule.closes) - datetime.combine(day, schedule.opens))
    return Occurrence(day, opens_at, closes_at)


def _study_days(schedule: Schedule, start: date) -> Iterator[date]:
    days = (start + DAY * i for i in range(_LOOK_AHEAD_OF_HOLIDAYS if schedule.holidays else _LOOK_AHEAD))
    return (day for day in days if is_study_day(schedule, day))


@lru_cache(maxsize=_SCHEDULES)
def next_occurrence(schedule: Schedule, after: datetime) -> Occurrence:
    """The first occurrence that opens later than `after`. Raises ValueError where the schedule has no days."""
    for day in _study_days(schedule, local_date(after, schedule.zone)):
        if instant(day, schedule.opens, schedule.zone) > after:
            return occurrence(schedule, day)
    raise ValueError("the schedule has no study days: give it at least one weekday")


@lru_cache(maxsize=_SCHEDULES)
def latest_occurrence(schedule: Schedule, upto: datetime) -> Occurrence | None:
    """The last occurrence that opened at or before `upto`, within the past eight days. None where there is none."""
    # From tomorrow: where clocks go back past midnight, a day that has begun is left for the one before it.
    tomorrow = local_date(upto, schedule.zone) + DAY
    for day in (tomorrow - DAY * i for i in range(LOOK_BACK.days + 2)):
        if is_study_day(schedule, day):
            opens_at = instant(day, schedule.opens, schedule.zone)
            if upto - LOOK_BACK <= opens_at <= upto:
                return occurrence(schedule, day)
    return None


def missed(schedule: Schedule, upto: datetime, asked: Collection[date], grace: timedelta) -> Occurrence | None:
    """What to make up for after an outage: the latest occurrence alone, if it was not asked and is within its grace."""
    latest = latest_occurrence(schedule, upto)
    if latest is None or latest.day in asked or upto - latest.opens_at > grace:
        return None
    return latest


def week_start(day: date) -> date:
    """The Monday of the day's week (ISO)."""
    return day - DAY * day.weekday()


def month_start(day: date) -> date:
    """The first of the day's month."""
    return day.replace(day=1)


@lru_cache(maxsize=_SCHEDULES)
def study_days_between(schedule: Schedule, start: date, end: date) -> tuple[date, ...]:
    """The study days from `start` to `end`, both included. Empty where `end` comes first."""
    days = (start + DAY * i for i in range((end - start).days + 1))
    return tuple(day for day in days if is_study_day(schedule, day))


def last_study_day_of_week(schedule: Schedule, day: date) -> date | None:
    """The last study day of the day's week (Monday to Sunday). None where the week has none."""
    monday = week_start(day)
    return max(study_days_between(schedule, monday, monday + DAY * 6), default=None)
