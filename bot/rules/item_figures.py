"""How a question does, from real answers: how hard it is, what draws people, and whether it tells those who know apart.

The law: under MIN_SHARES answers nothing is said, for it would tell of somebody; under ENOUGH nothing is flagged and
discrimination is not computed, for chance moves it more than the question does. Every figure goes with its n.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from bot.rules.figures import MIN_SHARES

ENOUGH = 50
"""Answers from which discrimination is computed and a question is flagged."""
LEAST_REST = 5
"""Other answers from which a person's share right there stands for what they know."""
EASY, HARD = 0.95, 0.25
WEAK = 0.10
UNUSED = 0.03


class Flag(StrEnum):
    """Why somebody should look at a question again. None says that it is wrong."""

    HARD = "hard"
    EASY = "easy"
    WEAK = "weak"
    UNUSED = "unused"
    DRAWS_THE_STRONG = "draws the strong"


@dataclass(frozen=True, slots=True)
class Chosen:
    """One option, or one mistake of a computed question: how many chose it first, and how they did elsewhere.

    `rest_n` of them gave enough other answers; their shares right there sum to `rest` and, squared, to `squares`.
    """

    label: str
    correct: bool
    n: int
    rest_n: int = 0
    rest: float = 0.0
    squares: float = 0.0


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One version of an item. `drawn`: its numbers differ from round to round, and options go by their mistakes."""

    item: str
    version: int
    domain: str
    subtopic: str
    chosen: tuple[Chosen, ...]
    sure: int = 0
    sure_wrong: int = 0
    drawn: bool = False

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(option.n for option in self.chosen)

    @property
    def right(self) -> int:
        """How many were right at their first choice."""
        return sum(option.n for option in self.chosen if option.correct)

    @property
    def rest_n(self) -> int:
        """How many of them gave enough other answers."""
        return sum(option.rest_n for option in self.chosen)

    @property
    def difficulty(self) -> float | None:
        """The share right at first choice. None for too few."""
        return self.right / self.n if self.n >= MIN_SHARES else None

    def share(self, option: Chosen) -> float | None:
        """The share that chose this option first. None for too few."""
        return option.n / self.n if self.n >= MIN_SHARES else None

    @property
    def astray(self) -> float | None:
        """Of those who were sure, the share that was wrong. None for too few."""
        return self.sure_wrong / self.sure if self.sure >= MIN_SHARES else None

    @property
    def discrimination(self) -> float | None:
        """The point-biserial correlation of being right here with the share right elsewhere. None for too few."""
        return self._correlation([option for option in self.chosen if option.correct])

    def draw(self, option: Chosen) -> float | None:
        """The point-biserial correlation of choosing this option with the share right elsewhere. None for too few."""
        return self._correlation([option])

    def _correlation(self, picked: Iterable[Chosen]) -> float | None:
        n = self.rest_n
        if n < ENOUGH:
            return None
        picked = list(picked)
        ones, rest = sum(option.rest_n for option in picked), sum(option.rest for option in picked)
        total, squares = sum(option.rest for option in self.chosen), sum(option.squares for option in self.chosen)
        spread = n * squares - total * total
        if not 0 < ones < n or spread <= 1e-9 * n * n:
            return None
        return (n * rest - ones * total) / sqrt(ones * (n - ones) * spread)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Why somebody should look at it again. Of a computed question the mistakes are not judged: they change."""
        if self.n < ENOUGH:
            return ()
        right, tells = self.right / self.n, self.discrimination
        wrong = [] if self.drawn else [option for option in self.chosen if not option.correct]
        held = (
            (Flag.HARD, right < HARD),
            (Flag.EASY, right > EASY),
            (Flag.WEAK, tells is not None and tells < WEAK),
            (Flag.UNUSED, any(option.n < UNUSED * self.n for option in wrong)),
            (Flag.DRAWS_THE_STRONG, any((self.draw(one) or 0.0) > 0.0 for one in wrong if one.n >= UNUSED * self.n)),
        )
        return tuple(flag for flag, holds in held if holds)
