"""Parametric questions on sales and operations planning."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, count, generator, plural, table, up

_LEVEL_MTS = (
    ("A maker of paint plans a family of wall paints, counted in", "drum"),
    ("A bicycle plant plans its family of children's bikes, counted in", "bike"),
    ("A snack company plans its family of nut bars, counted in", "case"),
    ("A supplier of office chairs plans its standard family, counted in", "chair"),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")


def _level_mts(draw: Draw) -> Problem | None:
    forecast = [draw.whole(300, 1000, 10) for _ in _MONTHS]
    opening, closing = draw.whole(100, 800, 10), draw.whole(100, 800, 10)
    story, unit = draw.pick(_LEVEL_MTS)
    total, n = sum(forecast), len(_MONTHS)
    made = total + closing - opening
    if opening == closing or _lowest(opening, forecast, up(Decimal(made) / n)) < 0:
        return None  # the stem promises a plan without backorders
    many = plural(unit)
    stem = (
        f"{story} {many}, made to stock. The plan is level: the same output every month, and no backorders.\n"
        + table((("Month", _MONTHS), ("Forecast", forecast)))
        + f"\nOpening inventory is {count(opening, unit)}; the target for the end of June is {comma(closing)}. "
        f"Rounded up to a whole {unit}, what must be made each month?"
    )

    def each(value: int) -> Decimal:
        return Decimal(value) / n

    return Problem(
        stem=stem,
        key=each(made),
        because=f"Production covers the forecast and the change in stock: {comma(total)} + {comma(closing)} − "
        f"{comma(opening)} = {comma(made)} in {n} months, or {{gives}} a month.",
        mistakes=(
            Mistake(
                "the reversed change in inventory",
                each(total + opening - closing),
                f"You reversed the change in inventory: ({comma(total)} + {comma(opening)} − {comma(closing)}) ÷ {n} "
                "gives {gives}. Stock on hand reduces what must be made; stock wanted at the end adds to it.",
            ),
            Mistake(
                "the forgotten inventories",
                each(total),
                f"You left out the inventories: {comma(total)} ÷ {n} gives {{gives}}. That plan ends with the stock it "
                "started with, not with the target.",
            ),
            Mistake(
                "the forgotten opening stock",
                each(total + closing),
                f"You added the target stock but forgot the opening stock: ({comma(total)} + {comma(closing)}) ÷ {n} "
                "gives {gives}. What is on hand need not be made.",
            ),
            Mistake(
                "the forgotten target stock",
                each(total - opening),
                f"You used up the opening stock but forgot the target: ({comma(total)} − {comma(opening)}) ÷ {n} gives "
                "{gives}. The plan would end with nothing in stock.",
            ),
            Mistake(
                "the forgotten division by the months",
                Decimal(made),
                f"You did not divide by the months: {{gives}} is what must be made in all {n} months together.",
            ),
        ),
        solution=(
            f"Forecast of the {n} months: {comma(total)}.",
            f"To be made: forecast + target stock − opening stock = {comma(total)} + {comma(closing)} − "
            f"{comma(opening)} = {comma(made)}.",
            f"Each month: {comma(made)} ÷ {n} = {comma(each(made), 2)}, rounded up {{gives}}.",
        ),
        rounded=up,
        unit=Decimal(1),
        show=lambda value: count(value, unit),
    )


def _lowest(opening: int, forecast: Sequence[int], rate: Decimal) -> Decimal:
    """The lowest month-end stock of a level plan."""
    ends = accumulate(forecast, lambda stock, demand: stock + rate - demand, initial=Decimal(opening))
    return min(ends)


GENERATORS: tuple[Generator, ...] = (
    generator("sop.level_mts", _level_mts, subtopic="SP07", book="IMM", topic="production planning: level plan"),
)
