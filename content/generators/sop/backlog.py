"""A level rate for what is made to order: the backlog takes the place of stock."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table, up
from content.generators.kit.values import Wrong, number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May")


class LevelToOrder(Values):
    """The same output every month; a backlog is orders taken and not made yet."""

    orders: tuple[Decimal, ...] = number("D", "orders expected", "units", low=0, per="month", most=24)
    opening: Decimal = number("B", "opening backlog", "units", low=0)
    closing: Decimal = number("E", "backlog wanted at the end", "units", low=0)

    @property
    def total(self) -> Decimal:
        """The orders of all months."""
        return sum(self.orders, Decimal(0))

    @property
    def made(self) -> Decimal:
        """What must be made in all months together."""
        return self.total + self.opening - self.closing

    def wrong(self) -> Iterator[Wrong]:
        """What waits at the end was ordered."""
        if self.made < 0:
            yield Wrong("closing", f"must be no more than {given(self.total + self.opening)}, all that is ordered")


_STORIES = stories(
    "door | A joinery makes {units} to order and plans its output for five months.",
    "pump | A plant that builds industrial {units} to order plans five months.",
    "suit | A tailoring firm makes {units} to measure and plans its output for five months.",
    "sign | A workshop paints and mounts {units} to order and plans five months.",
)


def _draw(d: Draw) -> Drawn[LevelToOrder]:
    values = LevelToOrder(
        orders=d.numbers(len(_MONTHS), 600, 1400, 20),
        opening=d.number(300, 2000, 50),
        closing=d.number(300, 2000, 50),
    )
    story = d.pick(_STORIES)
    if abs(values.opening - values.closing) < 200 or _lowest(values, up(values.made / len(_MONTHS))) < 0:
        return None  # nothing is made before it is ordered
    return values, story


def _lowest(v: LevelToOrder, rate: Decimal) -> Decimal:
    """The lowest month-end backlog of a level plan."""
    return min(accumulate(v.orders, lambda backlog, ordered: backlog + ordered - rate, initial=v.opening))


def _work(v: LevelToOrder, t: Told) -> Worked:
    n, total, made = len(v.orders), given(v.total), given(v.made)
    each = v.made / n
    return Worked(
        each,
        f"Orders of the {n} months: {total}.",
        f"To be made: orders + opening backlog − target backlog = {total} + {t.opening} − {t.closing} = {made}.",
        f"Each month: {made} ÷ {n} = {short(each, 2)}, rounded up: <gives>.",
    )


def _ask(v: LevelToOrder, t: Told) -> Asked:
    n, total, made = len(v.orders), given(v.total), given(v.made)
    rows = zip(_MONTHS, v.orders, strict=True)
    return Asked(
        f"{t.story()} Output is to be the same in each of them.\n"
        + table((("Month", ("Orders",)), *((month, (ordered,)) for month, ordered in rows)))
        + f"\nThe backlog is {t.opening} {t.units} now and is to be {t.closing} at the end of {_MONTHS[-1]}. Rounded "
        f"up to a whole {t.unit}, what must be made each month?",
        f"Production serves the orders and the change in backlog: {total} + {t.opening} − {t.closing} = {made} in {n} "
        "months, or <gives> a month.",
        Mistake(
            "the backlog treated like inventory",
            (v.total + v.closing - v.opening) / n,
            f"You treated the backlog like stock: ({total} + {t.closing} − {t.opening}) ÷ {n} gives <gives>. Opening "
            "backlog is still to be made; what may wait at the end is not.",
        ),
        Mistake(
            "the forgotten backlogs",
            v.total / n,
            f"You left out the backlogs: {total} ÷ {n} gives <gives>. That plan ends with the backlog it began with, "
            "not with the target.",
        ),
        Mistake(
            "the forgotten target backlog",
            (v.total + v.opening) / n,
            f"You added the opening backlog but forgot the target: ({total} + {t.opening}) ÷ {n} gives <gives>. That "
            f"would leave no backlog, and {t.closing} {t.units} may wait.",
        ),
        Mistake(
            "the forgotten opening backlog",
            (v.total - v.closing) / n,
            f"You forgot the opening backlog: ({total} − {t.closing}) ÷ {n} gives <gives>. The {t.opening} {t.units} "
            "ordered before must be made too.",
        ),
        Mistake(
            "the forgotten division by the months",
            v.made,
            f"You did not divide by the months: <gives> is what must be made in all {n} months together.",
        ),
    )


LEVEL_MTO = generator(
    "sop.level_mto",
    "Level production rate, make-to-order",
    "rate = (ΣD + B − E) ÷ months",
    values=LevelToOrder,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="production a month",
    measure=Measure(up=True),
    example="orders=900,1100,1000,1200,800 opening=800 closing=500",
    subtopic="SP08",
    book="IMM",
    topic="production planning: level plan, make-to-order",
)
