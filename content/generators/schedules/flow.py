"""Flow through a shop: work in process, cycle time, variability and utilisation."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import Wrong, number, percent


class Little(Values):
    """WIP = throughput × cycle time, all long-run averages; throughput stays the same."""

    rate: Decimal = number("TH", "throughput", "units a day")
    before: Decimal = number("CT1", "cycle time before", "days")
    after: Decimal = number("CT2", "cycle time after", "days")

    @property
    def cut(self) -> Decimal:
        """Days that the cycle time becomes shorter."""
        return self.before - self.after

    def wrong(self) -> Iterator[Wrong]:
        """The cycle time becomes shorter."""
        if self.cut <= 0:
            yield Wrong("after", f"must be below the present {given(self.before)} days")


_LITTLE = stories(
    "pump | A plant completes {rate} pumps a day, and a pump spends {before} working days in the shop on average. "
    "Smaller lots are to bring this cycle time down to {after} days, with the same output.",
    "gown | A mill finishes {rate} hospital gowns a day. Their cycle time from cutting to packing is {before} days on "
    "average; a new layout makes it {after} days. Throughput stays as it is.",
    "claim | An insurer settles {rate} claims a day. A claim takes {before} working days on average. A simpler process "
    "brings that to {after} days, at the same rate of settling.",
)


def _draw_little(d: Draw) -> Drawn[Little]:
    before = d.whole(8, 25)
    values = Little(
        rate=d.number(20, 200, 5), before=Decimal(before), after=d.number(-(-before * 4 // 10), before * 8 // 10)
    )
    return values, d.pick(_LITTLE)


def _work_little(v: Little, t: Told) -> Worked:
    return Worked(
        v.rate * v.cut,
        f"Little's law: WIP = throughput × cycle time. Before: {t.rate} × {t.before} = {short(v.rate * v.before)} "
        f"{t.units}.",
        f"After: {t.rate} × {t.after} = {short(v.rate * v.after)} {t.units}.",
        f"Reduction: {t.rate} × ({t.before} − {t.after}) = <gives>.",
    )


def _ask_little(v: Little, t: Told) -> Asked:
    return Asked(
        f"{t.story()}\nBy Little's law, by how many {t.units} does the average work in process fall?",
        f"At {t.rate} {t.units} a day, each day of cycle time saved takes a day's output out of process: {t.rate} × "
        f"{given(v.cut)} is <gives>.",
        Mistake(
            "the new level taken for the reduction",
            v.rate * v.after,
            f"You gave what is in process afterwards: {t.rate} × {t.after} gives <gives>. The question asks for "
            "the difference.",
        ),
        Mistake(
            "the old level taken for the reduction",
            v.rate * v.before,
            f"You gave what is in process today: {t.rate} × {t.before} gives <gives>. Part of it stays.",
        ),
        Mistake(
            "dividing by the cycle time",
            v.rate / v.cut,
            f"You divided instead of multiplying: {t.rate} ÷ {given(v.cut)} gives <gives>. Work in process grows with "
            "cycle time.",
        ),
        Mistake(
            "scaling throughput instead",
            v.rate * v.before / v.after,
            f"You kept work in process and let throughput grow: {t.rate} × {t.before} ÷ {t.after} gives <gives> a day. "
            "Here throughput stays the same.",
        ),
        Mistake(
            "averaging the two cycle times",
            v.rate * (v.before + v.after) / 2,
            f"You averaged the two cycle times: {t.rate} × ({t.before} + {t.after}) ÷ 2 gives <gives>. A reduction "
            "needs their difference.",
        ),
    )


LITTLES_LAW = generator(
    "schedules.littles_law",
    "Little's law: reduction of work in process",
    "ΔWIP = TH × (CT1 − CT2)",
    values=Little,
    draw=_draw_little,
    work=_work_little,
    ask=_ask_little,
    gives="reduction of work in process",
    measure=Measure(),
    example="rate=100 before=15 after=9",
    subtopic="SC12",
    book="FP",
    topic="basic factory dynamics: Little's law",
)


class Vut(Values):
    """Kingman's approximation for one server. The coefficients of variation are given squared."""

    ca2: Decimal = number("ca²", "squared coefficient of variation of the times between arrivals", low=0, high=100)
    ce2: Decimal = number("ce²", "squared coefficient of variation of the effective process time", low=0, high=100)
    load: Decimal = percent("u", "utilisation", high=None, below=100)
    time: Decimal = number("te", "mean effective process time", "minutes")

    @property
    def v(self) -> Decimal:
        """Variability."""
        return (self.ca2 + self.ce2) / 2

    @property
    def u(self) -> Decimal:
        """Utilisation as a fraction."""
        return self.load / 100

    def queued(self, factor: Decimal) -> Decimal:
        """So many times the process time over 1 − u; divided last, so that no digit is lost before the rounding."""
        return factor * self.time / (1 - self.u)


