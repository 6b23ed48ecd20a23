"""Running totals of a member in one window of one cohort, always equal to a recount."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.model.domains import Domain


class Window(StrEnum):
    """What a board or score covers."""

    WEEK = "week"
    MONTH = "month"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Tally:
    """Totals of one person: what was answered and what it earned."""

    points: int = 0
    answered: int = 0
    right: int = 0
    sure: int = 0
    sure_wrong: int = 0


@dataclass(frozen=True, slots=True)
class Contender:
    """A person on a board before ranks are given."""

    person: int
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a board. Equal points share a rank (1, 2, 2, 4)."""

    rank: int
    contender: Contender


@dataclass(frozen=True, slots=True)
class DomainTally:
    """One person's answers in one domain."""

    domain: Domain
    answered: int
    right: int
