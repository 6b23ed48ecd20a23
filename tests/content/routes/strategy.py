"""Second routes on supply chains and strategy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def break_even(v: Any, key: Fraction) -> None:
    """Sell one more until nothing is lost."""
    sold, lost, price, variable = 0, int(v.fixed), int(v.price), int(v.variable)
    while lost > 0:
        sold, lost = sold + 1, lost - price + variable
    assert sold == key


ROUTES: dict[str, Route] = {"strategy.break_even": break_even}
UNSHOWN: dict[str, set[str]] = {}
