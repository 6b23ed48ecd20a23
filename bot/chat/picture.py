"""Pictures as recipes: what to draw, small enough for a letter to carry, with the same figures in words.

The law: a recipe is made of texts and whole numbers alone. It is drawn when it is sent, never before, and whoever
cannot see or draw it reads `alt`, which says everything that the picture says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias


class Mark(StrEnum):
    """What a day of the calendar was. NONE: nothing was asked."""

    ANSWERED = "answered"
    MISSED = "missed"
    FROZEN = "frozen"
    RESTED = "rested"
    OPEN = "open"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: whose, how long, what stands beside it, a second figure on the same axis, and a rank before it."""

    label: str
    value: int
    told: str
    detail: str = ""
    mark: int | None = None
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars from zero to `most`. `mark` says what the marks across them are, `foot` what is left out."""

    heading: str
    bars: tuple[Bar, ...]
    most: int
    mark: str = ""
    foot: str = ""
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the calendar: what is written on it, and what it was."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Days:
    """Weeks of seven days, the names of the columns above them. `legend` explains the marks that occur."""

    heading: str
    columns: tuple[str, ...]
    weeks: tuple[tuple[Cell, ...], ...]
    legend: tuple[tuple[Mark, str], ...]
    kind: Literal["days"] = "days"


@dataclass(frozen=True, slots=True)
class Runner:
    """A line of a race: a value at each tick, None where there was none yet, and what stands at its end."""

    label: str
    values: tuple[int | None, ...]
    told: str


@dataclass(frozen=True, slots=True)
class Race:
    """Lines over the same ticks, from zero to `most`."""

    heading: str
    ticks: tuple[str, ...]
    runners: tuple[Runner, ...]
    most: int
    unit: str = ""
    foot: str = ""
    kind: Literal["race"] = "race"


Panel: TypeAlias = Bars | Days | Race


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: panels below each other under a title, and `alt`, the same in words.

    `told`: the card's own text says it all too, so that nothing need be added where the picture cannot be shown.
    """

    title: str
    panels: tuple[Panel, ...]
    alt: str
    note: str = ""
    told: bool = False

    @property
    def digest(self) -> str:
        """Equal for equal recipes, different for others."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"takt-{self.digest[:12]}.png"


Draw: TypeAlias = Callable[[Picture], Awaitable[bytes | None]]
"""Draws a picture: a PNG, or None where it cannot be drawn in time. Never raises."""


def to_json(picture: Picture) -> dict[str, Any]:
    """A recipe as JSON, for platforms that keep what they show."""
    return asdict(picture)


def from_json(kept: Mapping[str, Any]) -> Picture:
    """A recipe that was kept as JSON. Raises KeyError, TypeError or ValueError for what is none."""
    return Picture(**{**kept, "panels": tuple(_panel(panel) for panel in kept["panels"])})


def _panel(kept: Mapping[str, Any]) -> Panel:
    match kept["kind"]:
        case "bars":
            return Bars(**{**kept, "bars": tuple(Bar(**bar) for bar in kept["bars"])})
        case "days":
            weeks = tuple(tuple(Cell(c["text"], Mark(c["mark"])) for c in week) for week in kept["weeks"])
            legend = tuple((Mark(mark), words) for mark, words in kept["legend"])
            return Days(kept["heading"], tuple(kept["columns"]), weeks, legend)
        case "race":
            runners = tuple(Runner(r["label"], tuple(r["values"]), r["told"]) for r in kept["runners"])
            return Race(**{**kept, "ticks": tuple(kept["ticks"]), "runners": runners})
        case other:
            raise ValueError(f"no panel is of the kind {other!r}")
