"""Days that a country has off, as the core sees them: whoever knows them is handed in.

The law: on a holiday of its country a cohort is asked nothing, so nothing of anybody's can break there. A cohort keeps
its holidays for some time ahead, as plain days in its schedule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from bot.model.cohort import Cohort, Schedule
from bot.rules.calendar import is_study_day
from bot.rules.reading import Misread

AHEAD = timedelta(days=3 * 366)
"""How far ahead a cohort's holidays are kept: further than any plan reaches."""
_BEHIND = timedelta(days=31)
_TOO_SOON = timedelta(days=2 * 366)
OFF = ("off", "none", "no", "-")


@dataclass(frozen=True, slots=True)
class Region:
    """A country, or a part of one: `DE-BY`, `Germany, Bayern`."""

    code: str
    name: str


class Holidays(Protocol):
    """Who knows which days are free where."""

    def read(self, raw: str) -> Region:
        """A country or region as people type it. Raises Misread with suggestions."""

    def named(self, code: str) -> Region:
        """The region of this code; one that is no longer known goes by its code."""

    def suggest(self, typed: str, most: int = 25) -> Sequence[Region]:
        """Regions that fit what was typed so far, best first."""

    def between(self, code: str, first: date, last: date) -> Mapping[date, str]:
        """The free days from `first` to `last`, both included, with what they are called. Nothing for no region."""


@dataclass(frozen=True, slots=True)
class NoHolidays:
    """Knows no country at all: for whoever needs none."""

    def read(self, raw: str) -> Region:
        """Nothing can be read."""
        raise Misread(f"“{raw}” is not a country I know", "this Takt knows no holidays")

    def named(self, code: str) -> Region:
        """By its code."""
        return Region(code, code)

    def suggest(self, typed: str, most: int = 25) -> Sequence[Region]:
        """Nothing."""
        return ()

    def between(self, code: str, first: date, last: date) -> Mapping[date, str]:
        """Nothing."""
        return {}


def observed(cohort: Cohort, holidays: Holidays, today: date) -> Cohort:
    """The cohort with the holidays of its region from last month on, for as long ahead as they are kept."""
    days = holidays.between(cohort.holidays, today - _BEHIND, today + AHEAD) if cohort.holidays else {}
    return replace(cohort, schedule=replace(cohort.schedule, holidays=frozenset(days)))


def is_stale(cohort: Cohort, today: date) -> bool:
    """Whether the holidays that the cohort keeps do not reach far enough ahead any more."""
    return bool(cohort.holidays) and max(cohort.schedule.holidays, default=date.min) < today + _TOO_SOON


def falling_on_study_days(schedule: Schedule, days: Mapping[date, str], first: date, last: date) -> dict[date, str]:
    """Those of the days that take a question away, from `first` to `last`."""
    bare = replace(schedule, holidays=frozenset())
    return {day: days[day] for day in sorted(days) if first <= day <= last and is_study_day(bare, day)}
