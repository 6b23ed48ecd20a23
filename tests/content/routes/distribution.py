"""Second routes on distribution."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_right
from fractions import Fraction
from itertools import accumulate, product
from typing import Any

from tests.content.routes import Route


def half_up(exact: Fraction, places: int = 0) -> Fraction:
    """Rounded to so many places, halves up; of a positive number."""
    return Fraction(math.floor(exact * 10**places + Fraction(1, 2)), 10**places)


def drp(v: Any, key: str) -> None:
    """Of all shipments that keep stock at its safety level up to their arrival, the latest, and of these the least."""

    def good(size: int, leaves: int) -> bool:
        arrives = leaves + v.lead
        came = [size if week == arrives else 0 for week in range(1, arrives + 1)]
        changes = (arrival - use for arrival, use in zip(came, v.demand, strict=False))
        return all(stock >= v.safety for stock in list(accumulate(changes, initial=v.hand))[1:])

    sizes = range(int(v.multiple), 1000, int(v.multiple))
    shipments = product(range(1, len(v.demand) + 1 - v.lead), sizes)
    leaves, least = max((leaves, -size) for leaves, size in shipments if good(size, leaves))
    assert key.startswith(f"{-least} ") and key.endswith(f" in week {leaves}")


def fair_share(v: Any, key: Fraction) -> None:
    """Hand out one at a time, always to the centre that would run out first."""
    asked = v.asked - 1
    hand, daily = [int(have) for have in v.hand], [int(use) for use in v.daily]
    queue = [(have / use, place) for place, (have, use) in enumerate(zip(hand, daily, strict=True))]
    heapq.heapify(queue)
    given = [0, 0, 0]
    for _ in range(int(v.centre)):
        _, place = queue[0]
        given[place] += 1
        heapq.heapreplace(queue, ((hand[place] + given[place]) / daily[place], place))
    assert abs(given[asked] - key) <= 1  # floats may tie in the last hand-out
    assert (v.hand[asked] + key) / v.daily[asked] == (sum(v.hand) + v.centre) / sum(v.daily)


def square_root(v: Any, key: Fraction) -> None:
    """Variances of independent sites add up: pool those of the old sites, and share them out among the new ones."""
    pooled = sum((v.stock / v.before) ** 2 for _ in range(v.before))

    def variances(total: Fraction) -> Fraction:
        return sum(((total / v.after) ** 2 for _ in range(v.after)), Fraction(0))

    assert variances(key - Fraction(1, 2)) <= pooled < variances(key + Fraction(1, 2))


def pipeline(v: Any, key: Fraction) -> None:
    """One unit leaves after the other. Count those under way on each day of a year; their mean."""

    def left(by: int) -> int:
        return int(v.demand * by // 365)

    under_way = [left(today) - left(today - int(v.days)) for today in range(365, 730)]
    assert key == half_up(Fraction(sum(under_way), 365))


def mode_cost(v: Any, key: Fraction) -> None:
    """What one unit costs by each mode, freight and money for each day under way; the year's difference."""
    for_a_day = v.value * v.carry / 36500
    slow = v.slow_freight + sum(for_a_day for _ in range(int(v.slow_days)))
    fast = v.fast_freight + sum(for_a_day for _ in range(int(v.fast_days)))
    assert key == half_up((fast - slow) * v.quantity)


def dim_weight(v: Any, key: Fraction) -> None:
    """Lay the carton out in layers: no weight lies above the key, and one of them is the key."""
    bulk = sum((v.length * v.width for _ in range(int(v.height))), Fraction(0)) / v.divisor
    weights = sorted((half_up(bulk, 1), v.actual))
    assert weights[0] <= weights[1] == key


def centre_of_gravity(v: Any, key: Fraction) -> None:
    """No other tenth of a km has a lower sum of loads times squared distances."""

    markets = [(int(load), int(10 * place)) for load, place in zip(v.loads, v.at, strict=True)]

    def pull(tenth: int) -> int:
        return sum(load * (place - tenth) ** 2 for load, place in markets)

    least = min(range(2000, -1, -1), key=pull)  # of two alike the larger one: halves up
    assert key == Fraction(least, 10)


def perfect_order(v: Any, key: Fraction) -> None:
    """Add up the chances of the 15 ways in which something goes wrong."""
    rates = [rate / 100 for rate in (v.on_time, v.complete, v.undamaged, v.documented)]
    spoilt = sum(
        math.prod(rate if right else 1 - rate for rate, right in zip(rates, way, strict=True))
        for way in product((True, False), repeat=4)
        if not all(way)
    )
    assert key == half_up(100 * (1 - spoilt), 1)


def pallet_positions(v: Any, key: Fraction) -> None:
    """With so many positions there is room for all cases, with one less there is not."""

    lost = (100 - v.usable) / 100
    assert (key - 1 - lost * (key - 1)) * v.per < v.cases <= (key - lost * key) * v.per


def tl_ltl(v: Any, key: Fraction) -> None:
    """Search the half pounds for the last weight at which LTL costs no more than the truck."""
    halves = range(200_000)
    last = bisect_right(halves, v.charge, key=lambda half: v.rate * Fraction(half, 200)) - 1
    assert key == (last + 1) // 2


def returns_value(v: Any, key: Fraction) -> None:
    """Process each returned unit, one after the other."""
    value = Fraction(0)
    for share, worth in zip(v.share, v.worth, strict=True):
        units = v.returned * share / 100
        assert units.denominator == 1, "part of a unit"
        value += sum([worth - v.cost] * int(units))
    assert key == half_up(value)


ROUTES: dict[str, Route] = {
    "distribution.drp": drp,
    "distribution.fair_share": fair_share,
    "distribution.square_root": square_root,
    "distribution.pipeline": pipeline,
    "distribution.mode_cost": mode_cost,
    "distribution.dim_weight": dim_weight,
    "distribution.centre_of_gravity": centre_of_gravity,
    "distribution.perfect_order": perfect_order,
    "distribution.pallet_positions": pallet_positions,
    "distribution.tl_ltl": tl_ltl,
    "distribution.returns_value": returns_value,
}
UNSHOWN: dict[str, set[str]] = {"distribution.fair_share": {"asked"}}
