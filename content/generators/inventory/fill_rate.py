"""The share of demanded units that are shipped from stock."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import number


class FillRate(Values):
    """What stock cannot serve in its week is lost. Stock is what is there to ship that week."""

    demand: tuple[Decimal, ...] = number("d", "demand", "units", per="week", least=1, most=24)
    stock: tuple[Decimal, ...] = number("s", "stock to ship from", "units", low=0, per="week", least=1, most=24)

    @property
    def shipped(self) -> tuple[Decimal, ...]:
        """What is shipped each week."""
        return tuple(map(min, self.demand, self.stock))

    @property
    def short_weeks(self) -> tuple[int, ...]:
        """The places of the weeks with a shortage."""
        return tuple(place for place, (d, s) in enumerate(zip(self.demand, self.stock, strict=True)) if s < d)


_STORIES = stories(
    "ream | An office supplier records demand and stock of copy paper, in {units}",
    "pallet | A builder's merchant compares weekly demand for cement with the stock it had, in {units}",
    "box | A pharmacy chain follows demand and stock of allergy tablets for five weeks, in {units}",
    "bike | A web shop for children's {units} lists what customers wanted each week and what it had in stock",
)


def _draw(d: Draw) -> Drawn[FillRate]:
    demand = d.numbers(5, 40, 240, 5)
    missing = d.pick_distinct(range(5), d.whole(1, 3))
    stock = tuple(
        want * d.whole(40, 85) // 100 if week in missing else want * d.whole(100, 125) // 100
        for week, want in enumerate(demand)
    )
    values = FillRate(demand=demand, stock=stock)
    story = d.pick(_STORIES)
    return (values, story) if len(set(demand)) == 5 and sum(stock) < sum(demand) else None


def _work(v: FillRate, t: Told) -> Worked:
    shipped, wanted = sum(v.shipped, Decimal(0)), sum(v.demand, Decimal(0))
    return Worked(
        100 * shipped / wanted,
        f"Shipped, the smaller of demand and stock: {_sum(v.shipped)} = {given(shipped)}.",
        f"Demanded: {_sum(v.demand)} = {given(wanted)}.",
        f"Fill rate = {given(shipped)} ÷ {given(wanted)} = <gives>.",
    )


def _sum(values: tuple[Decimal, ...]) -> str:
    return " + ".join(map(given, values))


def _ask(v: FillRate, t: Told) -> Asked:
    shipped, wanted, stock = (sum(row, Decimal(0)) for row in (v.shipped, v.demand, v.stock))
    weeks, bad = len(v.demand), len(v.short_weeks)
    rates = tuple(100 * s / d for s, d in zip(v.shipped, v.demand, strict=True))
    short_shipped, short_wanted = (
        sum((row[week] for week in v.short_weeks), Decimal(0)) for row in (v.shipped, v.demand)
    )
    return Asked(
        f"{t.story()}. What cannot be shipped in its week is lost, and the stock shown is all there was to ship.\n"
        + table((("Week", "12345"), ("Demand", v.demand), ("Stock", v.stock)))
        + "\nWhat was the unit fill rate over the five weeks, in percent to one decimal?",
        f"Stock covered {given(shipped)} of the {given(wanted)} {t.units} demanded, so the fill rate is <gives>.",
        Mistake(
            "the cycle service level taken for the fill rate",
            Decimal(100 * (weeks - bad)) / weeks,
            f"You counted the weeks without a shortage: {weeks - bad} ÷ {weeks} gives <gives>. A fill rate counts "
            "units, also those shipped in a short week.",
        ),
        Mistake(
            "the shortage taken for the fill rate",
            100 * (wanted - shipped) / wanted,
            f"You gave what was not shipped: {given(wanted - shipped)} ÷ {given(wanted)} gives <gives>. The fill rate "
            "is the rest.",
        ),
        Mistake(
            "averaging the weekly fill rates",
            sum(rates, Decimal(0)) / weeks,
            f"You averaged the fill rates of the weeks: ({' + '.join(short(rate, 1) + '%' for rate in rates)}) ÷ "
            f"{weeks} gives <gives>. Weeks differ in demand; a large week weighs more.",
        ),
        Mistake(
            "the share of weeks with a shortage",
            Decimal(100 * bad) / weeks,
            f"You counted the weeks with a shortage: {bad} ÷ {weeks} gives <gives>. A fill rate counts units shipped, "
            "not weeks.",
        ),
        Mistake(
            "surplus stock set against a shortage",
            100 * stock / wanted,
            f"You divided all stock by all demand: {given(stock)} ÷ {given(wanted)} gives <gives>. What is left over "
            "in one week did not serve the customers of another.",
        ),
        Mistake(
            "the short weeks alone",
            100 * short_shipped / short_wanted,
            f"You looked at the weeks with a shortage only: {given(short_shipped)} ÷ {given(short_wanted)} gives "
            "<gives>. The weeks that were served in full count too.",
        ),
    )


FILL_RATE = generator(
    "inventory.fill_rate",
    "Unit fill rate",
    "fill rate = Σ min(d, s) ÷ Σd",
    values=FillRate,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="unit fill rate",
    measure=Measure("%", 1),
    example="demand=100,80,120,90,110 stock=110,80,90,100,100",
    subtopic="IN14",
    book="SPT",
    topic="service measures: fill rate",
)
