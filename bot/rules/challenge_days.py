"""On which days a challenge is played, and from when to when.

The law: its days are the cohort's study days from its first to its last date. A day opens at the cohort's opening time
and closes when the next one opens; the last closes at that time on the date after the challenge's last. A day that was
under way when the challenge was created opens a while later, so that people can join.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.model.cohort import Schedule
from bot.rules.calendar import DAY, instant, local_date, study_days_between

TIME_TO_JOIN = timedelta(hours=1)
"""How long a first day that was under way at the creation waits for people to join."""
LONGEST = timedelta(days=92)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Span:
    """What of a challenge the calendar needs. `off` are days on which the cohort studies not after all."""

    first: date
    last: date
    created_at: datetime
    not_before: datetime
    off: Collection[date] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """A day of a challenge, and the instants (UTC) between which it can be played."""

    day: date
    opens_at: datetime
    closes_at: datetime


def ends_at(schedule: Schedule, span: Span) -> datetime:
    """When the last day closes, if it was not moved meanwhile."""
    return instant(span.last + DAY, schedule.opens, schedule.zone)


def windows(schedule: Schedule, span: Span) -> tuple[Window, ...]:
    """The days as they are planned now, in order."""
    days = [day for day in study_days_between(schedule, span.first, span.last) if day not in span.off]
    found: list[Window] = []
    closings = [instant(day, schedule.opens, schedule.zone) for day in days[1:]] + [ends_at(schedule, span)]
    for day, closes_at in zip(days, closings, strict=False):
        opens_at = instant(day, schedule.opens, schedule.zone)
        if opens_at < span.created_at:
            opens_at = span.not_before
        if opens_at < closes_at:
            found.append(Window(day, opens_at, closes_at))
    return tuple(found)


def waits(schedule: Schedule, span: Span) -> bool:
    """Whether its first day was under way when it was created, and so opens a while later."""
    planned = windows(schedule, span)
    return bool(planned) and instant(planned[0].day, schedule.opens, schedule.zone) < span.created_at


def due(schedule: Schedule, span: Span, now: datetime) -> Window | None:
    """The day that should be open now."""
    return next((one for one in windows(schedule, span) if one.opens_at <= now < one.closes_at), None)


def wakes_at(schedule: Schedule, span: Span, after: datetime) -> datetime:
    """The next instant later than `after` at which a day opens, else the end."""
    opening = (one.opens_at for one in windows(schedule, span) if one.opens_at > after)
    return next(opening, ends_at(schedule, span))


def next_study_day(schedule: Schedule, after: datetime) -> date | None:
    """The first study day whose opening is still to come. None where the schedule has no days."""
    today = local_date(after, schedule.zone)
    days = study_days_between(schedule, today, today + 14 * DAY)
    return next((day for day in days if instant(day, schedule.opens, schedule.zone) > after), None)
