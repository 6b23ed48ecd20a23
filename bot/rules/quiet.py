"""Quiet hours and nudges: when a person may be written to on their own clock.

The law: quiet hours begin at one wall time and end at the next occurrence of the other; the beginning belongs to them,
the end does not. Where both are the same there are none. A nudge comes at its wall time once after a question opened
and before it closes, and never in quiet hours.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.model.people import Quiet
from bot.rules.calendar import DAY, instant, local_date
from bot.rules.reading import Misread, read_time

_OFF = ("", "off", "none", "no", "-")
_SPAN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
_REMEDY = "write it like 22:00-07:00, or off"


def holds(quiet: Quiet, at: time) -> bool:
    """Whether this wall time lies in the quiet hours."""
    if quiet.start <= quiet.end:
        return quiet.start <= at < quiet.end
    return at >= quiet.start or at < quiet.end


def quiet_words(quiet: Quiet) -> str:
    """`22:00-07:00`, as it is typed."""
    return f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"


def read_quiet(raw: str) -> Quiet | None:
    """Quiet hours as people type them, None for off. Raises Misread."""
    text = raw.strip().casefold()
    if text in _OFF:
        return None
    parts = _SPAN.split(text)
    if len(parts) != 2:
        raise Misread(f"“{raw}” names no hours from one time to another", _REMEDY)
    start, end = (read_time(part) for part in parts)
    if start == end:
        raise Misread(f"“{raw}” begins and ends at the same time", _REMEDY)
    return Quiet(start, end)


def read_nudge(raw: str) -> time | None:
    """The time of a nudge as people type it, None for off. Raises Misread."""
    return None if raw.strip().casefold() in _OFF else read_time(raw)


def quiet_until(quiet: Quiet | None, at: datetime, zone: str) -> datetime | None:
    """When the quiet hours end that this instant lies in; None where it lies in none."""
    local = at.astimezone(ZoneInfo(zone))
    if quiet is None or not holds(quiet, local.time()):
        return None
    end = instant(local.date() if local.time() < quiet.end else local.date() + DAY, quiet.end, zone)
    return end if end > at else None  # an hour that comes twice: they ended in its first pass


def nudge_time(by: time, zone: str, opens_at: datetime, closes_at: datetime) -> datetime | None:
    """When to nudge about a question: the first time the clock shows `by` while it is open, if it does."""
    day = local_date(opens_at, zone)
    for due in (instant(day, by, zone), instant(day + DAY, by, zone)):
        if opens_at < due < closes_at:
            return due
    return None
