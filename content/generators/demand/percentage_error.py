"""Forecast errors in percent of demand."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import number


class PercentageErrors(Values):
    """Each error is divided by the actual demand of its own period; all periods count equally."""

    actual: tuple[Decimal, ...] = number("A", "actual demand", "units", per="period", most=24)
    forecast: tuple[Decimal, ...] = number("F", "forecast", "units", low=0, per="period", most=24)

    @property
    def errors(self) -> tuple[Decimal, ...]:
        """Actual less forecast of each period."""
        return tuple(a - f for a, f in zip(self.actual, self.forecast, strict=True))

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """Each error in percent of actual demand, with its sign."""
        return tuple(100 * error / a for error, a in zip(self.errors, self.actual, strict=True))


_STORIES = stories(
    "pot | A garden centre compares its forecast of herbs with what was sold, in {units}",
    "meal | An airport caterer compares its forecast with what airlines ordered, in {units}",
    "valve | A plumbing wholesaler compares its forecast of a valve with demand, in {units}",
    "train | A toy maker compares its forecast of wooden {units} with orders, by the piece",
)


def _draw(d: Draw) -> Drawn[PercentageErrors]:
    actual = d.numbers(4, 40, 300, 5)
    errors = [a * d.whole(4, 30) // 100 * d.pick((1, -1)) for a in actual]
    story = d.pick(_STORIES)
    if len({error > 0 for error in errors}) < 2 or max(actual) < 2 * min(actual):
        return None
    return PercentageErrors(actual=actual, forecast=tuple(a - e for a, e in zip(actual, errors, strict=True))), story


def _work(v: PercentageErrors, t: Told) -> Worked:
    sizes = tuple(map(abs, v.parts))
    total = sum(sizes, Decimal(0))
    return Worked(
        total / len(sizes),
        "Sizes of the errors, |actual − forecast|: " + ", ".join(given(abs(error)) for error in v.errors) + ".",
        f"Each in percent of its actual demand: {_percents(sizes)}.",
        f"MAPE = their sum ÷ {len(sizes)} = {short(total, 2)}% ÷ {len(sizes)} = <gives>.",
    )


def _percents(values: tuple[Decimal, ...], between: str = ", ") -> str:
    return between.join(f"{short(value, 2)}%" for value in values)


def _ask(v: PercentageErrors, t: Told) -> Asked:
    n, sizes = len(v.errors), tuple(map(abs, v.parts))
    added = _percents(sizes, " + ")
    total, net = sum(map(abs, v.errors), Decimal(0)), sum(v.parts, Decimal(0))
    of_forecast = tuple(100 * abs(e) / f for e, f in zip(v.errors, v.forecast, strict=True))
    demand = sum(v.actual, Decimal(0))
    return Asked(
        f"{t.story()}.\n"
        + table((("Month", ("1", "2", "3", "4")), ("Forecast", v.forecast), ("Actual", v.actual)))
        + "\nWhat is the mean absolute percentage error (MAPE), in percent of actual demand, to one decimal?",
        f"In percent of actual demand the errors are {_percents(sizes)}; their mean is <gives>.",
        Mistake(
            "dividing by the forecast",
            sum(of_forecast) / Decimal(n),
            f"You divided each error by the forecast: ({_percents(of_forecast, ' + ')}) ÷ {n} gives <gives>. MAPE "
            "divides by actual demand.",
        ),
        Mistake(
            "the signs of the errors",
            abs(net) / n,
            f"You kept the signs, so that high and low cancel: ({_signed(v.parts)}) ÷ {n} gives, in size, <gives>. "
            "MAPE takes each error without its sign.",
        ),
        Mistake(
            "the forgotten division by the months",
            sum(sizes, Decimal(0)),
            f"You added the percentage errors: {added} gives <gives>. MAPE is their mean over {n} months.",
        ),
        Mistake(
            "the MAD taken for a percentage",
            total / n,
            f"You took the MAD, {given(total)} ÷ {n} = {short(total / n, 2)} {t.units}, and read it as "
            "<gives>. MAPE needs each error in percent of demand.",
        ),
        Mistake(
            "dividing all errors by all demand",
            100 * total / demand,
            f"You divided the sum of the errors by the sum of demand: {given(total)} ÷ {given(demand)} gives <gives>. "
            "That weighs large months more; MAPE counts each month alike.",
        ),
    )


def _signed(values: tuple[Decimal, ...]) -> str:
    first, *rest = values
    return f"{short(first, 2)}%" + "".join(f" {'−' if value < 0 else '+'} {short(abs(value), 2)}%" for value in rest)


MAPE = generator(
    "demand.mape",
    "Mean absolute percentage error (MAPE)",
    "MAPE = 100 × Σ(|A − F| ÷ A) ÷ n",
    values=PercentageErrors,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="mean absolute percentage error",
    measure=Measure("%", 1),
    example="actual=100,80,50,200 forecast=90,100,45,210",
    subtopic="DM13",
    book="MPC",
    topic="forecast error: mean absolute percentage error",
)
