"""What it costs to hold stock for a year."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, money, short
from content.generators.kit.values import dollars, percent


class CarryingCost(Values):
    """The three rates are of the same average inventory value, so they add up."""

    value: Decimal = dollars("V", "average inventory value")
    capital: Decimal = percent("c", "capital cost, a year", low=0)
    storage: Decimal = percent("s", "storage cost, a year", low=0)
    risk: Decimal = percent("r", "risk cost, a year", low=0)

    @property
    def rate(self) -> Decimal:
        """All three rates, in percent."""
        return self.capital + self.storage + self.risk


_STORIES = stories(
    "unit | An importer of rugs carried stock worth {value} on average last year, and {peak} at its peak. Of the "
    "inventory value, capital costs {capital} a year, storage {storage} and risk {risk}.",
    "unit | A maker of lawn mowers builds up stock for spring: {peak} at most, {value} on average over the year. Its "
    "yearly costs, in percent of inventory value: capital {capital}, storage {storage}, and obsolescence, damage and "
    "insurance {risk}.",
    "unit | A distributor of wine had an average inventory of {value} last year and a highest one of {peak}. The "
    "bank charges {capital} a year on the money tied up. Storage costs {storage} of the inventory value a year; "
    "breakage, theft and insurance cost {risk}.",
)


def _draw(d: Draw) -> Drawn[CarryingCost]:
    value = d.number(200_000, 3_000_000, 10_000)
    values = CarryingCost(value=value, capital=d.number(6, 15), storage=d.number(4, 10), risk=d.number(4, 10))
    peak = value * d.whole(118, 170) // 1_000_000 * 10_000
    return values, replace(d.pick(_STORIES), besides=(peak,))


def _work(v: CarryingCost, t: Told) -> Worked:
    return Worked(
        v.value * v.rate / 100,
        f"Carrying rate: {t.capital} + {t.storage} + {t.risk} = {given(v.rate)}% a year.",
        f"Carrying cost = average inventory value × rate = {t.value} × {given(v.rate)}% = <gives> a year.",
    )


def _ask(v: CarryingCost, t: Told) -> Asked:
    (peak,) = t.besides
    c, s, r = (1 + rate / 100 for rate in (v.capital, v.storage, v.risk))
    rate = f"{given(v.rate)}%"
    return Asked(
        f"{t.story(peak=money(peak))}\nTo the whole dollar, what did it cost to carry the inventory for that year?",
        f"The rates add up to {rate} a year, and {rate} of the average {t.value} is <gives>.",
        Mistake(
            "the capital cost alone",
            v.value * v.capital / 100,
            f"You counted the capital only: {t.value} × {t.capital} gives <gives>. Space, handling and risk cost money "
            "too.",
        ),
        Mistake(
            "the forgotten risk cost",
            v.value * (v.capital + v.storage) / 100,
            f"You left out the risk: {t.value} × ({t.capital} + {t.storage}) gives <gives>. What spoils, is damaged or "
            "is insured costs something as well.",
        ),
        Mistake(
            "the average inventory halved again",
            v.value * v.rate / 200,
            f"You took half the inventory: {t.value} ÷ 2 × {rate} gives <gives>. The value given is the average "
            "already.",
        ),
        Mistake(
            "averaging the rates",
            v.value * v.rate / 300,
            f"You averaged the three rates: {t.value} × {rate} ÷ 3 gives <gives>. Each is of the same value, so they "
            "add up.",
        ),
        Mistake(
            "compounding the rates",
            v.value * (c * s * r - 1),
            f"You compounded the rates: {t.value} × ({short(c)} × {short(s)} × {short(r)} − 1) gives <gives>. None of "
            "them is charged on another; they add up.",
        ),
        Mistake(
            "the peak taken for the average",
            peak * v.rate / 100,
            f"You charged the highest inventory all year: {money(peak)} × {rate} gives <gives>. It was there only for "
            "a while; the average counts.",
        ),
    )


CARRYING_COST = generator(
    "inventory.carrying_cost",
    "Annual carrying cost",
    "cost = V × (c + s + r)",
    values=CarryingCost,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="carrying cost a year",
    measure=Measure("$"),
    example="value=500000 capital=12 storage=5 risk=7",
    subtopic="IN03",
    book="IMM",
    topic="inventory fundamentals: carrying cost",
)
