"""How an answer is given: its unit and its one rounding."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from content.generators.kit.figures import comma, half_up, money, plural, up

_PLACES = ("", "to one decimal", "to two decimals", "to three decimals", "to four decimals")


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit in the singular (`day`, `%`, `$`, empty for a ratio; `{unit}` is the story's), and the rounding.

    `many` is the plural where it is not formed as usual (`std h`). Answers are positive unless `negative`: there the
    sign is the point.
    """

    unit: str = "{unit}"
    places: int = 0
    up: bool = False
    many: str = ""
    negative: bool = False

    @property
    def step(self) -> Decimal:
        """One unit of the rounding."""
        return Decimal(1).scaleb(-self.places)

    def rounded(self, value: Decimal) -> Decimal:
        """The value as it is given: halves up, or up where only more is enough."""
        return up(value) if self.up else half_up(value, self.places)

    def shown(self, value: Decimal, unit: str) -> str:
        """A rounded value with its unit, where the story counts in `unit`."""
        if self.unit == "$":
            return money(value, self.places)
        if self.unit == "%":
            return f"{comma(value, self.places)}%"
        one = value == 1 and not self.places
        return f"{comma(value, self.places)} {self._one(unit) if one else self.units(unit)}".rstrip()

    def units(self, unit: str) -> str:
        """The unit in words, for many: “days”, “dollars”, “percent”."""
        named = {"$": "dollars", "%": "percent", "": ""}.get(self.unit)
        return self.many or (plural(self._one(unit)) if named is None else named)

    def rounding(self, unit: str) -> str:
        """The rounding in words: “rounded up to a whole bulb”, “to one decimal”."""
        if self.unit == "$":
            return "to the cent" if self.places == 2 else "to the whole dollar" if not self.places else self._decimals
        if self.up:
            return f"rounded up to a whole {self._one(unit) or 'number'}"
        return self._decimals or f"to the nearest whole {self._one(unit) or 'number'}".replace("%", "percent")

    @property
    def _decimals(self) -> str:
        return _PLACES[self.places]

    def _one(self, unit: str) -> str:
        return self.unit.replace("{unit}", unit)
