"""Boards: who stands where.

The law: equal points share a rank and the next rank is skipped (1, 2, 2, 4). Within a tie accuracy, then more answered,
then the name, then the person's id order the rows. Ranks are given before a board is cut to a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.model.standing import Contender, Place


def rank(contenders: Iterable[Contender]) -> tuple[Place, ...]:
    """Everyone in order, with ranks from 1."""
    places: list[Place] = []
    for row, contender in enumerate(sorted(contenders, key=_order), start=1):
        tied = bool(places) and places[-1].contender.tally.points == contender.tally.points
        places.append(Place(places[-1].rank if tied else row, contender))
    return tuple(places)


def _order(contender: Contender) -> tuple[int, float, int, str, int]:
    tally = contender.tally
    accuracy = tally.right / tally.answered if tally.answered else 0.0
    return -tally.points, -accuracy, -tally.answered, contender.name.casefold(), contender.person


def board(places: Sequence[Place], asker: int | None, top: int = 10, around: int = 2) -> tuple[Place, ...]:
    """The first `top` rows, and the asker's row with up to `around` neighbours either side; no row twice."""
    at = next((i for i, place in enumerate(places) if place.contender.person == asker), None)
    near = range(0) if at is None else range(at - around, at + around + 1)
    return tuple(place for i, place in enumerate(places) if i < top or i in near)
