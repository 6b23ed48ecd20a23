"""Forecast errors, actual less forecast, and what is made of them."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, signed, table
from content.generators.kit.values import number


class Errors(Values):
    """An error is actual − forecast."""

    actual: tuple[Decimal, ...] = number("A", "actual demand", "units", low=0, per="period", most=24)
    forecast: tuple[Decimal, ...] = number("F", "forecast", "units", low=0, per="period", most=24)

    @property
    def errors(self) -> tuple[Decimal, ...]:
        """Actual less forecast of each period."""
        return tuple(a - f for a, f in zip(self.actual, self.forecast, strict=True))

    @property
    def total(self) -> Decimal:
        """The sum of the errors without their signs."""
        return sum(map(abs, self.errors), Decimal(0))


_STORIES = stories(
    "bottle | A pharmacy wholesaler compares its forecast of a cough syrup with what was sold, in {units}",
    "piece | A spare-parts centre compares its forecast of a filter with what customers ordered, in {units}",
    "bag | A coffee roaster compares its forecast of a house blend with what cafés bought, in {units}",
    "cartridge | A maker of printers compares its forecast of toner with what dealers took, in {units}",
)


def _draw(d: Draw) -> Drawn[Errors]:
    forecast = d.numbers(5, 60, 180)
    errors = [d.whole(3, 15) * d.pick((1, -1)) for _ in forecast]
    story = d.pick(_STORIES)
    if len({error > 0 for error in errors}) < 2 or sum(errors) == 0:
        return None
    return Errors(actual=tuple(f + e for f, e in zip(forecast, errors, strict=True)), forecast=forecast), story


def _work(v: Errors, t: Told) -> Worked:
    weeks, total = len(v.errors), given(v.total)
    return Worked(
        v.total / weeks,
        "Errors, actual − forecast: " + ", ".join(map(signed, v.errors)) + ".",
        f"Sizes without sign: {_sizes(v)} = {total}.",
        f"MAD = {total} ÷ {weeks} = {short(v.total / weeks, 2)}, that is <gives>.",
    )


def _sizes(v: Errors) -> str:
    return " + ".join(given(abs(error)) for error in v.errors)


def _ask(v: Errors, t: Told) -> Asked:
    weeks, total, net = len(v.errors), given(v.total), sum(v.errors, Decimal(0))
    short_by = sum((error for error in v.errors if error > 0), Decimal(0))
    squares = sum((error * error for error in v.errors), Decimal(0))
    return Asked(
        f"{t.story()} (error = actual − forecast).\n"
        + table((("Week", tuple("12345")), ("Forecast", v.forecast), ("Actual", v.actual)))
        + "\nWhat is the mean absolute deviation (MAD) over the five weeks, to two decimals?",
        f"The sizes of the errors, {_sizes(v)}, sum to {total}; over {weeks} weeks that is a mean of <gives>.",
        Mistake(
            "the signs of the errors",
            abs(net) / weeks,
            f"You averaged the errors with their signs, so that high and low cancel: {signed(net)} ÷ {weeks}, in "
            "size <gives>. That is bias, not deviation.",
        ),
        Mistake(
            "counting only the weeks above the forecast",
            short_by / weeks,
            f"You counted only weeks in which demand was above the forecast: {short_by} ÷ {weeks} gives <gives>. A "
            "forecast that was too high is wrong too.",
        ),
        Mistake(
            "squaring the errors",
            (squares / weeks).sqrt(),
            f"You squared the errors, averaged, and took the root: √({squares} ÷ {weeks}) gives <gives>. That is the "
            "root mean squared error, which weighs large misses more.",
        ),
        Mistake(
            "dividing by n − 1",
            v.total / (weeks - 1),
            f"You divided by {weeks - 1}: {total} ÷ {weeks - 1} gives <gives>. MAD is a plain mean over all {weeks} "
            "weeks; n − 1 belongs to a sample standard deviation.",
        ),
        Mistake(
            "the forgotten division by the weeks",
            v.total,
            f"You added the absolute errors but did not divide by the {weeks} weeks, which leaves <gives>.",
        ),
    )


MAD = generator(
    "demand.mad",
    "Mean absolute deviation (MAD)",
    "MAD = Σ|A − F| ÷ n",
    values=Errors,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="mean absolute deviation",
    measure=Measure(places=2),
    example="actual=105,92,118,99,110 forecast=100,100,110,105,100",
    subtopic="DM13",
    book="IMM",
    topic="forecast error: mean absolute deviation",
)
