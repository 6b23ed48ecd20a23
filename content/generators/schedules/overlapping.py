"""Lead times that are shortened on the shop floor."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number


class Overlap(Values):
    """Operation B is set up while A works, starts with the first transfer batch, and is no faster than A."""

    lot: Decimal = number("Q", "lot", "pieces")
    batch: Decimal = number("b", "transfer batch", "pieces")
    setup_a: Decimal = number("SA", "setup of operation A", "hours", low=0)
    setup_b: Decimal = number("SB", "setup of operation B", "hours", low=0)
    run_a: Decimal = number("rA", "run time of operation A", "hours a piece")
    run_b: Decimal = number("rB", "run time of operation B", "hours a piece")

    @property
    def first(self) -> Decimal:
        """Hours until A has finished the first transfer batch."""
        return self.setup_a + self.batch * self.run_a

    @property
    def start(self) -> Decimal:
        """Hours until B can start."""
        return max(self.first, self.setup_b)

    @property
    def at_b(self) -> Decimal:
        """Hours that B runs."""
        return self.lot * self.run_b

    def wrong(self) -> Iterator[Wrong]:
        """B never waits for A once it has started."""
        if self.batch > self.lot:
            yield Wrong("batch", f"must be no more than the lot of {given(self.lot)} pieces")
        if self.run_b < self.run_a:
            yield Wrong("run_b", f"must be {given(self.run_a)} or more, or B would wait for A again and again")


_STORIES = stories(
    "shaft | Turning, Grinding | A lot of {lot} shafts is turned, then ground. To save time, every {batch} "
    "shafts turned move on at once.",
    "panel | Cutting, Edging | A furniture plant cuts a lot of {lot} panels and then bands their edges. Panels move to "
    "the second machine in transfer batches of {batch}.",
    "jacket | Sewing, Pressing | A garment maker sews an order of {lot} jackets and presses them. Every {batch} "
    "jackets sewn go straight to the press.",
)


def _draw(d: Draw) -> Drawn[Overlap]:
    values = Overlap(
        lot=d.number(100, 400, 20),
        batch=d.number(20, 60, 5),
        setup_a=d.decimal("1.0", "4.0", "0.5"),
        setup_b=d.decimal("0.5", "3.0", "0.5"),
        run_a=d.decimal("0.05", "0.15", "0.01"),
        run_b=d.decimal("0.15", "0.25", "0.01"),
    )
    story = d.pick(_STORIES)
    return None if values.lot % values.batch or values.setup_b > values.first else (values, story)


def _work(v: Overlap, t: Told) -> Worked:
    early = v.first >= v.setup_b
    return Worked(
        v.start + v.at_b,
        f"The first transfer batch is ready after {t.setup_a} + {t.batch} × {t.run_a} = {short(v.first)} hours.",
        f"{t.names[1]} is set up after {t.setup_b} h, {'in time' if early else 'so it starts only then'}.",
        f"{t.names[1]} never waits from {short(v.start)} hours on: {t.lot} × {t.run_b} = {short(v.at_b)} hours.",
        f"Lead time = {short(v.start)} + {short(v.at_b)} = <gives>.",
    )


def _ask(v: Overlap, t: Told) -> Asked:
    one, two = t.names
    at_a, at_b, in_a, in_b = v.lot * v.run_a, short(v.at_b), f"{t.lot} × {t.run_a}", f"{t.lot} × {t.run_b}"
    batch = f"{t.batch} × {t.run_a}"
    late = v.setup_a + (v.lot - v.batch) * v.run_a + v.at_b
    return Asked(
        f"{t.story()}\n"
        + table((("Operation", t.names), ("Setup, h", (t.setup_a, t.setup_b)), ("Run, h/piece", (t.run_a, t.run_b))))
        + f"\n{two} is set up while {one.lower()} is under way; no move or waiting times count. What is the lead time "
        "of the lot, in hours to one decimal?",
        f"{two} is slower, so once it has the first {t.batch} pieces it never waits: {t.setup_a} + {batch} + {in_b} is "
        "<gives>.",
        Mistake(
            "the missing overlap",
            v.setup_a + at_a + v.at_b,
            f"You let {two.lower()} wait for the whole lot: {t.setup_a} + {in_a} + {in_b} gives <gives>. It starts "
            "with the first transfer batch.",
        ),
        Mistake(
            "a second setup that waits for the pieces",
            v.first + v.setup_b + v.at_b,
            f"You set up {two.lower()} only when the first pieces arrived: {t.setup_a} + {batch} + {t.setup_b} + "
            f"{in_b} gives <gives>. It was set up in advance.",
        ),
        Mistake(
            "overlapping only the last transfer batch",
            late,
            f"You overlapped only the last transfer batch: {t.setup_a} + {given(v.lot - v.batch)} × {t.run_a} + {in_b} "
            "gives <gives>. The first batch moves on at once.",
        ),
        Mistake(
            "the forgotten first setup",
            v.batch * v.run_a + v.at_b,
            f"You left out the first setup: {batch} + {in_b} gives <gives>. Nothing can be moved on before "
            f"{one.lower()} is set up.",
        ),
        Mistake(
            "the forgotten first transfer batch",
            v.setup_a + v.at_b,
            f"You let {two.lower()} start when {one.lower()} starts: {t.setup_a} + {in_b} gives <gives>. It needs the "
            "first transfer batch to work on.",
        ),
        Mistake(
            "the sum for a faster second operation",
            v.setup_a + at_a + v.batch * v.run_b,
            f"You let {two.lower()} finish one transfer batch after {one.lower()}: {t.setup_a} + {in_a} + {t.batch} × "
            f"{t.run_b} gives <gives>. It is slower, and still has {at_b} hours to run from its start.",
        ),
    )


OVERLAP = generator(
    "schedules.overlap",
    "Lead time with overlapping operations",
    "LT = max(SA + b × rA, SB) + Q × rB",
    values=Overlap,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="lead time of the lot",
    measure=Measure("hour", 1),
    example="lot=200 batch=50 setup_a=2 setup_b=1 run_a=0.1 run_b=0.2",
    subtopic="SC07",
    book="IMM",
    topic="production activity control: operation overlapping",
)
