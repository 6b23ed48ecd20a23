"""Streaks: study days answered in a row.

The law: only days on which a question was really asked count, so weekends, pauses and outages neither break nor extend
a streak. On an excused day, and while today's question is open, an answer extends it and silence does not break it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Streak:
    """Study days in a row: up to now, and at best."""

    current: int
    longest: int


def streak(
    study_days: Sequence[date], answered: Collection[date], excused: Collection[date], today_open: date | None
) -> Streak:
    """A member's streak. `study_days` are those really asked, ascending; `today_open` is the one still open, if any."""
    run = longest = 0
    for day in study_days:
        if day in answered:
            run += 1
            longest = max(longest, run)
        elif day not in excused and day != today_open:
            run = 0
    return Streak(run, longest)


def excused_days(exam: date | None) -> frozenset[date]:
    """A member's exam day and the day before it."""
    return frozenset() if exam is None else frozenset((exam, exam - timedelta(days=1)))
