"""What a unit has cost when it has arrived."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, price
from content.generators.kit.values import dollars, number, percent


class Landed(Values):
    """Duty and carrying cost in transit are charged on the price alone; a year has 365 days."""

    price: Decimal = dollars("p", "price", "dollars a unit")
    freight: Decimal = dollars("f", "freight", "dollars a unit", low=0)
    duty: Decimal = percent("t", "duty on the price", low=0)
    inspection: Decimal = dollars("q", "inspection", "dollars a unit", low=0)
    carry: Decimal = percent("i", "carrying cost a year, of the price", low=0)
    days: Decimal = number("d", "days in transit", "days", low=0)

    @property
    def tariff(self) -> Decimal:
        """Duty on a unit."""
        return self.price * self.duty / 100

    @property
    def year(self) -> Decimal:
        """What it costs to carry a unit for a year."""
        return self.price * self.carry / 100

    @property
    def carrying(self) -> Decimal:
        """What it costs to carry a unit while it is under way."""
        return self.year * self.days / 365

    @property
    def total(self) -> Decimal:
        """The landed cost."""
        return self.price + self.freight + self.tariff + self.inspection + self.carrying


_STORIES = stories(
    "helmet | A bicycle dealer imports a {unit} at {price}. Freight is {freight} and inspection {inspection} a {unit}; "
    "duty is {duty} of the price. It is {days} days under way, and carrying it costs {carry} of the price a year.",
    "tap | A builders' merchant buys a {unit} abroad for {price}. Each {unit} takes {freight} of freight, "
    "{inspection} of inspection and {duty} duty on the price. Transit takes {days} days at a carrying cost of {carry} "
    "of the price a year.",
    "sensor | A maker of weather stations sources a {unit} overseas at {price}. For each {unit} freight is {freight}, "
    "inspection {inspection}, and duty {duty} of the price. It travels for {days} days; carrying costs are {carry} of "
    "the price a year.",
    "blanket | A hotel supplier imports a {unit} for {price}, plus {freight} freight and {inspection} inspection. Duty "
    "is {duty} of the price. Goods are {days} days in transit, and carrying them costs {carry} of the price a year.",
)


def _draw(d: Draw) -> Drawn[Landed]:
    paid = d.number(15, 90)
    values = Landed(
        price=paid,
        freight=half_up(paid * d.whole(3, 12) / 100, 1),
        duty=d.number(2, 12),
        inspection=d.decimal("0.50", "3.00", "0.25"),
        carry=d.number(15, 30),
        days=d.number(15, 60),
    )
    return values, d.pick(_STORIES)


def _cents(value: Decimal) -> str:
    return price(half_up(value, 4))


def _work(v: Landed, t: Told) -> Worked:
    return Worked(
        v.total,
        f"Duty: {t.price} × {t.duty} = {_cents(v.tariff)}.",
        f"Carrying cost in transit: {t.price} × {t.carry} × {t.days} ÷ 365 = {_cents(v.carrying)}.",
        f"Landed cost: {t.price} + {t.freight} + {_cents(v.tariff)} + {t.inspection} + {_cents(v.carrying)} = <gives>.",
    )


def _ask(v: Landed, t: Told) -> Asked:
    bare, duty, carry = f"{t.price} + {t.freight}", _cents(v.tariff), _cents(v.carrying)
    return Asked(
        f"{t.story()} A year has 365 days.\nWhat is the landed cost of a {t.unit}, to the cent?",
        f"Price, freight, duty, inspection and carrying cost, {bare} + {duty} + {t.inspection} + {carry}, make "
        "<gives>.",
        Mistake(
            "the forgotten carrying cost in transit",
            v.total - v.carrying,
            f"You left out the carrying cost in transit: {bare} + {duty} + {t.inspection} gives <gives>. Money is tied "
            f"up for {t.days} days.",
        ),
        Mistake(
            "the forgotten duty",
            v.total - v.tariff,
            f"You left out the duty of {duty}: {bare} + {t.inspection} + {carry} gives <gives>. It is due on arrival.",
        ),
        Mistake(
            "a full year of carrying cost",
            v.total - v.carrying + v.year,
            f"You charged a year of carrying cost: {bare} + {duty} + {t.inspection} + {_cents(v.year)} gives <gives>. "
            f"The goods are {t.days} days under way, not 365.",
        ),
        Mistake(
            "price and freight only",
            v.price + v.freight,
            f"You added price and freight only: {bare} gives <gives>. Duty, inspection and carrying cost belong to it.",
        ),
        Mistake(
            "the forgotten freight",
            v.total - v.freight,
            f"You left out the freight of {t.freight}: {t.price} + {duty} + {t.inspection} + {carry} gives <gives>. "
            f"Without it the {t.unit} would not arrive.",
        ),
        Mistake(
            "the duty counted twice",
            v.total + v.tariff,
            f"You added the duty twice: {bare} + {duty} + {duty} + {t.inspection} + {carry} gives <gives>. It is due "
            "once.",
        ),
        Mistake(
            "weeks taken for days",
            v.total - v.carrying + v.year * v.days / 52,
            f"You divided the days by 52: carrying cost of {t.price} × {t.carry} × {t.days} ÷ 52 makes it <gives>. "
            "A year has 365 days.",
        ),
    )


LANDED_COST = generator(
    "supply.landed_cost",
    "Landed cost of a unit",
    "landed = p + f + t × p + q + i × p × d ÷ 365",
    values=Landed,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="landed cost of a unit",
    measure=Measure("$", 2),
    example="price=50 freight=4 duty=6 inspection=1.50 carry=20 days=36.5",
    subtopic="SU22",
    book="CM",
    topic="sourcing: total cost of ownership and landed cost",
    tags=("external",),
)
