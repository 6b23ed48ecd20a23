"""How much of the time all machines of a line are fit to run."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, short
from content.generators.kit.values import number, whole


class SeriesAvailability(Values):
    """MTBF is running time between failures. Machines fail and are repaired independently; the line needs all."""

    mtbf: Decimal = number("MTBF", "mean time between failures of a machine", "hours")
    mttr: Decimal = number("MTTR", "mean time to repair of a machine", "hours", low=0)
    machines: int = whole("n", "machines in series", "machines", high=50)

    @property
    def one(self) -> Decimal:
        """Availability of one machine, as a fraction."""
        return self.mtbf / (self.mtbf + self.mttr)

    def of(self, many: int) -> Decimal:
        """Availability of so many machines in series, in percent."""
        return 100 * self.mtbf**many / (self.mtbf + self.mttr) ** many


_STORIES = stories(
    "machine | A bottling line has {machines} {units} in series, without buffers. Each runs {mtbf} hours on average "
    "between failures (MTBF); a repair takes {mttr} hours on average (MTTR).",
    "saw | A timber mill has {machines} {units} in a row, and a log must pass them all. The mean running time between "
    "failures (MTBF) of a {unit} is {mtbf} hours; its mean time to repair (MTTR) is {mttr} hours.",
    "belt | At an airport a bag travels over {machines} conveyor {units}, one after the other. Each {unit} runs {mtbf} "
    "hours on average between failures (MTBF) and is repaired in {mttr} hours on average (MTTR).",
    "pump | In a dairy, milk passes through {machines} {units}, one after the other. A {unit} runs for {mtbf} hours on "
    "average between failures (MTBF) and takes {mttr} hours on average to repair (MTTR).",
)


def _draw(d: Draw) -> Drawn[SeriesAvailability]:
    mttr, share = d.number(4, 12), d.whole(88, 96)
    mtbf = half_up(mttr * share / (100 - share))
    values = SeriesAvailability(mtbf=mtbf, mttr=mttr, machines=d.whole(2, 5))
    story = d.pick(_STORIES)
    return (values, story) if Decimal("0.87") <= values.one <= Decimal("0.97") else None


def _work(v: SeriesAvailability, t: Told) -> Worked:
    return Worked(
        v.of(v.machines),
        f"One {t.unit}: {t.mtbf} ÷ ({t.mtbf} + {t.mttr}) = {short(v.one, 4)}.",
        f"{t.machines} in series: {short(v.one, 4)} to the power of {t.machines} = <gives>, rounded only at the end.",
    )


def _ask(v: SeriesAvailability, t: Told) -> Asked:
    n, one, key, down = v.machines, short(v.one, 4), v.of(v.machines), short(1 - v.one, 4)
    ratio, parallel = v.mttr / v.mtbf, 100 * (1 - (1 - v.one) ** n)
    rest = short(1 - ratio, 4)
    return Asked(
        f"{t.story()} Failures and repairs of one {t.unit} are independent of the others.\nDuring what share of the "
        "time are all of them fit to run, in percent to one decimal?",
        f"One {t.unit} is available {one} of the time. All {n} must be, so {_power(one, n)} is <gives>.",
        Mistake(
            "counting one machine only",
            v.of(1),
            f"You stopped at one {t.unit}: {t.mtbf} ÷ ({t.mtbf} + {t.mttr}) gives <gives>. Any of the {n} can stop the "
            "flow.",
        ),
        Mistake(
            "the parallel formula",
            parallel,
            f"You used the formula for a parallel system: 1 − {_power(down, n)} gives <gives>. That needs one of the "
            f"{n}; in series all must be up.",
            offered=parallel < Decimal("99.95"),
        ),
        Mistake(
            "adding the unavailabilities",
            100 * (1 - n * (1 - v.one)),
            f"You added the unavailabilities: 1 − {n} × {down} gives <gives>. Time in which two are down at once is "
            "then taken off twice.",
        ),
        Mistake(
            "MTTR divided by MTBF",
            100 * ratio,
            f"You divided repair time by running time: {t.mttr} ÷ {t.mtbf} gives <gives>. Availability is running time "
            "over running and repair time.",
        ),
        Mistake(
            "repair time measured against running time",
            100 * (1 - ratio) ** n,
            f"You took 1 − MTTR ÷ MTBF for the availability of one {t.unit}: {_power(rest, n)} gives <gives>. Repair "
            "time comes on top of the running time: divide by the sum.",
        ),
        Mistake(
            "the downtime taken for the availability",
            100 - key,
            f"You gave the time in which at least one is down: 1 − {_power(one, n)} gives <gives>. The question is "
            "about the rest.",
        ),
        Mistake(
            "one machine too few",
            v.of(n - 1),
            f"You counted one {t.unit} too few: {_power(one, n - 1)} gives <gives>. There are {n} of them.",
        ),
        Mistake(
            "one machine too many",
            v.of(n + 1),
            f"You counted one {t.unit} too many: {_power(one, n + 1)} gives <gives>. There are {n} of them.",
        ),
    )


def _power(one: str, many: int) -> str:
    return " × ".join([one] * many)


AVAILABILITY = generator(
    "quality.availability",
    "Availability of machines in series",
    "A = (MTBF ÷ (MTBF + MTTR))ⁿ",
    values=SeriesAvailability,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="availability of the line",
    measure=Measure("%", 1),
    example="mtbf=90 mttr=10 machines=3",
    subtopic="QU15",
    book="FP",
    topic="availability: MTBF and MTTR",
    unit="machine",
)
