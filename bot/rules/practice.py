"""What may be practised, what comes back, and what comes next: pure decisions.

The law:

1. A written question is practised only after its close: it was asked and closed in every studying cohort of the
   person, is not open in any, and is not fixed to be asked next. So practice never shows a question before its round.
2. A generated question may be practised at any time, with numbers of its own: practice draws with negative seeds,
   rounds with others, and a draw that reads like one to come is thrown away.
3. What was missed comes back until it was right RIGHTS times in a row, each time when it was due and not before.
4. No due date lies beyond the exam: the time that is left is shared out evenly among what is still to be right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_NEVER = datetime.min.replace(tzinfo=UTC)
RIGHTS = 2
"""How often in a row a missed question must be right before it stays away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one cohort was asked: `closed` for good, `held` because it is open there or will be asked next.

    A cohort that no longer studies has nothing before it: what it closed is known, and it holds nothing else back.
    """

    closed: frozenset[str]
    held: frozenset[str] = frozenset()
    studying: bool = True


def open_book(cohorts: Iterable[Asked]) -> frozenset[str]:
    """The written items that may be shown to somebody of these cohorts."""
    cohorts = tuple(cohorts)
    known: set[str] = set()
    for cohort in cohorts:
        known |= cohort.closed
    for cohort in cohorts:
        known -= cohort.held
        if cohort.studying:
            known &= cohort.closed
    return frozenset(known)


@dataclass(frozen=True, slots=True)
class Repeat:
    """A question to be brought back: when FSRS would, when it was last answered, how often in a row it was right."""

    item: str
    due: datetime
    reviewed_at: datetime
    rights: int


def due_at(repeat: Repeat, exam: datetime | None) -> datetime:
    """When it comes back: as FSRS says, or sooner, so that all the times that are left fit in before the exam."""
    if exam is None or exam <= repeat.reviewed_at:
        return repeat.due
    times = max(RIGHTS - repeat.rights, 1)
    return min(repeat.due, repeat.reviewed_at + (exam - repeat.reviewed_at) / (times + 1))


def rights_after(rights: int, *, right: bool, due: bool) -> int:
    """The row of right answers after one more. Right before it was due proves nothing; wrong begins anew."""
    if not right:
        return 0
    return rights + 1 if due else rights


@dataclass(frozen=True, slots=True)
class Choice:
    """A question that could come next. `seen`: when the person last met it. `waiting`: it comes back, but not yet."""

    item: str
    generated: bool
    seen: datetime | None
    waiting: bool = False


def next_item(choices: Sequence[Choice], nonce: int) -> str | None:
    """What comes next where nothing is due: what the person never met, else what they met longest ago.

    What waits is left alone; where nothing else is left, a generated one comes with fresh numbers. What remains equal
    is settled by a hash of `nonce`.
    """
    pool = [c for c in choices if not c.waiting] or [c for c in choices if c.generated]
    first = min(pool, key=lambda c: (c.seen or _NEVER, _draw("next", nonce, c.item)), default=None)
    return first.item if first else None


def fresh_seed(*parts: object) -> int:
    """A seed that no round has: below -1, where a round's is never negative. Fits a signed column of 64 bits."""
    return -2 - (_draw("fresh", *parts) >> 2)


def shuffled(items: Iterable[str], nonce: object) -> list[str]:
    """The items in an order that depends on the nonce alone."""
    return sorted(items, key=lambda item: _draw("shuffle", nonce, item))


def _draw(*parts: object) -> int:
    """64 bits that depend on every part."""
    digest = hashlib.sha256(":".join(str(p) for p in parts).encode()).digest()
    return int.from_bytes(digest[:8], "big")
