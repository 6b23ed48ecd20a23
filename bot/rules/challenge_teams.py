"""Who plays in which team: drawn by a seed, so that the same people and seed give the same teams.

The law: sizes differ by one at most. A balanced draw deals people out by their past accuracy, back and forth (1, 2, 3,
3, 2, 1, ...), and whoever joins later goes to the smallest team.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

from bot.model.standing import Tally

NAMES = ("Kanban", "Kaizen", "Andon", "Heijunka", "Jidoka", "Gemba", "Hansei", "Poka-yoke")
MOST_TEAMS = len(NAMES)
FEWEST_TEAMS = 2


def draw(people: Collection[int], teams: int, seed: int) -> dict[int, int]:
    """Each person's team, counted from 0, by chance."""
    return {person: place % teams for place, person in enumerate(sorted(people, key=lambda p: _draw(seed, p)))}


def balance(people: Collection[int], past: Mapping[int, Tally], teams: int, seed: int) -> dict[int, int]:
    """Each person's team, counted from 0, such that teams have about the same past accuracy."""
    order = sorted(people, key=lambda p: (-strength(past.get(p, Tally())), _draw(seed, p)))
    return {person: _back_and_forth(place, teams) for place, person in enumerate(order)}


def strength(tally: Tally) -> Fraction:
    """Accuracy that does not trust few answers: somebody new counts as one half."""
    return Fraction(tally.right + 1, tally.answered + 2)


def smallest(sizes: Sequence[int]) -> int:
    """The team that a newcomer joins."""
    return min(range(len(sizes)), key=lambda team: (sizes[team], team))


def _back_and_forth(place: int, teams: int) -> int:
    row, column = divmod(place, teams)
    return column if row % 2 == 0 else teams - 1 - column


def _draw(seed: int, person: int) -> bytes:
    return hashlib.sha256(f"team:{seed}:{person}".encode()).digest()
