"""A person's exam: booked, only hoped for, or only an authorization to test (ATT) that will expire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Venue(StrEnum):
    """Where a booked exam is sat."""

    CENTRE = "centre"
    ONVUE = "onvue"


class Outcome(StrEnum):
    """What came of it, as the member tells it."""

    NONE = ""
    PASSED = "passed"
    NOT_YET = "not-this-time"
    WAITING = "no-result-yet"
    PRIVATE = "dont-ask"


@dataclass(frozen=True, slots=True)
class Booked:
    """A Pearson VUE appointment: an instant (UTC) with the zone it was booked in."""

    at: datetime
    zone: str
    venue: Venue


@dataclass(frozen=True, slots=True)
class Appointment:
    """What is known of a person's exam. At least one of the three is set; `target` and `booked` exclude each other.

    `target` and `att_expires` are calendar dates in `zone`, the person's own.
    """

    zone: str
    booked: Booked | None = None
    target: date | None = None
    att_expires: date | None = None
    outcome: Outcome = Outcome.NONE


class Topic(StrEnum):
    """What a reminder is for. The first eight count down to the exam, ATT to the expiry, HOW_WAS_IT asks afterwards."""

    BOOK = "book"
    WEAKEST = "weakest"
    FULL_PRACTICE = "full-practice"
    MISSED = "missed"
    PAPERS = "papers"
    WAY_THERE = "way-there"
    REST = "rest"
    TODAY = "today"
    ATT = "att"
    HOW_WAS_IT = "how-was-it"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder: what for, when (UTC), and how many days before the date it counts to. Each has one use."""

    topic: Topic
    due: datetime
    days: int
