"""Second routes on demand."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tests.content.routes import Route

_SLACK = 1e-9  # what floats may be wrong by


def rounded(key: Fraction, value: Fraction, places: int) -> None:
    """The key is this value, halves away from zero."""
    half = Fraction(1, 2 * 10**places)
    assert -half < abs(key) - abs(value) <= half and key * value > 0


def moving_average(v: Any, key: Fraction) -> None:
    """Keep a queue of n: the newest comes in, the oldest goes out. Its mean is the standard library's."""
    queue: list[Fraction] = []
    for demand in v.actual:
        queue = [*queue, demand][-v.n :]
    assert len(queue) == v.n
    rounded(key, statistics.mean(queue), 1)


def weighted_ma(v: Any, key: Fraction) -> None:
    """The plain mean of a bag that holds each demand as often as its weight says, in hundredths."""
    bag = [demand for demand, weight in zip(v.actual, v.weight, strict=True) for _ in range(int(weight * 100))]
    assert len(bag) == 100 and list(v.weight) == sorted(v.weight)
    rounded(key, statistics.mean(bag), 1)


def ses(v: Any, key: Fraction) -> None:
    """Of the way from forecast to demand, in a thousand steps, the forecast goes the share α."""
    at, step = v.forecast, (v.actual - v.forecast) / 1000
    for _ in range(int(v.alpha * 1000)):
        at += step
    rounded(key, at, 1)


def holt(v: Any, key: Fraction) -> None:
    """By the error alone: it moves the level by α, the trend by α × β, and the rest goes on as it was."""
    expected = v.level + v.trend
    error = v.actual - expected
    rounded(key, expected + v.trend + v.alpha * error + v.alpha * v.beta * error, 1)


def seasonal_index(v: Any, key: Fraction) -> None:
    """Share the total out evenly over all quarters: the season's demand is so many times what it would have got."""
    even = [v.total / (len(v.season) * v.seasons) for _ in v.season]
    assert v.seasons == 4
    assert -sum(even) / 200 < key * sum(even) - sum(v.season) <= sum(even) / 200


def seasonal_forecast(v: Any, key: Fraction) -> None:
    """With the rest of the year spread over the other three, all four indices still average 1."""
    others = (v.annual - key) / 3
    indices = [4 * demand / v.annual for demand in (key, others, others, others)]
    assert statistics.mean(indices) == 1
    assert -Fraction(1, 2) < (indices[0] - v.index) * v.annual / 4 <= Fraction(1, 2)


def deseasonalise(v: Any, key: Fraction) -> None:
    """The whole number whose season comes nearest to what was sold; of two, the higher."""
    near = range(int(key) - 3, int(key) + 4)
    assert key == min(near, key=lambda level: (abs(level * v.index - v.actual), -level))


def trend_regression(v: Any, key: Fraction) -> None:
    """What the standard library fits. With five whole numbers the line has one decimal at period 6, unrounded."""
    n = len(v.actual)
    slope, intercept = statistics.linear_regression(range(1, n + 1), [float(y) for y in v.actual])
    assert n == 5 and abs(intercept + slope * (n + 1) - float(key)) < _SLACK


def mad(v: Any, key: Fraction) -> None:
    """Five times the mean is what it takes to walk from each forecast to the actual."""
    assert key * 5 == sum(_walks(v.forecast, v.actual))


def _walks(forecasts: Sequence[Fraction], actuals: Sequence[Fraction]) -> list[int]:
    """Steps of one from each forecast to its actual."""
    return [len(range(int(min(pair)), int(max(pair)))) for pair in zip(forecasts, actuals, strict=True)]


def tracking_signal(v: Any, key: Fraction) -> None:
    """Demand of all weeks less forecasts of all weeks, counted in steps of the average walk between them."""
    walks = _walks(v.forecast, v.actual)
    net = sum(v.actual) - sum(v.forecast)
    rounded(key, net / statistics.mean(map(Fraction, walks)), 2)


def mape(v: Any, key: Fraction) -> None:
    """Scale every month to a demand of 100: MAPE is the MAD of what was scaled."""
    scaled = [100 * forecast / actual for forecast, actual in zip(v.forecast, v.actual, strict=True)]
    rounded(key, statistics.mean(max(one, 100) - min(one, 100) for one in scaled), 1)


def bullwhip(v: Any, key: Fraction) -> None:
    """Let demand and orders swing to both sides of one mean by their deviations, and take the variances."""
    swings = [[1000 + side * sigma for side in (-1, 1)] for sigma in (v.demand, v.orders)]
    demand, orders = map(statistics.pvariance, swings)
    rounded(key, orders / demand, 2)


ROUTES: dict[str, Route] = {
    "demand.moving_average": moving_average,
    "demand.weighted_ma": weighted_ma,
    "demand.ses": ses,
    "demand.holt": holt,
    "demand.seasonal_index": seasonal_index,
    "demand.seasonal_forecast": seasonal_forecast,
    "demand.deseasonalise": deseasonalise,
    "demand.trend_regression": trend_regression,
    "demand.mad": mad,
    "demand.tracking_signal": tracking_signal,
    "demand.mape": mape,
    "demand.bullwhip": bullwhip,
}
UNSHOWN: dict[str, set[str]] = {}
