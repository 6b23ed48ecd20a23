"""Exponential smoothing: the forecast moves by a part of its error."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, signed
from content.generators.kit.values import number

_ALPHAS = tuple(map(Decimal, ("0.1", "0.15", "0.2", "0.25", "0.3", "0.35", "0.4")))


class Smoothing(Values):
    """The smoothing constant weighs the latest demand; what is left of 1 weighs the forecast there was."""

    forecast: Decimal = number("F", "forecast for the latest period", "units", low=0)
    actual: Decimal = number("A", "actual demand of the latest period", "units", low=0)
    alpha: Decimal = number("α", "smoothing constant", low=0, high=1)

    @property
    def error(self) -> Decimal:
        """Actual less forecast."""
        return self.actual - self.forecast

    @property
    def move(self) -> Decimal:
        """By how much the forecast moves."""
        return (self.alpha * self.error).normalize()


_STORIES = stories(
    "carton | An egg packer forecast {forecast} {units} for May. Supermarkets ordered {actual}. It smooths "
    "exponentially with α = {alpha}.",
    "guest | A hotel forecast {forecast} {units} for last week, and {actual} came. Its forecast uses simple "
    "exponential smoothing with α = {alpha}.",
    "belt | A spare-parts depot forecast demand for {forecast} {units} in June; {actual} were taken. The smoothing "
    "constant is α = {alpha}.",
    "box | A hospital forecast that it would use {forecast} {units} of masks in week 20, and used {actual}. It smooths "
    "exponentially with α = {alpha}.",
)


def _draw(d: Draw) -> Drawn[Smoothing]:
    forecast = d.number(100, 400)
    error = Decimal(d.whole(20, 120) * d.pick((1, -1)))
    story = d.pick(_STORIES)
    values = Smoothing(forecast=forecast, actual=forecast + error, alpha=d.pick(_ALPHAS))
    return None if abs(error) * 10 > forecast * 4 else (values, story)


def _work(v: Smoothing, t: Told) -> Worked:
    new = v.forecast + v.move
    return Worked(
        new,
        f"Error = actual − forecast = {t.actual} − {t.forecast} = {signed(v.error)}.",
        f"The forecast moves by α × error = {t.alpha} × ({signed(v.error)}) = {signed(v.move)}.",
        f"Next forecast = {t.forecast} + ({signed(v.move)}) = {given(new.normalize())}; to one decimal, <gives>.",
    )


def _ask(v: Smoothing, t: Told) -> Asked:
    f, a, alpha, rest = t.forecast, t.actual, t.alpha, given(1 - v.alpha)
    return Asked(
        f"{t.story()} What is the forecast for the next period, to one decimal?",
        f"The forecast moves by {alpha} of its error: {f} + {alpha} × ({a} − {f}) is <gives>.",
        Mistake(
            "alpha and its complement swapped",
            v.alpha * v.forecast + (1 - v.alpha) * v.actual,
            f"You swapped α and 1 − α: {alpha} × {f} + {rest} × {a} gives <gives>. α weighs the actual demand, the "
            "rest weighs the old forecast.",
        ),
        Mistake(
            "the error with the wrong sign",
            v.forecast - v.move,
            f"You turned the sign of the error: {f} + {alpha} × ({f} − {a}) gives <gives>. The forecast must move "
            "towards the actual demand, not away from it.",
        ),
        Mistake(
            "averaging forecast and demand",
            (v.forecast + v.actual) / 2,
            f"You averaged forecast and demand: ({f} + {a}) ÷ 2 gives <gives>. That is smoothing with α = 0.5, "
            f"and here α is {alpha}.",
        ),
        Mistake(
            "the latest demand taken for the forecast",
            v.actual,
            "You took the latest demand, <gives>, as the next forecast. That is smoothing with α = 1.",
        ),
        Mistake(
            "the old forecast kept",
            v.forecast,
            "You kept the old forecast, <gives>. What the latest demand says would be lost.",
        ),
        Mistake(
            "correcting the demand in place of the forecast",
            v.actual + v.move,
            f"You added the correction to the actual demand: {a} + {alpha} × ({a} − {f}) gives <gives>. It belongs to "
            "the old forecast.",
        ),
    )


SES = generator(
    "demand.ses",
    "Simple exponential smoothing",
    "next F = F + α × (A − F)",
    values=Smoothing,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="forecast for the next period",
    measure=Measure(places=1),
    example="forecast=220 actual=250 alpha=0.2",
    subtopic="DM08",
    book="IMM",
    topic="forecasting: exponential smoothing",
)
