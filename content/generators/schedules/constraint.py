"""What to make where one resource limits everything."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, money, price, short, table
from content.generators.kit.values import dollars, number


class Mix(Values):
    """One constraint, and nothing else limits. The last product fills the time left, if need be with part of a unit."""

    price: tuple[Decimal, ...] = dollars("p", "price", "dollars a unit", per="product")
    variable: tuple[Decimal, ...] = dollars("v", "truly variable cost", "dollars a unit", low=0, per="product")
    minutes: tuple[Decimal, ...] = number("c", "time at the constraint", "minutes a unit", per="product")
    demand: tuple[Decimal, ...] = number("d", "demand", "units a week", low=0, per="product")
    capacity: Decimal = number("C", "time of the constraint", "minutes a week")
    expense: Decimal = dollars("OE", "operating expense", "dollars a week", low=0)

    @property
    def margins(self) -> tuple[Decimal, ...]:
        """Throughput of a unit of each product."""
        return tuple(p - v for p, v in zip(self.price, self.variable, strict=True))

    @property
    def ranked(self) -> list[int]:
        """The products, the one with the highest throughput per constraint minute first."""
        return sorted(range(len(self.price)), key=lambda n: -self.margins[n] / self.minutes[n])

    def made(self, order: list[int]) -> list[Decimal]:
        """How many of each product are made when products are taken in this order."""
        left, made = self.capacity, [Decimal(0)] * len(order)
        for n in order:
            if self.margins[n] > 0:
                made[n] = min(self.demand[n], left / self.minutes[n])
                left -= made[n] * self.minutes[n]
        return made

    def earned(self, made: list[Decimal]) -> Decimal:
        """Throughput of a mix."""
        return sum((m * q for m, q in zip(self.margins, made, strict=True)), Decimal(0))


_STORIES = stories(
    "lamp | Desk, Floor | A lamp maker's paint line is its constraint, with {capacity} minutes a week.",
    "tent | Dome, Tunnel | A tent maker's constraint is its one seam sealer. It has {capacity} minutes a week.",
    "board | Basic, Plus | A maker of circuit boards is held up by one testing station, which has {capacity} minutes a "
    "week.",
    "frame | Road, Trail | A bicycle workshop's welding robot is its constraint, with {capacity} minutes a week.",
)


def _draw(d: Draw) -> Drawn[Mix]:
    quick, slow = d.whole(4, 10), d.whole(9, 24)
    low = d.whole(24, 60, 2)
    high = low + d.whole(4, 40, 2)
    costs = d.numbers(2, 20, 70, 5)
    demand = d.numbers(2, 60, 200, 10)
    second = demand[1] * d.whole(30, 75, 5) // 100
    capacity = quick * demand[0] + slow * second
    earned = low * demand[0] + high * second
    expense = earned * d.whole(25, 60) // 100 // 100 * 100
    swapped = d.pick((False, True))
    story = d.pick(_STORIES)
    if low * slow * 10 < high * quick * 11 or not 1500 <= capacity <= 4800:
        return None  # the quick product is clearly the better one for each minute of the constraint
    values = Mix(
        price=_in_order((costs[0] + low, costs[1] + high), swapped),
        variable=_in_order((costs[0], costs[1]), swapped),
        minutes=_in_order((Decimal(quick), Decimal(slow)), swapped),
        demand=_in_order((demand[0], demand[1]), swapped),
        capacity=capacity,
        expense=expense,
    )
    return values, story


def _in_order(pair: tuple[Decimal, Decimal], swapped: bool) -> tuple[Decimal, Decimal]:
    return (pair[1], pair[0]) if swapped else pair


def _work(v: Mix, t: Told) -> Worked:
    made, earned = v.made(v.ranked), v.earned(v.made(v.ranked))
    rates = (f"{t.names[n]} {price(v.margins[n])} ÷ {given(v.minutes[n])} = {money(_rate(v, n), 2)}" for n in v.ranked)
    return Worked(
        earned - v.expense,
        f"Throughput (price − truly variable cost) per constraint minute: {'; '.join(rates)}.",
        f"Best first, within {t.capacity} minutes: "
        + ", ".join(f"{short(made[n])} {t.names[n]}" for n in v.ranked)
        + ".",
        f"Throughput: {' + '.join(f'{short(made[n])} × {price(v.margins[n])}' for n in v.ranked)} = {money(earned)}.",
        f"Profit = throughput − operating expense = {money(earned)} − {t.expense} = <gives>.",
    )


def _rate(v: Mix, n: int) -> Decimal:
    return v.margins[n] / v.minutes[n]


def _ask(v: Mix, t: Told) -> Asked:
    best, other = v.ranked
    made, by_margin = v.made(v.ranked), [q // 1 for q in v.made([other, best])]
    earned = money(v.earned(made))
    return Asked(
        f"{t.story()} Nothing else limits its two products. Operating expense is {t.expense} a week.\n"
        + table(
            (
                ("Product", t.names),
                ("Price, $", v.price),
                ("Truly variable, $", v.variable),
                ("Minutes each", v.minutes),
                ("Weekly demand", v.demand),
            )
        )
        + "\nWhat is the highest weekly profit, in whole dollars?",
        f"{t.names[best]} earns more for each minute of the constraint, so all {given(v.demand[best])} are made, and "
        f"{given(made[other])} of {t.names[other]} in the minutes left: {earned} − {t.expense} is <gives>.",
        Mistake(
            "ranking by margin per unit",
            v.earned(by_margin) - v.expense,
            f"You put {t.names[other]} first for its higher margin per unit: {_throughput(v, by_margin)} − {t.expense} "
            f"gives <gives>. For each constraint minute {t.names[best]} earns more.",
        ),
        Mistake(
            "the ignored constraint",
            v.earned(list(v.demand)) - v.expense,
            f"You met all demand: {_throughput(v, list(v.demand))} − {t.expense} gives <gives>. The constraint has no "
            "time for that.",
        ),
        Mistake(
            "throughput taken for profit",
            v.earned(made),
            f"You left out operating expense: {_throughput(v, made)} gives <gives>. This is throughput, not profit.",
        ),
        Mistake(
            "making the better product only",
            v.margins[best] * v.demand[best] - v.expense,
            f"You made {t.names[best]} only: {given(v.demand[best])} × {price(v.margins[best])} − {t.expense} gives "
            f"<gives>. The minutes left can still earn with {t.names[other]}.",
        ),
        Mistake(
            "revenue taken for throughput",
            sum((p * q for p, q in zip(v.price, made, strict=True)), Decimal(0)) - v.expense,
            f"You counted revenue: {_sum(v.price, made)} − {t.expense} gives <gives>. Truly variable costs come off "
            "every unit sold.",
        ),
    )


def _throughput(v: Mix, made: list[Decimal]) -> str:
    return _sum(v.margins, made)


def _sum(each: tuple[Decimal, ...], made: list[Decimal]) -> str:
    return " + ".join(f"{given(q)} × {price(m)}" for m, q in zip(each, made, strict=True) if q)


TOC_MIX = generator(
    "schedules.toc_mix",
    "Product mix at a constraint",
    "rank by (p − v) ÷ c; profit = Σ (p − v) × quantity − OE",
    values=Mix,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="highest profit, a week",
    measure=Measure("$"),
    example="price=80,120 variable=40,50 minutes=10,25 demand=120,60 capacity=2400 expense=5000",
    subtopic="SC11",
    book="JC",
    topic="theory of constraints: product mix",
    level=Level.ANALYSE,
)
