"""What people type about themselves, read as what is kept of a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.cards.profile import ON_OFF, YES_NO
from bot.chat.message import Kind, Pick
from bot.chat.values import read_value
from bot.model.people import Person
from bot.rules.naming import read_alias
from bot.rules.quiet import holds, quiet_words, read_nudge, read_quiet
from bot.rules.reading import Misread, read_zone

NO_ALIAS = "-"


def read_profile(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Misread]]:
    """Changes of a person by field, and what could not be read."""
    values: dict[str, Any] = {}
    problems: dict[str, Misread] = {}
    for name, raw in given.items():
        field, reader = _READERS[name]
        try:
            values[field] = reader(raw)
        except Misread as problem:
            problems[name] = problem
    return values, problems


def clashes(who: Person, values: Mapping[str, Any]) -> dict[str, Misread]:
    """A nudge that would come in quiet hours never comes: better said than found out."""
    quiet, by = values.get("quiet", who.quiet), values.get("nudge_at", who.nudge_at)
    if quiet is None or by is None or not holds(quiet, by):
        return {}
    wrong = f"a nudge at {by:%H:%M} would fall into your quiet hours, {quiet_words(quiet)}"
    name = "nudge" if "nudge_at" in values else "quiet"
    return {name: Misread(wrong, "choose another time, or switch one of them off")}


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as columns of the table."""
    found = {name: value for name, value in values.items() if name != "quiet"}
    if "quiet" in values:
        quiet = values["quiet"]
        found |= {"quiet_from": quiet.start if quiet else None, "quiet_to": quiet.end if quiet else None}
    return found


def _choice(raw: str, picks: tuple[Pick, ...]) -> str:
    # A choice is no date: the day makes no difference.
    return str(read_value(Kind.CHOICE, raw, date.min, picks))


def _is_on(raw: str) -> bool:
    return _choice(raw, ON_OFF) == "on"


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "alias": ("alias", lambda raw: "" if raw in ("", NO_ALIAS) else read_alias(raw)),
    "zone": ("zone", lambda raw: read_zone(raw) if raw else ""),
    "hide": ("hidden", lambda raw: _choice(raw, YES_NO) == "yes"),
    "named": ("named", lambda raw: _choice(raw, YES_NO) == "yes"),
    "reminders": ("reminders", _is_on),
    "duels": ("duels", _is_on),
    "quiet": ("quiet", read_quiet),
    "nudge": ("nudge_at", read_nudge),
    "games": ("games", _is_on),
}
"""The field of a person that each parameter is about, and how it is read."""
