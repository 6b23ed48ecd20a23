"""The tracking signal: whether a forecast misses to one side."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, signed, table
from content.generators.kit.values import Wrong, number

_LIMIT = 4


class Signal(Values):
    """An error is actual − forecast. MAD is the plain mean of their sizes over the same periods."""

    actual: tuple[Decimal, ...] = number("A", "actual demand", "units", low=0, per="period", most=24)
    forecast: tuple[Decimal, ...] = number("F", "forecast", "units", low=0, per="period", most=24)

    @property
    def errors(self) -> tuple[Decimal, ...]:
        """Actual less forecast of each period."""
        return tuple(a - f for a, f in zip(self.actual, self.forecast, strict=True))

    @property
    def net(self) -> Decimal:
        """The sum of the errors."""
        return sum(self.errors, Decimal(0))

    @property
    def total(self) -> Decimal:
        """The sum of the errors without their signs."""
        return sum(map(abs, self.errors), Decimal(0))

    @property
    def mad(self) -> Decimal:
        """Mean absolute deviation."""
        return self.total / len(self.errors)

    def wrong(self) -> Iterator[Wrong]:
        """There is an error to measure by."""
        if len(self.actual) == len(self.forecast) and not self.total:
            yield Wrong("forecast", "must miss the actual demand at least once, or there is nothing to measure by")


_STORIES = stories(
    "jar | A honey packer checks its forecast of one size of jar, in {units} a week",
    "blade | A tool dealer checks its forecast of a saw blade, in {units} a week",
    "room | A hotel checks its forecast of single rooms, in {units} a week",
    "lamp | A car-parts depot checks its forecast of a rear lamp, in {units} a week",
)


def _draw(d: Draw) -> Drawn[Signal]:
    forecast = d.numbers(d.whole(5, 6), 40, 85)
    signs = d.pick(((1, 1, 1, -1), (1, 1, -1), (-1, -1, 1), (-1, -1, -1, 1), (1, -1)))
    errors = [d.whole(2, 13) * d.pick(signs) for _ in forecast]
    story = d.pick(_STORIES)
    if len({error > 0 for error in errors}) < 2 or abs(sum(errors)) < 3:
        return None
    return Signal(actual=tuple(f + e for f, e in zip(forecast, errors, strict=True)), forecast=forecast), story


def _work(v: Signal, t: Told) -> Worked:
    n, net, total = len(v.errors), given(v.net), given(v.total)
    return Worked(
        v.net / v.mad,
        "Errors, actual − forecast: " + ", ".join(map(signed, v.errors)) + f"; their sum is {signed(v.net)}.",
        f"Sizes without sign: {_sizes(v)} = {total}; MAD = {total} ÷ {n} = {short(v.mad, 2)}.",
        f"Tracking signal = {net} ÷ {short(v.mad, 2)} = <gives>.",
    )


def _sizes(v: Signal) -> str:
    return " + ".join(given(abs(error)) for error in v.errors)


def _ask(v: Signal, t: Told) -> Asked:
    n, net, total, mad = len(v.errors), given(v.net), given(v.total), short(v.mad, 2)
    squares = sum((error * error for error in v.errors), Decimal(0))
    rms = (squares / n).sqrt()
    one_sided = sum((error for error in v.errors if (error > 0) == (v.net > 0)), Decimal(0))
    beyond = abs(v.net / v.mad) > _LIMIT
    return Asked(
        f"{t.story()} (error = actual − forecast).\n"
        + table((("Week", tuple(map(str, range(1, n + 1)))), ("Forecast", v.forecast), ("Actual", v.actual)))
        + f"\nThe control limits of the tracking signal are ±{_LIMIT} MADs. What is the tracking signal, with the "
        f"plain MAD of the same {n} weeks, to two decimals?",
        f"The errors sum to {signed(v.net)}, and MAD is {total} ÷ {n} = {mad}: {net} ÷ {mad} is <gives>, "
        f"{'beyond' if beyond else 'within'} the limits of ±{_LIMIT}.",
        Mistake(
            "forecast minus actual",
            -v.net / v.mad,
            f"You took forecast − actual as the error: {given(-v.net)} ÷ {mad} gives <gives>. Here a positive signal "
            "says that demand is above the forecast.",
        ),
        Mistake(
            "the mean error in place of the sum",
            v.net / n / v.mad,
            f"You took the mean error: {net} ÷ {n} ÷ {mad} gives <gives>. The tracking signal divides the running sum.",
        ),
        Mistake(
            "the inverted ratio",
            v.mad / v.net,
            f"You divided the wrong way round: {mad} ÷ {_factor(v.net)} gives <gives>. The sum of the errors is "
            "counted in MADs.",
        ),
        Mistake(
            "the errors without their signs",
            v.total / v.mad,
            f"You summed the errors without their signs: {total} ÷ {mad} gives <gives>. That is always the number of "
            "weeks and says nothing of bias.",
        ),
        Mistake(
            "counting only the errors of one sign",
            one_sided / v.mad,
            f"You summed only the errors {'above' if v.net > 0 else 'below'} zero: {given(one_sided)} ÷ {mad} gives "
            "<gives>. Misses to both sides count, each with its sign.",
        ),
        Mistake(
            "dividing by n − 1",
            v.net * (n - 1) / v.total,
            f"You divided by {n - 1} for the MAD: {net} ÷ ({total} ÷ {n - 1}) gives <gives>. MAD is a plain mean over "
            f"all {n} weeks.",
        ),
        Mistake(
            "squaring the errors",
            v.net / rms,
            f"You divided by the root mean squared error: {net} ÷ √({given(squares)} ÷ {n}) gives <gives>. The "
            "tracking signal is counted in mean absolute deviations.",
        ),
    )


def _factor(value: Decimal) -> str:
    return f"({given(value)})" if value < 0 else given(value)


TRACKING_SIGNAL = generator(
    "demand.tracking_signal",
    "Tracking signal",
    "TS = Σ(A − F) ÷ MAD, MAD = Σ|A − F| ÷ n",
    values=Signal,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="tracking signal",
    measure=Measure("MAD", 2, negative=True),
    example="actual=105,92,118,99,110 forecast=100,100,110,105,100",
    subtopic="DM14",
    book="IMM",
    topic="forecast error: tracking signal",
)
