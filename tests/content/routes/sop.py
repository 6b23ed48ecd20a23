"""Second routes on sales and operations planning."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def level_mts(v: Any, key: Fraction) -> None:
    """Make so many each month: nothing runs out and the target is met; with one fewer each month it is not."""

    def month_ends(rate: Fraction) -> list[Fraction]:
        stocks = [v.opening]
        for demand in v.forecast:
            stocks.append(stocks[-1] + rate - demand)
        return stocks

    assert min(month_ends(key)) >= 0
    assert month_ends(key)[-1] >= v.closing > month_ends(key - 1)[-1]


ROUTES: dict[str, Route] = {"sop.level_mts": level_mts}
UNSHOWN: dict[str, set[str]] = {}
