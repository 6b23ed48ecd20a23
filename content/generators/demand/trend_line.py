"""The line of least squares through past demand, drawn out by one period."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import number


class TrendLine(Values):
    """Periods are numbered x = 1 to n, oldest first; the forecast is for period n + 1."""

    actual: tuple[Decimal, ...] = number("y", "actual demand, oldest first", "units", low=0, per="period", most=24)

    @property
    def n(self) -> int:
        """How many periods."""
        return len(self.actual)

    @property
    def middle(self) -> Decimal:
        """The mean of the period numbers."""
        return Decimal(self.n + 1) / 2

    @property
    def mean(self) -> Decimal:
        """The mean of demand."""
        return sum(self.actual, Decimal(0)) / self.n

    @property
    def products(self) -> Decimal:
        """The sum of the products of both distances from their means."""
        return sum(((x - self.middle) * (y - self.mean) for x, y in enumerate(self.actual, 1)), Decimal(0))

    @property
    def squares(self) -> Decimal:
        """The sum of the squared distances of the period numbers from their mean."""
        return sum(((x - self.middle) ** 2 for x in range(1, self.n + 1)), Decimal(0))

    @property
    def slope(self) -> Decimal:
        """By how much demand rises a period."""
        return self.products / self.squares

    def at(self, period: int) -> Decimal:
        """The line at a period."""
        return self.mean + self.slope * (period - self.middle)


_STORIES = stories(
    "pump | Demand for a heat pump moves steadily, in {units} a quarter",
    "patient | A hospital department counts its {units} in each quarter",
    "filter | A depot looks at its yearly use of a diesel filter, in {units}",
    "course | A college counts the evening {units} booked in each term",
)


def _draw(d: Draw) -> Drawn[TrendLine]:
    slope = d.whole(3, 8) * d.pick((1, -1))
    base = d.whole(20, 70) if slope > 0 else d.whole(60, 120)
    actual = tuple(Decimal(base + slope * x + d.whole(-2, 2)) for x in range(1, 6))
    story = d.pick(_STORIES)
    values = TrendLine(actual=actual)
    return None if abs(values.slope) < 2 else (values, story)


def _work(v: TrendLine, t: Told) -> Worked:
    slope, start = short(v.slope), short(v.at(0))
    return Worked(
        v.at(v.n + 1),
        f"Means: x̄ = {short(v.middle, 1)} and ȳ = {short(v.mean)}.",
        f"Slope b = Σ(x − x̄)(y − ȳ) ÷ Σ(x − x̄)² = {short(v.products)} ÷ {short(v.squares)} = {slope}.",
        f"Intercept a = ȳ − b × x̄ = {short(v.mean)} − {_factor(v.slope)} × {short(v.middle, 1)} = {start}.",
        f"Forecast for x = {v.n + 1}: {_line(v)} × {v.n + 1} = <gives>.",
    )


def _factor(value: Decimal) -> str:
    """A number to stand after a sign: (−3)."""
    return f"({short(value)})" if value < 0 else short(value)


def _line(v: TrendLine) -> str:
    """Intercept and slope, up to the × of a period."""
    return _sum(v.at(0), v.slope)


def _sum(one: Decimal, other: Decimal) -> str:
    return f"{short(one)} {'−' if other < 0 else '+'} {short(abs(other))}"


def _ask(v: TrendLine, t: Told) -> Asked:
    n, slope, line = v.n, _factor(v.slope), _line(v)
    change = (v.actual[-1] - v.actual[0]) / (n - 1)
    return Asked(
        f"{t.story()}.\n"
        + table((("Period x", tuple(map(str, range(1, n + 1)))), ("Demand y", v.actual)))
        + f"\nA straight line a + b × x is fitted by least squares. What does it forecast for period {n + 1}, to one "
        "decimal?",
        f"The line is {line} × x. At x = {n + 1} it is <gives>.",
        Mistake(
            "stopping at the last fitted period",
            v.at(n),
            f"You read the line at the last period: {line} × {n} gives <gives>. The forecast is for period {n + 1}.",
        ),
        Mistake(
            "the mean taken for the forecast",
            v.mean,
            f"You took the mean of the {n} periods: ({' + '.join(map(given, v.actual))}) ÷ {n} gives <gives>. It "
            "ignores the trend.",
        ),
        Mistake(
            "the forgotten intercept",
            v.slope * (n + 1),
            f"You left out the intercept of {short(v.at(0))}: {slope} × {n + 1} gives <gives>. The "
            "line does not start at zero.",
        ),
        Mistake(
            "forecasting one period too far",
            v.at(n + 2),
            f"You went one period too far: {line} × {n + 2} gives <gives>. The next period is {n + 1}.",
        ),
        Mistake(
            "the slope added to the mean",
            v.mean + v.slope,
            f"You added one slope to the mean: {_sum(v.mean, v.slope)} gives <gives>. The mean belongs to the middle "
            f"period, x = {short(v.middle, 1)}.",
        ),
        Mistake(
            "the line through first and last",
            v.actual[-1] + change,
            f"You drew the line through the first and the last period: {_sum(v.actual[-1], change)} gives "
            "<gives>. Least squares uses all periods.",
        ),
    )


TREND_REGRESSION = generator(
    "demand.trend_regression",
    "Linear trend by least squares",
    "F = a + b × (n + 1), b = Σ(x − x̄)(y − ȳ) ÷ Σ(x − x̄)², a = ȳ − b × x̄",
    values=TrendLine,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="forecast for the next period",
    measure=Measure(places=1),
    example="actual=50,54,61,63,72",
    subtopic="DM11",
    book="JC",
    topic="forecasting: linear regression",
)
