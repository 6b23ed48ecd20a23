"""Balancing a line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table, up
from content.generators.kit.values import Wrong, number


class Line(Values):
    """The theoretical minimum of stations is taken as possible, whatever comes before what."""

    times: tuple[Decimal, ...] = number("t", "task time", "seconds", per="task", most=24)
    cycle: Decimal = number("C", "cycle time", "seconds")

    @property
    def total(self) -> Decimal:
        """All work on a unit."""
        return sum(self.times, Decimal(0))

    @property
    def stations(self) -> Decimal:
        """The theoretical minimum of stations."""
        return up(self.total / self.cycle)

    def wrong(self) -> Iterator[Wrong]:
        """A task fits into a cycle."""
        if max(self.times) > self.cycle:
            yield Wrong("cycle", f"must be {given(max(self.times))} or more, the longest task")


_STORIES = stories(
    "second | A line assembles kettles at a cycle time of {cycle} seconds. Each kettle takes six tasks.",
    "second | A sandwich line runs at a cycle time of {cycle} seconds. Making a sandwich box takes six tasks.",
    "second | A cell packs glucose meters every {cycle} seconds, its cycle time. There are six tasks.",
)


def _draw(d: Draw) -> Drawn[Line]:
    values, story = Line(times=d.numbers(6, 20, 55), cycle=d.number(55, 90)), d.pick(_STORIES)
    many = int(values.stations)
    if many >= len(values.times) or values.total % values.cycle == 0 or values.total > many * max(values.times):
        return None
    return (values, story) if _fit(sorted(values.times), [values.cycle] * many) else None


def _fit(times: list[Decimal], room: list[Decimal]) -> bool:
    """Whether the tasks fit into stations with so much room, the longest task placed first."""
    if not times:
        return True
    *others, longest = times
    for n in range(len(room)):
        left = room[n] - longest
        if left >= 0 and room[n] not in room[:n] and _fit(others, [*room[:n], left, *room[n + 1 :]]):
            return True
    return False


def _work(v: Line, t: Told) -> Worked:
    stations = given(v.stations)
    return Worked(
        100 * v.total / (v.stations * v.cycle),
        f"All work: {' + '.join(map(given, v.times))} = {given(v.total)} seconds.",
        f"Stations: {given(v.total)} ÷ {t.cycle} = {short(v.total / v.cycle, 2)}, rounded up: {stations}.",
        f"Efficiency = work ÷ (stations × cycle time) = {given(v.total)} ÷ ({stations} × {t.cycle}) = <gives>.",
    )


def _ask(v: Line, t: Told) -> Asked:
    total, n = given(v.total), v.stations
    longest = max(v.times)
    return Asked(
        f"{t.story()}\n"
        + table((("Task", tuple("ABCDEF")), ("Seconds", v.times)))
        + "\nThe tasks can be shared among the theoretical minimum number of stations. What is the efficiency of the "
        "line then, in percent to one decimal?",
        f"{total} seconds of work need {given(n)} stations of {t.cycle} seconds; of their time <gives> is work.",
        Mistake(
            "balance delay taken for efficiency",
            100 - 100 * v.total / (n * v.cycle),
            f"You gave the idle share: ({given(n)} × {t.cycle} − {total}) ÷ ({given(n)} × {t.cycle}) gives <gives>. "
            "That is balance delay; efficiency is the rest.",
        ),
        Mistake(
            "rounding the stations down",
            100 * v.total / ((n - 1) * v.cycle),
            f"You rounded the stations down: {total} ÷ ({given(n - 1)} × {t.cycle}) gives <gives>. {given(n - 1)} "
            "stations cannot hold all the work, and nothing is more than 100% busy.",
        ),
        Mistake(
            "the longest task over the cycle time",
            100 * longest / v.cycle,
            f"You set the longest task against the cycle time: {given(longest)} ÷ {t.cycle} gives <gives>. All tasks "
            "and all stations count.",
        ),
        Mistake(
            "one station for each task",
            100 * v.total / (len(v.times) * v.cycle),
            f"You gave each task a station: {total} ÷ ({len(v.times)} × {t.cycle}) gives <gives>. Tasks can share one.",
        ),
        Mistake(
            "one station too many",
            100 * v.total / ((n + 1) * v.cycle),
            f"You added a station to the minimum: {total} ÷ ({given(n + 1)} × {t.cycle}) gives <gives>. {given(n)} are "
            "enough.",
        ),
        Mistake(
            "the longest task taken for the cycle time",
            100 * v.total / (n * longest),
            f"You put the longest task in place of the cycle time: {total} ÷ ({given(n)} × {given(longest)}) gives "
            f"<gives>. A station has {t.cycle} seconds for each unit.",
        ),
    )


LINE_BALANCE = generator(
    "schedules.line_balance",
    "Line-balancing efficiency",
    "N = Σt ÷ C, rounded up; efficiency = Σt ÷ (N × C)",
    values=Line,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="efficiency of the line",
    measure=Measure("%", 1),
    example="times=40,30,50,20,35,25 cycle=60",
    subtopic="SC13",
    book="JC",
    topic="assembly-line balancing",
)
