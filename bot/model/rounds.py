"""One item asked to one cohort, and what was answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.model.cohort import Reveal
from bot.model.domains import Domain


class Series(StrEnum):
    """What a round belongs to."""

    DAILY = "daily"
    EXTRA = "extra"


class Confidence(StrEnum):
    """How sure a member was. `NONE` where neither button was pressed."""

    NONE = ""
    SURE = "sure"
    GUESS = "guess"


class RoundState(StrEnum):
    """Open for answers, closed, or withdrawn (counts for nothing)."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Round:
    """A question as asked: what, when, to whom, and in which order its options stand.

    `order[p]` is the index, in the item's own order, of the option at position p; `key` is the position by which
    answers count: the item's own, unless leaders corrected it. `opens_at` and `closes_at` are instants (UTC); they and
    `reveal` are fixed when it opens. `late` marks one that was asked after an outage.
    """

    id: int
    cohort: int
    series: Series
    day: date
    ordinal: int
    number: int
    item: str
    version: int
    seed: int
    order: tuple[int, ...]
    key: int
    domain: Domain
    subtopic: str
    opens_at: datetime
    closes_at: datetime
    reveal: Reveal = Reveal.AT_ONCE
    state: RoundState = RoundState.OPEN
    late: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What one account chose in one round: positions as shown (0 to 3). Kept for ever, also the first choice."""

    round: int
    account: int
    first: int
    last: int
    confidence: Confidence
    final: bool
    at: datetime
    right: bool
