"""What a typed answer to a computed question is held against."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

_TOLERANCE = Decimal("0.005")


@dataclass(frozen=True, slots=True)
class Slip:
    """A named mistake, what it gives (rounded like the key), and what is said to whoever made it."""

    name: str
    value: Decimal
    why: str


@dataclass(frozen=True, slots=True)
class Typed:
    """How an answer may be typed.

    `key` is rounded, `exact` is not, and `step` is one unit of the rounding. `unit` and `rounding` are words for the
    form. `also` are rounded keys of the same method with other tables (z = 1.64, 1.645 or 1.65). `slips` are all
    mistakes of the question, also those that no option shows.
    """

    key: Decimal
    exact: Decimal
    step: Decimal
    unit: str
    rounding: str
    also: tuple[Decimal, ...] = ()
    slips: tuple[Slip, ...] = ()

    def accepts(self, value: Decimal) -> bool:
        """Whether it is right: within one unit of the rounding or 0.5 % of a key, whichever is larger."""
        return any(abs(value - key) <= max(self.step, _TOLERANCE * abs(key)) for key in (self.key, *self.also))

    def slip(self, value: Decimal) -> Slip | None:
        """The mistake that gives just this value, but for half a unit of the rounding."""
        return next((slip for slip in self.slips if abs(value - slip.value) * 2 <= self.step), None)
