"""The standard cost of a unit, with overhead by the machine hour."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, money, price, short
from content.generators.kit.values import dollars, number


class UnitCost(Values):
    """Overhead is charged by the machine hour, at the planned overhead of a year over its planned machine hours."""

    material: Decimal = dollars("DM", "direct material", "dollars a unit", low=0)
    labour: Decimal = dollars("DL", "direct labour", "dollars a unit", low=0)
    pool: Decimal = dollars("OH", "planned overhead", "dollars a year", low=0)
    base: Decimal = number("B", "planned machine hours", "hours a year")
    hours: Decimal = number("h", "machine time", "hours a unit", low=0)

    @property
    def prime(self) -> Decimal:
        """Direct material and labour."""
        return self.material + self.labour

    @property
    def rate(self) -> Decimal:
        """Overhead of a machine hour."""
        return self.pool / self.base

    @property
    def total(self) -> Decimal:
        """Cost of a unit."""
        return self.prime + self.rate * self.hours


_STORIES = stories(
    "worktop | A stone works saws and polishes a {unit}.",
    "gear | A machine shop mills a {unit}.",
    "rug | A mill weaves a {unit}.",
    "cylinder | A hydraulics plant turns a {unit}.",
)


def _draw(d: Draw) -> Drawn[UnitCost]:
    base, rate = d.number(10_000, 50_000, 2000), d.number(18, 60)
    labour_rate = d.number(60, 300, 20) / 100
    values = UnitCost(
        material=d.decimal("8.00", "60.00", "0.20"),
        labour=d.decimal("6.00", "40.00", "0.20"),
        pool=base * rate,
        base=base,
        hours=d.decimal("0.50", "3.00", "0.25"),
    )
    story = replace(d.pick(_STORIES), besides=(half_up(values.pool / labour_rate / 10_000) * 10_000,))
    return None if values.hours == 1 or not 300_000 <= values.pool <= 2_000_000 else (values, story)


def _work(v: UnitCost, t: Told) -> Worked:
    rate = price(half_up(v.rate, 4))
    overhead = price(half_up(v.rate * v.hours, 4))
    return Worked(
        v.total,
        f"Overhead of a machine hour: {t.pool} ÷ {t.base} = {rate}.",
        f"Of a {t.unit}: {rate} × {short(v.hours)} = {overhead}.",
        f"Cost: {t.material} + {t.labour} + {overhead} = <gives>.",
    )


def _ask(v: UnitCost, t: Told) -> Asked:
    (wages,) = t.besides
    direct, rate, hours = f"{t.material} + {t.labour}", price(v.rate), short(v.hours)
    count = "hour" if v.hours == 1 else "hours"
    by_labour = v.pool / wages
    return Asked(
        f"{t.story()} Each takes {t.material} of direct material, {t.labour} of direct labour and {hours} machine "
        f"{count}. The annual plan has {t.pool} of overhead, {t.base} machine hours and {money(wages)} of direct "
        f"labour. Overhead is charged by the machine hour.\nWhat is the standard cost of a {t.unit}, to the cent?",
        f"Direct cost is {direct}, and {hours} machine {count} at {rate} come on top: <gives>.",
        Mistake(
            "the forgotten overhead",
            v.prime,
            f"You left out the overhead: {direct} gives <gives>. That is the prime cost.",
        ),
        Mistake(
            "one machine hour whatever is used",
            v.prime + v.rate,
            f"You charged one machine hour: {direct} + {rate} gives <gives>. A {t.unit} takes {hours}.",
        ),
        Mistake(
            "overhead by direct labour dollars",
            v.prime + by_labour * v.labour,
            f"You charged overhead on direct labour dollars: {direct} + {t.labour} × {short(by_labour, 4)} gives "
            "<gives>. Here the base is the machine hour.",
        ),
        Mistake(
            "the forgotten direct labour",
            v.total - v.labour,
            f"You left out direct labour: {t.material} + {hours} × {rate} gives <gives>. It is no part of overhead.",
        ),
        Mistake(
            "the forgotten direct material",
            v.total - v.material,
            f"You left out direct material: {t.labour} + {hours} × {rate} gives <gives>. It is part of the cost.",
        ),
        Mistake(
            "direct labour in the overhead rate",
            v.total + wages / v.base * v.hours,
            f"You put the year's direct labour into the overhead rate: {direct} + ({t.pool} + {money(wages)}) ÷ "
            f"{t.base} × {hours} gives <gives>. It is charged as direct labour already.",
        ),
        Mistake(
            "labour charged by the machine hour",
            v.total - v.labour + v.labour * v.hours,
            f"You multiplied labour by the machine hours: {t.material} + ({t.labour} + {rate}) × {hours} gives "
            "<gives>. The labour given is of a whole unit.",
        ),
    )


UNIT_COST = generator(
    "supply.unit_cost",
    "Standard unit cost with machine-hour overhead",
    "cost = DM + DL + OH ÷ B × h",
    values=UnitCost,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="standard cost of a unit",
    measure=Measure("$", 2),
    example="material=12 labour=8 pool=600000 base=20000 hours=1.5",
    subtopic="SU16",
    book="IMM",
    topic="product costing: standard cost and overhead",
    tags=("internal",),
)
