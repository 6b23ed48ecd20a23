"""Parametric questions on supply chains and strategy."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, count, generator, money, plural, up

_BREAK_EVEN = (
    (
        "A bakery chain plans a packing line of its own. The line adds fixed costs of {fixed} a year. Each "
        "{unit} sells for {price}, and its variable cost is {variable}.",
        "box",
    ),
    (
        "A maker of garden tools wants to add a model. Fixed costs rise by {fixed} a year. Dealers pay {price} "
        "for each {unit}, and its materials and labour come to {variable}.",
        "pruner",
    ),
    (
        "A clinic is thinking of running its own laboratory, at {fixed} of fixed cost a year. Patients are charged "
        "{price} for each {unit}, which uses {variable} of supplies and piece-rate labour.",
        "test",
    ),
    (
        "A furniture firm may open a second workshop with fixed costs of {fixed} a year. A {unit} sells for "
        "{price}; its variable cost is {variable}.",
        "stool",
    ),
)


def _break_even(draw: Draw) -> Problem | None:
    fixed, price = draw.whole(20_000, 200_000, 5_000), draw.whole(20, 120)
    variable = price * draw.whole(40, 75) // 100
    story, unit = draw.pick(_BREAK_EVEN)
    f, p, v = Decimal(fixed), Decimal(price), Decimal(variable)
    margin = p - v
    many = plural(unit)
    stem = (
        story.format(fixed=money(fixed), price=money(price), variable=money(variable), unit=unit)
        + f"\nRounded up to a whole {unit}, how many {many} a year must be sold to break even?"
    )
    return Problem(
        stem=stem,
        key=f / margin,
        because=f"Each {unit} sold leaves {money(margin)} towards the fixed costs, and {money(fixed)} ÷ "
        f"{money(margin)}, rounded up, is {{gives}}.",
        mistakes=(
            Mistake(
                "the forgotten variable cost",
                f / p,
                f"You left out the variable cost: {money(fixed)} ÷ {money(price)} gives {{gives}}. Part of each "
                f"price only pays for the {unit} itself.",
            ),
            Mistake(
                "dividing by the variable cost",
                f / v,
                f"You divided by the variable cost: {money(fixed)} ÷ {money(variable)} gives {{gives}}. Fixed costs "
                "are covered by what the price leaves above it.",
            ),
            Mistake(
                "adding the variable cost to the price",
                f / (p + v),
                f"You added price and variable cost: {money(fixed)} ÷ {money(p + v)} gives {{gives}}. The variable "
                "cost must be taken off the price.",
            ),
            Mistake(
                "revenue taken for volume",
                f / (1 - v / p),
                f"You found the revenue at break-even, {money(up(f * p / margin))}, and read it as {many}. Divide it "
                "by the price to get a volume.",
            ),
        ),
        solution=(
            f"Contribution of one {unit}: {money(price)} − {money(variable)} = {money(margin)}.",
            f"Break-even volume = fixed cost ÷ contribution = {money(fixed)} ÷ {money(margin)} = "
            f"{comma(f / margin, 2)}.",
            f"Round up, since one {unit} fewer would not cover the fixed cost: {{gives}}.",
        ),
        rounded=up,
        unit=Decimal(1),
        show=lambda value: count(value, unit),
    )


GENERATORS: tuple[Generator, ...] = (
    generator(
        "strategy.break_even",
        _break_even,
        subtopic="ST14",
        book="JC",
        topic="process and capacity analysis: break-even",
    ),
)
