"""Takt: the pace at which customers take."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given
from content.generators.kit.values import Wrong, number


class Takt(Values):
    """Only planned working time counts: breaks are taken off in every shift."""

    shifts: Decimal = number("s", "shifts", "shifts a day", high=24)
    minutes: Decimal = number("T", "length of a shift", "minutes", high=1440)
    breaks: Decimal = number("b", "planned breaks in each shift", "minutes", low=0)
    demand: Decimal = number("d", "customer demand", "units a day")

    @property
    def net(self) -> Decimal:
        """Working minutes of a shift."""
        return self.minutes - self.breaks

    @property
    def seconds(self) -> Decimal:
        """Working seconds of a day."""
        return self.shifts * self.net * 60

    def wrong(self) -> Iterator[Wrong]:
        """A shift has time to work."""
        if self.net <= 0:
            yield Wrong("breaks", f"must be shorter than the shift of {given(self.minutes)} minutes")


_STORIES = stories(
    "dryer | A cell assembles hair dryers in {shifts} shifts a day. Each shift lasts {minutes} minutes, of which "
    "{breaks} go to breaks and a short meeting. Customers take {demand} dryers a day.",
    "kit | A line fills first-aid kits in {shifts} shifts a day of {minutes} minutes each, less {breaks} minutes "
    "of planned breaks in each shift. Demand is {demand} kits a day.",
    "frame | A plant welds bicycle frames in {shifts} daily shifts. A shift has {minutes} minutes; {breaks} of "
    "them are planned pauses. The customer needs {demand} frames a day.",
)


def _draw(d: Draw) -> Drawn[Takt]:
    values = Takt(
        shifts=d.number(2, 3), minutes=Decimal(480), breaks=d.number(30, 60, 5), demand=d.number(200, 1200, 20)
    )
    return values, d.pick(_STORIES)


def _work(v: Takt, t: Told) -> Worked:
    return Worked(
        v.seconds / v.demand,
        f"Working time of a shift: {t.minutes} − {t.breaks} = {given(v.net)} minutes.",
        f"Of a day: {t.shifts} × {given(v.net)} × 60 = {given(v.seconds)} seconds.",
        f"Takt = working time ÷ demand = {given(v.seconds)} ÷ {t.demand} = <gives>.",
    )


def _ask(v: Takt, t: Told) -> Asked:
    net, minutes = given(v.net), v.seconds // 60
    return Asked(
        f"{t.story()}\nWhat is the takt time, in seconds per {t.unit}, to one decimal?",
        f"Working time of {t.shifts} × {net} minutes is {given(v.seconds)} seconds; shared among {t.demand} it gives "
        "<gives> for each.",
        Mistake(
            "the forgotten breaks",
            v.shifts * v.minutes * 60 / v.demand,
            f"You did not take off the breaks: {t.shifts} × {t.minutes} × 60 ÷ {t.demand} gives <gives>. Nobody "
            "produces in a planned break.",
        ),
        Mistake(
            "counting one shift only",
            v.net * 60 / v.demand,
            f"You counted one shift only: {net} × 60 ÷ {t.demand} gives <gives>. The daily demand is met in {t.shifts} "
            "shifts.",
        ),
        Mistake(
            "minutes taken for seconds",
            minutes / v.demand,
            f"You read minutes as seconds: {given(minutes)} minutes ÷ {t.demand} gives <gives>, a takt in minutes.",
        ),
        Mistake(
            "the breaks counted once for all shifts",
            (v.shifts * v.minutes - v.breaks) * 60 / v.demand,
            f"You took the breaks off once for the whole day: ({t.shifts} × {t.minutes} − {t.breaks}) × 60 ÷ "
            f"{t.demand} gives <gives>. Every shift has them.",
        ),
        Mistake(
            "clock time taken for working time",
            Decimal(24 * 3600) / v.demand,
            f"You used the whole day: 86,400 seconds ÷ {t.demand} gives <gives>. Takt divides planned working time, "
            "not clock time.",
        ),
    )


TAKT = generator(
    "schedules.takt",
    "Takt time",
    "takt = s × (T − b) × 60 ÷ d",
    values=Takt,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="takt time",
    measure=Measure("second", 1),
    example="shifts=2 minutes=480 breaks=30 demand=600",
    subtopic="SC13",
    book="IMM",
    topic="lean production: takt time",
)
