"""Input/output control."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import accumulate

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import Wrong, number


def _sum(values: tuple[Decimal, ...]) -> Decimal:
    return sum(values, Decimal(0))


class InputOutput(Values):
    """Backlog grows with what really arrives and shrinks with what is really done; plans only explain it."""

    opening: Decimal = number("B", "opening backlog", "standard hours", low=0)
    planned_in: tuple[Decimal, ...] = number("PI", "planned input", "standard hours", low=0, per="week")
    actual_in: tuple[Decimal, ...] = number("AI", "actual input", "standard hours", low=0, per="week")
    planned_out: tuple[Decimal, ...] = number("PO", "planned output", "standard hours", low=0, per="week")
    actual_out: tuple[Decimal, ...] = number("AO", "actual output", "standard hours", low=0, per="week")

    @property
    def into(self) -> Decimal:
        """All actual input."""
        return _sum(self.actual_in)

    @property
    def out(self) -> Decimal:
        """All actual output."""
        return _sum(self.actual_out)

    @property
    def planned(self) -> Decimal:
        """The backlog at the end that was planned."""
        return self.opening + _sum(self.planned_in) - _sum(self.planned_out)

    def wrong(self) -> Iterator[Wrong]:
        """Nothing is done that has not come in."""
        changes = (came - done for came, done in zip(self.actual_in, self.actual_out, strict=True))
        ends = list(accumulate(changes, initial=self.opening))
        if min(ends) < 0:
            week = next(week for week, end in enumerate(ends) if end < 0)
            yield Wrong(
                "actual_out",
                f"must be no more than {given(ends[week - 1] + self.actual_in[week - 1])} in week "
                f"{week}: the backlog was used up",
            )


_STORIES = stories(
    "hour | A planner controls input and output of a grinding centre, in standard hours. The backlog at the start of "
    "week 1 is {opening} standard hours.",
    "hour | The finishing department of a textile mill reports its input and output in standard hours. Four weeks ago "
    "its backlog was {opening} standard hours.",
    "hour | A workshop that overhauls train bogies keeps an input/output report, in standard hours. It began the month "
    "with a backlog of {opening} standard hours.",
)


def _draw(d: Draw) -> Drawn[InputOutput]:
    into = d.number(150, 300, 10)
    out = into + d.number(-10, 20, 10)
    values = InputOutput(
        opening=d.number(60, 200, 10),
        planned_in=(into,) * 4,
        actual_in=tuple(into + into * d.whole(-10, 10) // 100 for _ in range(4)),
        planned_out=(out,) * 4,
        actual_out=tuple(out + out * d.whole(-10, 10) // 100 for _ in range(4)),
    )
    story = d.pick(_STORIES)
    return None if values.into == values.out or any(values.wrong()) else (values, story)


def _work(v: InputOutput, t: Told) -> Worked:
    return Worked(
        v.opening + v.into - v.out,
        f"Actual input: {' + '.join(map(given, v.actual_in))} = {given(v.into)}.",
        f"Actual output: {' + '.join(map(given, v.actual_out))} = {given(v.out)}.",
        f"Backlog = {t.opening} + {given(v.into)} − {given(v.out)} = <gives>; the plan was {given(v.planned)}.",
    )


def _ask(v: InputOutput, t: Told) -> Asked:
    into, out, last = given(v.into), given(v.out), (v.actual_in[-1], v.actual_out[-1])
    plan_in, plan_out = _sum(v.planned_in), _sum(v.planned_out)
    return Asked(
        f"{t.story()}\n"
        + table(
            (
                ("Week", tuple("1234")),
                ("Planned input", v.planned_in),
                ("Actual input", v.actual_in),
                ("Planned output", v.planned_out),
                ("Actual output", v.actual_out),
            )
        )
        + "\nWhat is the backlog at the end of week 4, in standard hours (std h)?",
        f"The backlog of {t.opening} grew by the actual input of {into} and shrank by the actual output of {out}, to "
        "<gives>.",
        Mistake(
            "input and output the wrong way round",
            v.opening - v.into + v.out,
            f"You reversed input and output: {t.opening} − {into} + {out} gives <gives>. Input adds to a backlog, "
            "output takes from it.",
        ),
        Mistake(
            "planned taken for actual figures",
            v.planned,
            f"You used the plan: {t.opening} + {given(plan_in)} − {given(plan_out)} gives <gives>. What really came in "
            "and went out makes the backlog.",
        ),
        Mistake(
            "the deviation of input alone",
            v.opening + v.into - plan_in,
            f"You added the cumulative deviation of input: {t.opening} + {into} − {given(plan_in)} gives <gives>. "
            "That compares input with its plan and leaves output out.",
        ),
        Mistake(
            "the forgotten opening backlog",
            v.into - v.out,
            f"You left out the opening backlog: {into} − {out} gives <gives>, which is only the change in four weeks.",
        ),
        Mistake(
            "planned output with actual input",
            v.opening + v.into - plan_out,
            f"You took the actual input but the planned output: {t.opening} + {into} − {given(plan_out)} gives "
            "<gives>. The work centre did not keep to its plan.",
        ),
        Mistake(
            "planned input with actual output",
            v.opening + plan_in - v.out,
            f"You took the actual output but the planned input: {t.opening} + {given(plan_in)} − {out} gives <gives>. "
            "What arrived was not what was planned.",
        ),
        Mistake(
            "counting the last week only",
            v.opening + last[0] - last[1],
            f"You counted week 4 only: {t.opening} + {given(last[0])} − {given(last[1])} gives <gives>. The opening "
            "backlog is that of week 1.",
        ),
    )


IO_BACKLOG = generator(
    "schedules.io_backlog",
    "Input/output control: ending backlog",
    "backlog = B + ΣAI − ΣAO",
    values=InputOutput,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="backlog at the end",
    measure=Measure("std h", many="std h"),
    example="opening=100 planned_in=200,200,200,200 actual_in=190,210,205,180 "
    "planned_out=210,210,210,210 actual_out=200,205,195,210",
    subtopic="SC10",
    book="IMM",
    topic="production activity control: input/output control",
)
