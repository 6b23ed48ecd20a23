"""How often stock turns over in a year."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import price
from content.generators.kit.values import dollars


class Turns(Values):
    """Inventory is valued at cost, and its average is the mean of opening and closing inventory."""

    goods: Decimal = dollars("COGS", "cost of goods sold in the year")
    opening: Decimal = dollars("B", "inventory at the start of the year", low=0)
    closing: Decimal = dollars("E", "inventory at the end of the year", low=0)

    @property
    def average(self) -> Decimal:
        """Average inventory."""
        return (self.opening + self.closing) / 2


# What else differs from story to story is revenue, in percent of the cost of goods sold: it is not needed.
_STORIES = stories(
    "year | 125 | A food wholesaler had sales of {sales} last year; the cost of goods sold was {goods}. Inventory, at "
    "cost, was {opening} at the start of the year and {closing} at the end.",
    "year | 180 | A maker of medical devices reports revenue of {sales} and a cost of goods sold of {goods} for the "
    "year. Its inventory, at cost, went from {opening} at the start to {closing} at the end.",
    "year | 150 | A furniture company's books show inventory at cost of {opening} in the opening balance and {closing} "
    "in the closing one. In the year between, goods that cost {goods} were sold for {sales}.",
    "year | 140 | A supplier of car parts began the year with {opening} of inventory, at cost, and ended it with "
    "{closing}. The cost of goods sold was {goods}, on sales of {sales}.",
)


def _draw(d: Draw) -> Drawn[Turns]:
    goods, turns = d.number(2_000_000, 20_000_000, 100_000), d.whole(20, 120)
    middle, change = goods * 10 / turns, d.whole(4, 20) * d.pick((1, -1))
    opening, closing = ((middle * (100 + part) / 1_000_000).quantize(Decimal(1)) * 10_000 for part in (-change, change))
    story = d.pick(_STORIES)
    values = Turns(goods=goods, opening=opening, closing=closing)
    return None if abs(closing - opening) * 100 < 8 * opening else (values, story)


def _work(v: Turns, t: Told) -> Worked:
    return Worked(
        v.goods / v.average,
        f"Average inventory: ({t.opening} + {t.closing}) ÷ 2 = {price(v.average)}.",
        f"Turns = cost of goods sold ÷ average inventory = {t.goods} ÷ {price(v.average)} = <gives>.",
    )


def _ask(v: Turns, t: Told) -> Asked:
    sales, average = v.goods * int(t.names[0]) / 100, price(v.average)
    return Asked(
        f"{t.story(sales=price(sales))}\nWhat was the inventory turnover, from the average of opening and closing "
        "inventory, to one decimal?",
        f"Inventory is valued at cost, so cost of goods sold is compared with it: {t.goods} ÷ {average} is <gives>.",
        Mistake(
            "sales revenue taken for cost",
            sales / v.average,
            f"You divided sales: {price(sales)} ÷ {average} gives <gives>. Sales hold the margin too, inventory is at "
            "cost.",
        ),
        Mistake(
            "closing inventory taken for the average",
            v.goods / v.closing,
            f"You used closing inventory: {t.goods} ÷ {t.closing} gives <gives>. The year is compared with its "
            f"average, {average}.",
        ),
        Mistake(
            "opening inventory taken for the average",
            v.goods / v.opening,
            f"You used opening inventory: {t.goods} ÷ {t.opening} gives <gives>. The year is compared with its "
            f"average, {average}.",
        ),
        Mistake(
            "days of supply taken for turns",
            365 * v.average / v.goods,
            f"You gave days of supply: 365 × {average} ÷ {t.goods} gives <gives>. That is how many days the stock "
            "lasts, not how often it turns.",
        ),
        Mistake(
            "the forgotten halving of the sum",
            v.goods / (v.opening + v.closing),
            f"You added the inventories but did not halve the sum: {t.goods} ÷ {price(2 * v.average)} gives <gives>. "
            f"The average is {average}.",
        ),
    )


TURNS = generator(
    "inventory.turns",
    "Inventory turns",
    "turns = COGS ÷ ((B + E) ÷ 2)",
    values=Turns,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="inventory turnover",
    measure=Measure("turn", 1, many="turns a year"),
    example="goods=6000000 opening=900000 closing=1100000",
    subtopic="IN06",
    book="IMM",
    topic="inventory turns",
)
