"""Weighted moving averages: newer demand counts for more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import Wrong, number

_WEIGHTS = (("0.2", "0.3", "0.5"), ("0.1", "0.3", "0.6"), ("0.1", "0.4", "0.5"), ("0.15", "0.25", "0.6"))


class WeightedAverage(Values):
    """Demand and weights are given from the oldest period to the newest; the weights sum to 1."""

    actual: tuple[Decimal, ...] = number("A", "actual demand, oldest first", "units", low=0, per="period")
    weight: tuple[Decimal, ...] = number("w", "weight, oldest first", low=0, high=1, per="period")

    @property
    def terms(self) -> tuple[Decimal, ...]:
        """Each weight times its demand."""
        return tuple((w * a).normalize() for w, a in zip(self.weight, self.actual, strict=True))

    def wrong(self) -> Iterator[Wrong]:
        """The weights are shares of one whole."""
        if (total := sum(self.weight, Decimal(0))) != 1:
            yield Wrong("weight", f"must sum to 1, and these sum to {given(total)}")


_STORIES = stories(
    "crate | A dairy plans its yoghurt from the last three weeks of orders, in {units}",
    "seat | An airline plans a route from the last three weeks of bookings, in {units}",
    "roll | A print shop plans its poster paper from the last three weeks of use, in {units}",
    "filter | A workshop plans an oil filter from the last three weeks of sales, in {units}",
)


def _draw(d: Draw) -> Drawn[WeightedAverage]:
    base = d.whole(60, 220)
    actual = tuple(Decimal(base + base * d.whole(-35, 35) // 100) for _ in range(3))
    values = WeightedAverage(actual=actual, weight=tuple(map(Decimal, d.pick(_WEIGHTS))))
    story = d.pick(_STORIES)
    lowest, middle, highest = sorted(actual)
    return None if min(middle - lowest, highest - middle) < 5 else (values, story)


def _sums(weights: Sequence[Decimal], values: Sequence[Decimal]) -> tuple[Decimal, str]:
    """The weighted sum, and how it is written."""
    pairs = list(zip(weights, values, strict=True))
    return sum((w * a for w, a in pairs), Decimal(0)), " + ".join(f"{given(w)} × {given(a)}" for w, a in pairs)


def _work(v: WeightedAverage, t: Told) -> Worked:
    total, shown = _sums(v.weight, v.actual)
    return Worked(
        total,
        f"Each weight times its demand, oldest first: {shown}.",
        f"Forecast = {' + '.join(map(given, v.terms))} = {given(total.normalize())}; to one decimal, <gives>.",
    )


def _ask(v: WeightedAverage, t: Told) -> Asked:
    old, middle, new = v.weight
    right = _sums(v.weight, v.actual)[1]
    reverse, reverse_shown = _sums((new, middle, old), v.actual)
    centred, centred_shown = _sums((old, new, middle), v.actual)
    dropped, dropped_shown = _sums((middle, new), v.actual[1:])
    rest = given((middle + new).normalize())
    return Asked(
        f"{t.story()}.\n"
        + table((("Week", ("1", "2", "3")), ("Demand", v.actual)))
        + f"\nThe weights are {given(new)}, {given(middle)} and {given(old)}, with the largest on the newest week. "
        "What is the weighted moving average forecast for week 4, to one decimal?",
        f"The newest week has the largest weight: {right} is <gives>.",
        Mistake(
            "the weights in reverse",
            reverse,
            f"You gave the largest weight to the oldest week: {reverse_shown} gives <gives>. The newest week weighs "
            "most.",
        ),
        Mistake(
            "equal weights",
            sum(v.actual) / Decimal(3),
            f"You weighed the three weeks equally: ({' + '.join(map(given, v.actual))}) ÷ 3 gives <gives>. That is the "
            "simple moving average.",
        ),
        Mistake(
            "the largest weight on the middle period",
            centred,
            f"You gave the largest weight to week 2: {centred_shown} gives <gives>. Weights rise towards the newest "
            "week.",
        ),
        Mistake(
            "dropping the oldest term",
            dropped,
            f"You left out the oldest week: {dropped_shown} gives <gives>. The weights left sum to "
            f"{rest}, not to 1, so the forecast is too low.",
        ),
        Mistake(
            "the latest demand taken for the forecast",
            v.actual[-1],
            "You took the demand of week 3, <gives>, as the forecast. The two weeks before it have weights too.",
        ),
        Mistake(
            "sharing out the weight of the oldest term",
            dropped / (middle + new),
            f"You left out the oldest week and shared out its weight: ({dropped_shown}) ÷ {rest} gives <gives>. That "
            "is an average of two weeks, and three were asked for.",
        ),
    )


WEIGHTED_MA = generator(
    "demand.weighted_ma",
    "Weighted moving average",
    "F = Σ(w × A), Σw = 1",
    values=WeightedAverage,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="forecast for the next period",
    measure=Measure(places=1),
    example="actual=100,120,130 weight=0.2,0.3,0.5",
    subtopic="DM07",
    book="JC",
    topic="forecasting: weighted moving average",
)
