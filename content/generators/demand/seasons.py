"""Seasonal indices: how a season compares with an average one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number, whole


class SeasonalIndex(Values):
    """The season's average is compared with the average of all seasons of the same years."""

    season: tuple[Decimal, ...] = number("d", "demand of the season, oldest year first", "units", low=0, per="year")
    total: Decimal = number("D", "demand of all seasons in all these years", "units")
    seasons: int = whole("m", "seasons in a year", "seasons", low=2, high=366)

    @property
    def mean(self) -> Decimal:
        """Average demand of the season."""
        return sum(self.season, Decimal(0)) / len(self.season)

    @property
    def many(self) -> int:
        """Seasons in all these years."""
        return self.seasons * len(self.season)

    @property
    def overall(self) -> Decimal:
        """Average demand of any season."""
        return self.total / self.many

    def wrong(self) -> Iterator[Wrong]:
        """The season is a part of the total."""
        if sum(self.season, Decimal(0)) > self.total:
            yield Wrong("total", f"must be no less than the season's own {given(sum(self.season, Decimal(0)))} units")


_STRONG = stories(
    "fan | Summer | A maker of electric fans studies its summer quarter",
    "bulb | Autumn | A nursery studies the autumn quarter, in which gardeners buy flower bulbs",
    "bag | Winter | A supplier of road salt studies its winter quarter",
)
_WEAK = stories(
    "tin | Winter | A paint company studies the winter quarter of its wood stain",
    "night | Winter | A hotel by the sea studies its winter quarter, in nights booked",
    "heater | Summer | A maker of electric heaters studies its summer quarter",
)


def _draw(d: Draw) -> Drawn[SeasonalIndex]:
    low, high, told = d.pick(((60, 85, _WEAK), (115, 150, _STRONG)))
    index, growth, base = d.whole(low, high), d.whole(104, 112), d.whole(300, 700)
    means = (base, base * growth // 100, base * growth * growth // 10_000)
    season = tuple(Decimal(mean * index // 100 + d.whole(-8, 8)) for mean in means)
    values = SeasonalIndex(season=season, total=Decimal(4 * sum(means) + d.whole(-20, 20)), seasons=4)
    return values, d.pick(told)


def _work(v: SeasonalIndex, t: Told) -> Worked:
    total, years = sum(v.season, Decimal(0)), len(v.season)
    return Worked(
        v.mean / v.overall,
        f"Average of the season: ({_plus(v)}) ÷ {years} = {given(total)} ÷ {years} = {short(v.mean, 2)}.",
        f"Average of all seasons: {t.total} ÷ ({years} × {v.seasons}) = {short(v.overall, 2)}.",
        f"Seasonal index = {short(v.mean, 2)} ÷ {short(v.overall, 2)} = <gives>.",
    )


def _plus(v: SeasonalIndex) -> str:
    return " + ".join(map(given, v.season))


def _ask(v: SeasonalIndex, t: Told) -> Asked:
    name, years, mean, overall = t.names[0], len(v.season), short(v.mean, 2), short(v.overall, 2)
    first, last = v.season[0], v.season[-1]
    others = (v.total - v.mean * years) / (v.many - years)
    return Asked(
        f"{t.story()}.\n"
        + table((("Year", ("1", "2", "3")), (name, v.season)))
        + f"\nDemand in all quarters of the three years, {v.seasons} a year, was {t.total} {t.units}. What is the "
        f"seasonal index of the {name.lower()} quarter (its average ÷ average of all quarters), to two decimals?",
        f"The {name.lower()} quarter averages {mean} {t.units}, any quarter {overall}; the one over the other is "
        "<gives>.",
        Mistake(
            "the inverted ratio",
            v.overall / v.mean,
            f"You divided the wrong way round: {overall} ÷ {mean} gives <gives>. The index says how the season "
            "compares with an average quarter, not the reverse.",
        ),
        Mistake(
            "using the latest year only",
            last / v.overall,
            f"You took the latest year only: {given(last)} ÷ {overall} gives <gives>. One year may be unlike the "
            "others; average the season over the same years as the total.",
        ),
        Mistake(
            "using the first year only",
            first / v.overall,
            f"You took the first year only: {given(first)} ÷ {overall} gives <gives>. Average the season over the same "
            "years as the total.",
        ),
        Mistake(
            "comparing with a year in place of a quarter",
            v.mean / (v.total / years),
            f"You compared with an average year: {mean} ÷ {short(v.total / years, 2)} gives <gives>. A season is "
            "compared with an average season.",
        ),
        Mistake(
            "leaving the season out of the average",
            v.mean / others,
            f"You compared with the other {v.many - years} quarters only: {mean} ÷ {short(others, 2)} gives <gives>. "
            "The average takes in all quarters, this one too.",
        ),
    )


SEASONAL_INDEX = generator(
    "demand.seasonal_index",
    "Seasonal index",
    "SI = (Σd ÷ years) ÷ (D ÷ (years × m))",
    values=SeasonalIndex,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="seasonal index",
    measure=Measure("", 2),
    example="season=300,330,360 total=3300 seasons=4",
    subtopic="DM10",
    book="IMM",
    topic="forecasting: seasonal index",
)
