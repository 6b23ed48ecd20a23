"""What the pages of a bank are made of. Whoever has the bank fills them; the pages know only these."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.chat.message import Card


@dataclass(frozen=True, slots=True)
class Leaf:
    """A question: its card and that of its key, marks such as `draft`, facts about it, and which draw it is, if any."""

    id: str
    card: Card
    key: Card
    marks: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    draw: int | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """What the address asks for, unjudged: what was chosen by field, the page (from 1), and one question's draw."""

    chosen: dict[str, str] = field(default_factory=dict)
    page: int = 1
    drawn: str = ""
    draw: int = 1


@dataclass(frozen=True, slots=True)
class Choices:
    """A field to choose from: groups of values and labels. The first group's first value is for all."""

    name: str
    label: str
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: `total` questions on `pages` pages. `troubles` say what is missing here, and why."""

    leaves: Sequence[Leaf]
    total: int
    page: int
    pages: int
    choices: Sequence[Choices]
    troubles: Sequence[str] = ()


Look: TypeAlias = Callable[[Sought], Awaitable[Found]]
