"""PERT: how surely a path of a project is known."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number


class Path(Values):
    """PERT's approximation: a sixth of the range is one standard deviation. The activities are independent."""

    optimistic: tuple[Decimal, ...] = number("a", "optimistic time", "weeks", low=0, per="activity", least=1)
    pessimistic: tuple[Decimal, ...] = number("b", "pessimistic time", "weeks", low=0, per="activity", least=1)

    @property
    def ranges(self) -> tuple[Decimal, ...]:
        """From optimistic to pessimistic."""
        return tuple(b - a for a, b in zip(self.optimistic, self.pessimistic, strict=True))

    @property
    def squares(self) -> Decimal:
        """The sum of the squared ranges."""
        return sum((span * span for span in self.ranges), Decimal(0))

    def wrong(self) -> Iterator[Wrong]:
        """Optimists are not slower."""
        if min(self.ranges) < 0:
            yield Wrong("pessimistic", "must be no less than the optimistic time of the same activity")


_STORIES = stories(
    "week | Draft, Build, Trial | The critical path of a new packaging machine has three activities.",
    "week | Site, Walls, Roof | The critical path of a warehouse extension has three activities.",
    "week | Spec, Code, Test | The critical path of a planning system's launch has three activities.",
    "week | Strip, Paint, Refit | The critical path of a ferry's refit has three activities.",
)


def _draw(d: Draw) -> Drawn[Path]:
    low, ranges = d.numbers(3, 2, 9), d.numbers(3, 3, 12)
    values = Path(optimistic=low, pessimistic=tuple(a + span for a, span in zip(low, ranges, strict=True)))
    return values, d.pick(_STORIES)


def _squares(v: Path) -> str:
    return " + ".join(f"{given(span)}²" for span in v.ranges)


def _work(v: Path, t: Told) -> Worked:
    return Worked(
        v.squares.sqrt() / 6,
        f"Ranges, b − a: {', '.join(map(given, v.ranges))} weeks; each standard deviation is a sixth.",
        f"Variances add: ({_squares(v)}) ÷ 36 = {given(v.squares)} ÷ 36 = {short(v.squares / 36)}.",
        f"Standard deviation of the path: √{short(v.squares / 36)} ≈ <gives>.",
    )


def _ask(v: Path, t: Told) -> Asked:
    spans, squares, largest = " + ".join(map(given, v.ranges)), given(v.squares), max(v.ranges)
    total = sum(v.ranges, Decimal(0))
    return Asked(
        f"{t.story()} Their durations are independent, with PERT estimates in weeks:\n"
        + table((("Activity", t.names), ("Optimistic", v.optimistic), ("Pessimistic", v.pessimistic)))
        + "\nBy PERT, what is the standard deviation of the length of the path, in weeks to two decimals?",
        f"A standard deviation is a sixth of the range, and variances add up: √({squares} ÷ 36) is <gives>.",
        Mistake(
            "adding standard deviations",
            total / 6,
            f"You added the standard deviations: ({spans}) ÷ 6 gives <gives>. Only variances add up; early and late "
            "activities partly balance.",
        ),
        Mistake(
            "variance taken for the standard deviation",
            v.squares / 36,
            f"You stopped at the variance: {squares} ÷ 36 gives <gives>, in weeks squared. Its root is missing.",
        ),
        Mistake(
            "counting the most uncertain activity only",
            largest / 6,
            f"You took the widest range only: {given(largest)} ÷ 6 gives <gives>. The other two are uncertain too.",
        ),
        Mistake(
            "dividing the ranges by 4",
            v.squares.sqrt() / 4,
            f"You took a quarter of each range: √{squares} ÷ 4 gives <gives>. In PERT six standard deviations span the "
            "range.",
        ),
        Mistake(
            "averaging standard deviations",
            total / 18,
            f"You averaged the standard deviations: ({spans}) ÷ 6 ÷ 3 gives <gives>. A path is more uncertain than "
            "one of its activities, not less.",
        ),
    )


PERT_SD = generator(
    "schedules.pert_sd",
    "Standard deviation of a PERT path",
    "σ = √Σ((b − a) ÷ 6)²",
    values=Path,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="standard deviation of the path",
    measure=Measure("week", 2),
    example="optimistic=4,6,3 pessimistic=10,12,6",
    subtopic="SC17",
    book="JC",
    topic="project scheduling: three time estimates",
)
