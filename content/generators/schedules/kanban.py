"""Kanban cards in a loop."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import number, percent


class Kanban(Values):
    """One card for each container; the lead time is that of the whole replenishment loop."""

    demand: Decimal = number("d", "demand", "units a day")
    lead: Decimal = number("L", "replenishment lead time", "working hours")
    day: Decimal = number("h", "working day", "hours", high=24)
    safety: Decimal = percent("s", "safety factor", low=0, high=1000)
    container: Decimal = number("c", "quantity in a container", "units")

    @property
    def factor(self) -> Decimal:
        """One and the safety factor."""
        return 1 + self.safety / 100

    @property
    def days(self) -> Decimal:
        """Lead time in days."""
        return self.lead / self.day

    @property
    def in_loop(self) -> Decimal:
        """Units in the loop."""
        return self.demand * self.days * self.factor


_STORIES = stories(
    "mirror | A car plant fits {demand} door mirrors in a working day of {day} hours. Containers of {container} come "
    "from the supplier's nearby store; the replenishment lead time is {lead} working hours. The safety factor is "
    "{safety}.",
    "tray | A hospital uses {demand} instrument trays in a working day of {day} hours. They move in trolleys of "
    "{container}. Sterilising and return take {lead} working hours in all, with a safety factor of {safety}.",
    "motor | An assembly cell for mixers takes {demand} motors in a working day of {day} hours, in boxes of "
    "{container}. Replenishment takes {lead} working hours. The safety factor is {safety}.",
)


def _draw(d: Draw) -> Drawn[Kanban]:
    values = Kanban(
        demand=d.number(200, 1500, 20),
        lead=d.number(2, 16, 2),
        day=Decimal(8),
        safety=d.number(5, 25, 5),
        container=d.number(10, 60, 5),
    )
    story = d.pick(_STORIES)
    return (values, story) if 6 <= values.in_loop / values.container <= 40 and values.lead != values.day else None


def _work(v: Kanban, t: Told) -> Worked:
    return Worked(
        v.in_loop / v.container,
        f"Lead time in days: {t.lead} ÷ {t.day} = {short(v.days)}.",
        f"Units in the loop: {t.demand} × {short(v.days)} × {given(v.factor)} = {short(v.in_loop)}.",
        f"Cards: {short(v.in_loop)} ÷ {t.container} = {short(v.in_loop / v.container, 2)}, rounded up: <gives>.",
    )


def _ask(v: Kanban, t: Told) -> Asked:
    d, c, days, factor = t.demand, t.container, short(v.days), given(v.factor)
    return Asked(
        f"{t.story()}\nRounded up to a whole card, how many kanban cards does the loop need, one for each container?",
        f"During the lead time of {days} days, safety included, {short(v.in_loop)} {t.units} must be in the loop; in "
        f"containers of {c} that takes <gives>.",
        Mistake(
            "the forgotten safety factor",
            v.demand * v.days / v.container,
            f"You left out the safety factor: {d} × {days} ÷ {c} gives <gives>. Any delay would then mean a shortage.",
        ),
        Mistake(
            "hours taken for days",
            v.demand * v.lead * v.factor / v.container,
            f"You took the hours of lead time for days: {d} × {t.lead} × {factor} ÷ {c} gives <gives>. Demand is per "
            f"day of {t.day} hours.",
        ),
        Mistake(
            "subtracting the safety factor",
            v.demand * v.days * (2 - v.factor) / v.container,
            f"You subtracted the safety factor: {d} × {days} × {given(2 - v.factor)} ÷ {c} gives <gives>. It is an "
            "allowance on top.",
        ),
        Mistake(
            "days of 24 hours",
            v.demand * v.lead / 24 * v.factor / v.container,
            f"You divided the lead time by 24 hours: {d} × {t.lead} ÷ 24 × {factor} ÷ {c} gives <gives>. These are "
            f"working hours, and a working day has {t.day}.",
        ),
        Mistake(
            "the forgotten lead time",
            v.demand * v.factor / v.container,
            f"You covered one day of demand: {d} × {factor} ÷ {c} gives <gives>. The loop takes {days} days.",
        ),
        Mistake(
            "the lead time counted twice",
            2 * v.in_loop / v.container,
            f"You doubled the lead time for the way there and back: {d} × 2 × {days} × {factor} ÷ {c} gives <gives>. "
            "The lead time given is that of the whole loop.",
        ),
    )


KANBAN = generator(
    "schedules.kanban",
    "Number of kanban cards",
    "N = d × L ÷ h × (1 + s) ÷ c, rounded up",
    values=Kanban,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="number of cards",
    measure=Measure("card", up=True),
    example="demand=800 lead=4 day=8 safety=10 container=25",
    subtopic="SC14",
    book="IMM",
    topic="lean production: kanban",
)
