"""Numbers that depend on a name alone. What a name once gave, it gives for ever: nothing here may change that.

They come from sha256, not from `random`, whose algorithms may change with Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """An endless row of numbers that depends on its name alone."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._used = 0

    def whole(self, low: int, high: int, step: int = 1) -> int:
        """A whole number from low to high, both included, in steps from low."""
        digest = sha256(f"{self._name}:{self._used}".encode()).digest()
        self._used += 1
        return low + step * (int.from_bytes(digest, "big") % ((high - low) // step + 1))

    def number(self, low: int, high: int, step: int = 1) -> Decimal:
        """The same, as a decimal to compute with."""
        return Decimal(self.whole(low, high, step))

    def numbers(self, many: int, low: int, high: int, step: int = 1) -> tuple[Decimal, ...]:
        """So many of them."""
        return tuple(self.number(low, high, step) for _ in range(many))

    def decimal(self, low: str, high: str, step: str) -> Decimal:
        """A decimal number from low to high, both included, in steps from low."""
        first, size = Decimal(low), Decimal(step)
        return first + size * self.whole(0, int((Decimal(high) - first) / size))

    def pick(self, several: Sequence[T]) -> T:
        """One of several."""
        return several[self.whole(0, len(several) - 1)]

    def pick_distinct(self, several: Sequence[T], many: int) -> tuple[T, ...]:
        """So many of several, none twice, in the order drawn."""
        left = list(several)
        return tuple(left.pop(self.whole(0, len(left) - 1)) for _ in range(many))
