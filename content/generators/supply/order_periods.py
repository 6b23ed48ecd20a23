"""The period order quantity: the EOQ as a number of weeks' demand."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, half_up, short
from content.generators.kit.values import dollars, number

WEEKS = 52


class Period(Values):
    """A year has 52 weeks; the POQ is at least one week."""

    demand: Decimal = number("D", "annual demand", "units a year")
    order: Decimal = dollars("S", "cost of an order or setup", "dollars an order")
    hold: Decimal = dollars("H", "carrying cost", "dollars a unit and year")

    @property
    def eoq(self) -> Decimal:
        """The economic order quantity."""
        return (2 * self.demand * self.order / self.hold).sqrt()

    @property
    def weekly(self) -> Decimal:
        """Demand of a week."""
        return self.demand / WEEKS


_STORIES = stories(
    "oil filter | A maker of compressors uses {demand} {units} a year. Each order costs {order}, and carrying one "
    "{unit} for a year costs {hold}. MRP is to use a period order quantity (POQ).",
    "lock | A maker of fire doors plans a {unit} with MRP: {demand} a year, a setup cost of {order}, and a carrying "
    "cost of {hold} per {unit} and year. The lots are to follow a period order quantity (POQ).",
    "pump | A maker of coffee machines needs {demand} {units} a year. An order costs {order}; carrying one {unit} "
    "for a year costs {hold}. The planner sets a period order quantity (POQ).",
    "label reel | A brewery uses {demand} {units} a year. Ordering costs {order} each time, carrying stock {hold} per "
    "{unit} and year. The planner wants a period order quantity (POQ).",
)


def _draw(d: Draw) -> Drawn[Period]:
    weeks, demand, order = d.whole(3, 8), d.number(1000, 20_000, 200), d.number(40, 250, 5)
    hold = half_up(2 * order * WEEKS**2 / (demand * weeks**2), 1)
    story = d.pick(_STORIES)
    if not Decimal("0.5") <= hold <= 6:
        return None
    v = Period(demand=demand, order=order, hold=hold)
    part = v.eoq / v.weekly % 1
    return None if Decimal("0.4") <= part <= Decimal("0.6") else (v, story)


def _work(v: Period, t: Told) -> Worked:
    weeks = v.eoq / v.weekly
    least = ", but at least one week" if weeks < 1 else ""
    return Worked(
        max(weeks, Decimal(1)),
        f"EOQ = √(2 × {t.demand} × {t.order[1:]} ÷ {t.hold[1:]}) ≈ {comma(v.eoq, 1)} {t.units}.",
        f"Average demand of a week: {t.demand} ÷ {WEEKS} ≈ {short(v.weekly, 2)} {t.units}.",
        f"POQ = EOQ ÷ weekly demand ≈ {comma(v.eoq, 1)} ÷ {short(v.weekly, 2)} ≈ {comma(weeks, 2)}{least}: <gives>.",
    )


def _ask(v: Period, t: Told) -> Asked:
    eoq, weekly = comma(v.eoq, 1), short(v.weekly, 2)
    no_two, monthly = v.eoq / Decimal(2).sqrt(), v.demand / 12
    mixed = v.eoq * Decimal(WEEKS).sqrt()
    return Asked(
        f"{t.story()} A year has {WEEKS} weeks.\nHow many weeks' demand should each order cover, to the nearest whole "
        "week?",
        f"The EOQ of about {eoq} {t.units}, at {weekly} a week, lasts {comma(v.eoq / v.weekly, 2)} weeks, that "
        "is <gives>.",
        Mistake(
            "orders a year in place of weeks",
            v.demand / v.eoq,
            f"You found the orders of a year: {t.demand} ÷ {eoq} gives <gives>. Divide the EOQ by the demand "
            "of a week.",
        ),
        Mistake(
            "the forgotten 2 in the EOQ",
            no_two / v.weekly,
            f"You left the 2 out of the EOQ: √({t.demand} × {t.order[1:]} ÷ {t.hold[1:]}) ÷ {weekly} gives <gives>. "
            "The EOQ is the root of 2DS ÷ H.",
        ),
        Mistake(
            "dividing by monthly demand",
            v.eoq / monthly,
            f"You divided by the demand of a month: {eoq} ÷ {short(monthly, 2)} gives <gives>. That is a number of "
            "months.",
        ),
        Mistake(
            "half the order quantity",
            v.eoq / 2 / v.weekly,
            f"You took half the EOQ, the average stock: {eoq} ÷ 2 ÷ {weekly} gives <gives>. The whole order is used "
            "up before the next.",
        ),
        Mistake(
            "days in place of weeks",
            v.eoq / (v.demand / 365),
            f"You divided by the demand of a day: {eoq} ÷ {short(v.demand / 365, 2)} gives <gives>. That is a number "
            "of days.",
        ),
        Mistake(
            "the carrying cost of a week against annual demand",
            mixed / v.weekly,
            f"You used the carrying cost of a week with the demand of a year, an EOQ of about {comma(mixed)}: "
            f"{short(mixed, 1)} ÷ {weekly} gives <gives>. Both must be of the same period.",
        ),
    )


POQ = generator(
    "supply.poq",
    "Period order quantity (POQ)",
    "POQ = √(2DS ÷ H) ÷ (D ÷ 52)",
    values=Period,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="time that each order covers",
    measure=Measure("week"),
    example="demand=5200 order=80 hold=5",
    subtopic="SU10",
    book="IMM",
    topic="lot sizing: period order quantity",
    tags=("internal",),
)
