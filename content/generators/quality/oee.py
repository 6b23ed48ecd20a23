"""Overall equipment effectiveness."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up
from content.generators.kit.values import Wrong, number


class Oee(Values):
    """Availability × performance × quality; time, output and rejects are of the same period."""

    planned: Decimal = number("P", "planned production time", "minutes")
    down: Decimal = number("D", "downtime", "minutes", low=0)
    cycle: Decimal = number("c", "ideal cycle time", "seconds a piece")
    made: Decimal = number("M", "output, good and bad", "pieces")
    bad: Decimal = number("B", "rejects", "pieces", low=0)

    @property
    def run(self) -> Decimal:
        """Minutes in which it ran."""
        return self.planned - self.down

    @property
    def good(self) -> Decimal:
        """Pieces that were not rejected."""
        return self.made - self.bad

    @property
    def factors(self) -> tuple[Decimal, Decimal, Decimal]:
        """Availability, performance and quality, each as a fraction."""
        return self.run / self.planned, self.made * self.cycle / (self.run * 60), self.good / self.made

    def wrong(self) -> Iterator[Wrong]:
        """It ran for a while, and rejects are part of the output."""
        if self.run <= 0:
            yield Wrong("down", f"must be shorter than the planned {given(self.planned)} minutes")
        if self.good < 0:
            yield Wrong("bad", f"must be no more than the output of {given(self.made)} pieces")


_STORIES = stories(
    "unit | A moulding press was planned to run for {planned} minutes and stood still for {down} of them. Its "
    "ideal cycle is {cycle} seconds a piece. It made {made} pieces, of which {bad} were scrapped.",
    "unit | A bottling machine had {planned} minutes of planned production and {down} minutes of downtime. At its "
    "ideal speed it needs {cycle} seconds for a tray. It filled {made} trays; {bad} of them failed inspection.",
    "unit | A laser cutter was scheduled for {planned} minutes. Setups and breakdowns took {down} minutes. The "
    "ideal time for a part is {cycle} seconds. The shift gave {made} parts, {bad} of them rejects.",
)


def _draw(d: Draw) -> Drawn[Oee]:
    planned = d.number(420, 480, 10)
    down = planned * d.whole(5, 20) // 100
    cycle = d.number(15, 60, 5)
    made = (planned - down) * 60 * d.whole(75, 95) // (100 * cycle)
    bad = made * d.whole(2, 8) // 100
    story = d.pick(_STORIES)
    return None if bad < 5 else (Oee(planned=planned, down=down, cycle=cycle, made=made, bad=bad), story)


def _work(v: Oee, t: Told) -> Worked:
    a, p, q = v.factors
    av, pe, qu = map(_percent, v.factors)
    return Worked(
        100 * a * p * q,
        f"Availability: ({t.planned} − {t.down}) ÷ {t.planned} = {av}.",
        f"Performance: {t.made} × {t.cycle} s ÷ ({given(v.run)} × 60 s) = {pe}.",
        f"Quality: {given(v.good)} ÷ {t.made} = {qu}.",
        "OEE = availability × performance × quality = <gives>, rounded only at the end.",
    )


def _percent(part: Decimal) -> str:
    return f"{half_up(100 * part, 1)}%"


def _ask(v: Oee, t: Told) -> Asked:
    a, p, q = v.factors
    av, pe, qu = map(_percent, v.factors)
    return Asked(
        f"{t.story()}\nWhat was the overall equipment effectiveness (OEE), in percent to one decimal?",
        f"OEE multiplies its three factors: availability {av}, performance {pe} and quality {qu} give <gives>.",
        Mistake(
            "averaging the three factors",
            100 * (a + p + q) / 3,
            f"You averaged availability {av}, performance {pe} and quality {qu} to <gives>. The losses act one "
            "after another, so the factors multiply.",
        ),
        Mistake(
            "the forgotten quality",
            100 * a * p,
            f"You left out quality: {av} × {pe} gives <gives>. Rejected output was not effective time either.",
        ),
        Mistake(
            "the forgotten performance",
            100 * a * q,
            f"You left out performance: {av} × {qu} gives <gives>. The machine ran slower than its ideal cycle.",
        ),
        Mistake(
            "the forgotten availability",
            100 * p * q,
            f"You left out availability: {pe} × {qu} gives <gives>. The time that it stood still is lost too.",
        ),
        Mistake(
            "the downtime counted twice",
            100 * a * a * p * q,
            "You counted the downtime twice: performance was measured against planned time, then multiplied by "
            f"availability {av} once more, which gives <gives>.",
        ),
        Mistake(
            "the rejects counted twice",
            100 * a * p * q * q,
            f"You counted the rejects twice: performance from good output only, then quality {qu} once more, gives "
            "<gives>.",
        ),
    )


class _Noisy(Measure):
    """As version 1 rounds: what is half a unit but for the last digit of its product, 73.7499…, it rounds down."""

    def rounded(self, value: Decimal) -> Decimal:
        """Half up, without a guard."""
        return value.quantize(self.step, rounding=ROUND_HALF_UP)


_oee = partial(
    generator,
    "quality.oee",
    "Overall equipment effectiveness (OEE)",
    "OEE = (P − D) ÷ P × M × c ÷ (60 × (P − D)) × (M − B) ÷ M",
    values=Oee,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="overall equipment effectiveness",
    example="planned=480 down=60 cycle=30 made=700 bad=35",
    subtopic="QU15",
    book="IMM",
    topic="total productive maintenance: OEE",
)
OEE_V1 = _oee(measure=_Noisy("%", 1))
OEE = _oee(measure=Measure("%", 1), version=2)
