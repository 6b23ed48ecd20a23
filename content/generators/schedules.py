"""Parametric questions on detailed schedules."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, generator, half_up

_TAKT = (
    (
        "A cell assembles hair dryers in {shifts} shifts a day. Each shift lasts {minutes} minutes, of which "
        "{breaks} go to breaks and a short meeting. Customers take {demand} dryers a day.",
        "dryer",
    ),
    (
        "A line fills first-aid kits in {shifts} shifts a day of {minutes} minutes each, less {breaks} "
        "minutes of planned breaks in each shift. Demand is {demand} kits a day.",
        "kit",
    ),
    (
        "A plant welds bicycle frames in {shifts} daily shifts. A shift has {minutes} minutes; {breaks} of "
        "them are planned pauses. The customer needs {demand} frames a day.",
        "frame",
    ),
)


def _takt(draw: Draw) -> Problem | None:
    shifts, minutes = draw.whole(2, 3), 480
    breaks, demand = draw.whole(30, 60, 5), draw.whole(200, 1200, 20)
    story, unit = draw.pick(_TAKT)
    net = minutes - breaks
    seconds = shifts * net * 60
    stem = (
        story.format(shifts=shifts, minutes=minutes, breaks=breaks, demand=comma(demand))
        + f"\nWhat is the takt time, in seconds per {unit}, to one decimal?"
    )

    def paced(available: int) -> Decimal:
        return Decimal(available) / demand

    return Problem(
        stem=stem,
        key=paced(seconds),
        because=f"Working time of {shifts} × {net} minutes is {comma(seconds)} seconds; shared among {comma(demand)} "
        "it gives {gives} for each.",
        mistakes=(
            Mistake(
                "the forgotten breaks",
                paced(shifts * minutes * 60),
                f"You did not take off the breaks: {shifts} × {minutes} × 60 ÷ {comma(demand)} gives {{gives}}. Nobody "
                "produces in a planned break.",
            ),
            Mistake(
                "counting one shift only",
                paced(net * 60),
                f"You counted one shift only: {net} × 60 ÷ {comma(demand)} gives {{gives}}. The daily demand is met in "
                f"{shifts} shifts.",
            ),
            Mistake(
                "minutes taken for seconds",
                paced(seconds // 60),
                f"You read minutes as seconds: {comma(seconds // 60)} minutes ÷ {comma(demand)} gives {{gives}}, a "
                "takt in minutes.",
            ),
            Mistake(
                "the breaks counted once for all shifts",
                paced((shifts * minutes - breaks) * 60),
                f"You took the breaks off once for the whole day: ({shifts} × {minutes} − {breaks}) × 60 ÷ "
                f"{comma(demand)} gives {{gives}}. Every shift has them.",
            ),
            Mistake(
                "clock time taken for working time",
                paced(24 * 3600),
                f"You used the whole day: 86,400 seconds ÷ {comma(demand)} gives {{gives}}. Takt divides planned "
                "working time, not clock time.",
            ),
        ),
        solution=(
            f"Working time of a shift: {minutes} − {breaks} = {net} minutes.",
            f"Of a day: {shifts} × {net} × 60 = {comma(seconds)} seconds.",
            f"Takt = working time ÷ demand = {comma(seconds)} ÷ {comma(demand)} = {{gives}}.",
        ),
        rounded=lambda value: half_up(value, 1),
        unit=Decimal("0.1"),
        show=lambda value: f"{comma(value, 1)} seconds",
    )


GENERATORS: tuple[Generator, ...] = (
    generator("schedules.takt", _takt, subtopic="SC13", book="IMM", topic="lean production: takt time"),
)
