"""A study group: when it studies, what it studies, and who leads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from bot.model.domains import Domain

WEEKDAYS = frozenset(range(5))


class Reveal(StrEnum):
    """When a member learns the key: at once after answering, or for everyone at the close (contests)."""

    AT_ONCE = "at-once"
    AT_CLOSE = "at-close"


class Phase(StrEnum):
    """Whether a cohort asks questions."""

    ACTIVE = "active"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Schedule:
    """Wall time in a zone. `days` are ISO weekdays counted from Monday = 0.

    `closes` None: a round closes when the next one opens. On `holidays` nothing is asked.
    """

    zone: str
    opens: time = time(7, 0)
    days: frozenset[int] = WEEKDAYS
    closes: time | None = None
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Modules by week from `start` (any day of the first week) to `end`. A week is one domain; None is mixed."""

    start: date
    end: date
    weeks: tuple[Domain | None, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """A study group. `seed` makes its picks its own; `next_number` is the Q-number of the coming question.

    `holidays` is the code of the country or region whose holidays it keeps, "" for none.
    """

    id: int
    name: str
    schedule: Schedule
    blueprint: str
    phase: Phase = Phase.ACTIVE
    paused_until: date | None = None
    reveal: Reveal = Reveal.AT_ONCE
    summary: bool = True
    plan: Plan | None = None
    seed: int = 0
    created_at: datetime | None = None
    next_number: int = 1
    holidays: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How many of a hundred questions each domain should get just now."""

    by_domain: Mapping[Domain, int] = field(default_factory=dict)
