"""Parametric questions on demand."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, generator, half_up, plural, short, table

_MAD = (
    ("A pharmacy wholesaler compares its forecast of a cough syrup with what was sold, in", "bottle"),
    ("A spare-parts centre compares its forecast of a filter with what customers ordered, in", "piece"),
    ("A coffee roaster compares its forecast of a house blend with what cafés bought, in", "bag"),
    ("A maker of printers compares its forecast of toner with what dealers took, in", "cartridge"),
)


def _mad(draw: Draw) -> Problem | None:
    weeks = 5
    forecast = [draw.whole(60, 180) for _ in range(weeks)]
    errors = [draw.whole(3, 15) * draw.pick((1, -1)) for _ in range(weeks)]
    story, unit = draw.pick(_MAD)
    if len({error > 0 for error in errors}) < 2 or sum(errors) == 0:
        return None
    actual = [f + e for f, e in zip(forecast, errors, strict=True)]
    sizes = [abs(error) for error in errors]
    total, net, short_by = sum(sizes), sum(errors), sum(error for error in errors if error > 0)
    squares = sum(error * error for error in errors)
    added = " + ".join(map(str, sizes))
    stem = (
        f"{story} {plural(unit)} (error = actual − forecast).\n"
        + table((("Week", tuple("12345")), ("Forecast", forecast), ("Actual", actual)))
        + "\nWhat is the mean absolute deviation (MAD) over the five weeks, to two decimals?"
    )
    return Problem(
        stem=stem,
        key=Decimal(total) / weeks,
        because=f"The sizes of the errors, {added}, sum to {total}; over {weeks} weeks that is a mean of {{gives}}.",
        mistakes=(
            Mistake(
                "the signs of the errors",
                Decimal(abs(net)) / weeks,
                f"You averaged the errors with their signs, so that high and low cancel: {signed(net)} ÷ {weeks}, in "
                "size {gives}. That is bias, not deviation.",
            ),
            Mistake(
                "counting only the weeks above the forecast",
                Decimal(short_by) / weeks,
                f"You counted only weeks in which demand was above the forecast: {short_by} ÷ {weeks} gives "
                "{gives}. A forecast that was too high is wrong too.",
            ),
            Mistake(
                "squaring the errors",
                (Decimal(squares) / weeks).sqrt(),
                f"You squared the errors, averaged, and took the root: √({squares} ÷ {weeks}) gives {{gives}}. That "
                "is the root mean squared error, which weighs large misses more.",
            ),
            Mistake(
                "dividing by n − 1",
                Decimal(total) / (weeks - 1),
                f"You divided by {weeks - 1}: {total} ÷ {weeks - 1} gives {{gives}}. MAD is a plain mean over all "
                f"{weeks} weeks; n − 1 belongs to a sample standard deviation.",
            ),
            Mistake(
                "the forgotten division by the weeks",
                Decimal(total),
                f"You added the absolute errors but did not divide by the {weeks} weeks, which leaves {{gives}}.",
            ),
        ),
        solution=(
            "Errors, actual − forecast: " + ", ".join(signed(error) for error in errors) + ".",
            f"Sizes without sign: {added} = {total}.",
            f"MAD = {total} ÷ {weeks} = {short(Decimal(total) / weeks, 2)}, that is {{gives}}.",
        ),
        rounded=lambda value: half_up(value, 2),
        unit=Decimal("0.01"),
        show=lambda value: f"{comma(value, 2)} {plural(unit)}",
    )


def signed(value: int) -> str:
    """A number with its sign: +5, −3."""
    return f"+{value}" if value > 0 else f"−{abs(value)}"


GENERATORS: tuple[Generator, ...] = (
    generator("demand.mad", _mad, subtopic="DM13", book="IMM", topic="forecast error: mean absolute deviation"),
)
