"""What the web room's record is made of: pretend members and messages.

A place is a channel's id, or `@` and a member's id for the direct messages between Takt and that member.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from adapters.web.render import Json

_NAME_MOST = 32


@dataclass(frozen=True, slots=True)
class Member:
    """A pretend member."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands. `reader` "" is everybody in the place, else the one member who can see it.

    `tokens` are all that its buttons ever were: a page that has not yet heard of an edit may still press the old ones.
    """

    id: int
    place: str
    at: str
    card: Json
    under: int | None = None
    reader: str = ""
    key: str = ""
    said: str = ""
    tokens: tuple[str, ...] = ()

    def visible_to(self, member: str) -> bool:
        """Whether this member sees it."""
        is_there = not self.place.startswith("@") or self.place == f"@{member}"
        return is_there and self.reader in ("", member)

    @property
    def audience(self) -> str:
        """The one member who is told of it; "" is everybody."""
        return self.reader or (self.place[1:] if self.place.startswith("@") else "")

    def public(self) -> Json:
        """What the page is told of it."""
        card = self.card
        if picture := card.get("picture"):
            card = card | {"picture": {"digest": picture["digest"], "alt": picture["alt"]}}
        shown = {"id": self.id, "place": self.place, "at": self.at, "card": card}
        return shown | {"under": self.under, "private": bool(self.reader), "said": self.said}


def enrolled(raw: str, others: Collection[Member]) -> Member:
    """A member of this name beside the others. Raises ValueError, for people to read, where the name will not do."""
    name = " ".join(raw.split())
    if not name or len(name) > _NAME_MOST or not name.isprintable():
        raise ValueError(f"A name has 1 to {_NAME_MOST} letters.")
    if any(m.name.casefold() == name.casefold() for m in others):
        raise ValueError(f"{name} is already here.")
    id = _slug(name) or "member"
    while any(m.id == id for m in others):
        id += "-2"
    return Member(id, name)


def _slug(name: str) -> str:
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.casefold()).strip("-")
