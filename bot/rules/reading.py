"""Dates, times and zones as people type them. Ambiguous ones are refused, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones


class Misread(ValueError):
    """What was wrong, and what would be right."""

    def __init__(self, wrong: str, remedy: str) -> None:
        super().__init__(f"{wrong}: {remedy}")
        self.wrong = wrong
        self.remedy = remedy


_WITH_YEAR = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y %B %d", "%Y %b %d")
_WITHOUT_YEAR = ("%d %B", "%d %b", "%B %d", "%b %d")
_AMBIGUOUS = re.compile(r"\d{1,2}([/.\-])\d{1,2}\1\d{2,4}")
_DATE_REMEDY = "write it like 2027-03-14 or 14 March 2027"


def read_date(raw: str, today: date) -> date:
    """A calendar date: ISO, or with the month's name; without a year the next such date; `today`, `tomorrow`.

    Raises Misread, also for 03/04/2027, which is March to some and April to others.
    """
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b|[,.](?=\s|$)", "", raw.strip().casefold())
    text = re.sub(r"\s+", " ", text)
    if text in ("today", "tomorrow"):
        return today + timedelta(days=text == "tomorrow")
    if _AMBIGUOUS.fullmatch(text):
        raise Misread(f"“{raw}” can be read as two different days", _DATE_REMEDY)
    for form in _WITH_YEAR:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    if re.search(r"[a-z]", text) and re.search(r"\d", text):
        found = _next_such_day(text, today)
        if found:
            return found
    raise Misread(f"“{raw}” is not a date I can read", _DATE_REMEDY)


def _next_such_day(text: str, today: date) -> date | None:
    for year in range(today.year, today.year + 9):
        for form in _WITHOUT_YEAR:
            try:
                day = datetime.strptime(f"{text} {year}", f"{form} %Y").date()
            except ValueError:
                continue
            if day >= today:
                return day
    return None


_TIME = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?(?:\s*uhr)?")
_TIME_REMEDY = "write it like 07:00 or 7 am"


def read_time(raw: str) -> time:
    """A time of day, 24-hour or with am/pm. Raises Misread, also for a bare number such as 7."""
    text = raw.strip().casefold()
    if text in ("noon", "midnight"):
        return time(12 if text == "noon" else 0)
    found = _TIME.fullmatch(text)
    if not found or (found[2] is None and found[3] is None):
        raise Misread(f"“{raw}” is not a time I can read", _TIME_REMEDY)
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            raise Misread(f"“{raw}” is not a time of day", _TIME_REMEDY)
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:
        raise Misread(f"“{raw}” is not a time of day", _TIME_REMEDY)
    return time(hour, minute)


@cache
def zones() -> dict[str, str]:
    """Every IANA zone by its folded name, and by its city where only one zone has that city."""
    names = sorted(z for z in available_timezones() if "/" in z or z == "UTC")
    by_name = {z.casefold(): z for z in names}
    areas = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    for zone in names:
        if zone.split("/")[0] in areas:
            by_name.setdefault(zone.rsplit("/", 1)[-1].replace("_", " ").casefold(), zone)
    return by_name


def read_zone(raw: str) -> str:
    """An IANA zone name from its name in any case, or from its city. Raises Misread with the nearest ones."""
    text = raw.strip().casefold()
    known = zones()
    found = known.get(text) or known.get(text.replace(" ", "_")) or known.get(text.replace("_", " "))
    if found:
        return found
    near = [known[n] for n in get_close_matches(text, known, n=3, cutoff=0.6)]
    hint = "did you mean " + " or ".join(dict.fromkeys(near)) + "?" if near else "write a city or Europe/Berlin"
    raise Misread(f"“{raw}” is not a time zone I know", hint)


def suggest_zones(typed: str, most: int = 25) -> list[str]:
    """Zones that begin with, or else contain, what was typed; shorter names first."""
    wanted = typed.strip().casefold().replace(" ", "_")
    names = sorted(set(zones().values()), key=lambda z: (len(z), z))
    begun = [z for z in names if any(part.casefold().startswith(wanted) for part in (z, *z.split("/")[1:]))]
    inside = [z for z in names if wanted in z.casefold() and z not in begun]
    return (begun + inside)[:most]