_VUT = stories(
    "minute | Parts wait at a drilling machine with a utilisation of {load}. The mean effective process time is {time} "
    "minutes. The squared coefficients of variation are ca² = {ca2} for arrivals and ce² = {ce2} for processing.",
    "minute | A test bench for routers is busy {load} of the time and needs {time} minutes for a router on average "
    "(effective process time). Arrivals vary with ca² = {ca2}, test times with ce² = {ce2}.",
    "minute | One pharmacist checks prescriptions, {time} minutes each on average, at a utilisation of {load}. The "
    "squared coefficients of variation are ca² = {ca2} between arrivals and ce² = {ce2} of the checking time.",
)


def _draw_vut(d: Draw) -> Drawn[Vut]:
    values = Vut(
        ca2=d.decimal("0.25", "2.00", "0.25"),
        ce2=d.decimal("0.25", "2.00", "0.25"),
        load=d.number(70, 95),
        time=d.number(5, 40),
    )
    story = d.pick(_VUT)
    return None if values.v == 1 else (values, story)


def _work_vut(v: Vut, t: Told) -> Worked:
    return Worked(
        v.queued(v.v * v.u),
        f"Variability V = (ca² + ce²) ÷ 2 = ({t.ca2} + {t.ce2}) ÷ 2 = {short(v.v)}.",
        f"Utilisation term U = u ÷ (1 − u) = {given(v.u)} ÷ {given(1 - v.u)} ≈ {short(v.u / (1 - v.u))}.",
        f"Queue time = V × U × te = {short(v.v)} × {given(v.u)} ÷ {given(1 - v.u)} × {t.time} = <gives>.",
    )


def _ask_vut(v: Vut, t: Told) -> Asked:
    u, idle = given(v.u), given(1 - v.u)
    return Asked(
        f"{t.story()}\nBy Kingman's (VUT) approximation for a single server, what is the mean time in queue, in "
        "minutes to one decimal?",
        f"Variability, utilisation and time multiply: {short(v.v)} × {u} ÷ {idle} × {t.time} is <gives>.",
        Mistake(
            "the forgotten variability",
            v.queued(v.u),
            f"You left out variability, as if V were 1: {u} ÷ {idle} × {t.time} gives <gives>. V is the mean of ca² "
            f"and ce², {short(v.v)}.",
        ),
        Mistake(
            "total time taken for queue time",
            v.queued(v.v * v.u + 1 - v.u),
            f"You added the process time: {short(v.v)} × {u} ÷ {idle} × {t.time} + {t.time} gives <gives>. That is the "
            "whole cycle time at the station.",
        ),
        Mistake(
            "adding the two variabilities without halving",
            v.queued(2 * v.v * v.u),
            f"You added ca² and ce² and did not halve: ({t.ca2} + {t.ce2}) × {u} ÷ {idle} × {t.time} gives <gives>. V "
            "is their mean.",
        ),
        Mistake(
            "1 ÷ (1 − u) for the utilisation",
            v.queued(v.v),
            f"You took 1 ÷ (1 − u): {short(v.v)} × 1 ÷ {idle} × {t.time} gives <gives>. The term is u ÷ (1 − u).",
        ),
        Mistake(
            "the forgotten utilisation",
            v.v * v.time,
            f"You left out utilisation: {short(v.v)} × {t.time} gives <gives>. The queue grows steeply as utilisation "
            "nears 100%.",
        ),
        Mistake(
            "the root of the mean variability",
            v.queued(v.v.sqrt() * v.u),
            f"You took a root: √{short(v.v)} × {u} ÷ {idle} × {t.time} gives <gives>. The approximation uses squared "
            "coefficients as they are.",
        ),
    )


VUT = generator(
    "schedules.vut",
    "Queue time at a work centre (VUT)",
    "CTq = (ca² + ce²) ÷ 2 × u ÷ (1 − u) × te",
    values=Vut,
    draw=_draw_vut,
    work=_work_vut,
    ask=_ask_vut,
    gives="mean time in queue",
    measure=Measure("minute", 1),
    example="ca2=1 ce2=0.5 load=90 time=10",
    subtopic="SC12",
    book="FP",
    topic="variability: Kingman's equation",
)
