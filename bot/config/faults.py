"""What is wrong with the configuration: one line each, with the key, the value and the remedy, and never a secret."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.config.settings import Config, looks_secret

_LONGEST = 60


class ConfigError(Exception):
    """The configuration cannot be used. Carries every fault, not only the first."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def faults_of(error: ValidationError, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The faults that pydantic found in what was read."""
    return tuple(_fault(found["type"], found["loc"], found["input"], found["msg"], raw) for found in error.errors())


def _fault(kind: str, place: Sequence[int | str], value: object, said: str, raw: Mapping[str, Any]) -> str:
    if kind.startswith("takt_"):  # of our own making: a whole sentence with its remedy
        return f"{_named(place, raw)}{said}"
    section, key = place[:-1], str(place[-1])
    if kind == "extra_forbidden":
        return f"{_named(section, raw)}{key}: {_unknown(section, key)}"
    if not (wanted := _wanted(place)):  # a whole section is of another kind, such as `discord = "yes"`
        head = "[[slack]]" if key == "slack" else f"[{key}]"
        return f"{key}: is {shown(value)}, not a section; write {head} on a line of its own and its settings below"
    setting = f"{_named(_until_field(place)[:-1], raw)}{_until_field(place)[-1]}"
    return f"{setting}: is {_shown_at(place, value)}; it wants {wanted}"


def shown(value: object) -> str:
    """A value as an error may show it."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    if looks_secret(text):
        return "(a secret, not shown)"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _shown_at(place: Sequence[int | str], value: object) -> str:
    """A value, unless what stands at this place is never shown."""
    model = _model(place[:1])
    field = model.model_fields.get(str(_until_field(place)[-1])) if model else None
    return "(not shown)" if field is not None and not field.repr and isinstance(value, str) else shown(value)


def _named(section: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    """How the section is written in the file: `[discord] `, or `[[slack]] "acme" ` by its name."""
    if not section:
        return ""
    if section[0] != "slack" or len(section) < 2:
        return f"[{section[0]}] "
    entry = raw["slack"][section[1]]
    name = entry.get("name") if isinstance(entry, dict) else None
    return f'[[slack]] "{name}" ' if name else f"[[slack]] number {int(section[1]) + 1} "


def _unknown(section: Sequence[int | str], key: str) -> str:
    model = _model(section)
    known = list(model.model_fields) if model else []
    settable = [name for name in known if not (model and model.model_fields[name].exclude)]
    what = "setting" if section else "section"
    if near := get_close_matches(key.lower(), settable, n=1):
        return f"unknown {what}; did you mean {near[0]}?"
    return f"unknown {what}; there {'is' if len(settable) == 1 else 'are'} {', '.join(settable)}"


def _model(section: Sequence[int | str]) -> type[BaseModel] | None:
    """The model that describes this section."""
    return Config.sections().get(str(section[0])) if section else Config


def _wanted(place: Sequence[int | str]) -> str:
    model = _model(place[:1]) if len(place) > 1 else None
    field = model.model_fields.get(str(_until_field(place)[-1])) if model else None
    return (field.description or "") if field else ""


def _until_field(place: Sequence[int | str]) -> Sequence[int | str]:
    """The place up to the setting: what pydantic says of an entry in a list counts for the whole list."""
    return place[:3] if place[0] == "slack" else place[:2]
