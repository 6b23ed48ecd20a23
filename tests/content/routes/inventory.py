"""Second routes on inventory."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from statistics import mean
from typing import Any

from tests.content.routes import Route, inventory_more

_HALF, _NEAR = Fraction(1, 2), Fraction(1, 10**9)


def _lowest_within_half(cost: Callable[[Fraction], Any], key: Fraction) -> None:
    """The cost still falls half a unit below the key, and rises again half a unit above it."""
    assert cost(key - _HALF - _NEAR) > cost(key - _HALF + _NEAR)
    assert cost(key + _HALF - _NEAR) < cost(key + _HALF + _NEAR)


def _rounds_to(value: Fraction, key: Fraction, step: Fraction) -> None:
    """The value, rounded half up, is the key."""
    assert -step / 2 < key - value <= step / 2


def eoq(v: Any, key: Fraction) -> None:
    """No lot costs less: so many orders, and a stock that falls evenly from the lot to nothing."""

    def cost(lot: Fraction) -> Any:
        average = mean([lot * part / 4 for part in range(5)])
        return v.demand / lot * v.order + average * v.cost * v.rate / 100

    _lowest_within_half(cost, key)


def annual_cost(v: Any, key: Fraction) -> None:
    """Sell a year's demand one by one: order when there is nothing left, pay for what lies there in between."""
    demand, lot = int(v.demand), int(v.lot)
    orders = len(range(0, demand, lot))
    unit_years = Fraction(orders * sum(2 * left - 1 for left in range(1, lot + 1)), 2 * demand)
    _rounds_to(orders * v.order + unit_years * v.hold, key, Fraction(1))


def epq(v: Any, key: Fraction) -> None:
    """No run costs less: follow the stock through a run and the sale of what is left."""

    def cost(lot: Fraction) -> Any:
        run = lot / v.make
        top = lot - run * v.use
        cycle = run + top / v.use
        unit_days = top * cycle / 2
        return (v.setup + unit_days * v.hold / v.days) * v.days / cycle

    _lowest_within_half(cost, key)


def quantity_discount(v: Any, key: Fraction) -> None:
    """Of all whole quantities up to three times the price break, none costs less; then which half is nearest."""

    def cost(lot: Fraction) -> Any:
        paid = v.lower if lot >= v.least else v.cost
        return v.demand * paid + v.demand / lot * v.order + lot / 2 * paid * v.rate / 100

    demand, order, least = float(v.demand), float(v.order), int(v.least)
    small, large = (
        [(demand * (p + order / lot) + lot * p * float(v.rate) / 200, lot) for lot in lots]
        for p, lots in ((float(v.cost), range(1, least)), (float(v.lower), range(least, 3 * least)))
    )
    assert abs(min(small + large)[1] - key) <= 1
    if key < least:
        _lowest_within_half(cost, key)
    else:
        assert key == least and cost(key) < cost(key + 1)


def safety_stock(v: Any, key: Fraction) -> None:
    """The smallest whole stock whose square reaches z² times the sum of the days' variances: no root, no float."""
    wanted = v.z**2 * sum(v.sigma**2 for _ in range(int(v.lead)))
    assert key**2 >= wanted > (key - 1) ** 2


def safety_stock_var_lt(v: Any, key: Fraction) -> None:
    """Lead times are short or long by one deviation: the variance from the mean of demand and the mean of its square.

    Two equally likely lead times have the mean and the deviation that are given; nothing else of them counts.
    """
    times = (v.lead - v.spread, v.lead + v.spread)
    squares = mean([time * v.sigma**2 + (time * v.daily) ** 2 for time in times])
    wanted = v.z**2 * (squares - mean([time * v.daily for time in times]) ** 2)
    assert key**2 >= wanted > (key - 1) ** 2


def ss_from_mad(v: Any, key: Fraction) -> None:
    """The smallest whole stock whose square reaches z² times the variances of the weeks of the lead time."""
    week = (v.mad * 5 / 4) ** 2 / v.period
    wanted = v.z**2 * sum(week for _ in range(int(v.lead)))
    assert key**2 >= wanted > (key - 1) ** 2


def rop(v: Any, key: Fraction) -> None:
    """Ordered then, the delivery finds just the safety stock; and at that pace the year uses its demand."""
    stock, used = key, Fraction(0)
    for day in range(int(v.days)):
        used += Fraction(v.demand, v.days)
        if day + 1 == v.lead:
            stock -= used
    assert stock == v.safety and used == v.demand


def periodic_review(v: Any, key: Fraction) -> None:
    """The last day before the next order arrives ends with just the safety stock."""
    stock = v.hand + v.due + key
    for _ in range(int(v.review)):
        stock -= v.daily
    for _ in range(int(v.lead)):
        stock -= v.daily
    assert stock == v.safety


def turns(v: Any, key: Fraction) -> None:
    """Stock moves from the opening to the closing value in twelve equal steps: how often do sales clear its mean?"""
    stocks = [v.opening + (v.closing - v.opening) * month / 12 for month in range(13)]
    _rounds_to(v.goods / mean(stocks), key, Fraction(1, 10))


ROUTES: dict[str, Route] = {
    "inventory.eoq": eoq,
    "inventory.annual_cost": annual_cost,
    "inventory.epq": epq,
    "inventory.quantity_discount": quantity_discount,
    "inventory.safety_stock": safety_stock,
    "inventory.safety_stock_var_lt": safety_stock_var_lt,
    "inventory.ss_from_mad": ss_from_mad,
    "inventory.rop": rop,
    "inventory.periodic_review": periodic_review,
    "inventory.turns": turns,
    **inventory_more.ROUTES,
}
UNSHOWN: dict[str, set[str]] = {}
