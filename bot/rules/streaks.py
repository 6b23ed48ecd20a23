"""Streaks: study days answered in a row, and freezes that forgive a missed one.

The law: only days on which a question was really asked count, so weekends, holidays, pauses and outages neither break
nor extend a streak. On an excused day (the exam, a rest), and while today's question is open, an answer extends it and
silence does not break it. Five study days answered earn a freeze; with three in the bank none is earned. A missed day
spends one by itself: the streak stays, and does not grow. Without one it ends, and what was earned towards the next
freeze ends with it. So an answer never leaves anybody with less than silence would.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EARNS = 5
"""Study days in a row that earn a freeze."""
BANK = 3
"""Freezes that can be kept at a time."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Study days in a row: up to now, and at best. `freezes` are in the bank, `frozen` are the days that spent one."""

    current: int
    longest: int
    freezes: int = 0
    frozen: tuple[date, ...] = ()


def streak(
    study_days: Sequence[date], answered: Collection[date], excused: Collection[date], today_open: date | None
) -> Streak:
    """A member's streak. `study_days` are those really asked, ascending; `today_open` is the one still open, if any."""
    run = longest = earned = 0
    frozen: list[date] = []
    for day in study_days:
        if day in answered:
            run += 1
            longest = max(longest, run)
            earned = min(earned + 1, EARNS * BANK)
        elif day in excused or day == today_open:
            continue
        elif earned >= EARNS:
            earned -= EARNS
            frozen.append(day)
        else:
            run = earned = 0
    return Streak(run, longest, earned // EARNS, tuple(frozen))


def forgiven_lately(study_days: Sequence[date], answered: Collection[date], streak: Streak) -> tuple[date, ...]:
    """The days that spent a freeze since the last answer: what a member has not been told of, as they come back."""
    last = max((day for day in study_days if day in answered), default=date.min)
    return tuple(day for day in streak.frozen if day > last) if streak.current else ()


def excused_days(exam: date | None) -> frozenset[date]:
    """A member's exam day and the day before it."""
    return frozenset() if exam is None else frozenset((exam, exam - timedelta(days=1)))


def rested_days(study_days: Iterable[date], rests: Iterable[tuple[date, date]]) -> frozenset[date]:
    """The study days within these spans of rest, first and last day included."""
    spans = list(rests)
    return frozenset(day for day in study_days if any(first <= day <= last for first, last in spans))
