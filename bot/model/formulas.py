"""A formula is data: its words, its variables, and one function that answers for given values and shows the working."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from bot.model.domains import Domain

Value: TypeAlias = int | Decimal | str | tuple[int, ...] | tuple[Decimal, ...]


class Kind(StrEnum):
    """What may be typed for a variable. A percentage is typed in percent: 15 or 15%."""

    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Variable:
    """A value that a formula needs.

    `name` is what is typed (`sigma`), `symbol` stands in the expression (`σ`). `low` and `high` are the least and the
    most, `above` and `below` what it must be above or below. With `per` it is a list, one value for each of that
    ("week"), `least` to `most` of them; all lists with the same `per` are equally long.
    """

    name: str
    symbol: str
    meaning: str
    unit: str = ""
    kind: Kind = Kind.NUMBER
    low: Decimal | None = None
    above: Decimal | None = None
    below: Decimal | None = None
    high: Decimal | None = None
    per: str = ""
    least: int = 1
    most: int = 1
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with the value of a variable, and what would be right, in one clause."""

    name: str
    text: str


class BadValues(ValueError):
    """Values that a formula cannot be computed for, with everything that is wrong with them."""

    def __init__(self, faults: tuple[Wrong, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.name}: {fault.text}" for fault in faults))


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer as it is shown, rounded; unrounded where it is a number; and the steps that lead to it."""

    answer: str
    exact: Decimal | None
    working: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """How something is computed, and what it takes for granted (`note`).

    `example` is what one would type (`sigma=20 lead=9 z=1.65`).
    `gives` names the answer; `unit` and `rounding` say in words how it is given, and are empty for an answer in
    words. `solve` takes a value for each variable, of its kind and within its bounds, and raises BadValues where they
    make no sense together.
    """

    id: str
    title: str
    expression: str
    variables: tuple[Variable, ...]
    gives: str
    unit: str
    rounding: str
    example: str
    note: str
    solve: Callable[[Mapping[str, Value]], Solved]

    @property
    def name(self) -> str:
        """Its name without the domain, as people type it: `safety_stock`."""
        return self.id.partition(".")[2]

    @property
    def domain(self) -> Domain:
        """The domain whose questions use it."""
        return Domain(self.id.partition(".")[0])
