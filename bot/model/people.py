"""A person and what they chose to be seen as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which a person is not written to, on their own clock: `start` belongs to them, `end` does not."""

    start: time
    end: time


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
    duels: bool = True
    games: bool = True
    """Whether they want points, ranks, streaks and boards. Without them they stand on no board either."""
    quiet: Quiet | None = None
    nudge_at: time | None = None

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
    named: bool = False
    """Whether they agreed to go by their own name on other platforms too."""
