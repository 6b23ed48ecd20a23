"""A duel: the same questions for two, and who got more of them right.

The law: a right answer counts one, a wrong or missing one nothing, and speed counts nothing. Equal is a draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LEAST, MOST, USUAL = 3, 10, 5
"""How many questions a duel may have, and has where nobody says."""
LASTS = timedelta(hours=24)
"""How long an invitation stands; and from its acceptance, how long both have to answer."""


class DuelState(StrEnum):
    """INVITED until the opponent says; RUNNING until both are done or time is up; the others are for good."""

    INVITED = "invited"
    RUNNING = "running"
    DONE = "done"
    DECLINED = "declined"
    EXPIRED = "expired"
    OFF = "off"


OPEN = frozenset({DuelState.INVITED, DuelState.RUNNING})


class Verdict(StrEnum):
    """How it ended, as one of the two sees it."""

    WON = "won"
    LOST = "lost"
    DRAW = "draw"


@dataclass(frozen=True, slots=True)
class Side:
    """How one of the two did."""

    right: int
    answered: int


def side(answers: Mapping[int, bool]) -> Side:
    """What somebody's answers come to; `answers` tells of each ordinal that was answered whether it was right."""
    return Side(sum(answers.values()), len(answers))


def verdict(mine: Side, other: Side) -> Verdict:
    """Who got more right. There is no tie-break: a draw is a draw."""
    if mine.right == other.right:
        return Verdict.DRAW
    return Verdict.WON if mine.right > other.right else Verdict.LOST


def is_over(count: int, one: Side, other: Side) -> bool:
    """Whether there is nothing left to answer."""
    return one.answered >= count and other.answered >= count


def next_ordinal(count: int, answers: Mapping[int, bool]) -> int | None:
    """The first question, counted from 1, that somebody has not answered. None once they are done."""
    return next((ordinal for ordinal in range(1, count + 1) if ordinal not in answers), None)


def pair(one: int, other: int) -> str:
    """The name of two people together, whoever challenges."""
    return f"{min(one, other)}:{max(one, other)}"
