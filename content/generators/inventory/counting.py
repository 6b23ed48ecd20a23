"""Cycle counting: how much of it there is to do in a day."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import number


class CycleCount(Values):
    """Every item of a class is counted equally often, and the counts are spread evenly over the working days."""

    items: tuple[Decimal, ...] = number("n", "items", per="class", least=1)
    times: tuple[Decimal, ...] = number("f", "counts of each item", "a year", low=0, per="class", least=1)
    days: Decimal = number("days", "working days", "a year", high=366)

    @property
    def counts(self) -> Decimal:
        """All counts of a year."""
        return sum((n * f for n, f in zip(self.items, self.times, strict=True)), Decimal(0))


_STORIES = stories(
    "count | A medical wholesaler replaces its annual stocktake by cycle counting on {days} working days a year",
    "count | A maker of pumps counts a part of its components on each of {days} working days a year",
    "count | A hotel supplier plans the cycle counts of its warehouse for {days} working days a year",
    "count | A dealer in truck parts gives its cycle counters a year of {days} working days",
)


def _draw(d: Draw) -> Drawn[CycleCount]:
    items = (d.number(100, 600, 10), d.number(300, 1200, 10), d.number(1000, 5000, 50))
    times = (d.number(6, 12, 2), d.number(3, 4), Decimal(1))
    values, story = CycleCount(items=items, times=times, days=Decimal(250)), d.pick(_STORIES)
    return (values, story) if items[0] < items[1] and values.counts % values.days else None


def _work(v: CycleCount, t: Told) -> Worked:
    return Worked(
        v.counts / v.days,
        f"Counts a year: {_products(v)} = {short(v.counts)}.",
        f"Counts a day: {short(v.counts)} ÷ {t.days} = {short(v.counts / v.days)}, rounded up: <gives>.",
    )


def _products(v: CycleCount) -> str:
    return " + ".join(f"{given(n)} × {given(f)}" for n, f in zip(v.items, v.times, strict=True))


def _ask(v: CycleCount, t: Told) -> Asked:
    n, most = sum(v.items, Decimal(0)), v.times[0]
    total, mean = given(v.counts), sum(v.times, Decimal(0)) / 3
    frequencies = " + ".join(map(given, v.times))
    return Asked(
        f"{t.story()}. The table shows how many times a year each item of a class is counted; all working "
        "days get about the same workload.\n"
        + table((("Class", "ABC"), ("Items", v.items), ("Times a year", v.times)))
        + "\nRounded up to a whole count, how many counts a day are needed?",
        f"{_products(v)} makes {total} counts a year; over {t.days} working days and rounded up, that is <gives> a "
        "day.",
        Mistake(
            "the forgotten count frequencies",
            n / v.days,
            f"You counted every item once a year: {given(n)} ÷ {t.days} gives <gives>. A and B items are counted "
            "more often.",
        ),
        Mistake(
            "calendar days taken for working days",
            v.counts / 365,
            f"You spread the counts over all days of the year: {total} ÷ 365 gives <gives>. Nobody counts on days off; "
            f"there are {t.days} working days.",
        ),
        Mistake(
            "a week taken for a day",
            v.counts / 52,
            f"You divided by 52 weeks: {total} ÷ 52 gives <gives>. That is the work of a week, not of a day.",
        ),
        Mistake(
            "averaging the frequencies",
            n * mean / v.days,
            f"You gave all items the plain mean of the frequencies: {given(n)} × ({frequencies}) ÷ 3 ÷ {t.days} gives "
            "<gives>. There are far more C items than A items, and they are counted least.",
        ),
        Mistake(
            "the A items alone",
            v.items[0] * most / v.days,
            f"You planned the A items only: {given(v.items[0])} × {given(most)} ÷ {t.days} gives <gives>. B and C "
            "items are counted too, though less often.",
        ),
        Mistake(
            "the forgotten C items",
            (v.counts - v.items[2] * v.times[2]) / v.days,
            f"You left out the C items: {given(v.counts - v.items[2] * v.times[2])} ÷ {t.days} gives <gives>. Even "
            "they are counted once a year.",
        ),
    )


CYCLE_COUNT = generator(
    "inventory.cycle_count",
    "Daily cycle-count workload",
    "counts a day = Σ(n × f) ÷ days",
    values=CycleCount,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="counts a day",
    measure=Measure("count", up=True),
    example="items=200,500,2000 times=12,4,1 days=250",
    subtopic="IN19",
    book="IMM",
    topic="physical inventory: cycle counting",
)
