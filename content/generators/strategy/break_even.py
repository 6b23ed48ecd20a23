"""The volume at which a margin has paid for a fixed cost."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, money, price, up
from content.generators.kit.values import Wrong, dollars


class BreakEven(Values):
    """Price and variable cost of a unit are the same at any volume."""

    fixed: Decimal = dollars("F", "fixed cost", "dollars a year")
    price: Decimal = dollars("p", "price", "dollars a unit")
    variable: Decimal = dollars("v", "variable cost", "dollars a unit", low=0)

    @property
    def margin(self) -> Decimal:
        """What a unit sold leaves towards the fixed cost."""
        return self.price - self.variable

    def wrong(self) -> Iterator[Wrong]:
        """Without a margin nothing pays for the fixed cost."""
        if self.margin <= 0:
            yield Wrong("variable", f"must be below the price of {price(self.price)}, or no volume breaks even")


_STORIES = stories(
    "box | A bakery chain plans a packing line of its own. The line adds fixed costs of {fixed} a year. Each "
    "{unit} sells for {price}, and its variable cost is {variable}.",
    "pruner | A maker of garden tools wants to add a model. Fixed costs rise by {fixed} a year. Dealers pay "
    "{price} for each {unit}, and its materials and labour come to {variable}.",
    "test | A clinic is thinking of running its own laboratory, at {fixed} of fixed cost a year. Patients are "
    "charged {price} for each {unit}, which uses {variable} of supplies and piece-rate labour.",
    "stool | A furniture firm may open a second workshop with fixed costs of {fixed} a year. A {unit} sells for "
    "{price}; its variable cost is {variable}.",
)


def _draw(d: Draw) -> Drawn[BreakEven]:
    fixed, price = d.number(20_000, 200_000, 5_000), d.number(20, 120)
    return BreakEven(fixed=fixed, price=price, variable=price * d.whole(40, 75) // 100), d.pick(_STORIES)


def _work(v: BreakEven, t: Told) -> Worked:
    return Worked(
        v.fixed / v.margin,
        f"Contribution of one {t.unit}: {t.price} − {t.variable} = {price(v.margin)}.",
        f"Break-even volume = fixed cost ÷ contribution = {t.fixed} ÷ {price(v.margin)} = "
        f"{comma(v.fixed / v.margin, 2)}.",
        f"Round up, since one {t.unit} fewer would not cover the fixed cost: <gives>.",
    )


def _ask(v: BreakEven, t: Told) -> Asked:
    return Asked(
        f"{t.story()}\nRounded up to a whole {t.unit}, how many {t.units} a year must be sold to break even?",
        f"Each {t.unit} sold leaves {price(v.margin)} towards the fixed costs, and {t.fixed} ÷ {price(v.margin)}, "
        "rounded up, is <gives>.",
        Mistake(
            "the forgotten variable cost",
            v.fixed / v.price,
            f"You left out the variable cost: {t.fixed} ÷ {t.price} gives <gives>. Part of each price only pays for "
            f"the {t.unit} itself.",
        ),
        Mistake(
            "dividing by the variable cost",
            v.fixed / v.variable,
            f"You divided by the variable cost: {t.fixed} ÷ {t.variable} gives <gives>. Fixed costs are covered by "
            "what the price leaves above it.",
        ),
        Mistake(
            "adding the variable cost to the price",
            v.fixed / (v.price + v.variable),
            f"You added price and variable cost: {t.fixed} ÷ {price(v.price + v.variable)} gives <gives>. The variable "
            "cost must be taken off the price.",
        ),
        Mistake(
            "revenue taken for volume",
            v.fixed / (1 - v.variable / v.price),
            f"You found the revenue at break-even, {money(up(v.fixed * v.price / v.margin))}, and read it as "
            f"{t.units}. Divide it by the price to get a volume.",
        ),
    )


BREAK_EVEN = generator(
    "strategy.break_even",
    "Break-even volume",
    "Q = F ÷ (p − v)",
    values=BreakEven,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="break-even volume, a year",
    measure=Measure(up=True),
    example="fixed=60000 price=50 variable=30",
    subtopic="ST14",
    book="JC",
    topic="process and capacity analysis: break-even",
)
