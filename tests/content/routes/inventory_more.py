"""Second routes on inventory: cover, classes, counting, layers and service."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from statistics import NormalDist
from typing import Any

from scipy.optimize import minimize_scalar

from tests.content.routes import Route

_HALF_TENTH = Fraction(1, 20)


def _rounded(key: Fraction, value: Fraction, half: Fraction = _HALF_TENTH) -> bool:
    """Whether the key is the value rounded, halves up."""
    return -half < key - value <= half


def days_of_supply(v: Any, key: Fraction) -> None:
    """Half a tenth of a day sooner the stock is not used up, half a tenth later it is."""
    daily = v.cogs / 365
    assert (key - _HALF_TENTH) * daily <= v.inventory < (key + _HALF_TENTH) * daily


def carrying_cost(v: Any, key: Fraction) -> None:
    """Each dollar of stock pays each rate by itself, cent by cent."""
    cents = sum(v.value * rate for rate in (v.capital, v.storage, v.risk))
    assert 0 <= key * 100 + 50 - cents < 100


def abc(v: Any, key: Fraction) -> None:
    """No pair of items has a larger share of the value: all pairs are tried."""
    pairs = combinations(range(len(v.usage)), v.top)
    total = sum(usage * cost for usage, cost in zip(v.usage, v.cost, strict=True))
    best = max(sum(v.usage[place] * v.cost[place] for place in pair) for pair in pairs)
    assert _rounded(key, 100 * best / total)


def cycle_count(v: Any, key: Fraction) -> None:
    """So many a day get every item counted as often as its class asks for within the year; one fewer do not."""
    queue = sum(len(range(int(n))) for n, times in zip(v.items, v.times, strict=True) for _ in range(int(times)))
    assert (key - 1) * v.days < queue <= key * v.days


def ira(v: Any, key: Fraction) -> None:
    """A count is right where it is one of the whole numbers that the tolerance allows around the record."""
    right = 0
    for record, counted, tolerance in zip(v.record, v.counted, v.tolerance, strict=True):
        least = int(-(-(record * (100 - tolerance)) // 100))
        right += int(counted) in range(least, int(record * (100 + tolerance) // 100) + 1)
    assert _rounded(key, Fraction(100 * right, len(v.record)))


def newsvendor(v: Any, key: Fraction) -> None:
    """A minimiser finds the lowest expected cost of too many and too few. Its z is rounded as tables do."""
    mean, sigma, standard = float(v.mean), float(v.sigma), NormalDist()
    under, over = float(v.price - v.cost), float(v.cost - v.salvage)

    def cost(quantity: float) -> float:
        z = (quantity - mean) / sigma
        missing = sigma * (standard.pdf(z) - z * (1 - standard.cdf(z)))
        return under * missing + over * (quantity - mean + missing)

    around = (mean - 4 * sigma, mean + 4 * sigma)
    found = minimize_scalar(cost, bounds=around, method="bounded", options={"xatol": sigma / 1e6})
    z = Fraction(round(100 * (found.x - mean) / sigma), 100)
    assert _rounded(key, v.mean + z * v.sigma, Fraction(1, 2))


def fifo(v: Any, key: Fraction) -> None:
    """Every unit has its cost written on it; they leave in the order in which they came."""
    queue = [cost for quantity, cost in zip(v.quantity, v.cost, strict=True) for _ in range(int(quantity))]
    assert _rounded(key, Fraction(sum(queue[: int(v.issued)])), Fraction(1, 2))


def exposures(v: Any, key: Fraction) -> None:
    """Order, use up, order again until the year's demand is served; the first cycles end in the stockouts."""
    left = v.demand
    cycles: list[bool] = []
    while left > 0:
        left -= v.quantity
        cycles.append(len(cycles) >= v.stockouts)
    assert _rounded(key, Fraction(100 * cycles.count(True), len(cycles)))


def average_inventory(v: Any, key: Fraction) -> None:
    """Take out one at a time, from a full lot down to the safety stock, and average what lies there in between."""
    twice = [2 * (int(v.safety) + left) + 1 for left in range(int(v.quantity))]  # between one issue and the next
    assert _rounded(key, Fraction(sum(twice), 2 * len(twice)), Fraction(1, 2))


def fill_rate(v: Any, key: Fraction) -> None:
    """Customers come one after another and take one each while there is one."""
    served = asked = 0
    for demand, stock in zip(v.demand, v.stock, strict=True):
        shelf = [True] * int(stock)
        for _ in range(int(demand)):
            asked += 1
            served += bool(shelf and shelf.pop())
    assert _rounded(key, Fraction(100 * served, asked))


ROUTES: dict[str, Route] = {
    "inventory.days_of_supply": days_of_supply,
    "inventory.carrying_cost": carrying_cost,
    "inventory.abc": abc,
    "inventory.cycle_count": cycle_count,
    "inventory.ira": ira,
    "inventory.newsvendor": newsvendor,
    "inventory.fifo": fifo,
    "inventory.exposures": exposures,
    "inventory.average_inventory": average_inventory,
    "inventory.fill_rate": fill_rate,
}
