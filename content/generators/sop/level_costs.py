"""What it costs to carry the stock of a level plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, short, table
from content.generators.kit.values import Wrong, dollars, number

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May")


class LevelStock(Values):
    """A month is charged for the average of its opening and closing inventory; the plan never runs out of stock."""

    rate: Decimal = number("P", "production each month", "units a month", low=0)
    demand: tuple[Decimal, ...] = number("D", "demand", "units", low=0, per="month", most=24)
    opening: Decimal = number("B", "opening inventory", "units", low=0)
    carry: Decimal = dollars("h", "carrying cost", "dollars a unit a month", low=0)

    @property
    def stocks(self) -> tuple[Decimal, ...]:
        """The opening inventory, and that at the end of each month."""
        return tuple(accumulate(self.demand, lambda stock, used: stock + self.rate - used, initial=self.opening))

    @property
    def averages(self) -> tuple[Decimal, ...]:
        """The average inventory of each month."""
        return tuple((before + after) / 2 for before, after in pairwise(self.stocks))

    @property
    def average(self) -> Decimal:
        """All of them together: what a month's carrying cost is paid for."""
        return sum(self.averages, Decimal(0))

    def wrong(self) -> Iterator[Wrong]:
        """Stock lasts."""
        short_of = next((month for month, stock in enumerate(self.stocks) if stock < 0), 0)
        if short_of:
            yield Wrong("demand", f"is more than the plan has in month {short_of}: it must not run out of stock")


_STORIES = stories(
    "heater | A maker of patio heaters plans a level output of {rate} {units} a month.",
    "barrel | A brewery plans a level output of {rate} {units} a month for a range of beers.",
    "desk | A furniture plant plans a level output of {rate} {units} a month.",
    "sledge | A toy maker plans a level output of {rate} {units} a month.",
)


def _draw(d: Draw) -> Drawn[LevelStock]:
    rate = d.number(150, 400, 10)
    values = LevelStock(
        rate=rate,
        demand=tuple(half_up(rate * d.whole(65, 135) / 100, -1) for _ in range(d.whole(4, 5))),
        opening=d.number(100, 300, 10),
        carry=d.decimal("1", "6", "0.50"),
    )
    story = d.pick(_STORIES)
    stocks = values.stocks
    return None if min(stocks) < 20 or abs(stocks[-1] - stocks[0]) < 40 else (values, story)


def _plus(numbers: Iterable[Decimal]) -> str:
    return " + ".join(map(short, numbers))


def _work(v: LevelStock, t: Told) -> Worked:
    return Worked(
        v.carry * v.average,
        f"Inventory, from {t.opening} with {t.rate} made each month: {', '.join(map(given, v.stocks[1:]))}.",
        f"Averages of the months: {_plus(v.averages)} = {short(v.average)}.",
        f"Carrying cost: {t.carry} × {short(v.average)} = <gives>.",
    )


def _ask(v: LevelStock, t: Told) -> Asked:
    n, stocks = len(v.demand), v.stocks
    closing, opening, mean = sum(stocks[1:], Decimal(0)), sum(stocks[:-1], Decimal(0)), v.average / n
    return Asked(
        f"{t.story()} At the start of January {t.opening} are in stock.\n"
        + table((("Month", _MONTHS[:n]), ("Demand", v.demand)))
        + f"\nCarrying a {t.unit} for a month costs {t.carry}, charged on the average of the month's opening and "
        f"closing inventory. What does the plan cost to carry in the {n} months, to the whole dollar?",
        f"The months' average inventories sum to {short(v.average)}: {t.carry} × {short(v.average)} is <gives>.",
        Mistake(
            "closing inventory taken for the average",
            v.carry * closing,
            f"You used closing inventory: {t.carry} × ({_plus(stocks[1:])}) gives <gives>. Here a month is charged on "
            "the average of its opening and closing inventory.",
        ),
        Mistake(
            "opening inventory taken for the average",
            v.carry * opening,
            f"You used opening inventory: {t.carry} × ({_plus(stocks[:-1])}) gives <gives>. Here a month is charged on "
            "the average of its opening and closing inventory.",
        ),
        Mistake(
            "the carrying cost of one month only",
            v.carry * mean,
            f"You charged one month only: {t.carry} × {short(mean, 2)} gives <gives>. The average inventory of "
            f"{short(mean, 2)} is carried for {n} months.",
        ),
        Mistake(
            "the final inventory only",
            v.carry * stocks[-1],
            f"You charged the final inventory only: {t.carry} × {given(stocks[-1])} gives <gives>. Stock is carried in "
            "all months.",
        ),
        Mistake(
            "the forgotten halving of the sum",
            2 * v.carry * v.average,
            f"You added opening and closing inventories but did not halve the sum: {t.carry} × {short(2 * v.average)} "
            "gives <gives>. Their average is carried.",
        ),
        Mistake(
            "the average of first and last inventory",
            v.carry * n * (stocks[0] + stocks[-1]) / 2,
            f"You averaged the first and the last inventory: {n} × {t.carry} × ({given(stocks[0])} + "
            f"{given(stocks[-1])}) ÷ 2 gives <gives>. In between the stock rises and falls.",
        ),
    )


LEVEL_PLAN_CARRYING = generator(
    "sop.level_plan_carrying",
    "Carrying cost of a level plan",
    "I = I before + P − D; cost = h × Σ (I before + I) ÷ 2",
    values=LevelStock,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="carrying cost of the plan",
    measure=Measure("$"),
    example="rate=300 demand=250,350,280,320 opening=100 carry=2",
    subtopic="SP06",
    book="IMM",
    topic="production planning: cost of a level plan",
)
