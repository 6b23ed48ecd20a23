"""Parametric questions on quality, technology and continuous improvement."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, generator, half_up

_OEE = (
    "A moulding press was planned to run for {planned} minutes and stood still for {down} of them. Its ideal cycle is "
    "{cycle} seconds a piece. It made {made} pieces, of which {bad} were scrapped.",
    "A bottling machine had {planned} minutes of planned production and {down} minutes of downtime. At its "
    "ideal speed it needs {cycle} seconds for a tray. It filled {made} trays; {bad} of them failed inspection.",
    "A laser cutter was scheduled for {planned} minutes. Setups and breakdowns took {down} minutes. The ideal "
    "time for a part is {cycle} seconds. The shift gave {made} parts, {bad} of them rejects.",
)


def _oee(draw: Draw) -> Problem | None:
    planned = draw.whole(420, 480, 10)
    down = planned * draw.whole(5, 20) // 100
    cycle = draw.whole(15, 60, 5)
    run = planned - down
    made = run * 60 * draw.whole(75, 95) // (100 * cycle)
    bad = made * draw.whole(2, 8) // 100
    story = draw.pick(_OEE)
    if bad < 5:
        return None
    good = made - bad
    a, p, q = Decimal(run) / planned, Decimal(made * cycle) / (run * 60), Decimal(good) / made
    av, pe, qu = (f"{half_up(100 * part, 1)}%" for part in (a, p, q))
    stem = (
        story.format(planned=planned, down=down, cycle=cycle, made=comma(made), bad=comma(bad))
        + "\nWhat was the overall equipment effectiveness (OEE), in percent to one decimal?"
    )
    return Problem(
        stem=stem,
        key=100 * a * p * q,
        because=f"OEE multiplies its three factors: availability {av}, performance {pe} and quality {qu} give "
        "{gives}.",
        mistakes=(
            Mistake(
                "averaging the three factors",
                100 * (a + p + q) / 3,
                f"You averaged availability {av}, performance {pe} and quality {qu} to {{gives}}. The losses act one "
                "after another, so the factors multiply.",
            ),
            Mistake(
                "the forgotten quality",
                100 * a * p,
                f"You left out quality: {av} × {pe} gives {{gives}}. Rejected output was not effective time either.",
            ),
            Mistake(
                "the forgotten performance",
                100 * a * q,
                f"You left out performance: {av} × {qu} gives {{gives}}. The machine ran slower than its ideal cycle.",
            ),
            Mistake(
                "the forgotten availability",
                100 * p * q,
                f"You left out availability: {pe} × {qu} gives {{gives}}. The time that it stood still is lost too.",
            ),
            Mistake(
                "the downtime counted twice",
                100 * a * a * p * q,
                "You counted the downtime twice: performance was measured against planned time, then multiplied by "
                f"availability {av} once more, which gives {{gives}}.",
            ),
            Mistake(
                "the rejects counted twice",
                100 * a * p * q * q,
                f"You counted the rejects twice: performance from good output only, then quality {qu} once more, gives "
                "{gives}.",
            ),
        ),
        solution=(
            f"Availability: ({planned} − {down}) ÷ {planned} = {av}.",
            f"Performance: {comma(made)} × {cycle} s ÷ ({run} × 60 s) = {pe}.",
            f"Quality: {comma(good)} ÷ {comma(made)} = {qu}.",
            "OEE = availability × performance × quality = {gives}, rounded only at the end.",
        ),
        rounded=lambda value: half_up(value, 1),
        unit=Decimal("0.1"),
        show=lambda value: f"{value}%",
    )


GENERATORS: tuple[Generator, ...] = (
    generator("quality.oee", _oee, subtopic="QU15", book="IMM", topic="total productive maintenance: OEE"),
)
