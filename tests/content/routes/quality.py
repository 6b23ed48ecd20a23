"""Second routes on quality, technology and continuous improvement."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import prod, sqrt
from statistics import NormalDist, pvariance
from typing import Any

from tests.content.routes import Route

_CENT, _TENTH = Fraction(1, 100), Fraction(1, 10)


def _rounds_to(value: Fraction, key: Fraction, step: Fraction) -> None:
    """The value, rounded half up, is the key."""
    assert -step / 2 < key - value <= step / 2


def _reaches(v: Any, mean: Fraction, key: Fraction) -> None:
    """A band of so many times three deviations around the mean fits between the limits, one of a cent more does not."""

    def fits(times: Fraction) -> bool:
        return bool(v.lower <= mean - times * 3 * v.sigma and mean + times * 3 * v.sigma <= v.upper)

    assert fits(key - _CENT / 2) and not fits(key + _CENT / 2)


def cp(v: Any, key: Fraction) -> None:
    """As a centred process would be judged: by the band that fits, and by the normal share that lies outside."""
    _reaches(v, (v.upper + v.lower) / 2, key)
    outside = 2 * NormalDist((v.upper + v.lower) / 2, v.sigma).cdf(v.lower)
    assert abs(-NormalDist().inv_cdf(outside / 2) / 3 - key) < 0.00501


def cpk(v: Any, key: Fraction) -> None:
    """The widest band around the mean that fits; and the tail beyond the limit that is crossed more often."""
    _reaches(v, v.mean, key)
    worse = max(NormalDist(v.mean, v.sigma).cdf(v.lower), NormalDist(-v.mean, v.sigma).cdf(-v.upper))
    assert abs(-NormalDist().inv_cdf(worse) / 3 - key) < 0.00501


@lru_cache
def _range_in_deviations(size: int) -> float:
    """The mean range of so many normal values, in standard deviations, by numeric integration."""
    step, normal = 1 / 64, NormalDist()
    shares = [normal.cdf(place * step) for place in range(-8 * 64, 8 * 64 + 1)]
    return step * sum(1 - share**size - (1 - share) ** size for share in shares)


def xbar_ucl(v: Any, key: Fraction) -> None:
    """Three deviations of a sample mean above the centre, the deviation from the mean range of normal samples."""
    size = {"0.729": 4, "0.577": 5, "0.483": 6}[f"{float(v.factor):.3f}"]
    deviation = float(v.spread) / _range_in_deviations(size)
    assert abs(float(v.mean) + 3 * deviation / sqrt(size) - key) < 0.005 + 0.0006 * v.spread  # A2 has three decimals
    ranges_above = (key - v.mean) / v.spread
    _rounds_to(v.factor * v.spread, ranges_above * v.spread, _CENT)


def p_chart(v: Any, key: Fraction) -> None:
    """The square of its distance from the mean is nine variances of a sample's share, counted in a population."""
    bad = v.share * 2
    assert bad.denominator == 1
    population = [Fraction(100)] * int(bad) + [Fraction(0)] * (200 - int(bad))
    variance = pvariance(population) / v.size
    distance = key - v.share
    assert (distance - _TENTH / 2) ** 2 <= 9 * variance < (distance + _TENTH / 2) ** 2


def dpmo(v: Any, key: Fraction) -> None:
    """Inspect on at that rate until a million opportunities are seen."""
    units = Fraction(1_000_000, v.chances)
    found = v.defects * (units // v.inspected) + v.defects * (units % v.inspected) / v.inspected
    _rounds_to(found, key, Fraction(1))


def rty(v: Any, key: Fraction) -> None:
    """Send units through one operation after the other, and take off what fails."""
    good = 100 ** len(v.yields)
    sent = good
    for share in v.yields:
        failed = good * int(100 - share) // 100
        good -= failed
    _rounds_to(Fraction(100 * good, sent), key, _TENTH)


def oee(v: Any, key: Fraction) -> None:
    """The ideal time of the good output, as a share of planned time: no factor is ever computed."""
    share = 100 * (v.made - v.bad) * v.cycle / (v.planned * 60)
    assert -Fraction(1, 20) < key - share <= Fraction(1, 20)  # halves up


def coq(v: Any, key: Fraction) -> None:
    """Sort the dollars, a thousand at a time, into those spent on failures and the others."""
    failed = [True] * int(v.internal // 1000 + v.external // 1000)
    others = [False] * int(v.prevention // 1000 + v.appraisal // 1000)
    piles = failed + others
    assert 1000 * len(piles) == v.internal + v.external + v.prevention + v.appraisal
    _rounds_to(100 - Fraction(100 * piles.count(False), len(piles)), key, _TENTH)


def rpn(v: Any, key: Fraction) -> None:
    """Count the cells of a box with the three ratings as its sides."""
    assert key == sum(1 for _ in product(range(v.severity), range(v.occurrence), range(v.detection)))


def pce(v: Any, key: Fraction) -> None:
    """Go through the minutes of all working hours, of which so many add value."""
    minutes = sum(60 for _ in range(int(v.days)) for _ in range(int(v.hours)))
    wasted = minutes - v.added
    _rounds_to(100 - 100 * wasted / minutes, key, _CENT)


def availability(v: Any, key: Fraction) -> None:
    """Take off every state in which at least one machine is down."""
    cycle = v.mtbf + v.mttr
    chance = {True: v.mtbf / cycle, False: v.mttr / cycle}
    states = product((True, False), repeat=v.machines)
    stopped = sum(prod(chance[up] for up in state) for state in states if not all(state))
    _rounds_to(100 - 100 * stopped, key, _TENTH)


def taguchi(v: Any, key: Fraction) -> None:
    """The parabola through the two limits and the target, read at the actual value."""
    places = (v.target - v.limit, v.target, v.target + v.limit)
    losses = (v.cost, 0, v.cost)
    loss = sum(
        known * prod((v.actual - other) / (place - other) for other in places if other != place)
        for place, known in zip(places, losses, strict=True)
    )
    _rounds_to(loss, key, _CENT)


ROUTES: dict[str, Route] = {
    "quality.cp": cp,
    "quality.cpk": cpk,
    "quality.xbar_ucl": xbar_ucl,
    "quality.p_chart": p_chart,
    "quality.dpmo": dpmo,
    "quality.rty": rty,
    "quality.oee": oee,
    "quality.coq": coq,
    "quality.rpn": rpn,
    "quality.pce": pce,
    "quality.availability": availability,
    "quality.taguchi": taguchi,
}
UNSHOWN: dict[str, set[str]] = {}
