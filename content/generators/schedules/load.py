"""The load of a work centre."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import number


class Load(Values):
    """Each order is set up once."""

    setup: tuple[Decimal, ...] = number("S", "setup time", "hours", low=0, per="order")
    run: tuple[Decimal, ...] = number("r", "run time", "hours a piece", per="order")
    pieces: tuple[Decimal, ...] = number("Q", "quantity", "pieces", per="order")

    @property
    def orders(self) -> tuple[Decimal, ...]:
        """The hours of each order."""
        return tuple(s + r * q for s, r, q in zip(self.setup, self.run, self.pieces, strict=True))

    @property
    def load(self) -> Decimal:
        """The hours of all orders."""
        return sum(self.orders, Decimal(0))

    @property
    def setups(self) -> Decimal:
        """The setup hours of all orders."""
        return sum(self.setup, Decimal(0))


_STORIES = stories(
    "order | A, B, C | Three shop orders for pump parts are released to a turning centre.",
    "order | P, Q, R | A workshop that upholsters train seats has three orders in hand.",
    "order | A, B, C | A bindery's hand-finishing department has orders for three photo books.",
    "order | X, Y, Z | Three orders for control cabinets wait at the wiring benches of a plant.",
)


def _draw(d: Draw) -> Drawn[Load]:
    values = Load(
        setup=tuple(d.decimal("0.5", "3.0", "0.5") for _ in range(3)),
        run=tuple(d.decimal("0.05", "0.30", "0.01") for _ in range(3)),
        pieces=d.numbers(3, 100, 400, 20),
    )
    story = d.pick(_STORIES)
    return None if len(set(values.setup)) == 1 or len(set(values.run)) < 3 else (values, story)


def _work(v: Load, t: Told) -> Worked:
    orders = zip(v.setup, v.run, v.pieces, v.orders, strict=True)
    each = [f"{given(s)} + {given(r)} × {given(q)} = {short(load)}" for s, r, q, load in orders]
    return Worked(
        v.load,
        f"Setup + run time × quantity of each order, in hours: {'; '.join(each)}.",
        f"Load = {' + '.join(map(short, v.orders))} = <gives>.",
    )


def _ask(v: Load, t: Told) -> Asked:
    runs = [r * q for r, q in zip(v.run, v.pieces, strict=True)]
    run, shown_runs = sum(runs, Decimal(0)), " + ".join(map(short, runs))
    setups = " + ".join(map(given, v.setup))
    each_piece = sum((q * (s + r) for s, r, q in zip(v.setup, v.run, v.pieces, strict=True)), Decimal(0))
    pieces, mean = sum(v.pieces, Decimal(0)), sum(v.run, Decimal(0)) / len(v.run)
    return Asked(
        f"{t.story()} Each order is set up once.\n"
        + table((("Order", t.names), ("Setup, h", v.setup), ("Run, h/piece", v.run), ("Pieces", v.pieces)))
        + "\nWhat load do they put on the work centre, in standard hours (std h), to one decimal?",
        f"Setups of {short(v.setups)} hours and run times of {short(run)} hours add up to <gives>.",
        Mistake(
            "the forgotten setups",
            run,
            f"You left out the setups: {shown_runs} gives <gives>. They take up the work centre just as running does.",
        ),
        Mistake(
            "one setup for all orders",
            v.setup[0] + run,
            f"You counted the first setup only: {given(v.setup[0])} + {shown_runs} gives <gives>. Every order has a "
            "setup of its own.",
        ),
        Mistake(
            "a setup for every piece",
            each_piece,
            "You charged the setup to every piece, (setup + run time) × quantity, which gives <gives>. It is done once "
            "for each order.",
        ),
        Mistake(
            "the dropped last order",
            v.load - v.orders[-1],
            f"You dropped the last order: {' + '.join(map(short, v.orders[:-1]))} gives <gives>. It adds "
            f"{short(v.orders[-1])} hours.",
        ),
        Mistake(
            "averaging the run times",
            v.setups + pieces * mean,
            f"You used the mean run time for all pieces: {setups} + {given(pieces)} × {short(mean, 4)} gives <gives>. "
            "The orders differ in quantity, so a plain mean misleads.",
        ),
        Mistake(
            "a second setup for each order",
            v.load + v.setups,
            f"You counted every setup twice: 2 × ({setups}) + {short(run)} gives <gives>. Each order has one, and "
            "the table gives all of it.",
        ),
    )


LOAD = generator(
    "schedules.load",
    "Work-centre load",
    "load = Σ (S + r × Q)",
    values=Load,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="load",
    measure=Measure("std h", 1, many="std h"),
    example="setup=1.5,2,0.5 run=0.1,0.2,0.05 pieces=200,100,300",
    subtopic="SC03",
    book="IMM",
    topic="capacity management: load",
)
