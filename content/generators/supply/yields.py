"""How much must be started so that enough is left after scrap."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import prod

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, given, short, table
from content.generators.kit.values import number, percent


class Start(Values):
    """The operations follow one another; a yield is the good part of what enters an operation, and scrap is lost."""

    good: Decimal = number("G", "good units needed", "units")
    yields: tuple[Decimal, ...] = percent("y", "yield", per="operation", most=8)

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """The yields as fractions."""
        return tuple(each / 100 for each in self.yields)

    @property
    def through(self) -> Decimal:
        """The good part after all operations."""
        return prod(self.parts, start=Decimal(1))


_STORIES = stories(
    "turbine blade | Casting, Machining, Inspection | A foundry has an order for {good} good {units}.",
    "lens | Moulding, Coating, Edging | An optics firm must deliver {good} good {units}.",
    "circuit board | Printing, Placement, Test | An electronics plant needs {good} good {units} for an order.",
    "mug | Forming, Firing, Glazing | A pottery must ship {good} good {units}.",
)


def _draw(d: Draw) -> Drawn[Start]:
    return Start(good=d.number(300, 3000, 20), yields=d.numbers(3, 80, 97)), d.pick(_STORIES)


def _product(parts: Sequence[Decimal]) -> str:
    return " × ".join(map(given, parts))


def _work(v: Start, t: Told) -> Worked:
    start = v.good / v.through
    return Worked(
        start,
        f"Yield of all operations: {_product(v.parts)} = {short(v.through, 6)}.",
        f"Start quantity = good units ÷ yield = {t.good} ÷ {short(v.through, 6)} ≈ {comma(start, 2)}.",
        "Round up: <gives>.",
    )


def _ask(v: Start, t: Told) -> Asked:
    (first, *_, last), worst = v.parts, min(v.parts)
    losses = [100 - each for each in v.yields]
    scrap, mean = sum(losses, Decimal(0)) / 100, sum(v.parts, Decimal(0)) / len(v.parts)
    lost = " + ".join(given(loss / 100) for loss in losses)
    chain = _product(v.parts)
    return Asked(
        f"{t.story()} The operations follow one another, each with the yield in the table; what is scrapped is lost.\n"
        + table((("Operation", ("Yield",)), *((n, (f"{y}%",)) for n, y in zip(t.names, v.yields, strict=True))))
        + f"\nRounded up to a whole {t.unit}, how many {t.units} must be started?",
        f"Of each {t.unit} started, {chain} = {short(v.through, 4)} come out good; {t.good} ÷ {short(v.through, 4)}, "
        "rounded up, is <gives>.",
        Mistake(
            "the scrap added to the quantity needed",
            v.good * (1 + scrap),
            f"You added the scrap rates to the order: {t.good} × (1 + {lost}) gives <gives>. Scrap is a part of what "
            "is started, not of what comes out good, so divide by the yield.",
        ),
        Mistake(
            "the last operation only",
            v.good / last,
            f"You allowed for {t.names[-1].lower()} only: {t.good} ÷ {given(last)} gives <gives>. Earlier operations "
            "lose part of the lot too.",
        ),
        Mistake(
            "the first operation only",
            v.good / first,
            f"You allowed for {t.names[0].lower()} only: {t.good} ÷ {given(first)} gives <gives>. Later operations "
            "lose part of the lot too.",
        ),
        Mistake(
            "multiplying by the yield",
            v.good * v.through,
            f"You multiplied by the yields: {t.good} × {chain} gives <gives>. That is what comes out good when "
            f"{t.good} are started.",
        ),
        Mistake(
            "dividing by the average yield",
            v.good / mean,
            f"You divided by the average yield: {t.good} ÷ {short(mean, 4)} gives <gives>. The operations lose one "
            "after another, so their yields multiply.",
        ),
        Mistake(
            "adding up the scrap rates",
            v.good / (1 - scrap),
            f"You added up the scrap rates: {t.good} ÷ (1 − {lost.replace('+', '−')}) gives <gives>. Each rate is of "
            "what enters its own operation, so the yields multiply.",
        ),
        Mistake(
            "the lowest yield for every operation",
            v.good / worst ** len(v.parts),
            f"You used the lowest yield for every operation: {t.good} ÷ ({_product([worst] * len(v.parts))}) gives "
            "<gives>. Each operation has its own.",
        ),
    )


YIELD_START = generator(
    "supply.yield_start",
    "Start quantity with process yield",
    "start = G ÷ (y₁ × y₂ × ...)",
    values=Start,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="start quantity",
    measure=Measure(up=True),
    example="good=1000 yields=95,90,92",
    subtopic="SU11",
    book="MPC",
    topic="MRP: scrap allowances and yield",
    tags=("internal",),
)
