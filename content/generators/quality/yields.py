"""Rolled throughput yield."""

from __future__ import annotations

from decimal import Decimal
from math import prod

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, table
from content.generators.kit.values import percent


class RolledYield(Values):
    """A first-pass yield is the share that passes without rework; operations are independent of each other."""

    yields: tuple[Decimal, ...] = percent("Y", "first-pass yield", per="operation")

    @property
    def losses(self) -> Decimal:
        """What all operations lose, added up."""
        return sum((100 - one for one in self.yields), Decimal(0))


_STORIES = stories(
    "board | Printing, Placing, Soldering, Testing | An electronics plant makes control {units} in four operations",
    "crown | Scanning, Milling, Sintering, Glazing | A dental laboratory makes {units} in four operations",
    "policy | Entry, Rating, Approval, Printing | An insurer issues each {unit} in four operations",
    "helmet | Moulding, Painting, Padding, Packing | A maker of sports gear makes a {unit} in four operations",
)


def _draw(d: Draw) -> Drawn[RolledYield]:
    return RolledYield(yields=d.pick_distinct(tuple(map(Decimal, range(85, 99))), 4)), d.pick(_STORIES)


def _in_percent(yields: tuple[Decimal, ...]) -> Decimal:
    return 100 * prod((one / 100 for one in yields), start=Decimal(1))


def _times(yields: tuple[Decimal, ...]) -> str:
    return " × ".join(f"{given(one)}%" for one in yields)


def _work(v: RolledYield, t: Told) -> Worked:
    but_last = v.yields[:-1]
    return Worked(
        _in_percent(v.yields),
        f"Right first time up to the last operation but one: {_times(but_last)} = "
        f"{half_up(_in_percent(but_last), 2)}%.",
        f"Rolled throughput yield = {_times(v.yields)} = <gives>, rounded only at the end.",
    )


def _ask(v: RolledYield, t: Told) -> Asked:
    n, total, key, least = len(v.yields), sum(v.yields, Decimal(0)), _in_percent(v.yields), min(v.yields)
    plus = " + ".join(f"{given(one)}%" for one in v.yields)
    minus = " − ".join(f"{given(100 - one)}%" for one in v.yields)
    return Asked(
        f"{t.story()}. The first-pass yield of an operation is the share that passes it without rework. Defects at one "
        "operation are independent of those at another.\n"
        + table(
            (
                ("Operation", ("First-pass yield",)),
                *((name, (f"{given(one)}%",)) for name, one in zip(t.names, v.yields, strict=True)),
            )
        )
        + "\nWhat is the rolled throughput yield, in percent to one decimal?",
        f"The share that passes all four is the product of the yields: {_times(v.yields)} is <gives>.",
        Mistake(
            "averaging the yields",
            total / n,
            f"You averaged the yields: ({plus}) ÷ {n} gives <gives>. A {t.unit} must pass all four, so the yields "
            "multiply.",
        ),
        Mistake(
            "the lowest yield taken for the whole",
            least,
            f"You took the lowest yield, <gives>, for that of the whole. The other operations lose some {t.units} too.",
        ),
        Mistake(
            "adding the losses",
            100 - v.losses,
            f"You added the losses: 100% − {minus} gives <gives>. A {t.unit} that fails twice is then taken off twice.",
        ),
        Mistake(
            "the last operation only",
            v.yields[-1],
            "You gave the yield of the last operation, <gives>. It says nothing of what failed at the three before it.",
        ),
        Mistake(
            "the lowest yield for every operation",
            _in_percent((least,) * n),
            f"You took the lowest yield for every operation: {_times((least,) * n)} gives <gives>. Each operation "
            "counts with its own.",
        ),
        Mistake(
            "the forgotten last operation",
            _in_percent(v.yields[:-1]),
            f"You stopped before the last operation: {_times(v.yields[:-1])} gives <gives>. {t.names[n - 1]}, with its "
            f"{given(v.yields[-1])}%, counts as well.",
        ),
        Mistake(
            "the loss taken for the yield",
            100 - key,
            f"You gave the share that fails somewhere: 100% − {half_up(key, 1)}% gives <gives>. The yield is what "
            "passes.",
        ),
    )


RTY = generator(
    "quality.rty",
    "Rolled throughput yield",
    "RTY = Y1 × Y2 × … × Yn",
    values=RolledYield,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="rolled throughput yield",
    measure=Measure("%", 1),
    example="yields=95,98,90,96",
    subtopic="QU20",
    book="FP",
    topic="yield loss over several operations",
)
