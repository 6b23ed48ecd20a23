"""Lots that are made: stock builds up while part of the lot is used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import Wrong, dollars, number


class ProductionLot(Values):
    """Demand and output run evenly. What is made can be used at once, so stock grows by p − d a day during a run."""

    use: Decimal = number("d", "demand", "units a day")
    make: Decimal = number("p", "production", "units a day")
    days: Decimal = number("N", "working days", "days a year", high=366)
    setup: Decimal = dollars("S", "setup cost", "dollars a run")
    hold: Decimal = dollars("H", "carrying cost", "dollars a unit and year")

    @property
    def demand(self) -> Decimal:
        """Annual demand."""
        return self.use * self.days

    @property
    def build(self) -> Decimal:
        """The part of output that goes to stock."""
        return 1 - self.use / self.make

    @property
    def square(self) -> Decimal:
        """The square of the lot, were it to arrive at once."""
        return 2 * self.demand * self.setup / self.hold

    def wrong(self) -> Iterator[Wrong]:
        """What is made as slowly as it is used needs no lots."""
        if self.make <= self.use:
            yield Wrong("make", f"must be above the demand of {given(self.use)} a day, or the run never ends")


_STORIES = stories(
    "bucket | A food plant fills {units} of honey at {make} a day; customers take {use} a day, also while the line "
    "runs. It works {days} days a year. A setup costs {setup}, and carrying one {unit} for a year costs {hold}.",
    "bracket | A press makes {make} {units} a day, and the assembly line next to it uses {use} a day all year, {days} "
    "working days. Changing the die costs {setup}; carrying a {unit} for a year costs {hold}.",
    "bottle | A cosmetics plant bottles a perfume at {make} {units} a day. Demand is a steady {use} a day on {days} "
    "working days a year. Each changeover costs {setup}, and the carrying cost is {hold} per {unit} and year.",
    "panel | A sawmill cuts shelf {units} at {make} a day for a store that takes {use} a day, even during a run. The "
    "year has {days} working days. A setup costs {setup}; a {unit} in stock costs {hold} a year.",
)


def _draw(d: Draw) -> Drawn[ProductionLot]:
    values = ProductionLot(
        use=d.number(20, 300, 10),
        make=d.number(50, 800, 10),
        days=Decimal(250),
        setup=d.number(40, 400, 10),
        hold=d.decimal("0.50", "4.00", "0.25"),
    )
    story = d.pick(_STORIES)
    share = 100 * values.use / values.make
    if not 20 <= share <= 80 or 45 <= share <= 55:
        return None
    lot = (values.square / values.build).sqrt()
    return None if not values.make <= lot <= values.demand / 4 else (values, story)  # a day's output, a season's sales


def _work(v: ProductionLot, t: Told) -> Worked:
    square = short(v.square / v.build, 2)
    return Worked(
        (v.square / v.build).sqrt(),
        f"Annual demand: {t.use} × {t.days} = {given(v.demand)} {t.units}.",
        f"Part of the output that goes to stock: 1 − {t.use} ÷ {t.make} = {short(v.build, 4)}.",
        f"2 × {given(v.demand)} × {t.setup} ÷ ({t.hold} × {short(v.build, 4)}) ≈ {square}.",
        f"EPQ = √{square} ≈ {short((v.square / v.build).sqrt(), 2)}, that is <gives>.",
    )


def _ask(v: ProductionLot, t: Told) -> Asked:
    top, build = f"2 × {given(v.demand)} × {t.setup}", f"(1 − {t.use} ÷ {t.make})"
    return Asked(
        f"{t.story()}\nTo the nearest whole {t.unit}, what is the economic production quantity (EPQ)?",
        f"Only {short(100 * v.build, 1)}% of what is made goes to stock, so carrying is cheaper and the lot larger: "
        f"√({top} ÷ ({t.hold} × {build})) is <gives>.",
        Mistake(
            "the lot that arrives at once",
            v.square.sqrt(),
            f"You used the plain EOQ: √({top} ÷ {t.hold}) gives <gives>. A lot that is made over days is "
            "never all in stock at once.",
        ),
        Mistake(
            "multiplying by 1 − d/p",
            (v.square * v.build).sqrt(),
            f"You multiplied by 1 − d/p: √({top} ÷ {t.hold} × {build}) gives <gives>. Less stock makes a larger lot "
            "pay: divide by it.",
        ),
        Mistake(
            "d/p in place of 1 − d/p",
            (v.square / (1 - v.build)).sqrt(),
            f"You put d/p in place of 1 − d/p: √({top} ÷ ({t.hold} × {t.use} ÷ {t.make})) gives <gives>. That is the "
            "part that is used at once, not the part that is stocked.",
        ),
        Mistake(
            "the missing 2",
            (v.square / v.build / 2).sqrt(),
            f"You left out the 2: √({given(v.demand)} × {t.setup} ÷ ({t.hold} × {build})) gives <gives>. The 2 comes "
            "from average stock being half of its highest.",
        ),
        Mistake(
            "1 − d/p outside the square root",
            v.square.sqrt() / v.build,
            f"You divided by 1 − d/p after taking the root: √({top} ÷ {t.hold}) ÷ {build} gives <gives>. It belongs "
            "under the root, beside the carrying cost.",
        ),
        Mistake(
            "the halved carrying cost",
            (2 * v.square / v.build).sqrt(),
            f"You halved the carrying cost as well: √(2 × {top} ÷ ({t.hold} × {build})) gives <gives>. The 2 in the "
            "formula does that already.",
        ),
    )


EPQ = generator(
    "inventory.epq",
    "Economic production quantity (EPQ)",
    "EPQ = √(2 × d × N × S ÷ (H × (1 − d ÷ p)))",
    values=ProductionLot,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="economic production quantity",
    measure=Measure(),
    example="use=40 make=100 days=250 setup=150 hold=5",
    subtopic="IN09",
    book="JC",
    topic="production lot size with usage",
)
