"""Learning: every doubling of the output takes the same share off the time of a unit."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import number, percent, whole


class Learning(Values):
    """The curve is of unit times, not of cumulative averages."""

    first: Decimal = number("T1", "time of the first unit", "hours")
    rate: Decimal = percent("r", "learning rate")
    nth: int = whole("n", "the unit asked about", "", high=1_000_000)

    @property
    def r(self) -> Decimal:
        """The learning rate as a fraction."""
        return self.rate / 100

    @property
    def doublings(self) -> Decimal:
        """How often the output doubles from the first unit to this one."""
        if self.nth & (self.nth - 1) == 0:
            return Decimal(self.nth.bit_length() - 1)
        return Decimal(self.nth).ln() / Decimal(2).ln()


_STORIES = stories(
    "boat | A yard builds a new class of pilot boat. The first took {first} hours of hull welding.",
    "turbine | A service firm overhauls gas turbines of a type new to it. The first took {first} hours.",
    "clinic | A coachbuilder fits out mobile clinics of a new type. The first took {first} hours.",
    "satellite | A maker of small satellites starts a series. Assembling the first took {first} hours.",
)


def _draw(d: Draw) -> Drawn[Learning]:
    values = Learning(first=d.number(20, 400, 10), rate=d.number(75, 95), nth=d.pick((4, 8, 16)))
    return values, d.pick(_STORIES)


def _work(v: Learning, t: Told) -> Worked:
    doublings, left = short(v.doublings), v.r**v.doublings
    return Worked(
        v.first * left,
        f"Doublings from unit 1 to unit {t.nth}: log {t.nth} ÷ log 2 = {doublings}.",
        f"Each doubling leaves {t.rate} of the time: {given(v.r)} to the power {doublings} ≈ {short(left, 4)}.",
        f"Unit {t.nth}: {t.first} × {short(left, 4)} ≈ <gives>.",
    )


def _ask(v: Learning, t: Told) -> Asked:
    many, r = int(v.doublings), given(v.r)

    def steps(times: int) -> str:
        return " × ".join([t.first, *[r] * times])

    return Asked(
        f"{t.story()} A learning curve of {t.rate} is expected (of unit times, not cumulative averages).\nHow many "
        f"hours should unit {t.nth} take, to one decimal?",
        f"From unit 1 to unit {t.nth} output doubles {many} times: {steps(many)} is <gives>.",
        Mistake(
            "one doubling only",
            v.first * v.r,
            f"You applied the learning rate once: {steps(1)} gives <gives>. That is unit 2.",
        ),
        Mistake(
            "the same number of hours off at each doubling",
            v.first * (1 - many * (1 - v.r)),
            f"You took off the same hours at each doubling: {t.first} × (1 − {many} × {given(1 - v.r)}) gives <gives>. "
            f"Each doubling leaves {t.rate} of the time before it.",
        ),
        Mistake(
            "learning with every unit",
            v.first * v.r ** (v.nth - 1),
            f"You applied the learning rate with every unit after the first, {v.nth - 1} times, which gives <gives>. "
            "It applies when the output doubles.",
        ),
        Mistake(
            "one doubling too few",
            v.first * v.r ** (many - 1),
            f"You counted one doubling too few: {steps(many - 1)} gives <gives>. That is unit {v.nth // 2}.",
        ),
        Mistake(
            "one doubling too many",
            v.first * v.r ** (many + 1),
            f"You counted the first unit as a doubling: {steps(many + 1)} gives <gives>. That is unit {2 * v.nth}.",
        ),
    )


LEARNING_CURVE = generator(
    "schedules.learning_curve",
    "Learning curve: time of a unit",
    "Tn = T1 × r^(log n ÷ log 2)",
    values=Learning,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="time of the unit",
    measure=Measure("hour", 1),
    example="first=100 rate=80 nth=8",
    subtopic="SC15",
    book="JC",
    topic="learning curves",
)
