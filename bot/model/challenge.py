"""A competition of a cohort: over which days, about what, and who plays with whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.domains import Domain


class Teams(StrEnum):
    """Whether people play alone or in teams, and who says which."""

    NONE = "none"
    RANDOM = "random"
    BALANCED = "balanced"
    CHOSEN = "chosen"


class Entry(StrEnum):
    """Who may join: everyone in the room, or those whom a leader adds."""

    EVERYONE = "everyone"
    ADDED = "added"


class ChallengeState(StrEnum):
    """Announced until its first day opens; cancelled ones count for nothing."""

    ANNOUNCED = "announced"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"


LIVE = (ChallengeState.ANNOUNCED, ChallengeState.RUNNING)


@dataclass(frozen=True, slots=True)
class Challenge:
    """`first` and `last` are dates on the cohort's calendar. `domains` empty: all of them.

    `per_day` 0: the daily question alone is scored, and there is nothing extra to answer. `late`: whether one may still
    join after the first day has closed. `not_before`: when a first day that is already under way opens.
    """

    id: int
    cohort: int
    name: str
    first: date
    last: date
    domains: tuple[Domain, ...]
    per_day: int
    teams: Teams
    team_count: int
    entry: Entry
    late: bool
    seed: int
    created_at: datetime
    not_before: datetime
    state: ChallengeState = ChallengeState.ANNOUNCED
    midway_told: bool = False
    drawn: bool = False

    @property
    def daily(self) -> bool:
        """Whether it scores the daily question alone."""
        return self.per_day == 0

    @property
    def live(self) -> bool:
        """Whether it is still to come or under way."""
        return self.state in LIVE


@dataclass(frozen=True, slots=True)
class ChallengeDay:
    """A day of a challenge with questions of its own; both instants are fixed when it opens."""

    id: int
    challenge: int
    day: date
    ordinal: int
    opens_at: datetime
    closes_at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class ChallengeItem:
    """A question of a challenge's day, as asked to everyone: enough to be rebuilt word for word."""

    id: int
    day: int
    ordinal: int
    item: str
    version: int
    seed: int
    order: tuple[int, ...]
    domain: Domain
    subtopic: str
    key: int


@dataclass(frozen=True, slots=True)
class Team:
    """A team of a challenge."""

    id: int
    name: str
