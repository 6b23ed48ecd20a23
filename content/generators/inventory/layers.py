"""Cost layers: what stock that came at different costs is worth when it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, money, price, table
from content.generators.kit.values import Wrong, dollars, number


class Fifo(Values):
    """Receipts are listed oldest first, and all of them came before the issue."""

    quantity: tuple[Decimal, ...] = number("q", "quantity received", "units", per="receipt", least=1)
    cost: tuple[Decimal, ...] = dollars("c", "unit cost", "dollars", per="receipt", least=1)
    issued: Decimal = number("Q", "quantity issued", "units")

    @property
    def received(self) -> Decimal:
        """All that is there to issue."""
        return sum(self.quantity, Decimal(0))

    @property
    def value(self) -> Decimal:
        """What all of it cost."""
        return _value(tuple(zip(self.quantity, self.cost, strict=True)))

    @property
    def oldest(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """What is issued from each receipt, and its unit cost, oldest first."""
        return _taken(self.issued, tuple(zip(self.quantity, self.cost, strict=True)))

    @property
    def newest(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """The same, newest first."""
        return _taken(self.issued, tuple(zip(self.quantity, self.cost, strict=True))[::-1])

    def wrong(self) -> Iterator[Wrong]:
        """Only what is there can be issued."""
        if self.issued > self.received:
            yield Wrong("issued", f"must be no more than the {given(self.received)} units received")


def _taken(issued: Decimal, layers: Sequence[tuple[Decimal, Decimal]]) -> tuple[tuple[Decimal, Decimal], ...]:
    taken = []
    for quantity, cost in layers:
        part = min(quantity, issued)
        issued -= part
        if part:
            taken.append((part, cost))
    return tuple(taken)


def _value(layers: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    return sum((quantity * cost for quantity, cost in layers), Decimal(0))


_STORIES = stories(
    "board | 3 March, 7 April, 12 May | A furniture workshop had no oak {units} in stock and bought them three times. "
    "In June it issued {issued} of them to production",
    "roll | 5 Sept, 2 Oct, 6 Nov | A tent maker started the autumn without canvas and received three deliveries. In "
    "December it issued {issued} {units}",
    "drum | 10 Jan, 14 Feb, 8 March | A paint plant began the year with no solvent and took in three lots. In April "
    "{issued} {units} were issued",
    "tyre | 4 May, 3 June, 9 July | A dealer opened a depot without stock and received three lots of one tyre. In "
    "August the depot sold {issued} {units}",
)


def _draw(d: Draw) -> Drawn[Fifo]:
    quantity = d.numbers(3, 100, 400, 10)
    costs = [d.decimal("5", "60", "0.1")]
    for _ in quantity[1:]:
        costs.append((costs[-1] * d.whole(105, 118) // 10) / 10)
    issued = d.number(int(quantity[0]) + 20, int(sum(quantity)) - 40, 10)
    return Fifo(quantity=quantity, cost=tuple(costs), issued=issued), d.pick(_STORIES)


def _work(v: Fifo, t: Told) -> Worked:
    return Worked(
        _value(v.oldest),
        f"Issue the oldest first until {t.issued} {t.units} are reached: "
        + ", ".join(f"{given(part)} at {price(cost)}" for part, cost in v.oldest)
        + ".",
        f"Cost = {_products(v.oldest)} = <gives>.",
    )


def _products(layers: Sequence[tuple[Decimal, Decimal]]) -> str:
    return " + ".join(f"{given(part)} × {price(cost)}" for part, cost in layers)


def _ask(v: Fifo, t: Told) -> Asked:
    fifo, mean = _value(v.oldest), v.value / v.received
    latest, oldest = v.cost[-1], v.cost[0]
    rows = [(name, (q, money(c, 2))) for name, q, c in zip(t.names, v.quantity, v.cost, strict=True)]
    return Asked(
        f"{t.story()}.\n"
        + table((("Received", (t.units.capitalize(), "Cost each")), *rows))
        + "\nUnder first in, first out (FIFO), what did the goods issued cost, to the nearest whole dollar?",
        f"The oldest go first, each at its own cost: {_products(v.oldest)} is <gives>.",
        Mistake(
            "LIFO in place of FIFO",
            _value(v.newest),
            f"You issued the newest first, which is LIFO: {_products(v.newest)} gives <gives>. FIFO charges the oldest "
            "cost first.",
        ),
        Mistake(
            "the weighted average cost",
            mean * v.issued,
            f"You charged the weighted average cost, {money(v.value)} ÷ {given(v.received)} ≈ {price(_cent(mean))}: "
            f"{t.issued} × {price(_cent(mean))} gives <gives>. FIFO keeps each receipt at its own cost.",
        ),
        Mistake(
            "closing inventory taken for the cost of goods issued",
            v.value - fifo,
            f"You gave the value of what is left: {money(v.value)} − {money(fifo)} gives <gives>. The question is what "
            f"the {t.issued} issued {t.units} cost.",
        ),
        Mistake(
            "the latest cost for all units",
            latest * v.issued,
            f"You charged everything at the latest cost: {t.issued} × {price(latest)} gives <gives>. What left "
            "first had come earlier, and cheaper.",
        ),
        Mistake(
            "the oldest cost for all units",
            oldest * v.issued,
            f"You charged everything at the oldest cost: {t.issued} × {price(oldest)} gives <gives>. Only "
            f"{given(v.quantity[0])} {t.units} came at that cost.",
        ),
    )


def _cent(value: Decimal) -> Decimal:
    return half_up(value, 2)


FIFO = generator(
    "inventory.fifo",
    "Cost of goods issued under FIFO",
    "cost = Σ(q × c) of the oldest Q units",
    values=Fifo,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="cost of goods issued",
    measure=Measure("$"),
    example="quantity=100,200,150 cost=10,11,12 issued=250",
    subtopic="IN05",
    book="IMM",
    topic="inventory valuation: first in, first out",
)
