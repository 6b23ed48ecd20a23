"""A problem: a drawn question before its options are chosen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

Key: TypeAlias = Decimal | str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way to compute: what it is called, what it gives, unrounded, and what it was, told to whoever made it.

    `name` is the same for all draws, so that it is known again: “the third time that {name} caught you”. `<gives>` in
    `why` stands for the value as the option shows it. One that is not `offered` is known when it is typed, but is no
    option: its value is so far out that nobody would pick it.
    """

    name: str
    value: Key
    why: str
    offered: bool = True


class Worked:
    """An answer and the steps to it. `key` is unrounded, or a text; `<gives>` in a step is the key as shown."""

    def __init__(self, key: Key, *steps: str) -> None:
        self.key = key
        self.steps = steps


class Asked:
    """A stem, the reason of the key (`<gives>` is the key as shown), and four mistakes or more to choose from."""

    def __init__(self, stem: str, because: str, *mistakes: Mistake) -> None:
        self.stem = stem
        self.because = because
        self.mistakes = mistakes
