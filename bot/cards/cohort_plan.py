"""A cohort's plan: a module a week, as a list that reads at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

from bot.cards.cohort import Free, free_words
from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Field, Form, Input, Kind, Look, Tone
from bot.chat.text import Text, join, say
from bot.model.cohort import Cohort, Plan
from bot.model.domains import Domain
from bot.rules.calendar import week_start
from bot.rules.plan import week_number

DEFAULT_WEEKS = 12
MOST_WEEKS = 104
_MOST_LINES = 25
_MOST_HOLIDAYS = 10


def next_monday(today: date) -> date:
    """Today, if it is one."""
    return week_start(today + timedelta(days=6))


def module_title(module: Domain | None) -> str:
    """A week's module in words."""
    return module.title if module else "Mixed: all domains"


def none_yet(cohort: Cohort, *, removed: bool = False) -> Card:
    """There is no plan."""
    gone = say("Nothing else changes.") if removed else ()
    return Card(
        "The plan is removed" if removed else "There is no plan",
        join(
            (
                say("Questions come from all domains, by their weight in the exam."),
                gone,
                say(
                    "With a plan each week has a module: 70% of its questions come from it, the rest from earlier ones."
                ),
            )
        ),
        buttons=((Button("Set a plan", f"cohort:plan:{cohort.id}", Look.PRIMARY),),),
    )


def shown(cohort: Cohort, plan: Plan, today: date, free: Free, *, saved: bool = False) -> Card:
    """The plan week by week, this week in bold."""
    lines = list(_lines(plan, today))
    return Card(
        "The plan is saved" if saved else "The plan",
        say(
            "From {start} to {end}: 70% of the questions come from the week's module, the rest from earlier ones.",
            start=long_date(plan.start),
            end=long_date(plan.end),
        ),
        fields=tuple(
            Field("Week by week" if at == 0 else "And on", join(lines[at : at + _MOST_LINES]))
            for at in range(0, len(lines), _MOST_LINES)
        )
        + ((Field("Holidays without a question", free_words(free, _MOST_HOLIDAYS)),) if free.days else ()),
        buttons=(
            (
                Button("Change the plan", f"cohort:plan:{cohort.id}"),
                Button("Remove the plan", f"cohort:unplan:{cohort.id}", Look.DANGER),
            ),
        ),
        note=say("It holds from the next question on."),
        tone=Tone.RIGHT if saved else Tone.PLAIN,
    )


def _lines(plan: Plan, today: date) -> Iterator[Text]:
    """One line for each run of weeks with the same module; the present one in bold."""
    now = week_number(plan, today)
    for module, run in groupby(enumerate(plan.weeks, 1), key=lambda week: week[1]):
        weeks = [number for number, _ in run]
        first = week_start(plan.start) + timedelta(weeks=weeks[0] - 1)
        last = min(week_start(plan.start) + timedelta(weeks=weeks[-1], days=-1), plan.end)
        line = say(
            "{weeks} · {span} · {module}",
            weeks=f"Week {weeks[0]}" if len(weeks) == 1 else f"Weeks {weeks[0]}–{weeks[-1]}",
            span=_span(max(first, plan.start), last),
            module=module_title(module),
        )
        yield say("**{line}** (now)", line=line) if now in weeks else line


def _span(first: date, last: date) -> str:
    """`23 Nov – 6 Dec`."""
    ends = [f"{day.day} {long_date(day).split()[2][:3]}" for day in (first, last)]
    return " – ".join(dict.fromkeys(ends))


def form(cohort: Cohort, today: date, *, usual: bool) -> Form:
    """The plan as it is, or the usual one. `usual`: whether its modules come in the order that they have by default."""
    plan = cohort.plan
    start = plan.start if plan else next_monday(today)
    return Form(
        f"cohort:plan:save:{cohort.id}",
        "A module a week",
        (
            Input(
                "start", "First day", Kind.DATE, f"{start:%Y-%m-%d}", "Such as 2027-01-04 or 4 January 2027", most=40
            ),
            Input(
                "weeks",
                "Weeks",
                Kind.INT,
                str(len(plan.weeks) if plan else DEFAULT_WEEKS),
                "The usual twelve: eight domains, then two mixed weeks. Left empty: until the last day.",
                False,
                most=4,
            ),
            Input("end", "Last day", Kind.DATE, "", "Instead of a number of weeks", False, most=40),
            Input(
                "order",
                "Order of modules",
                Kind.TEXT,
                "" if usual or plan is None else ", ".join(module or "mixed" for module in plan.weeks),
                ", ".join(Domain) + ", mixed; empty: the usual",
                False,
                most=2000,
            ),
        ),
    )
