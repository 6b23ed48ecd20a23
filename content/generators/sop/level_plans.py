"""Level production plans."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, given, table, up
from content.generators.kit.values import number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun")


class LevelToStock(Values):
    """The same output every month."""

    forecast: tuple[Decimal, ...] = number("D", "forecast", "units", low=0, per="month", most=24)
    opening: Decimal = number("B", "opening inventory", "units", low=0)
    closing: Decimal = number("E", "inventory wanted at the end", "units", low=0)

    @property
    def total(self) -> Decimal:
        """The forecast of all months."""
        return sum(self.forecast, Decimal(0))

    @property
    def made(self) -> Decimal:
        """What must be made in all months together."""
        return self.total + self.closing - self.opening


_STORIES = stories(
    "drum | A maker of paint plans a family of wall paints, counted in {units}, made to stock.",
    "bike | A bicycle plant plans its family of children's bikes, counted in {units}, made to stock.",
    "case | A snack company plans its family of nut bars, counted in {units}, made to stock.",
    "chair | A supplier of office chairs plans its standard family, counted in {units}, made to stock.",
)


def _draw(d: Draw) -> Drawn[LevelToStock]:
    values = LevelToStock(
        forecast=d.numbers(len(_MONTHS), 300, 1000, 10), opening=d.number(100, 800, 10), closing=d.number(100, 800, 10)
    )
    story = d.pick(_STORIES)
    if values.opening == values.closing or _lowest(values.opening, values.forecast, up(values.made / 6)) < 0:
        return None  # the stem promises a plan without backorders
    return values, story


def _lowest(opening: Decimal, forecast: Sequence[Decimal], rate: Decimal) -> Decimal:
    """The lowest month-end stock of a level plan."""
    return min(accumulate(forecast, lambda stock, demand: stock + rate - demand, initial=opening))


def _work(v: LevelToStock, t: Told) -> Worked:
    n, total, made = len(v.forecast), given(v.total), given(v.made)
    each = max(v.made, Decimal(0)) / n
    return Worked(
        each,
        f"Forecast of the {n} months: {total}.",
        f"To be made: forecast + target stock − opening stock = {total} + {t.closing} − {t.opening} = {made}.",
        f"Each month: {made} ÷ {n} = {comma(each, 2)}, rounded up <gives>.",
    )


def _ask(v: LevelToStock, t: Told) -> Asked:
    n, total, made = len(v.forecast), given(v.total), given(v.made)
    return Asked(
        f"{t.story()} The plan is level: the same output every month, and no backorders.\n"
        + table((("Month", _MONTHS), ("Forecast", v.forecast)))
        + f"\nOpening inventory is {t.opening} {t.units}; the target for the end of June is {t.closing}. Rounded up to "
        f"a whole {t.unit}, what must be made each month?",
        f"Production covers the forecast and the change in stock: {total} + {t.closing} − {t.opening} = {made} in "
        f"{n} months, or <gives> a month.",
        Mistake(
            "the reversed change in inventory",
            (v.total + v.opening - v.closing) / n,
            f"You reversed the change in inventory: ({total} + {t.opening} − {t.closing}) ÷ {n} gives <gives>. Stock "
            "on hand reduces what must be made; stock wanted at the end adds to it.",
        ),
        Mistake(
            "the forgotten inventories",
            v.total / n,
            f"You left out the inventories: {total} ÷ {n} gives <gives>. That plan ends with the stock it started "
            "with, not with the target.",
        ),
        Mistake(
            "the forgotten opening stock",
            (v.total + v.closing) / n,
            f"You added the target stock but forgot the opening stock: ({total} + {t.closing}) ÷ {n} gives <gives>. "
            "What is on hand need not be made.",
        ),
        Mistake(
            "the forgotten target stock",
            (v.total - v.opening) / n,
            f"You used up the opening stock but forgot the target: ({total} − {t.opening}) ÷ {n} gives <gives>. The "
            "plan would end with nothing in stock.",
        ),
        Mistake(
            "the forgotten division by the months",
            v.made,
            f"You did not divide by the months: <gives> is what must be made in all {n} months together.",
        ),
    )


LEVEL_MTS = generator(
    "sop.level_mts",
    "Level production rate, make-to-stock",
    "rate = (ΣD + E − B) ÷ months",
    values=LevelToStock,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="production a month",
    measure=Measure(up=True),
    example="forecast=500,620,580,700,640,560 opening=300 closing=200",
    subtopic="SP07",
    book="IMM",
    topic="production planning: level plan",
)
