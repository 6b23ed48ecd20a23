"""Weekdays as people type them and read them."""

from __future__ import annotations

import re
from collections.abc import Set

from bot.model.cohort import WEEKDAYS
from bot.rules.reading import Misread

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ALL = frozenset(range(7))
_GROUPS = {
    "weekdays": WEEKDAYS,
    "weekday": WEEKDAYS,
    "workdays": WEEKDAYS,
    "weekend": _ALL - WEEKDAYS,
    "weekends": _ALL - WEEKDAYS,
    "daily": _ALL,
    "everyday": _ALL,
    "all": _ALL,
}
_REMEDY = "write it like “weekdays”, “mon wed fri”, “tue-sat” or “daily”"
_LEAST_LETTERS = 2


def read_days(raw: str) -> frozenset[int]:
    """Weekdays counted from Monday = 0: names, their beginnings, ranges and groups. Raises Misread."""
    text = re.sub(r"\bevery\s+day\b", "daily", raw.casefold())
    text = re.sub(r"\s*(?:[-–]|\bto\b)\s*", "-", text)
    words = [w for w in re.split(r"[\s,;/&+]+|\band\b", text) if w]
    found: set[int] = set()
    for word in words:
        found |= _GROUPS.get(word) or _range(word, raw)
    if not found:
        raise Misread("no weekday is named", _REMEDY)
    return frozenset(found)


def _range(word: str, raw: str) -> frozenset[int]:
    ends = [_day(part, raw) for part in word.split("-")]
    if len(ends) > 2:
        raise Misread(f"“{raw}” names days in a way I cannot read", _REMEDY)
    first, last = ends[0], ends[-1]
    return frozenset((first + i) % 7 for i in range((last - first) % 7 + 1))


def _day(word: str, raw: str) -> int:
    """A day by its name or the beginning of it; `Mondays` too."""
    wanted = word.strip(".").removesuffix("s") if len(word) > 4 else word.strip(".")
    if len(wanted) >= _LEAST_LETTERS:
        for number, name in enumerate(NAMES):
            if name.casefold().startswith(wanted):
                return number
    raise Misread(f"“{raw}” names days in a way I cannot read", _REMEDY)


def days_in_words(days: Set[int]) -> str:
    """`Monday to Friday`, `every day`, `Monday, Wednesday and Friday`."""
    if len(days) == len(NAMES):
        return "every day"
    ordered = sorted(days)
    if len(ordered) > 2 and ordered[-1] - ordered[0] == len(ordered) - 1:
        return f"{NAMES[ordered[0]]} to {NAMES[ordered[-1]]}"
    names = [NAMES[day] for day in ordered]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "no day"


def days_as_typed(days: Set[int]) -> str:
    """What `read_days` reads back as these days, for a form to be filled with."""
    if days == WEEKDAYS:
        return "weekdays"
    return "daily" if days == _ALL else " ".join(NAMES[day][:3].casefold() for day in sorted(days))
