"""Capacity in standard hours, and how well the hours were used."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, short
from content.generators.kit.values import Wrong, number, percent

_STANDARD_HOURS = Measure("std h", 1, many="std h")


class Rated(Values):
    """Efficiency may be above 100%; the machines are alike."""

    machines: Decimal = number("n", "machines", "machines")
    shifts: Decimal = number("s", "shifts", "shifts a day", high=24)
    hours: Decimal = number("h", "length of a shift", "hours", high=24)
    days: Decimal = number("d", "working days", "days a week", high=7)
    utilisation: Decimal = percent("u", "utilisation")
    efficiency: Decimal = percent("e", "efficiency", high=300)

    @property
    def available(self) -> Decimal:
        """Hours a week in which there is a machine to work on."""
        return self.machines * self.shifts * self.hours * self.days

    @property
    def u(self) -> Decimal:
        """Utilisation as a fraction."""
        return self.utilisation / 100

    @property
    def e(self) -> Decimal:
        """Efficiency as a fraction."""
        return self.efficiency / 100

    def wrong(self) -> Iterator[Wrong]:
        """The shifts fit into a day."""
        if self.shifts * self.hours > 24:
            yield Wrong("hours", f"must be no more than {short(24 / self.shifts)}, or the shifts of a day overlap")


_RATED = stories(
    "hour | A work centre has {machines} identical milling machines. They run {runs} a day of {hours} hours, {days} "
    "days a week. Past records show a utilisation of {utilisation} and an efficiency of {efficiency}.",
    "hour | A carpet mill has {machines} looms of the same kind. Each is staffed for {runs} a day of {hours} hours on "
    "{days} days a week. Utilisation is {utilisation}, efficiency {efficiency}.",
    "hour | A laboratory runs {machines} identical analysers for {runs} a day of {hours} hours, {days} days a week. "
    "Over the last quarter utilisation was {utilisation} and efficiency {efficiency}.",
)


def _draw_rated(d: Draw) -> Drawn[Rated]:
    values = Rated(
        machines=d.number(2, 8),
        shifts=d.number(1, 3),
        hours=Decimal(8),
        days=d.number(5, 6),
        utilisation=d.number(75, 95),
        efficiency=d.number(85, 110),
    )
    story = d.pick(_RATED)
    return None if values.e == 1 else (values, story)


def _work_rated(v: Rated, t: Told) -> Worked:
    return Worked(
        v.available * v.u * v.e,
        f"Available time: {t.machines} × {t.shifts} × {t.hours} × {t.days} = {given(v.available)} hours a week.",
        f"Rated capacity = available time × utilisation × efficiency = {given(v.available)} × {t.utilisation} × "
        f"{t.efficiency} = <gives>.",
    )


def _ask_rated(v: Rated, t: Told) -> Asked:
    time = given(v.available)
    left = v.u + v.e - 1
    return Asked(
        f"{t.story(runs=count(v.shifts, 'shift'))}\nWhat is the rated (calculated) capacity, in standard hours (std h) "
        "a week, to one decimal?",
        f"The {time} hours that are available, reduced by utilisation and weighed by efficiency: {time} × "
        f"{t.utilisation} × {t.efficiency} is <gives>.",
        Mistake(
            "the forgotten efficiency",
            v.available * v.u,
            f"You left out efficiency: {time} × {t.utilisation} gives <gives>. These are hours worked, not standard "
            "hours of output.",
        ),
        Mistake(
            "available time taken for capacity",
            v.available,
            f"You stopped at the available time: {t.machines} × {t.shifts} × {t.hours} × {t.days} gives <gives>. "
            "Neither utilisation nor efficiency is in it.",
        ),
        Mistake(
            "dividing by utilisation and efficiency",
            v.available / (v.u * v.e),
            f"You divided by the two factors: {time} ÷ ({given(v.u)} × {given(v.e)}) gives <gives>. Division finds the "
            "time that a load needs, not what the time can yield.",
        ),
        Mistake(
            "counting one machine only",
            v.available / v.machines * v.u * v.e,
            f"You counted one machine only: {given(v.available / v.machines)} × {t.utilisation} × {t.efficiency} gives "
            f"<gives>. The work centre has {t.machines}.",
        ),
        Mistake(
            "the forgotten utilisation",
            v.available * v.e,
            f"You left out utilisation: {time} × {t.efficiency} gives <gives>. Machines that stand still earn no "
            "standard hours.",
        ),
        Mistake(
            "adding the losses",
            v.available * left,
            f"You added the two deviations from 100%: {time} × {given(left)} gives <gives>. The factors multiply.",
        ),
    )


RATED_CAPACITY = generator(
    "schedules.rated_capacity",
    "Rated (calculated) capacity",
    "rated capacity = n × s × h × d × u × e",
    values=Rated,
    draw=_draw_rated,
    work=_work_rated,
    ask=_ask_rated,
    gives="rated capacity, a week",
    measure=_STANDARD_HOURS,
    example="machines=4 shifts=2 hours=8 days=5 utilisation=85 efficiency=95",
    subtopic="SC04",
    book="IMM",
    topic="capacity management: rated capacity",
)


class Efficiency(Values):
    """Utilisation is hours worked ÷ hours available; efficiency looks only at the hours worked."""

    available: Decimal = number("A", "hours available", "hours")
    worked: Decimal = number("W", "hours worked", "hours")
    standard: Decimal = number("S", "standard hours produced", "standard hours")

    def wrong(self) -> Iterator[Wrong]:
        """Nobody works more hours than there are."""
        if self.worked > self.available:
            yield Wrong("worked", f"must be no more than the {given(self.available)} hours available")


_EFFICIENCY = stories(
    "hour | A machining cell was scheduled for {available} hours last week. It worked {worked} of them and produced "
    "work worth {standard} standard hours.",
    "hour | An order-picking team had {available} hours available last week. It picked for {worked} hours; the rest "
    "went to waiting and meetings. The orders picked are worth {standard} standard hours.",
    "hour | A print shop had {available} press hours available in a month. The presses ran for {worked} hours and "
    "printed jobs rated at {standard} standard hours.",
)


def _draw_efficiency(d: Draw) -> Drawn[Efficiency]:
    available = d.number(120, 320, 10)
    worked = available * d.whole(75, 95) // 100
    standard = worked * d.whole(85, 115) // 100
    story = d.pick(_EFFICIENCY)
    if standard == worked:
        return None
    return Efficiency(available=available, worked=worked, standard=standard), story


def _work_efficiency(v: Efficiency, t: Told) -> Worked:
    return Worked(
        100 * v.standard / v.worked,
        f"Efficiency compares the standard hours produced, {t.standard}, with the hours worked, {t.worked}.",
        f"{t.standard} ÷ {t.worked} = <gives>.",
        f"The {t.available} hours available are the base of utilisation, {short(100 * v.worked / v.available, 1)}%.",
    )


def _ask_efficiency(v: Efficiency, t: Told) -> Asked:
    difference = v.standard - v.worked
    sign = "+" if difference > 0 else "−"
    return Asked(
        f"{t.story()} The company defines utilisation as hours worked ÷ hours available.\nWhat was the efficiency, in "
        "percent to one decimal?",
        f"Efficiency sets the standard hours produced against the hours worked: {t.standard} ÷ {t.worked} is <gives>.",
        Mistake(
            "utilisation taken for efficiency",
            100 * v.worked / v.available,
            f"You computed utilisation: {t.worked} ÷ {t.available} gives <gives>. It says how much of the time was "
            "used, not how much came out of it.",
        ),
        Mistake(
            "dividing by the hours available",
            100 * v.standard / v.available,
            f"You divided by the hours available: {t.standard} ÷ {t.available} gives <gives>. That is efficiency and "
            "utilisation in one, sometimes called productivity.",
        ),
        Mistake(
            "the inverted ratio",
            100 * v.worked / v.standard,
            f"You turned the ratio round: {t.worked} ÷ {t.standard} gives <gives>. Producing more standard hours in "
            "the same time must raise efficiency.",
        ),
        Mistake(
            "the difference set against the hours available",
            100 + 100 * difference / v.available,
            f"You set the difference of {given(abs(difference))} hours against the hours available: ({t.available} "
            f"{sign} {given(abs(difference))}) ÷ {t.available} gives <gives>. Its base is the {t.worked} hours worked.",
        ),
        Mistake(
            "the inverted utilisation",
            100 * v.available / v.worked,
            f"You turned utilisation round: {t.available} ÷ {t.worked} gives <gives>. Output, in standard hours, is "
            "not in it at all.",
        ),
    )


EFFICIENCY = generator(
    "schedules.efficiency",
    "Efficiency",
    "efficiency = S ÷ W",
    values=Efficiency,
    draw=_draw_efficiency,
    work=_work_efficiency,
    ask=_ask_efficiency,
    gives="efficiency",
    measure=Measure("%", 1),
    example="available=160 worked=140 standard=133",
    subtopic="SC04",
    book="IMM",
    topic="capacity management: utilisation and efficiency",
)
