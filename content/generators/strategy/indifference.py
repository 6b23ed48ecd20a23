"""The volume at which two ways of getting the same thing cost the same."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import price, short
from content.generators.kit.values import Wrong, dollars


class Indifference(Values):
    """Process 1 has the higher fixed and the lower variable cost: it is the cheaper one above that volume."""

    fixed1: Decimal = dollars("F₁", "fixed cost of process 1", "dollars a year")
    variable1: Decimal = dollars("v₁", "variable cost of process 1", "dollars a unit", low=0)
    fixed2: Decimal = dollars("F₂", "fixed cost of process 2", "dollars a year", low=0)
    variable2: Decimal = dollars("v₂", "variable cost of process 2", "dollars a unit")

    @property
    def fixed(self) -> Decimal:
        """What process 1 costs more in a year, whatever it makes."""
        return self.fixed1 - self.fixed2

    @property
    def saved(self) -> Decimal:
        """What process 1 saves on a unit."""
        return self.variable2 - self.variable1

    def wrong(self) -> Iterator[Wrong]:
        """Each process is cheaper somewhere."""
        if self.fixed <= 0:
            yield Wrong("fixed1", f"must be above the {price(self.fixed2)} of process 2, or there is no such volume")
        if self.saved <= 0:
            yield Wrong(
                "variable2", f"must be above the {price(self.variable1)} of process 1, or there is no such volume"
            )


# The names are the two processes: first the one with the higher fixed cost.
_STORIES = stories(
    "crate | in-house moulding, contract moulding | A brewery needs plastic crates. Moulding its own costs "
    "{fixed1} a year in fixed cost and {variable1} a {unit}; a contract moulder asks {fixed2} a year for the tooling "
    "and {variable2} a {unit}.",
    "parcel | in-house packing, the provider | An online shop can run a packing hall of its own for {fixed1} a year "
    "plus {variable1} a {unit}, or give the work to a logistics provider for {fixed2} a year plus {variable2} a "
    "{unit}.",
    "frame | robot welding, manual welding | A bicycle plant compares two ways to weld frames. A robot cell has fixed "
    "costs of {fixed1} a year and {variable1} of variable cost a {unit}; manual welding has {fixed2} a year and "
    "{variable2} a {unit}.",
    "meal | in-house cooking, the caterer | A hospital can cook for its patients, at {fixed1} a year of fixed cost and "
    "{variable1} a {unit}, or have a caterer deliver for {fixed2} a year and {variable2} a {unit}.",
)


def _draw(d: Draw) -> Drawn[Indifference]:
    fixed2, variable1 = d.number(20_000, 80_000, 5_000), d.number(5, 15)
    values = Indifference(
        fixed1=fixed2 + d.number(30_000, 120_000, 5_000),
        variable1=variable1,
        fixed2=fixed2,
        variable2=variable1 + d.number(3, 12),
    )
    return values, d.pick(_STORIES)


def _work(v: Indifference, t: Told) -> Worked:
    more, saved = price(v.fixed), price(v.saved)
    return Worked(
        v.fixed / v.saved,
        f"More fixed cost: {t.fixed1} − {t.fixed2} = {more} a year.",
        f"Less variable cost: {t.variable2} − {t.variable1} = {saved} a {t.unit}.",
        f"Both cost the same at {more} ÷ {saved} = {short(v.fixed / v.saved, 2)}: <gives>.",
    )


def _ask(v: Indifference, t: Told) -> Asked:
    more, saved = price(v.fixed), price(v.saved)
    first, second = t.names
    return Asked(
        f"{t.story()}\nAt how many {t.units} a year do both cost the same, to the nearest whole {t.unit}?",
        f"Each {t.unit} wins back {saved} of the {more} that {first} costs more: {more} ÷ {saved} is <gives>. Above "
        f"that volume {first} is cheaper.",
        Mistake(
            "adding the fixed costs",
            (v.fixed1 + v.fixed2) / v.saved,
            f"You added the fixed costs: ({t.fixed1} + {t.fixed2}) ÷ {saved} gives <gives>. Only what one of them is "
            "above the other must be won back.",
        ),
        Mistake(
            "adding the variable costs",
            v.fixed / (v.variable1 + v.variable2),
            f"You added the variable costs: {more} ÷ ({t.variable1} + {t.variable2}) gives <gives>. A {t.unit} saves "
            "their difference.",
        ),
        Mistake(
            "the forgotten lower fixed cost",
            v.fixed1 / v.saved,
            f"You left out the fixed cost of {second}: {t.fixed1} ÷ {saved} gives <gives>. {t.fixed2} of it is paid "
            "either way.",
        ),
        Mistake(
            "dividing by the higher variable cost",
            v.fixed / v.variable2,
            f"You divided by one variable cost: {more} ÷ {t.variable2} gives <gives>. With {first} a {t.unit} still "
            f"costs {t.variable1}, so only {saved} is saved.",
        ),
        Mistake(
            "dividing by the lower variable cost",
            v.fixed / v.variable1,
            f"You divided by one variable cost: {more} ÷ {t.variable1} gives <gives>. What counts is how much a "
            f"{t.unit} costs more with {second}, {saved}.",
        ),
    )


INDIFFERENCE = generator(
    "strategy.indifference",
    "Indifference point of two processes",
    "Q = (F₁ − F₂) ÷ (v₂ − v₁)",
    values=Indifference,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="volume a year at which both cost the same",
    measure=Measure(),
    example="fixed1=100000 variable1=10 fixed2=40000 variable2=15",
    subtopic="ST13",
    book="JC",
    topic="process selection: indifference point",
)
