"""What it costs to follow demand with the workforce."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import accumulate, pairwise

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, signed, table
from content.generators.kit.values import dollars, number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May")


class Chase(Values):
    """Each month has just the workers it needs; only hiring and laying off are counted."""

    start: Decimal = number("w₀", "workers at the start", "workers", low=0)
    need: tuple[Decimal, ...] = number("w", "workers needed", "workers", low=0, per="month", most=24)
    hire: Decimal = dollars("h", "cost of hiring", "dollars a worker", low=0)
    layoff: Decimal = dollars("l", "cost of laying off", "dollars a worker", low=0)

    @property
    def changes(self) -> tuple[Decimal, ...]:
        """More workers than in the month before, or fewer."""
        return tuple(after - before for before, after in pairwise((self.start, *self.need)))

    def cost(self, changes: Iterable[Decimal]) -> Decimal:
        """What such changes cost."""
        ups, downs = _ups_and_downs(changes)
        return ups * self.hire + downs * self.layoff


_STORIES = stories(
    "worker | An ice-cream plant has {start} {units} at the end of December.",
    "machinist | A maker of swimwear employs {start} {units} at the end of December.",
    "fitter | A maker of air conditioners starts the year with {start} {units}.",
    "packer | A mail-order firm for seeds has {start} {units} at the end of December.",
)


def _ups_and_downs(changes: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    several = tuple(changes)
    return sum((max(c, Decimal(0)) for c in several), Decimal(0)), sum(
        (max(-c, Decimal(0)) for c in several), Decimal(0)
    )


def _draw(d: Draw) -> Drawn[Chase]:
    start = d.number(30, 60)
    values = Chase(
        start=start,
        need=tuple(accumulate(_MONTHS, lambda workers, _: workers + d.whole(2, 9) * d.pick((1, -1)), initial=start))[
            1:
        ],
        hire=d.number(800, 2500, 100),
        layoff=d.number(1000, 4000, 100),
    )
    story = d.pick(_STORIES)
    ups, downs = _ups_and_downs(values.changes)
    few = min(ups, downs) < 5 or max(abs(need - start) for need in values.need) > 15
    return None if few or values.need[-1] == start or ups == downs or values.hire == values.layoff else (values, story)


def _work(v: Chase, t: Told) -> Worked:
    ups, downs = map(given, _ups_and_downs(v.changes))
    return Worked(
        v.cost(v.changes),
        f"Changes from month to month, from {t.start}: {', '.join(map(signed, v.changes))}.",
        f"Hired: {ups}; laid off: {downs}.",
        f"Cost: {ups} × {t.hire} + {downs} × {t.layoff} = <gives>.",
    )


def _ask(v: Chase, t: Told) -> Asked:
    def sum_of(changes: Iterable[Decimal]) -> str:
        parts = zip(_ups_and_downs(changes), (t.hire, t.layoff), strict=True)
        return " + ".join(f"{given(many)} × {each}" for many, each in parts if many)

    ups, downs = _ups_and_downs(v.changes)
    net, fixed_base = v.need[-1] - v.start, tuple(need - v.start for need in v.need)
    one = t.hire if net > 0 else t.layoff
    return Asked(
        f"{t.story()} It follows demand: each month it has just the {t.units} it needs.\n"
        + table((("Month", _MONTHS), ("Need", v.need)))
        + f"\nHiring costs {t.hire} and laying off {t.layoff} for each {t.unit}. What do these changes cost from "
        "January to May, to the whole dollar?",
        f"From {t.start} on, {given(ups)} are hired and {given(downs)} laid off: {sum_of(v.changes)} is <gives>.",
        Mistake(
            "the unit costs swapped",
            downs * v.hire + ups * v.layoff,
            f"You swapped the two costs: {given(ups)} × {t.layoff} + {given(downs)} × {t.hire} gives <gives>. Hiring "
            f"costs {t.hire}, laying off {t.layoff}.",
        ),
        Mistake(
            "the net change only",
            v.cost((net,)),
            f"You costed the net change only: {given(abs(net))} × {one} gives <gives>. Every month's change is paid "
            "for, also those that a later one undoes.",
        ),
        Mistake(
            "the forgotten change from the opening workforce",
            v.cost(v.changes[1:]),
            f"You began with the second month: {sum_of(v.changes[1:])} gives <gives>. January starts from {t.start} "
            f"and needs {given(v.need[0])}.",
        ),
        Mistake(
            "hiring only",
            ups * v.hire,
            f"You counted hiring only: {given(ups)} × {t.hire} gives <gives>. The {given(downs)} laid off cost too.",
        ),
        Mistake(
            "laying off only",
            downs * v.layoff,
            f"You counted laying off only: {given(downs)} × {t.layoff} gives <gives>. The {given(ups)} hired cost too.",
        ),
        Mistake(
            "the cost of laying off for every change",
            (ups + downs) * v.layoff,
            f"You charged the cost of laying off for every change: {given(ups + downs)} × {t.layoff} gives <gives>. "
            f"{given(ups)} of them are hired, at {t.hire}.",
        ),
        Mistake(
            "every month compared with the opening workforce",
            v.cost(fixed_base),
            f"You compared every month with the opening {t.start}: {sum_of(fixed_base)} gives <gives>. Each month "
            "starts with the workforce of the month before.",
        ),
    )


CHASE_COST = generator(
    "sop.chase_cost",
    "Cost of changing the workforce in a chase plan",
    "cost = h × Σ hired + l × Σ laid off",
    values=Chase,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="cost of hiring and laying off",
    measure=Measure("$"),
    example="start=40 need=45,52,48,38,44 hire=1000 layoff=2000",
    subtopic="SP09",
    book="JC",
    topic="aggregate planning: chase strategy",
    unit="worker",
)
