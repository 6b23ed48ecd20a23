"""Lot sizes for uneven demand: the first lot by part-period balancing and by Silver-Meal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate, pairwise

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price, short, table
from content.generators.kit.values import Wrong, dollars, number


class Lots(Values):
    """A lot covers whole weeks, the first included. What is used in the week of the receipt costs nothing to carry."""

    demand: tuple[Decimal, ...] = number("d", "demand", "units", low=0, per="week")
    setup: Decimal = dollars("S", "setup or ordering cost", "dollars a lot")
    hold: Decimal = dollars("h", "carrying cost", "dollars a unit and week")

    @property
    def sums(self) -> tuple[Decimal, ...]:
        """A lot for 1, 2, ... weeks."""
        return tuple(accumulate(self.demand))

    @property
    def carrying(self) -> tuple[Decimal, ...]:
        """What it costs to carry a lot for 1, 2, ... weeks."""
        return tuple(accumulate(self.hold * wait * need for wait, need in enumerate(self.demand)))

    @property
    def weekly(self) -> tuple[Decimal, ...]:
        """Setup and carrying cost a week of a lot for 1, 2, ... weeks."""
        return tuple((self.setup + cost) / weeks for weeks, cost in enumerate(self.carrying, 1))

    @property
    def eoq(self) -> Decimal:
        """The EOQ of the average demand."""
        return (2 * self.sums[-1] / len(self.demand) * self.setup / self.hold).sqrt()

    def wrong(self) -> Iterator[Wrong]:
        """There is something to make."""
        if not self.demand[0]:
            yield Wrong("demand", "must be above 0 in the first week: a lot is made when it is needed")


def balanced(costs: tuple[Decimal, ...], setup: Decimal) -> int:
    """How many weeks bring the carrying cost nearest to the setup cost; the fewest of them where several do."""
    return min(range(1, len(costs) + 1), key=lambda weeks: abs(costs[weeks - 1] - setup))


def first_rise(costs: tuple[Decimal, ...]) -> int:
    """How many weeks a cost has until it first rises."""
    return next((weeks for weeks, (now, then) in enumerate(pairwise(costs), 1) if then > now), len(costs))


_STORIES = stories(
    "valve | A plant makes a {unit} in lots. A setup costs {setup}, and carrying one {unit} for a week costs {hold}.",
    "coat | A clothing workshop sews a winter {unit} in lots. Each changeover costs {setup}; carrying a {unit} for a "
    "week costs {hold}.",
    "motor | A maker of cargo bikes buys a {unit} from abroad. The supplier charges a setup of {setup} for each order, "
    "and carrying a {unit} for a week costs {hold}.",
    "case | A cosmetics firm fills a face cream in lots. Cleaning and setup cost {setup}; carrying a {unit} for a "
    "week costs {hold}.",
)


def _draw(weeks: Callable[[Lots], int], tie: Callable[[Lots], bool]) -> Callable[[Draw], Drawn[Lots]]:
    """Draws in which the lot ends neither with the first week nor with the last, and no other lot is as good."""

    def draw(d: Draw) -> Drawn[Lots]:
        values = Lots(demand=d.numbers(5, 20, 90), setup=d.number(100, 250, 5), hold=d.decimal("1.00", "2.00", "0.25"))
        story = d.pick(_STORIES)
        return (values, story) if 1 < weeks(values) < 5 and not tie(values) else None

    return draw


def _stem(v: Lots, t: Told, rule: str) -> str:
    weeks = [str(week) for week in range(1, len(v.demand) + 1)]
    return (
        f"{t.story()} What is used in the week of the receipt costs nothing to carry.\n"
        + table((("Week", weeks), ("Demand", v.demand)))
        + f"\n{rule} How many {t.units} is the first lot?"
    )


def _span(weeks: int) -> str:
    return "week 1" if weeks == 1 else "weeks 1 and 2" if weeks == 2 else f"weeks 1 to {weeks}"


def _sum(v: Lots, weeks: int) -> str:
    return " + ".join(map(given, v.demand[:weeks]))


def _lot(v: Lots, weeks: int) -> str:
    return "that is <gives>" if weeks == 1 else f"{_sum(v, weeks)} gives <gives>"


def _others(v: Lots, t: Told, weeks: int, goal: str) -> tuple[Mistake, ...]:
    """What both rules are mistaken for. `goal` is what the lot for so many weeks has, in a clause."""
    sums, mean = v.sums, v.sums[-1] / len(v.demand)
    return (
        Mistake(
            "stopping one week short",
            sums[weeks - 2],
            f"You stopped with {_span(weeks - 1)}: {_lot(v, weeks - 1)}. {goal}",
        ),
        Mistake(
            "going on one week too far",
            sums[weeks],
            f"You went on to week {weeks + 1}: {_lot(v, weeks + 1)}. {goal}",
        ),
        Mistake(
            "the whole horizon in one lot",
            sums[-1],
            f"You took all weeks into one lot: {_lot(v, len(v.demand))}. {goal}",
        ),
        Mistake(
            "lot-for-lot",
            v.demand[0],
            f"You ordered for week 1 only, <gives>. {goal}",
        ),
        Mistake(
            "the EOQ of the average demand",
            v.eoq,
            f"You took the EOQ of the average demand: √(2 × {short(mean)} × {t.setup} ÷ {t.hold}) gives <gives>. The "
            "rule covers whole weeks of the demand as it is.",
        ),
    )


def _balance(v: Lots) -> int:
    return balanced(v.carrying, v.setup)


def _balance_ties(v: Lots) -> bool:
    off = sorted(abs(cost - v.setup) for cost in v.carrying)
    return off[1] - off[0] < 5


def _work_balance(v: Lots, t: Told) -> Worked:
    weeks = _balance(v)
    shown = [f"{_span(n)} {price(cost)}" for n, cost in enumerate(v.carrying, 1)]
    return Worked(
        v.sums[weeks - 1],
        f"Carrying cost, each week's demand times the weeks it waits times {t.hold}: {', '.join(shown)}.",
        f"Nearest to the setup cost of {t.setup}: {_span(weeks)}, with {price(v.carrying[weeks - 1])}.",
        f"First lot: {_sum(v, weeks)} = <gives>.",
    )


def _ask_balance(v: Lots, t: Told) -> Asked:
    weeks = _balance(v)
    nearest = price(v.carrying[weeks - 1])
    goal = f"Carrying {_span(weeks)} costs {nearest}, nearest to the setup cost of {t.setup}."
    early = balanced(tuple(accumulate(v.hold * wait * need for wait, need in enumerate(v.demand, 1))), v.setup)
    return Asked(
        _stem(
            v,
            t,
            "Least total cost (part-period balancing without look-ahead or look-back): a lot takes in whole weeks "
            "until its carrying cost is as near as possible to the setup cost.",
        ),
        f"Carrying the demand of {_span(weeks)} costs {nearest}, nearest to the setup cost of {t.setup}; that is "
        "a lot of <gives>.",
        *_others(v, t, weeks, goal),
        Mistake(
            "carrying charged in the week of receipt",
            v.sums[early - 1],
            f"You charged carrying from the week of the receipt on, so that {_span(early)} came nearest: "
            f"{_lot(v, early)}. {goal}",
        ),
    )


PART_PERIOD = generator(
    "supply.part_period",
    "Least total cost (part-period) lot size",
    "Q = d₁ + ... + d_T with h × Σ(t − 1)d_t nearest to S",
    values=Lots,
    draw=_draw(_balance, _balance_ties),
    work=_work_balance,
    ask=_ask_balance,
    gives="first lot",
    measure=Measure(),
    example="demand=50,40,60,30,70 setup=150 hold=1",
    subtopic="SU10",
    book="SPT",
    topic="lot sizing: part-period balancing",
    level=Level.ANALYSE,
    tags=("internal",),
)


def _cheapest(v: Lots) -> int:
    return first_rise(v.weekly)


def _rise_ties(v: Lots) -> bool:
    return any(abs(then - now) < 1 for now, then in pairwise(v.weekly[: _cheapest(v) + 1]))


def _cents(value: Decimal) -> str:
    return price(half_up(value, 2))


def _work_meal(v: Lots, t: Told) -> Worked:
    weeks = _cheapest(v)
    seen = list(enumerate(zip(v.carrying, v.weekly, strict=True), 1))[: weeks + 1]
    steps = [f"{_span(n)}: ({t.setup} + {price(cost)}) ÷ {n} = {_cents(each)}" for n, (cost, each) in seen]
    return Worked(
        v.sums[weeks - 1],
        f"Setup and carrying cost a week, for lots that grow by a week: {'; '.join(steps)}.",
        f"The last lot before the cost a week rises is for {_span(weeks)}.",
        f"First lot: {_sum(v, weeks)} = <gives>.",
    )


def _ask_meal(v: Lots, t: Told) -> Asked:
    weeks, balance = _cheapest(v), _balance(v)
    now, then = _cents(v.weekly[weeks - 1]), _cents(v.weekly[weeks])
    goal = f"The cost a week falls to {now} with {_span(weeks)} and rises to {then} with the next."
    unit = first_rise(tuple((v.setup + cost) / sum_ for cost, sum_ in zip(v.carrying, v.sums, strict=True)))
    return Asked(
        _stem(
            v,
            t,
            "Silver-Meal: a lot takes in whole weeks as long as its setup and carrying cost for each week covered "
            "falls, and stops before the first rise.",
        ),
        f"With {_span(weeks)} a lot costs {now} a week, with one week more {then}; so the lot is <gives>.",
        *_others(v, t, weeks, goal),
        Mistake(
            "cost a unit in place of cost a week",
            v.sums[unit - 1],
            f"You divided the cost by units instead of weeks, which falls up to {_span(unit)}: {_lot(v, unit)}. {goal}",
        ),
        Mistake(
            "part-period balancing in place of Silver-Meal",
            v.sums[balance - 1],
            f"You balanced carrying cost with the setup cost, nearest for {_span(balance)}: {_lot(v, balance)}. {goal}",
        ),
    )


SILVER_MEAL = generator(
    "supply.silver_meal",
    "Silver-Meal lot size",
    "Q = d₁ + ... + d_T, T before the first rise of (S + h × Σ(t − 1)d_t) ÷ T",
    values=Lots,
    draw=_draw(_cheapest, _rise_ties),
    work=_work_meal,
    ask=_ask_meal,
    gives="first lot",
    measure=Measure(),
    example="demand=50,40,60,30,70 setup=150 hold=1",
    subtopic="SU10",
    book="SPT",
    topic="lot sizing: the Silver-Meal heuristic",
    level=Level.ANALYSE,
    tags=("internal",),
)
