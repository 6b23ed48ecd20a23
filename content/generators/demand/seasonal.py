"""What a seasonal index is for: to put the season into a forecast, and to take it out of demand."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import number

_WEAK, _STRONG = tuple(range(60, 91, 5)), tuple(range(110, 151, 5))


class SeasonalForecast(Values):
    """The year has four quarters; an index of 1 is an average quarter."""

    annual: Decimal = number("Y", "forecast for the year", "units")
    index: Decimal = number("SI", "seasonal index of the quarter", high=4)

    @property
    def average(self) -> Decimal:
        """An average quarter."""
        return self.annual / 4


class Deseasonalised(Values):
    """An index of 1 is an average season."""

    actual: Decimal = number("A", "actual demand of the season", "units", low=0)
    index: Decimal = number("SI", "seasonal index of that season")


_STRONG_QUARTERS = stories(
    "mower | A maker of lawn mowers forecasts {annual} {units} for next year. The seasonal index of the second "
    "quarter is {index}.",
    "case | A bottler of iced tea forecasts a yearly demand of {annual} {units}. For the third quarter the seasonal "
    "index is {index}.",
    "licence | A software firm plans to sell {annual} {units} of its tax program next year. The first quarter has a "
    "seasonal index of {index}.",
)
_WEAK_QUARTERS = stories(
    "passenger | A ferry line expects {annual} {units} next year. Its winter quarter has a seasonal index of {index}.",
    "boiler | A maker of heating systems plans to sell {annual} {units} next year. The seasonal index of the second "
    "quarter is {index}.",
    "tent | A camping shop forecasts {annual} {units} for next year. For the fourth quarter the seasonal index is "
    "{index}.",
)
_STRONG_SALES = stories(
    "coat | A clothing retailer sold {actual} {units} in the fourth quarter. The seasonal index of that quarter is "
    "{index}.",
    "bag | A maker of fertiliser shipped {actual} {units} in the spring quarter. The seasonal index of spring is "
    "{index}.",
    "tub | An ice-cream plant delivered {actual} {units} in the third quarter. Its seasonal index is {index}.",
)
_WEAK_SALES = stories(
    "visit | A dental clinic counted {actual} {units} in the summer quarter. The seasonal index of summer is {index}.",
    "bicycle | A bicycle dealer sold {actual} {units} in the fourth quarter. The seasonal index of that quarter is "
    "{index}.",
    "pallet | A cement works shipped {actual} {units} in the winter quarter. The seasonal index of winter is {index}.",
)


def _draw_forecast(d: Draw) -> Drawn[SeasonalForecast]:
    indices, told = d.pick(((_WEAK, _WEAK_QUARTERS), (_STRONG, _STRONG_QUARTERS)))
    values = SeasonalForecast(annual=d.number(2_000, 40_000, 200), index=Decimal(d.pick(indices)).scaleb(-2))
    return values, d.pick(told)


def _work_forecast(v: SeasonalForecast, t: Told) -> Worked:
    average = short(v.average, 2)
    return Worked(
        v.average * v.index,
        f"Average quarter: {t.annual} ÷ 4 = {average}.",
        f"Times its index: {average} × {t.index} = {short(v.average * v.index, 2)}, that is <gives>.",
    )


def _ask_forecast(v: SeasonalForecast, t: Told) -> Asked:
    average, turned = short(v.average, 2), given(2 - v.index)
    excess, side = v.index - 1, "above" if v.index > 1 else "below"
    return Asked(
        f"{t.story()} An average quarter has an index of 1. To a whole {t.unit}, what is the forecast for that "
        "quarter?",
        f"An average quarter is {t.annual} ÷ 4 = {average}; times {t.index} it is <gives>.",
        Mistake(
            "the forgotten division by four",
            v.annual * v.index,
            f"You did not divide the year by its four quarters: {t.annual} × {t.index} gives <gives>. The index "
            "compares with an average quarter, not with the year.",
        ),
        Mistake(
            "dividing by the index",
            v.average / v.index,
            f"You divided by the index: {average} ÷ {t.index} gives <gives>. Dividing takes the season out; a forecast "
            "must put it in.",
        ),
        Mistake(
            "the forgotten index",
            v.average,
            f"You left the index out: {t.annual} ÷ 4 gives <gives>. That is an average quarter.",
        ),
        Mistake(
            "the index's excess applied to the year",
            v.average + excess * v.annual,
            f"You applied what the index has {side} 1 to the whole year: {average} + {_factor(excess)} × "
            f"{t.annual} gives <gives>. It is a share of an average quarter.",
        ),
        Mistake(
            "the index turned round",
            v.average * (2 - v.index),
            f"You changed the average quarter the wrong way: {average} × {turned} gives <gives>. An index above 1 "
            "raises it, one below 1 lowers it.",
        ),
        Mistake(
            "a month taken for a quarter",
            v.annual / 12 * v.index,
            f"You divided by twelve months: {t.annual} ÷ 12 × {t.index} gives <gives>. The index is that of a quarter.",
        ),
    )


def _factor(value: Decimal) -> str:
    return f"({given(value)})" if value < 0 else given(value)


def _draw_demand(d: Draw) -> Drawn[Deseasonalised]:
    indices, told = d.pick(((_WEAK, _WEAK_SALES), (_STRONG, _STRONG_SALES)))
    values = Deseasonalised(actual=d.number(200, 5_000, 5), index=Decimal(d.pick(indices)).scaleb(-2))
    return values, d.pick(told)


def _work_demand(v: Deseasonalised, t: Told) -> Worked:
    return Worked(
        v.actual / v.index,
        "Deseasonalised demand = actual demand ÷ seasonal index.",
        f"= {t.actual} ÷ {t.index} = {short(v.actual / v.index, 2)}, that is <gives>.",
    )


def _ask_demand(v: Deseasonalised, t: Told) -> Asked:
    strong = v.index > 1
    return Asked(
        f"{t.story()} An average quarter has an index of 1. To a whole {t.unit}, what is the deseasonalised demand of "
        "that quarter?",
        f"Demand was {t.index} times that of an average quarter, so without the season it is {t.actual} ÷ {t.index} "
        "= <gives>.",
        Mistake(
            "multiplying by the index",
            v.actual * v.index,
            f"You multiplied by the index: {t.actual} × {t.index} gives <gives>. That puts the season in a second "
            "time; dividing takes it out.",
        ),
        Mistake(
            "the index taken off as a percentage",
            v.actual * (2 - v.index),
            f"You {'took off' if strong else 'added'} {given(abs(100 * (v.index - 1)).normalize())}% of the demand: "
            f"{t.actual} × {given(2 - v.index)} gives <gives>. The percentage is of an average quarter, so divide by "
            "the index.",
        ),
        Mistake(
            "the demand left as it was",
            v.actual,
            f"You left the demand as it was, <gives>. It still holds the season, which makes it {t.index} times an "
            "average quarter.",
        ),
        Mistake(
            "dividing by one plus the index",
            v.actual / (1 + v.index),
            f"You divided by 1 plus the index: {t.actual} ÷ {given(1 + v.index)} gives <gives>. The index is the whole "
            "factor already, not a surcharge.",
        ),
        Mistake(
            "a year taken for a quarter",
            4 * v.actual / v.index,
            f"You turned the quarter into a year: {t.actual} ÷ {t.index} × 4 gives <gives>. The question is about one "
            "quarter.",
        ),
    )


SEASONAL_FORECAST = generator(
    "demand.seasonal_forecast",
    "Seasonalised quarterly forecast",
    "F = Y ÷ 4 × SI",
    values=SeasonalForecast,
    draw=_draw_forecast,
    work=_work_forecast,
    ask=_ask_forecast,
    gives="forecast for the quarter",
    measure=Measure(),
    example="annual=20000 index=1.3",
    subtopic="DM10",
    book="IMM",
    topic="forecasting: seasonal forecast",
)
DESEASONALISE = generator(
    "demand.deseasonalise",
    "Deseasonalised demand",
    "D = A ÷ SI",
    values=Deseasonalised,
    draw=_draw_demand,
    work=_work_demand,
    ask=_ask_demand,
    gives="deseasonalised demand",
    measure=Measure(),
    example="actual=690 index=1.15",
    subtopic="DM10",
    book="IMM",
    topic="forecasting: deseasonalised demand",
)
