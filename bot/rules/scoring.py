"""The rules of the score, all in this file.

The law: ten points for a right answer, two for a wrong one that was in time, and never anything for speed. A window
counts the rounds whose study day lies in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.model.rounds import Confidence
from bot.model.standing import Tally, Window
from bot.rules.calendar import month_start, week_start

RIGHT = 10
IN_TIME = 2

RULES_TEXT: tuple[str, ...] = (
    f"A right answer earns {RIGHT} points; a wrong one in time earns {IN_TIME}, for taking part.",
    "There is never anything for speed: any time before the question closes counts the same.",
    "Your last choice before it is final counts. Without Sure or Guess, your pick counts when the question closes.",
    "After the close you can still try it: for practice, without points and without your streak.",
    "Five study days in a row earn a freeze; three can be kept. A missed day spends one, and your streak stays.",
    "Sure and Guess earn nothing. They only show you where you were sure but wrong.",
    "Equal points share a rank (1, 2, 2, 4). Within a tie, accuracy, then more answers, then the name set the order.",
    "A week runs from Monday to Sunday, a month from the first to the last; all time never starts again.",
    "A question counts for the day on which it was asked, on the cohort's calendar.",
    "A withdrawn question counts for nothing. One that you saw before it was asked earns no points.",
)
"""What members read, one short sentence or two at a time."""

# Not the calendar module's names: those follow the machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def points(right: bool) -> int:
    """What an answer in time earns."""
    return RIGHT if right else IN_TIME


def tally_of(answers: Iterable[tuple[bool, Confidence]]) -> Tally:
    """The totals of answers given in time, each as (right, confidence)."""
    total = Tally()
    for right, confidence in answers:
        sure = confidence is Confidence.SURE
        total = add(total, Tally(points(right), 1, int(right), int(sure), int(sure and not right)))
    return total


def add(one: Tally, other: Tally) -> Tally:
    """Both totals together."""
    return Tally(
        one.points + other.points,
        one.answered + other.answered,
        one.right + other.right,
        one.sure + other.sure,
        one.sure_wrong + other.sure_wrong,
    )


def windows(day: date) -> dict[Window, str]:
    """The key of each window that a study day falls into: `2026-W48` (ISO week), `2026-11`, `all`."""
    year, week, _ = day.isocalendar()
    return {Window.WEEK: f"{year:04}-W{week:02}", Window.MONTH: f"{day:%Y-%m}", Window.ALL: "all"}


def window_start(window: Window, key: str) -> date | None:
    """The first day of a window. None for all time, which has none. Raises ValueError for a key of another form."""
    if window is Window.WEEK:
        return week_start(date.fromisocalendar(int(key[:4]), int(key.removeprefix(f"{key[:4]}-W")), 1))
    if window is Window.MONTH:
        return month_start(date.fromisoformat(f"{key}-01"))
    return None


def window_label(window: Window, key: str) -> str:
    """What members call a window: `week of 23 November 2026`, `November 2026`, `all time`."""
    start = window_start(window, key)
    if start is None:
        return "all time"
    month = f"{_MONTHS[start.month - 1]} {start.year}"
    return f"week of {start.day} {month}" if window is Window.WEEK else month
