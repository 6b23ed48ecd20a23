"""The bullwhip effect: orders vary more than the demand that they follow."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given
from content.generators.kit.values import number


class Bullwhip(Values):
    """The effect is measured as a ratio of variances, of orders and demand with the same mean."""

    demand: Decimal = number("σd", "standard deviation of demand received", "units")
    orders: Decimal = number("σo", "standard deviation of orders placed", "units")


_STORIES = stories(
    "case | A wholesaler of pasta sells about {mean} {units} a week, with a standard deviation of {demand}. Its orders "
    "to the factory have the same mean and a standard deviation of {orders} {units}.",
    "tablet | Shops ask an electronics distributor for {mean} {units} a week on average, with a standard deviation of "
    "{demand}. The distributor orders the same mean from the maker, with a standard deviation of {orders}.",
    "brake | A lorry plant uses {mean} {units} a week on average, with a standard deviation of {demand}. What it "
    "orders from its supplier has the same mean and a standard deviation of {orders}.",
    "pack | A hospital pharmacy hands out {mean} {units} a week on average, with a standard deviation of {demand}. It "
    "orders with the same mean and a standard deviation of {orders}.",
)


def _draw(d: Draw) -> Drawn[Bullwhip]:
    demand, times, mean = d.number(10, 60, 2), d.decimal("1.3", "3.0", "0.1"), d.number(120, 480, 20)
    story = replace(d.pick(_STORIES), besides=(mean,))
    orders = demand * times
    if orders % 1 or orders * 2 > mean:
        return None
    return Bullwhip(demand=demand, orders=orders.to_integral_value()), story


def _work(v: Bullwhip, t: Told) -> Worked:
    received, placed = v.demand**2, v.orders**2
    return Worked(
        placed / received,
        f"Variance of demand: {t.demand}² = {given(received)}.",
        f"Variance of orders: {t.orders}² = {given(placed)}.",
        f"Bullwhip ratio = {given(placed)} ÷ {given(received)} = <gives>.",
    )


def _ask(v: Bullwhip, t: Told) -> Asked:
    received, placed, mean = v.demand**2, v.orders**2, t.besides[0]
    r, p = given(received), given(placed)
    return Asked(
        f"{t.story(mean=given(mean))} What is the bullwhip ratio, measured with variances, to two decimals?",
        f"Variances are squared deviations: {t.orders}² ÷ {t.demand}² = {p} ÷ {r} is <gives>. Orders swing more than "
        "demand.",
        Mistake(
            "standard deviations in place of variances",
            v.orders / v.demand,
            f"You divided the standard deviations: {t.orders} ÷ {t.demand} gives <gives>. The ratio is of variances, "
            "so each is squared first.",
        ),
        Mistake(
            "the inverted ratio",
            received / placed,
            f"You divided demand by orders: {r} ÷ {p} gives <gives>. A bullwhip shows as a ratio above 1.",
        ),
        Mistake(
            "the coefficient of variation of orders",
            v.orders / mean,
            f"You divided by the mean: {t.orders} ÷ {given(mean)} gives <gives>. That is the coefficient of variation "
            "of the orders, without the demand.",
        ),
        Mistake(
            "the increase of the standard deviation",
            (v.orders - v.demand) / v.demand,
            f"You took the increase of the standard deviation: ({t.orders} − {t.demand}) ÷ {t.demand} gives <gives>. "
            "The ratio compares the whole variances.",
        ),
        Mistake(
            "doubling in place of squaring",
            2 * v.orders / v.demand,
            f"You doubled where you should square: 2 × {t.orders} ÷ {t.demand} gives <gives>. A variance is the "
            f"deviation times itself: {t.orders} × {t.orders} = {p}.",
        ),
        Mistake(
            "dividing the variance by the mean",
            placed / mean,
            f"You divided the variance of orders by the mean: {p} ÷ {given(mean)} gives <gives>. The bullwhip ratio "
            "divides it by the variance of demand.",
            offered=mean * 3 > received,
        ),
        Mistake(
            "adding the variance of demand",
            (placed + received) / received,
            f"You added the variance of demand to that of orders: ({p} + {r}) ÷ {r} gives <gives>. The orders pass "
            "the swings of demand on, so their variance holds them already.",
        ),
    )


BULLWHIP = generator(
    "demand.bullwhip",
    "Bullwhip ratio",
    "bullwhip = σo² ÷ σd²",
    values=Bullwhip,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="bullwhip ratio",
    measure=Measure("", 2),
    example="demand=20 orders=35",
    subtopic="DM19",
    book="CM",
    topic="bullwhip effect: variance of orders over variance of demand",
)
