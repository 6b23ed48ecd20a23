"""When a month closes: with the week in which the last of its study days lies.

The law: a month's summary takes the place of that week's, so a room still reads one summary a week. The week may run on
into the next month; its own figures go along in a line. A month is told once. Where nothing more of a month is to come,
because of holidays, skipped days or a pause, it closes with its last week that had a question. A month of a single
week is told as the week it is.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from bot.rules.calendar import DAY, month_start, week_start


def month_key(day: date) -> str:
    """`2026-11`."""
    return f"{day:%Y-%m}"


def month_end(day: date) -> date:
    """The last of the day's month."""
    return month_start(month_start(day) + 31 * DAY) - DAY


def closing_month(
    asked: Collection[date], monday: date, to_come: Collection[date], told: str, told_in: date | None
) -> date | None:
    """The first of the month that closes with the week of this Monday, None where none does.

    `asked` are the study days so far, `to_come` those that are planned after this week; `told` is the key of the last
    month that was told and `told_in` the Monday of the week it was told in, so that telling it again says the same.
    """
    if told_in == monday:
        return date.fromisoformat(f"{told}-01")
    for month in sorted({month_start(day) for day in asked if week_start(day) <= monday}):
        in_month = [day for day in asked if month_start(day) == month and week_start(day) <= monday]
        if told >= month_key(month) or not _recent(month, monday, told):
            continue
        if len({week_start(day) for day in in_month}) > 1 and not any(month_start(day) == month for day in to_come):
            return month
    return None


def _recent(month: date, monday: date, told: str) -> bool:
    """Whether it is a month of this week; one before it only where months have been told already."""
    if month_start(monday) <= month:
        return True
    return bool(told) and month_end(month) >= monday - 31 * DAY
