"""How long the stock lasts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import money
from content.generators.kit.values import dollars


class DaysOfSupply(Values):
    """Inventory is what is there now, at cost; a year has 365 days."""

    inventory: Decimal = dollars("I", "inventory now, at cost")
    cogs: Decimal = dollars("COGS", "cost of goods sold", "dollars a year")


_STORIES = stories(
    "unit | A chain of garden centres holds stock of {inventory}, at cost; a year ago it was {earlier}. Over the year "
    "its revenue was {revenue} and its cost of goods sold {cogs}.",
    "unit | A maker of bathroom fittings ends its year with {inventory} of inventory at cost, after {earlier} a year "
    "ago. Sales brought in {revenue}; the cost of goods sold was {cogs}.",
    "unit | A wholesaler of dental supplies has an inventory of {inventory} today, valued at cost. A year ago it was "
    "{earlier}. In between, revenue came to {revenue} and the cost of goods sold to {cogs}.",
    "unit | A sports retailer values today's stock at {inventory} at cost ({earlier} a year ago). Its last twelve "
    "months show revenue of {revenue} and a cost of goods sold of {cogs}.",
)


def _draw(d: Draw) -> Drawn[DaysOfSupply]:
    cogs = d.number(2_000_000, 20_000_000, 100_000)
    inventory = _whole(cogs / d.decimal("3", "15", "0.1"), 10_000)
    revenue = _whole(cogs * d.whole(125, 170) / 100, 100_000)
    earlier = _whole(inventory * d.pick((*range(70, 91), *range(112, 141))) / 100, 10_000)
    return DaysOfSupply(inventory=inventory, cogs=cogs), replace(d.pick(_STORIES), besides=(revenue, earlier))


def _whole(value: Decimal, step: int) -> Decimal:
    return value // step * step


def _work(v: DaysOfSupply, t: Told) -> Worked:
    daily = money(v.cogs / 365, 2)
    return Worked(
        v.inventory * 365 / v.cogs,
        f"Cost of goods sold a day: {t.cogs} ÷ 365 = {daily}.",
        f"Days of supply = inventory ÷ daily cost of goods sold = {t.inventory} ÷ {daily} = <gives>.",
    )


def _ask(v: DaysOfSupply, t: Told) -> Asked:
    revenue, earlier = t.besides
    profit = revenue - v.cogs
    return Asked(
        f"{t.story(revenue=money(revenue), earlier=money(earlier))}\nAt the year's average pace, with 365 days a year, "
        "how many days of supply is today's inventory, to one decimal?",
        f"A day uses {t.cogs} ÷ 365 = {money(v.cogs / 365)} of goods at cost, and the {t.inventory} in stock last "
        "<gives> at that pace.",
        Mistake(
            "turns taken for days of supply",
            v.cogs / v.inventory,
            f"You divided the wrong way round: {t.cogs} ÷ {t.inventory} gives <gives>, but that "
            "number is turns: how often today's stock is used up in a year.",
        ),
        Mistake(
            "working days taken for calendar days",
            v.inventory * 250 / v.cogs,
            f"You counted 250 working days: {t.inventory} × 250 ÷ {t.cogs} gives <gives>. A year of 365 days was "
            "asked for.",
        ),
        Mistake(
            "sales revenue taken for cost",
            v.inventory * 365 / revenue,
            f"You divided by revenue: {t.inventory} × 365 ÷ {money(revenue)} gives <gives>. Inventory is valued at "
            "cost, so what leaves it must be too.",
        ),
        Mistake(
            "weeks taken for days",
            v.inventory * 52 / v.cogs,
            f"You counted in weeks: {t.inventory} × 52 ÷ {t.cogs} gives <gives>, but those are weeks. A year has 365 "
            "days.",
        ),
        Mistake(
            "gross profit taken for the cost of goods sold",
            v.inventory * 365 / profit,
            f"You divided by gross profit: {t.inventory} × 365 ÷ {money(profit)} gives <gives>. Stock is used up by "
            "the cost of goods sold, not by what sales earn above it.",
        ),
        Mistake(
            "opening inventory taken for today's",
            earlier * 365 / v.cogs,
            f"You took the inventory of a year ago: {money(earlier)} × 365 ÷ {t.cogs} gives <gives>. How long stock "
            f"lasts depends on what is there now, {t.inventory}.",
        ),
        Mistake(
            "the sum of opening and closing inventory",
            (v.inventory + earlier) * 365 / v.cogs,
            f"You added both inventories: ({t.inventory} + {money(earlier)}) × 365 ÷ {t.cogs} gives <gives>. Only "
            "what is there today can last.",
        ),
    )


DAYS_OF_SUPPLY = generator(
    "inventory.days_of_supply",
    "Days of supply",
    "days = I ÷ (COGS ÷ 365)",
    values=DaysOfSupply,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="days of supply",
    measure=Measure("day", 1),
    example="inventory=500000 cogs=3650000",
    subtopic="IN06",
    book="IMM",
    topic="inventory fundamentals: days of supply",
)
