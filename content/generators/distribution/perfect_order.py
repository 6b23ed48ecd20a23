"""Perfect orders: those with which nothing at all went wrong."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import percent


class Orders(Values):
    """The four are independent: whether an order is late says nothing about whether it is complete."""

    on_time: Decimal = percent("T", "orders on time")
    complete: Decimal = percent("C", "orders complete")
    undamaged: Decimal = percent("U", "orders undamaged")
    documented: Decimal = percent("D", "orders with correct documents")

    @property
    def rates(self) -> tuple[Decimal, ...]:
        """All four, in percent."""
        return self.on_time, self.complete, self.undamaged, self.documented

    def first(self, many: int) -> Decimal:
        """The share, in percent, in which the first so many are all right."""
        share = Decimal(100)
        for rate in self.rates[:many]:
            share = share * rate / 100
        return share


_STORIES = stories(
    "order | A toy distributor looks at last quarter: {on_time} of its orders arrived on time, {complete} complete, "
    "{undamaged} undamaged, and {documented} with correct documents.",
    "order | A medical wholesaler delivers {on_time} of its orders on time and {complete} in full. Of all orders, "
    "{undamaged} arrive undamaged and {documented} with correct papers.",
    "order | A maker of bathroom tiles measures its deliveries: on time {on_time}, complete {complete}, undamaged "
    "{undamaged}, documents correct {documented}.",
    "order | An online wine shop reports {on_time} of orders on time, {complete} complete, {undamaged} without damage "
    "and {documented} with a correct invoice.",
)


def _draw(d: Draw) -> Drawn[Orders]:
    on_time, complete, undamaged, documented = (d.decimal("88.0", "98.0", "0.5") for _ in range(4))
    values = Orders(on_time=on_time, complete=complete, undamaged=undamaged, documented=documented)
    return values, d.pick(_STORIES)


def _work(v: Orders, t: Told) -> Worked:
    return Worked(
        v.first(4),
        f"On time and complete: {t.on_time} × {t.complete} = {short(v.first(2))}%.",
        f"Undamaged as well: × {t.undamaged} = {short(v.first(3))}%.",
        f"And with correct documents: × {t.documented} = <gives>.",
    )


def _ask(v: Orders, t: Told) -> Asked:
    shown = (t.on_time, t.complete, t.undamaged, t.documented)
    lowest = min(v.rates)
    worst = f"{given(lowest)}%"
    return Asked(
        f"{t.story()} The four are independent of each other.\nWhat is the perfect order rate, in percent to one "
        "decimal?",
        f"A perfect order is right in all four: {' × '.join(shown)} is <gives>.",
        Mistake(
            "averaging the four rates",
            sum(v.rates, Decimal(0)) / 4,
            f"You averaged the rates: ({' + '.join(shown)}) ÷ 4 gives <gives>. An order must be right in all four, and "
            "one fault spoils it.",
        ),
        Mistake(
            "the lowest rate alone",
            lowest,
            "You took the lowest rate, <gives>. Some orders that are right in that respect fail in another.",
        ),
        Mistake(
            "adding up the failure rates",
            sum(v.rates, Decimal(-300)),
            f"You took all failures off: 100% − {' − '.join(f'{given(100 - rate)}%' for rate in v.rates)} gives "
            "<gives>. An order that fails twice would be counted twice.",
        ),
        Mistake(
            "on time and complete only",
            v.first(2),
            f"You stopped after two: {t.on_time} × {t.complete} gives <gives>. That is OTIF; a perfect order is "
            "undamaged and correctly documented too.",
        ),
        Mistake(
            "the forgotten documents",
            v.first(3),
            f"You left out the documents: {' × '.join(shown[:3])} gives <gives>. A faulty document spoils the order "
            "too.",
        ),
        Mistake(
            "the lowest rate for all four",
            100 * (lowest / 100) ** 4,
            f"You used the lowest rate four times: {worst} × {worst} × {worst} × {worst} gives <gives>. Each of the "
            "four has a rate of its own.",
        ),
    )


PERFECT_ORDER = generator(
    "distribution.perfect_order",
    "Perfect order rate",
    "perfect orders = T × C × U × D",
    values=Orders,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="share of perfect orders",
    measure=Measure("%", 1),
    example="on_time=90 complete=95 undamaged=98 documented=100",
    subtopic="DI17",
    book="CM",
    topic="perfect order",
    unit="order",
)
