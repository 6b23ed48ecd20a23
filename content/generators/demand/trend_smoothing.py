"""Exponential smoothing of a level and of a trend."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import number

_ALPHAS = tuple(map(Decimal, ("0.2", "0.3", "0.4", "0.5")))
_BETAS = tuple(map(Decimal, ("0.1", "0.2", "0.3")))


class Holt(Values):
    """Level and trend are those of the end of the period before; both are updated, then added for the next period."""

    level: Decimal = number("L", "old level", "units", low=0)
    trend: Decimal = number("T", "old trend", "units a period", low=-1_000_000)
    actual: Decimal = number("A", "actual demand of the latest period", "units", low=0)
    alpha: Decimal = number("α", "smoothing constant of the level", low=0, high=1)
    beta: Decimal = number("β", "smoothing constant of the trend", low=0, high=1)

    def updated(self, alpha: Decimal, beta: Decimal) -> _Updated:
        """Level and trend with these constants."""
        level = alpha * self.actual + (1 - alpha) * (self.level + self.trend)
        return _Updated(level, beta * (level - self.level) + (1 - beta) * self.trend)


@dataclass(frozen=True, slots=True)
class _Updated:
    """A new level and a new trend."""

    level: Decimal
    trend: Decimal

    @property
    def forecast(self) -> Decimal:
        """For the next period."""
        return self.level + self.trend


_STORIES = stories(
    "panel | A distributor of solar panels smooths level and trend each month. At the end of March the level was "
    "{level} {units} and the trend +{trend} a month. April brought demand for {actual}.",
    "box | A meal-box service smooths level and trend each week. After week 11 the level stood at {level} {units} "
    "and the trend at +{trend} a week. In week 12 customers took {actual}.",
    "scan | A hospital smooths the level and trend of its {units} each month. For June it has a level of {level} and "
    "a trend of +{trend} a month. In July there were {actual}.",
    "helmet | An importer of cycling helmets smooths level and trend each week. After week 30 the level was {level} "
    "{units}, the trend +{trend} a week. Shops ordered {actual} in week 31.",
)


def _draw(d: Draw) -> Drawn[Holt]:
    level, trend = d.number(80, 240), d.number(8, 20)
    actual = level + trend + d.whole(12, 60) * d.pick((1, -1))
    values = Holt(level=level, trend=trend, actual=actual, alpha=d.pick(_ALPHAS), beta=d.pick(_BETAS))
    story = d.pick(_STORIES)
    return None if values.alpha == values.beta else (values, story)


def _work(v: Holt, t: Told) -> Worked:
    new = v.updated(v.alpha, v.beta)
    return Worked(
        new.forecast,
        f"New level = α × A + (1 − α) × (L + T) = {_level(v, t)} = {short(new.level)}.",
        f"New trend = β × (new level − L) + (1 − β) × T = {t.beta} × ({short(new.level)} − {t.level}) + "
        f"{given(1 - v.beta)} × {_signed(v.trend)} = {short(new.trend)}.",
        f"Forecast = new level + new trend = {short(new.level)} + {_signed(new.trend)} = <gives>.",
    )


def _level(v: Holt, t: Told) -> str:
    return f"{t.alpha} × {t.actual} + {given(1 - v.alpha)} × ({t.level} + {_signed(v.trend)})"


def _signed(value: Decimal) -> str:
    """A number to stand after a sign: (−3)."""
    return f"({short(value)})" if value < 0 else short(value)


def _ask(v: Holt, t: Told) -> Asked:
    new, swapped = v.updated(v.alpha, v.beta), v.updated(v.beta, v.alpha)
    level, trend = short(new.level), short(new.trend)
    bare = v.alpha * v.actual + (1 - v.alpha) * v.level
    bare_trend = v.beta * (bare - v.level) + (1 - v.beta) * v.trend
    return Asked(
        f"{t.story()} The smoothing constants are α = {t.alpha} for the level and β = {t.beta} for the trend. By "
        "Holt's method both are updated with the latest demand. What is the trend-adjusted forecast for the next "
        "period, to one decimal?",
        f"The new level is {_level(v, t)} = {level}; the new trend is {t.beta} × ({level} − {t.level}) + "
        f"{given(1 - v.beta)} × {t.trend} = {trend}. Their sum is <gives>.",
        Mistake(
            "the trend not updated",
            new.level + v.trend,
            f"You added the old trend to the new level: {level} + {t.trend} gives <gives>. The trend is smoothed too, "
            "with β.",
        ),
        Mistake(
            "the forgotten trend",
            new.level,
            "You stopped at the new level, <gives>, and did not add the trend. The level says where demand stands, "
            "not where it goes.",
        ),
        Mistake(
            "the old trend left out of the level",
            bare + bare_trend,
            f"You left the old trend out of the level: {t.alpha} × {t.actual} + {given(1 - v.alpha)} × {t.level} = "
            f"{short(bare)}, and with its trend of {short(bare_trend)}: {short(bare)} + {_signed(bare_trend)} gives "
            "<gives>. The demand expected was old level plus old trend.",
        ),
        Mistake(
            "alpha and beta swapped",
            swapped.forecast,
            f"You swapped α and β: {short(swapped.level)} + {_signed(swapped.trend)} gives <gives>. α = {t.alpha} "
            f"smooths the level, β = {t.beta} the trend.",
        ),
        Mistake(
            "forecasting one period too far",
            new.level + 2 * new.trend,
            f"You added the trend twice: {level} + 2 × {_signed(new.trend)} gives <gives>. That is a forecast for the "
            "period after the next.",
        ),
        Mistake(
            "nothing updated",
            v.level + v.trend,
            f"You added the old level and the old trend: {t.level} + {t.trend} gives <gives>. That was the forecast "
            "for the latest period, before its demand was known.",
        ),
    )


HOLT = generator(
    "demand.holt",
    "Trend-adjusted exponential smoothing (Holt)",
    "F = L′ + T′, L′ = α × A + (1 − α) × (L + T), T′ = β × (L′ − L) + (1 − β) × T",
    values=Holt,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="forecast for the next period",
    measure=Measure(places=1),
    example="level=200 trend=10 actual=230 alpha=0.4 beta=0.2",
    subtopic="DM09",
    book="SPT",
    topic="forecasting: exponential smoothing with trend",
    level=Level.ANALYSE,
)
