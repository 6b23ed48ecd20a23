"""Moving averages: the next forecast is a mean of the newest demand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import Wrong, number, whole


class MovingAverage(Values):
    """The newest n values count equally. Demand is given from the oldest period to the newest."""

    actual: tuple[Decimal, ...] = number("A", "actual demand, oldest first", "units", low=0, per="period", most=24)
    n: int = whole("n", "how many of the newest periods are averaged", "periods", low=2, high=24)

    @property
    def newest(self) -> tuple[Decimal, ...]:
        """Demand of the periods that count."""
        return self.actual[-self.n :]

    def wrong(self) -> Iterator[Wrong]:
        """There is demand for so many periods."""
        if self.n > len(self.actual):
            yield Wrong("n", f"must be from 2 to {len(self.actual)}, the number of periods with demand")


_STORIES = stories(
    "tray | A bakery plans its rolls from the orders of cafés, in {units} a week",
    "tyre | A garage chain plans one size of winter tyre from its weekly sales, in {units}",
    "dose | A clinic plans a vaccine from its weekly use, in {units}",
    "pallet | A brick yard plans its standard brick from weekly deliveries, in {units}",
)


def _draw(d: Draw) -> Drawn[MovingAverage]:
    slope = d.whole(2, 5) * d.pick((1, -1))
    base = d.whole(40, 65) if slope > 0 else d.whole(65, 92)
    actual = tuple(Decimal(base + week * slope + d.whole(-5, 5)) for week in range(6))
    return MovingAverage(actual=actual, n=3), d.pick(_STORIES)


def _plus(values: tuple[Decimal, ...]) -> str:
    return " + ".join(map(given, values))


def _work(v: MovingAverage, t: Told) -> Worked:
    total = sum(v.newest, Decimal(0))
    return Worked(
        total / v.n,
        f"The newest {v.n} values: {', '.join(map(given, v.newest))}.",
        f"Their sum: {_plus(v.newest)} = {given(total)}.",
        f"Forecast = {given(total)} ÷ {v.n} = <gives>.",
    )


def _ask(v: MovingAverage, t: Told) -> Asked:
    weeks, more = len(v.actual), v.actual[-v.n - 1 :]
    oldest, before = v.actual[: v.n], v.actual[-v.n - 1 : -1]
    return Asked(
        f"{t.story()}.\n"
        + table((("Week", tuple(map(str, range(1, weeks + 1)))), ("Demand", v.actual)))
        + f"\nWhat does a simple moving average of {v.n} weeks forecast for week {weeks + 1}, to one decimal?",
        f"The newest {v.n} weeks count equally: ({_plus(v.newest)}) ÷ {v.n} is <gives>.",
        Mistake(
            "averaging one period more",
            sum(more) / Decimal(len(more)),
            f"You averaged {len(more)} weeks: ({_plus(more)}) ÷ {len(more)} gives <gives>. The average takes the "
            f"newest {v.n} only.",
        ),
        Mistake(
            "averaging all periods",
            sum(v.actual) / Decimal(weeks),
            f"You averaged all {weeks} weeks: ({_plus(v.actual)}) ÷ {weeks} gives <gives>. A moving average drops the "
            f"oldest week for each new one, and keeps {v.n}.",
        ),
        Mistake(
            "averaging the oldest periods",
            sum(oldest) / Decimal(v.n),
            f"You averaged the oldest {v.n} weeks: ({_plus(oldest)}) ÷ {v.n} gives <gives>. The newest weeks say more "
            "about the next one.",
        ),
        Mistake(
            "stopping one period too early",
            sum(before) / Decimal(v.n),
            f"You left out week {weeks}: ({_plus(before)}) ÷ {v.n} gives <gives>. That was the forecast for week "
            f"{weeks}; its demand is known now.",
        ),
        Mistake(
            "the latest demand taken for the forecast",
            v.actual[-1],
            f"You took the demand of week {weeks}, <gives>, as the forecast. That is the naive forecast; an average of "
            f"{v.n} weeks evens out random swings.",
        ),
    )


MOVING_AVERAGE = generator(
    "demand.moving_average",
    "Simple moving average",
    "F = (sum of the newest n values of A) ÷ n",
    values=MovingAverage,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="forecast for the next period",
    measure=Measure(places=1),
    example="actual=120,130,125,140,135,145 n=3",
    subtopic="DM07",
    book="IMM",
    topic="forecasting: moving averages",
)
