"""A member's exam: what can be entered, and how long is left.

The law: what is impossible is refused with its remedy, before anything is kept. Days are counted on the member's own
calendar, so that nothing is left on the day on which they sit. When to remind is decided in `reminders`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.model.appointment import Appointment, Booked, Venue
from bot.model.cohort import Schedule
from bot.rules.calendar import DAY, comes_twice, exists, instant, local_date, study_days_between
from bot.rules.reading import Misread, read_zone
from bot.rules.reminders import reminders as reminders

FARTHEST = timedelta(days=3 * 366)
"""How far ahead an exam or an expiry can be: about three years. Further is a slip of the keyboard."""
STUDY_HOURS = 100
"""Hours of study that are advised in all."""
RETAKE_DAYS = 15
"""Fourteen days' wait after an exam, so its fifteenth day after is the first on which one may sit again."""
POINTS_YEARS = 5
"""Years in which the points for maintenance are to be earned."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field (`date`, `zone`, `target` or `att`), and how to put it right."""

    field: str
    wrong: str
    remedy: str


def booked(day: date, at: time, zone: str, venue: Venue) -> Booked:
    """An appointment from its wall time. Raises Misread for an unknown zone and for a time that a clock change skips.

    A time that comes twice is taken as the first; `booked_note` says so.
    """
    zone = read_zone(zone)
    if not exists(day, at, zone):
        valid = instant(day, at, zone).astimezone(ZoneInfo(zone))
        raise Misread(
            f"{at:%H:%M} on {day} does not exist in {zone}: the clocks go forward then",
            f"check your confirmation; the next time that exists is {valid:%H:%M}",
        )
    return Booked(instant(day, at, zone), zone, venue)


def booked_note(appointment: Booked) -> str:
    """What to tell the member of a time that comes twice because the clocks go back. Empty for any other time."""
    local = appointment.at.astimezone(ZoneInfo(appointment.zone))
    if not comes_twice(local.date(), local.time(), appointment.zone):
        return ""
    which = "second" if local.fold else "first"
    return (
        f"{local:%H:%M} comes twice on {local.date()}: the clocks go back then. "
        f"I took the {which}, {appointment.at:%H:%M} UTC; check it against your confirmation."
    )


def check(appointment: Appointment, now: datetime) -> tuple[Problem, ...]:
    """Everything that is impossible in an appointment. Empty where it can be kept."""
    # No date can be judged in a zone that does not exist.
    return tuple(_zone_problems(appointment)) or tuple(_date_problems(appointment, now))


def _zone_problems(appointment: Appointment) -> Iterator[Problem]:
    zones = {appointment.zone: None} | ({appointment.booked.zone: None} if appointment.booked else {})
    for zone in zones:
        try:
            known = read_zone(zone)
        except Misread as misread:
            yield Problem("zone", misread.wrong, misread.remedy)
        else:
            if known != zone:
                yield Problem("zone", f"“{zone}” is not a time zone's full name", f"write {known}")


def _date_problems(appointment: Appointment, now: datetime) -> Iterator[Problem]:
    today = local_date(now, appointment.zone)
    exam, target, expiry = exam_day(appointment), appointment.target, appointment.att_expires
    if exam is None and expiry is None:
        yield Problem("date", "There is no date", "give your exam, a target date, or the day your ATT expires")
    if appointment.booked and target:
        yield Problem("target", "There is a booked exam and a target date", "keep the one that holds")
    if appointment.booked and appointment.booked.at <= now:
        yield Problem("date", f"The exam on {exam} is in the past", "check day, month, year and time")
    yield from _day_problems("date", exam if appointment.booked else None, None, today)
    yield from _day_problems("target", target, today, today)
    yield from _day_problems("att", expiry, today, today)
    if exam and expiry and expiry < exam:
        yield Problem("att", f"Your ATT expires on {expiry}, before the exam on {exam}", "check both dates")


def _day_problems(field: str, day: date | None, earliest: date | None, today: date) -> Iterator[Problem]:
    if day and earliest and day < earliest:
        yield Problem(field, f"{day} is in the past", "check day, month and year")
    if day and day - today > FARTHEST:
        yield Problem(field, f"{day} is more than three years ahead", "check the year")


def exam_day(appointment: Appointment) -> date | None:
    """The date of the exam where it is sat, else the target date. None where only an ATT's expiry is known."""
    if appointment.booked:
        return local_date(appointment.booked.at, appointment.booked.zone)
    return appointment.target


def days_left(appointment: Appointment, now: datetime, zone: str) -> int | None:
    """Days from today to the exam or target, both on the zone's calendar; negative afterwards. None without either."""
    day = local_date(appointment.booked.at, zone) if appointment.booked else appointment.target
    return None if day is None else (day - local_date(now, zone)).days


def study_days_left(schedule: Schedule, today: date, exam: date) -> int:
    """How many study days there are from today, which counts, to the day before the exam."""
    return len(study_days_between(schedule, today, exam - DAY))


def hours_per_week(hours_done: float, days_left: int) -> float | None:
    """Hours a week to reach STUDY_HOURS, to one decimal: hours to go / weeks left. None from the exam day on.

    Less than a week is counted as one, so the figure is never more than what is still to do.
    """
    if days_left <= 0:
        return None
    return round(max(STUDY_HOURS - hours_done, 0.0) / max(days_left / 7, 1.0), 1)


def retake_from(exam: date) -> date:
    """The first day on which one may sit again: 14 days' wait, then the 15th day, counted from the day after the exam.

    Where the rule could also be read as counting the exam's own day, this is the later, safer date.
    """
    return exam + RETAKE_DAYS * DAY


def points_due(passed: date) -> date:
    """The day, five years after passing, by which the points are due; 28 February for 29 February."""
    year = passed.year + POINTS_YEARS
    leap_day = (passed.month, passed.day) == (2, 29)
    return passed.replace(year=year, day=28) if leap_day else passed.replace(year=year)
