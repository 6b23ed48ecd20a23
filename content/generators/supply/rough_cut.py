"""Rough-cut capacity planning with overall factors."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number, percent, whole


class Factors(Values):
    """All hours of the schedule are split among the work centres by their historical shares."""

    mps: tuple[Decimal, ...] = number("MPS", "master schedule", "units", low=0, per="product")
    hours: tuple[Decimal, ...] = number("h", "standard time of a unit", "hours", per="product")
    shares: tuple[Decimal, ...] = percent("p", "historical share of the hours", low=0, per="work centre")
    asked: int = whole("i", "which work centre is asked about, counted from 1", high=12)

    @property
    def total(self) -> Decimal:
        """Standard hours of the whole schedule."""
        return sum((made * each for made, each in zip(self.mps, self.hours, strict=True)), Decimal(0))

    @property
    def share(self) -> Decimal:
        """Of the work centre, as a fraction."""
        return self.shares[self.asked - 1] / 100

    def wrong(self) -> Iterator[Wrong]:
        """The shares are of one whole."""
        if sum(self.shares) != 100:
            yield Wrong("shares", f"must sum to 100%, not to {given(sum(self.shares, Decimal(0)))}%")
        if self.asked > len(self.shares):
            yield Wrong("asked", f"must be from 1 to {len(self.shares)}, the number of work centres")


_STORIES = stories(
    "unit | Cutting, Welding, Painting, Ladder, Trolley | A metal shop checks its master schedule for next week.",
    "unit | Sawing, Edging, Assembly, Desk, Shelf | A maker of office furniture checks next week's master schedule.",
    "unit | Placement, Wiring, Testing, Scanner, Printer | An electronics plant checks its master schedule for May.",
    "unit | Cutting, Sewing, Finishing, Jacket, Rucksack | An outdoor brand checks its workshop's master schedule.",
)


def _draw(d: Draw) -> Drawn[Factors]:
    first, second = d.whole(15, 45, 5), d.whole(15, 45, 5)
    shares = tuple(map(Decimal, (first, second, 100 - first - second)))
    hours = (d.decimal("1.0", "5.0", "0.1"), d.decimal("1.0", "5.0", "0.1"))
    values = Factors(mps=d.numbers(2, 30, 120, 2), hours=hours, shares=shares, asked=d.whole(1, 3))
    story = d.pick(_STORIES)
    return None if len(set(shares)) < 3 or abs(hours[0] - hours[1]) < 1 else (values, story)


def _sum(v: Factors) -> str:
    return " + ".join(f"{given(made)} × {given(each)}" for made, each in zip(v.mps, v.hours, strict=True))


def _work(v: Factors, t: Told) -> Worked:
    return Worked(
        v.total * v.share,
        f"Hours of the whole schedule: {_sum(v)} = {given(v.total)} std h.",
        f"{t.names[v.asked - 1]}: {given(v.total)} × {given(v.share)} = <gives>.",
    )


def _ask(v: Factors, t: Told) -> Asked:
    centres, products = t.names[:3], t.names[3:]
    centre, share, total = centres[v.asked - 1], given(v.shares[v.asked - 1]), given(v.total)
    other = v.asked % len(v.shares)
    units, mean = sum(v.mps, Decimal(0)), sum(v.hours, Decimal(0)) / len(v.hours)
    return Asked(
        f"{t.story()} It plans rough-cut capacity with overall factors (CPOF): all standard hours are split by "
        "historical shares.\n"
        + table(
            (
                ("Product", ("MPS", "Std h each")),
                *((name, (m, h)) for name, m, h in zip(products, v.mps, v.hours, strict=True)),
            )
        )
        + "\nHistorical shares of the hours:\n"
        + table((("Work centre", ("Share",)), *((n, (f"{p}%",)) for n, p in zip(centres, v.shares, strict=True))))
        + f"\nHow many standard hours does the schedule need in {centre.lower()}, to one decimal?",
        f"The schedule takes {total} standard hours, and {centre.lower()} has {share}% of them: <gives>.",
        Mistake(
            "the share of another work centre",
            v.total * v.shares[other] / 100,
            f"You used the share of {centres[other].lower()}: {total} × {given(v.shares[other] / 100)} gives <gives>. "
            f"The share of {centre.lower()} is {share}%.",
        ),
        Mistake(
            "the forgotten share",
            v.total,
            f"You gave the hours of all work centres: {_sum(v)} gives <gives>. {centre} has {share}% of them.",
        ),
        Mistake(
            "dividing by the share",
            v.total / v.share,
            f"You divided by the share: {total} ÷ {given(v.share)} gives <gives>. A part of the hours is found by "
            "multiplying.",
        ),
        Mistake(
            "the average standard time for all products",
            units * mean * v.share,
            f"You used the average standard time: {given(units)} × {short(mean, 2)} × {given(v.share)} gives <gives>. "
            "Each product has its own, and not the same quantity.",
        ),
        Mistake(
            "equal shares for all work centres",
            v.total / len(v.shares),
            f"You split the hours equally: {total} ÷ {len(v.shares)} gives <gives>. The work centres have different "
            "shares.",
        ),
        Mistake(
            "units in place of hours",
            units * v.share,
            f"You split the units: {given(units)} × {given(v.share)} gives <gives>. First turn units into standard "
            "hours.",
        ),
    )


CPOF = generator(
    "supply.cpof",
    "Rough-cut capacity with overall factors (CPOF)",
    "hours = Σ(MPS × h) × pᵢ",
    values=Factors,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="capacity needed in that work centre",
    measure=Measure("std h", 1, many="std h"),
    example="mps=100,50 hours=2,4 shares=50,30,20 asked=2",
    subtopic="SU06",
    book="MPC",
    topic="rough-cut capacity planning: overall factors",
    tags=("internal",),
)
