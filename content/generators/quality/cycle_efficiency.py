"""How much of a lead time adds value."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up
from content.generators.kit.values import Wrong, number


class CycleEfficiency(Values):
    """Lead time is working time: only the hours worked in a day count."""

    added: Decimal = number("VA", "value-added time", "minutes")
    days: Decimal = number("L", "lead time", "working days")
    hours: Decimal = number("h", "working hours of a day", "hours", high=24)

    @property
    def lead(self) -> Decimal:
        """The lead time in minutes."""
        return self.days * self.hours * 60

    def wrong(self) -> Iterator[Wrong]:
        """Value is added within the lead time."""
        if self.added > self.lead:
            yield Wrong("added", f"must be no more than the lead time of {given(self.lead)} minutes")


_STORIES = stories(
    "table | A furniture maker maps the value stream of a made-to-order {unit}. From order to dispatch it takes {days} "
    "working days of {hours} hours; {added} minutes of that add value.",
    "claim | An insurer's value stream map shows that a {unit} is settled {days} working days after it comes in. A "
    "working day has {hours} hours. Value is added in {added} minutes.",
    "gear | A machine shop follows one {unit} through its plant. The lead time is {days} working days of {hours} hours "
    "each, and the value-added time {added} minutes.",
    "lens | An optician's workshop needs {days} working days to deliver a {unit}. It works {hours} hours a day. "
    "Grinding, coating and fitting, all of which add value, take {added} minutes.",
)


def _draw(d: Draw) -> Drawn[CycleEfficiency]:
    return CycleEfficiency(added=d.number(20, 240, 5), days=d.number(2, 20), hours=Decimal(8)), d.pick(_STORIES)


def _work(v: CycleEfficiency, t: Told) -> Worked:
    return Worked(
        100 * v.added / v.lead,
        f"Lead time: {t.days} × {t.hours} × 60 = {given(v.lead)} minutes.",
        f"Process cycle efficiency = {t.added} ÷ {given(v.lead)} = <gives>.",
    )


def _ask(v: CycleEfficiency, t: Told) -> Asked:
    lead, all_hours, key = given(v.lead), v.days * v.hours, 100 * v.added / v.lead
    over_hours, one_day = 100 * v.added / all_hours, 100 * v.added / (v.hours * 60)
    return Asked(
        f"{t.story()}\nWhat is the process cycle efficiency, in percent to two decimals?",
        f"The lead time is {t.days} × {t.hours} × 60 = {lead} minutes, of which {t.added} add value: <gives>.",
        Mistake(
            "days of 24 hours",
            100 * v.added / (v.days * 1440),
            f"You counted days of 24 hours: {t.added} ÷ ({t.days} × 24 × 60) gives <gives>. A working day here has "
            f"{t.hours} hours.",
        ),
        Mistake(
            "minutes divided by hours",
            over_hours,
            f"You divided minutes by hours: {t.added} ÷ ({t.days} × {t.hours}) gives <gives>. Turn the hours of the "
            "lead time into minutes first.",
            offered=over_hours < 100,
        ),
        Mistake(
            "the share that adds no value",
            100 - key,
            f"You gave the share of time that adds no value: 100% − {half_up(key, 2)}% gives <gives>. Efficiency is "
            "the rest.",
        ),
        Mistake(
            "counting one day only",
            one_day,
            f"You counted one day of lead time: {t.added} ÷ ({t.hours} × 60) gives <gives>. The {t.unit} takes "
            f"{t.days} days.",
        ),
        Mistake(
            "hours divided by days",
            100 * v.added / (60 * v.days),
            f"You divided hours by days: {t.added} ÷ 60 ÷ {t.days} gives <gives>. Both need the same unit: the lead "
            f"time is {given(all_hours)} hours.",
        ),
        Mistake(
            "dividing by the time without value",
            100 * v.added / (v.lead - v.added),
            f"You divided by the rest of the lead time: {t.added} ÷ ({lead} − {t.added}) gives <gives>. Lead time "
            "holds the value-added time as well.",
        ),
        Mistake(
            "the value-added time added to the lead time",
            100 * v.added / (v.lead + v.added),
            f"You added the value-added time to the lead time: {t.added} ÷ ({lead} + {t.added}) gives <gives>. It is a "
            "part of the lead time already.",
        ),
    )


PCE = generator(
    "quality.pce",
    "Process cycle efficiency",
    "PCE = VA ÷ (L × h × 60)",
    values=CycleEfficiency,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="process cycle efficiency",
    measure=Measure("%", 2),
    example="added=96 days=10 hours=8",
    subtopic="QU12",
    book="FP",
    topic="lead time and value-added time",
)
