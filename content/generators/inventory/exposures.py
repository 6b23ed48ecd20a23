"""The share of replenishment cycles that pass without a stockout."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, short
from content.generators.kit.values import Wrong, number


class Exposures(Values):
    """Stock is exposed to a stockout once in each replenishment cycle, before the order arrives."""

    demand: Decimal = number("D", "demand", "units a year")
    quantity: Decimal = number("Q", "order quantity", "units")
    stockouts: Decimal = number("k", "stockouts tolerated", "a year", low=0)

    @property
    def cycles(self) -> Decimal:
        """Replenishment cycles a year."""
        return self.demand / self.quantity

    def wrong(self) -> Iterator[Wrong]:
        """At most every cycle ends in a stockout."""
        if self.stockouts > self.cycles:
            yield Wrong("stockouts", f"must be no more than the {short(self.cycles)} cycles a year")


_STORIES = stories(
    "unit | A copier service uses {demand} toner cartridges a year and orders {quantity} at a time. Its manager "
    "tolerates no more than {most} a year, on average.",
    "unit | A juice bar chain needs {demand} crates of oranges a year, bought in orders of {quantity}. Its owner "
    "accepts no more than {most} a year, on average.",
    "unit | A plumbing wholesaler sells {demand} repair kits a year. It orders {quantity} at a time and accepts at "
    "most {most} a year, on average.",
    "unit | An optician's laboratory uses {demand} lens blanks a year and replenishes {quantity} at a time. The target "
    "is at most {most} a year, on average.",
)


def _draw(d: Draw) -> Drawn[Exposures]:
    cycles = d.pick(tuple(n for n in range(8, 41) if n != 12))
    quantity = d.number(50, 800, 10)
    values = Exposures(demand=cycles * quantity, quantity=quantity, stockouts=d.number(1, 3))
    return values, d.pick(_STORIES)


def _work(v: Exposures, t: Told) -> Worked:
    n, stockouts = short(v.cycles), count(v.stockouts, "stockout")
    return Worked(
        100 * (1 - v.stockouts / v.cycles),
        f"Exposures: {t.demand} ÷ {t.quantity} = {n} cycles a year.",
        f"Risk in a cycle: {stockouts} ÷ {n} = {short(100 * v.stockouts / v.cycles, 2)}%.",
        "Cycle service level = 100% − that = <gives>.",
    )


def _ask(v: Exposures, t: Told) -> Asked:
    k, n = t.stockouts, given(v.cycles)
    stockouts = count(v.stockouts, "stockout")

    def level(exposures: Decimal | int, stockouts: Decimal = v.stockouts) -> Decimal:
        return 100 * (1 - stockouts / exposures)

    return Asked(
        f"{t.story(most=stockouts)} Stock can run out once in each replenishment cycle.\nWhich cycle service level is "
        "needed, in percent to one decimal?",
        f"With {t.demand} ÷ {t.quantity} = {n} cycles a year, {stockouts} may happen in {n} exposures: 1 − {k} ÷ {n} "
        "leaves <gives>.",
        Mistake(
            "the risk taken for the service level",
            100 - level(v.cycles),
            f"You gave the risk of a stockout in a cycle: {k} ÷ {n} gives <gives>. Service is what is left to 100%.",
        ),
        Mistake(
            "weeks taken for exposures",
            level(52),
            f"You counted every week as an exposure: 1 − {k} ÷ 52 gives <gives>. Stock is exposed once in each of {n} "
            "cycles.",
        ),
        Mistake(
            "months taken for exposures",
            level(12),
            f"You counted every month as an exposure: 1 − {k} ÷ 12 gives <gives>. There are {n} cycles a year, with "
            "one exposure each.",
        ),
        Mistake(
            "working days taken for exposures",
            level(250),
            f"You counted 250 working days as exposures: 1 − {k} ÷ 250 gives <gives>. Stock runs short only at the end "
            f"of a cycle, {n} times a year.",
        ),
        Mistake(
            "half the order quantity",
            level(2 * v.cycles),
            f"You divided by the average cycle stock, {short(v.quantity / 2)}, which makes {given(2 * v.cycles)} "
            f"cycles: 1 − {k} ÷ {given(2 * v.cycles)} gives <gives>. Each order is of {t.quantity}.",
        ),
        Mistake(
            "one stockout too many",
            level(v.cycles, v.stockouts + 1),
            f"You allowed one stockout too many: 1 − {given(v.stockouts + 1)} ÷ {n} gives <gives>. No more than {k} "
            "may happen.",
        ),
        Mistake(
            "one stockout in place of those tolerated",
            level(v.cycles, Decimal(1)),
            f"You allowed one stockout a year: 1 − 1 ÷ {n} gives <gives>. The target tolerates {k}.",
        ),
    )


EXPOSURES = generator(
    "inventory.exposures",
    "Cycle service level from tolerated stockouts",
    "SL = 1 − k ÷ (D ÷ Q)",
    values=Exposures,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="cycle service level",
    measure=Measure("%", 1),
    example="demand=5200 quantity=260 stockouts=1",
    subtopic="IN14",
    book="IMM",
    topic="service level and exposures to stockout",
)
