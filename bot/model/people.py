"""A person and what they chose to be seen as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Owns one or more accounts. `zone` "" until known; `alias` "" where the display name is shown."""

    id: int
    name: str
    zone: str = ""
    alias: str = ""
    hidden: bool = False
    reminders: bool = True
    told: bool = False
    forgotten: bool = False

    @property
    def shown(self) -> str:
        """The name that others read."""
        return self.alias or self.name


@dataclass(frozen=True, slots=True)
class Membership:
    """A person in a cohort. Alumni stay, off the boards and without nudges."""

    cohort: int
    person: Person
    joined_at: datetime
    leader: bool = False
    alumni: bool = False
    shares_countdown: bool = False
