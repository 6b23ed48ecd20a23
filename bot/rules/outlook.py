"""What comes next in a cohort: the openings that really bring a question.

The law: a day that was asked or is to be skipped brings none, nor does a pause before its end; a finished cohort, one
paused without an end, and one without study days have nothing ahead.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from bot.model.cohort import Cohort, Phase
from bot.rules.calendar import Occurrence, instant, next_occurrence


def upcoming(cohort: Cohort, after: datetime, taken: Collection[date], most: int = 1) -> tuple[Occurrence, ...]:
    """The next openings later than `after`, at most so many. `taken` are days already asked or skipped."""
    start = _start(cohort, after)
    if start is None:
        return ()
    found: list[Occurrence] = []
    while len(found) < most:
        coming = next_occurrence(cohort.schedule, start)
        start = coming.opens_at
        if coming.day not in taken:
            found.append(coming)
    return tuple(found)


def _start(cohort: Cohort, after: datetime) -> datetime | None:
    if cohort.phase is Phase.FINISHED or not cohort.schedule.days:
        return None
    if cohort.phase is Phase.ACTIVE:
        return after
    if cohort.paused_until is None:
        return None
    end = instant(cohort.paused_until, cohort.schedule.opens, cohort.schedule.zone)
    return max(after, end - timedelta(seconds=1))
