"""How many workers a plan needs."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import short
from content.generators.kit.values import number, percent

_MINUTES = Decimal(60)


class Workforce(Values):
    """An hour paid yields utilisation × efficiency standard hours; workers are whole and do not work overtime."""

    quantity: Decimal = number("Q", "production", "units a month")
    time: Decimal = number("t", "standard time", "hours a unit")
    days: Decimal = number("d", "working days", "days a month", high=31)
    hours: Decimal = number("h", "hours a worker is paid for", "hours a day", high=24)
    utilisation: Decimal = percent("u", "utilisation")
    efficiency: Decimal = percent("e", "efficiency", high=300)

    @property
    def load(self) -> Decimal:
        """Standard hours to be produced."""
        return self.quantity * self.time

    @property
    def paid(self) -> Decimal:
        """Hours that a worker is paid for in a month."""
        return self.days * self.hours

    @property
    def u(self) -> Decimal:
        """Utilisation as a fraction."""
        return self.utilisation / 100

    @property
    def e(self) -> Decimal:
        """Efficiency as a fraction."""
        return self.efficiency / 100

    @property
    def misread(self) -> Decimal:
        """The standard time in minutes, were its hundredths minutes."""
        full = self.time.to_integral_value(rounding=ROUND_FLOOR)
        return full * _MINUTES + (self.time - full) * 100


_STORIES = stories(
    "lamp | A lamp factory plans to assemble {quantity} {units} next month.",
    "jacket | A sewing plant plans {quantity} {units} for next month.",
    "toaster | An appliance maker plans {quantity} {units} for next month.",
    "order | A parts warehouse expects to pick and pack {quantity} {units} next month.",
)


def _draw(d: Draw) -> Drawn[Workforce]:
    values = Workforce(
        quantity=d.number(4_000, 20_000, 200),
        time=d.decimal("0.20", "1.50", "0.05"),
        days=d.number(19, 22),
        hours=Decimal(d.pick(("7", "7.5", "8"))),
        utilisation=d.number(80, 95),
        efficiency=d.number(85, 98),
    )
    story = d.pick(_STORIES)
    many = values.load >= 20 * values.paid  # of fewer workers the rounding up would be too large a part
    return (values, story) if many and values.time != 1 else None


def _work(v: Workforce, t: Told) -> Worked:
    each = v.paid * v.u * v.e
    return Worked(
        v.load / each,
        f"Standard hours of the plan: {t.quantity} × {t.time} = {short(v.load)}.",
        f"Standard hours of a worker: {t.days} × {t.hours} × {short(v.u)} × {short(v.e)} = {short(each)}.",
        f"Workers: {short(v.load)} ÷ {short(each)} = {short(v.load / each, 2)}, rounded up: <gives>.",
    )


def _ask(v: Workforce, t: Told) -> Asked:
    u, e, load, paid = short(v.u), short(v.e), short(v.load), short(v.paid)
    each, added = v.paid * v.u * v.e, v.u + v.e - 1
    yields = short(each, 5)
    return Asked(
        f"{t.story()} The standard time of one is {t.time} hours. The month has {t.days} working days, and a worker is "
        f"there for {t.hours} hours a day. Utilisation is {t.utilisation}, efficiency {t.efficiency}.\n"
        "Rounded up to a whole worker, how many workers does the plan need?",
        f"The plan takes {load} standard hours, and a worker yields {paid} × {u} × {e} of them: rounded up, <gives>.",
        Mistake(
            "the forgotten utilisation and efficiency",
            v.load / v.paid,
            f"You left out utilisation and efficiency: {load} ÷ {paid} gives <gives>. Not all of the time is worked, "
            "nor at the standard pace.",
        ),
        Mistake(
            "the forgotten efficiency",
            v.load / (v.paid * v.u),
            f"You left out efficiency: {load} ÷ ({paid} × {u}) gives <gives>. An hour worked yields only {e} standard "
            "hours.",
        ),
        Mistake(
            "multiplying by utilisation and efficiency",
            v.load * v.u * v.e / v.paid,
            f"You multiplied by the factors: {load} × {u} × {e} ÷ {paid} gives <gives>. They shrink what a worker "
            "yields, so more workers are needed.",
        ),
        Mistake(
            "the forgotten utilisation",
            v.load / (v.paid * v.e),
            f"You left out utilisation: {load} ÷ ({paid} × {e}) gives <gives>. Only {t.utilisation} of the hours are "
            "worked.",
        ),
        Mistake(
            "adding the losses",
            v.load / (v.paid * added),
            f"You added the two losses: {load} ÷ ({paid} × {short(added)}) gives <gives>. The factors multiply.",
        ),
        Mistake(
            "hundredths of an hour taken for minutes",
            v.quantity * v.misread / _MINUTES / each,
            f"You read {t.time} hours as hours and minutes: {t.quantity} × {short(v.misread)} ÷ 60 ÷ {yields} gives "
            f"<gives>. {t.time} hours are {short(v.time * _MINUTES)} minutes.",
        ),
        Mistake(
            "utilisation and efficiency counted twice",
            v.load / (each * v.u * v.e),
            f"You used both factors twice: {load} ÷ ({u} × {e}) ÷ {yields} gives <gives>. Either the hours needed "
            "are raised by them or the hours of a worker are lowered.",
        ),
        Mistake(
            "dividing by the standard time",
            v.quantity / v.time / each,
            f"You divided by the standard time: {t.quantity} ÷ {t.time} ÷ {yields} gives <gives>. It is hours for "
            f"one {t.unit}, so the load is quantity × time.",
            offered=v.time * v.time * 3 >= 1 >= v.time * v.time / 3,
        ),
    )


WORKFORCE = generator(
    "sop.workforce",
    "Workers needed for a production plan",
    "workers = Q × t ÷ (d × h × u × e)",
    values=Workforce,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="workforce needed",
    measure=Measure("worker", up=True),
    example="quantity=8000 time=0.5 days=20 hours=8 utilisation=90 efficiency=95",
    subtopic="SP11",
    book="JC",
    topic="aggregate planning: workforce requirements",
)
