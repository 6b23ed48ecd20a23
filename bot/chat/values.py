"""What people type becomes values here, or a `Misread` that says what was wrong and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import TypeAlias

from bot.chat.message import Kind, Pick
from bot.rules.reading import Misread, read_date, read_time, read_zone

Typed: TypeAlias = str | int | date | time | None


@dataclass(frozen=True, slots=True)
class Values(Mapping[str, Typed]):
    """Values by name, read as the type that the declaration promises. A missing optional one is None."""

    by_name: Mapping[str, Typed]

    def __getitem__(self, name: str) -> Typed:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)

    def text(self, name: str, default: str = "") -> str:
        """A text, zone, choice or member; `default` where nothing was given."""
        value = self.by_name.get(name)
        return default if value is None else str(value)

    def number(self, name: str) -> int:
        """A number that must be there. Raises TypeError where it is not one."""
        value = self.by_name[name]
        if not isinstance(value, int):
            raise TypeError(f"{name} is {value!r}, not a number")
        return value

    def date(self, name: str) -> date | None:
        """A calendar date, or None."""
        value = self.by_name.get(name)
        return value if isinstance(value, date) else None

    def time(self, name: str) -> time | None:
        """A time of day, or None."""
        value = self.by_name.get(name)
        return value if isinstance(value, time) else None


LARGEST = 2**31 - 1
"""No number that people type, and no id in a token, is larger: a database's column holds no more."""
_MEMBER = re.compile(r"<@!?([\w-]+)(?:\|([^>]*))?>")


def read_value(kind: Kind, raw: str, today: date, choices: Sequence[Pick] = ()) -> Typed:
    """One value of this kind. `today` is the reader's own, for dates without a year. Raises Misread."""
    raw = raw.strip()
    match kind:
        case Kind.INT:
            return _read_int(raw)
        case Kind.DATE:
            return read_date(raw, today)
        case Kind.TIME:
            return read_time(raw)
        case Kind.ZONE:
            return read_zone(raw)
        case Kind.MEMBER:
            return _read_member(raw)
        case Kind.CHOICE:
            return _read_choice(raw, choices)
        case _:
            return raw


def _read_int(raw: str) -> int:
    try:
        number = int(raw)
    except ValueError:
        raise Misread(f"“{raw}” is not a whole number", "a number such as 5") from None
    if abs(number) > LARGEST:
        raise Misread(f"“{raw}” is too large", f"a number up to {LARGEST}")
    return number


def _read_member(raw: str) -> str:
    """The platform's user id of a mention `<@id>`."""
    found = _MEMBER.fullmatch(raw)
    if not found:
        raise Misread(f"“{raw}” names no member", "a mention: type @ and pick the name")
    return found[1]


def _read_choice(raw: str, choices: Sequence[Pick]) -> str:
    wanted = raw.casefold()
    for pick in choices:
        if wanted in (name.casefold() for name in (pick.value, pick.label, *pick.also)):
            return pick.value
    begun = [p for p in choices if p.value.casefold().startswith(wanted) or p.label.casefold().startswith(wanted)]
    if wanted and len(begun) == 1:
        return begun[0].value
    near = get_close_matches(wanted, [p.value.casefold() for p in choices], n=1)
    remedy = f"did you mean “{near[0]}”?" if near else "one of " + ", ".join(p.value for p in choices)
    raise Misread(f"“{raw}” is not one of the choices", remedy)
