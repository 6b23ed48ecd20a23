"""One order for one season: what is left over is worth less, what is missing is lost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal
from math import erf, sqrt

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price, short, table
from content.generators.kit.values import Wrong, dollars, number


class Newsvendor(Values):
    """Demand is normal, and there is one order. Cu = p − c, Co = c − s; z has two decimals, as in tables."""

    price: Decimal = dollars("p", "price", "dollars a unit")
    cost: Decimal = dollars("c", "unit cost", "dollars a unit")
    salvage: Decimal = dollars("s", "salvage value of what is left over", "dollars a unit", low=0)
    mean: Decimal = number("μ", "mean demand of the season", "units")
    sigma: Decimal = number("σ", "standard deviation of demand", "units")

    @property
    def under(self) -> Decimal:
        """Cost of one too few."""
        return self.price - self.cost

    @property
    def over(self) -> Decimal:
        """Cost of one too many."""
        return self.cost - self.salvage

    @property
    def ratio(self) -> Decimal:
        """The critical ratio."""
        return self.under / (self.under + self.over)

    def wrong(self) -> Iterator[Wrong]:
        """A sale earns something, and a leftover loses something."""
        if self.under <= 0:
            yield Wrong("cost", f"must be below the price of {price(self.price)}, or nothing is ordered at all")
        if self.over <= 0:
            yield Wrong("salvage", f"must be below the cost of {price(self.cost)}, or nothing is ever too much")


def _z(probability: Decimal) -> Decimal:
    """The z of a normal table, to two decimals; −4 and 4 at the ends."""
    wanted = float(probability)
    return Decimal(bisect_left(range(-400, 400), wanted, key=_below) - 400).scaleb(-2)


def _below(hundredths: int) -> float:
    """The normal probability below the middle between this z and the next, in hundredths."""
    return (1 + erf((hundredths + 0.5) / 100 / sqrt(2))) / 2


_STORIES = stories(
    "cake | A bakery chain orders decorated {units} for one holiday. A {unit} costs {cost}, sells for {price}, and is "
    "sold off the day after for {salvage}.",
    "pair | A chain of ski shops buys gloves once, before the season. A {unit} costs {cost} and sells for {price}; "
    "{units} left in spring go for {salvage} each.",
    "shirt | A concert organiser has T-shirts printed for one tour. A {unit} costs {cost} and sells for {price}; a "
    "dealer takes what is left for {salvage} apiece.",
    "bouquet | An online florist orders {units} for Mother's Day. A {unit} costs {cost}, sells for {price}, and "
    "fetches {salvage} the day after.",
)
_RATIOS = tuple(Decimal(twentieths) / 20 for twentieths in (*range(5, 9), *range(12, 19)))  # |z| is above 0.15


def _draw(d: Draw) -> Drawn[Newsvendor]:
    ratio, spread = d.pick(_RATIOS), d.number(20, 40, 20)
    salvage = d.number(2, int(spread) // 3)
    mean = d.number(200, 2000, 50)
    values = Newsvendor(
        price=salvage + spread,
        cost=salvage + spread - (ratio * spread).to_integral_value(),
        salvage=salvage,
        mean=mean,
        sigma=mean * d.whole(10, 30) // 100,
    )
    return values, d.pick(_STORIES)


def _work(v: Newsvendor, t: Told) -> Worked:
    z = _z(v.ratio)
    quantity = v.mean + z * v.sigma
    below = "" if quantity >= 0 else f"{short(quantity, 0)}, so that nothing is ordered: "
    return Worked(
        max(quantity, Decimal(0)),
        f"Cost of one too few: {t.price} − {t.cost} = {price(v.under)}; of one too many: {t.cost} − {t.salvage} = "
        f"{price(v.over)}.",
        f"Critical ratio = {price(v.under)} ÷ ({price(v.under)} + {price(v.over)}) = {short(v.ratio)}; its z is "
        f"{given(z)}.",
        f"Order quantity = {t.mean} {_times(z, v.sigma)} = {below}<gives>.",
    )


def _times(z: Decimal, sigma: Decimal) -> str:
    return f"{'−' if z < 0 else '+'} {given(abs(z))} × {given(sigma)}"


def _ask(v: Newsvendor, t: Told) -> Asked:
    ratio, reverse = half_up(v.ratio, 2), half_up(1 - v.ratio, 2)
    margin = half_up(v.under / v.price, 2)
    z, z_margin, z_two = _z(ratio), _z(margin), _z((1 + ratio) / 2)
    under, over = price(v.under), price(v.over)
    listed = sorted({ratio, reverse, margin})
    return Asked(
        f"{t.story()} Demand is normal, with a mean of {t.mean} {t.units} and a standard deviation of {t.sigma}. From "
        "a normal table:\n"
        + table((("Probability", tuple(map(given, listed))), ("z", tuple(given(_z(each)) for each in listed))))
        + f"\nTo the nearest whole {t.unit}, which order quantity makes the expected profit highest?",
        f"One too few costs {under} and one too many {over}, so the critical ratio is {under} ÷ "
        f"{price(v.under + v.over)} = {given(ratio)}; its z, {given(z)}, makes {t.mean} {_times(z, v.sigma)}, that is "
        "<gives>.",
        Mistake(
            "the costs of too few and too many reversed",
            v.mean - z * v.sigma,
            f"You reversed the two costs: with a ratio of {given(reverse)}, {t.mean} {_times(-z, v.sigma)} gives "
            f"<gives>. One too few costs {under}, one too many {over}.",
        ),
        Mistake(
            "the mean taken for the order quantity",
            v.mean,
            f"You ordered the mean demand, <gives>. That is best only where one too few ({under}) costs as much as one "
            f"too many ({over}).",
        ),
        Mistake(
            "the margin over the price as the ratio",
            v.mean + z_margin * v.sigma,
            f"You took {under} ÷ {t.price} ≈ {given(margin)} for the ratio: {t.mean} {_times(z_margin, v.sigma)} "
            f"gives <gives>. That forgets that a leftover still brings {t.salvage}.",
        ),
        Mistake(
            "one standard deviation above the mean",
            v.mean + v.sigma,
            f"You ordered one standard deviation above the mean: {t.mean} + {t.sigma} gives <gives>. How far from the "
            "mean to go depends on the two costs.",
        ),
        Mistake(
            "the critical ratio taken for z",
            v.mean + ratio * v.sigma,
            f"You used the ratio itself in place of z: {t.mean} + {given(ratio)} × {t.sigma} gives <gives>. It is a "
            f"probability, and its z is {given(z)}.",
        ),
        Mistake(
            "the two-sided z",
            v.mean + z_two * v.sigma,
            f"You used the z of a two-sided {given(ratio)}, {given(z_two)}: {t.mean} {_times(z_two, v.sigma)} gives "
            "<gives>. The ratio is the probability that demand is no higher than the order: one side.",
        ),
    )


NEWSVENDOR = generator(
    "inventory.newsvendor",
    "Single-period (newsvendor) order quantity",
    "Q = μ + z × σ, with the z of CR = Cu ÷ (Cu + Co)",
    values=Newsvendor,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="order quantity",
    measure=Measure(),
    example="price=30 cost=12 salvage=6 mean=500 sigma=100",
    subtopic="IN16",
    level=Level.ANALYSE,
    book="SPT",
    topic="single-period (newsvendor) model",
)
