"""When to remind a member, and of what.

The law: a reminder comes at a civil hour of the member's own zone, once, and one whose time has passed is never made
up for: set late, a countdown begins with the next one.

A booked exam has all of them, up to the day after. A mere target date has no papers, no way there, no last evening and
no day after: its reminders are to study, and twice to book (90 days and 7 days before). An ATT's expiry counts down
until the exam is booked. Once a result is told, nothing more comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.appointment import Appointment, Booked, Outcome, Reminder, Topic
from bot.rules.calendar import DAY, instant, local_date

MORNING = time(9, 0)
EVENING = time(19, 0)
EARLIEST = time(5, 30)
SETTING_OUT = timedelta(hours=3)
"""How long before the appointment the day's reminder comes."""

_STUDY = ((60, Topic.WEAKEST), (30, Topic.FULL_PRACTICE), (14, Topic.MISSED))
_BOOKED = (*_STUDY, (7, Topic.PAPERS), (3, Topic.WAY_THERE), (1, Topic.REST), (-1, Topic.HOW_WAS_IT))
_TARGET = ((90, Topic.BOOK), *_STUDY, (7, Topic.BOOK))
_ATT = tuple((days, Topic.ATT) for days in (60, 30, 14, 7, 3, 1))


def reminders(appointment: Appointment, person_zone: str, set_at: datetime) -> tuple[Reminder, ...]:
    """The reminders still to come for an appointment that was set at `set_at`, the earliest first.

    `days` count to the exam, the target or the ATT's expiry; -1 is the day after. Raises
    zoneinfo.ZoneInfoNotFoundError for an unknown zone.
    """
    if appointment.outcome is not Outcome.NONE:
        return ()
    to_come = (r for r in _all(appointment, person_zone) if r.due > set_at)
    return tuple(sorted(to_come, key=lambda r: r.due))


def _all(appointment: Appointment, zone: str) -> Iterator[Reminder]:
    if appointment.booked:
        yield from _mornings(_BOOKED, local_date(appointment.booked.at, zone), zone)
        yield Reminder(Topic.TODAY, _setting_out(appointment.booked, zone), 0)
        return
    if appointment.target:
        yield from _mornings(_TARGET, appointment.target, zone)
    if appointment.att_expires:
        yield from _mornings(_ATT, appointment.att_expires, zone)


def _mornings(uses: tuple[tuple[int, Topic], ...], day: date, zone: str) -> Iterator[Reminder]:
    for days, topic in uses:
        yield Reminder(topic, instant(day - DAY * days, MORNING, zone), days)


def _setting_out(booked: Booked, zone: str) -> datetime:
    """Three hours before; the evening before where that is before 05:30 of the exam's day on the member's clock."""
    exam = local_date(booked.at, zone)
    due = (booked.at - SETTING_OUT).astimezone(ZoneInfo(zone))
    too_early = due.date() != exam or due.time() < EARLIEST
    return instant(exam - DAY, EVENING, zone) if too_early else due.astimezone(UTC)
