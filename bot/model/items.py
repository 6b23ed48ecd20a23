"""A question of the bank, and a question as it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.model.domains import Domain
from bot.model.formulas import Formula
from bot.model.typed import Typed

LETTERS = "ABCD"


class Level(StrEnum):
    """Cognitive level."""

    REMEMBER = "remember"
    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"


class Status(StrEnum):
    """Where an item stands. Only `reviewed` and `live` items are asked."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    LIVE = "live"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Option:
    """One of four answers, and why it is right or which misconception makes it wrong.

    `mistake` is the misconception's name where it has one: the same in all questions, so that it is known again.
    """

    text: str
    why: str
    correct: bool = False
    mistake: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A book (by its short key) and a topic in it, never a page: editions differ."""

    book: str
    topic: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: a stem and four options, exactly one of them correct, and for computed questions the working.

    `ordered` options are numbers in ascending order and are never shuffled. `typed` is there where the answer may be
    typed instead of picked.
    """

    stem: str
    options: tuple[Option, ...]
    solution: str = ""
    ordered: bool = False
    typed: Typed | None = None

    @property
    def key(self) -> int:
        """The index of the correct option."""
        return next(i for i, option in enumerate(self.options) if option.correct)


@dataclass(frozen=True, slots=True)
class Item:
    """A question in the bank. Written items carry their `question`; a generated one draws it from a seed.

    `id` is stable for ever (`inventory.IN13.0004`, or `inventory.eoq` for a generator); `version` grows when the
    text or the key changes, so that what was asked can be rebuilt word for word.
    """

    id: str
    version: int
    domain: Domain
    subtopic: str
    level: Level
    status: Status
    question: Question | None = None
    generator: Generator | None = None
    reference: Reference | None = None
    tags: frozenset[str] = frozenset()
    author: str = ""
    reviewer: str = ""

    def draw(self, seed: int) -> Question:
        """The question as asked with this seed. A written item ignores the seed."""
        if self.generator is not None:
            return self.generator.draw(seed)
        assert self.question is not None, f"{self.id} has neither a question nor a generator"
        return self.question


@dataclass(frozen=True, slots=True)
class Generator:
    """A parametric question: `draw` is a pure function of the seed, `formula` computes it for any values.

    Never change what a released version draws: add a version.
    """

    id: str
    version: int
    domain: Domain
    subtopic: str
    level: Level
    draw: Callable[[int], Question]
    reference: Reference | None = None
    tags: frozenset[str] = frozenset()
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Subtopic:
    """A line of the content blueprint: `IN13`, its domain and its name.

    `scope` says what belongs there; `numeric` whether it is for computing too; `parts` are the halves of a domain
    (`internal`, `external`) that some versions of the exam tell apart.
    """

    code: str
    domain: Domain
    name: str
    scope: str = ""
    numeric: bool = False
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Blueprint:
    """The weights of the domains for one version of the exam, with where they come from and how surely.

    `weights` are percent and sum to 100. `confidence` is shown wherever the weights are used.
    """

    id: str
    title: str
    weights: Mapping[Domain, int]
    source: str
    retrieved: str
    confidence: str
    note: str = ""
    split: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
