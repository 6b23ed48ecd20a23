"""The projected available balance of a master schedule, with a demand time fence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import Wrong, number, whole


class Projected(Values):
    """Up to the demand time fence demand is customer orders; beyond it, the greater of forecast and orders."""

    hand: Decimal = number("OH", "on hand at the start", "units", low=0)
    forecast: tuple[Decimal, ...] = number("F", "forecast", "units", low=0, per="week")
    orders: tuple[Decimal, ...] = number("CO", "customer orders", "units", low=0, per="week")
    mps: tuple[Decimal, ...] = number("MPS", "master schedule receipt", "units", low=0, per="week")
    fence: int = whole("DTF", "demand time fence, the last week inside it", low=0, high=12)

    @property
    def greater(self) -> tuple[Decimal, ...]:
        """The greater of forecast and orders of each week."""
        return tuple(map(max, self.forecast, self.orders))

    def demand(self, fence: int) -> tuple[Decimal, ...]:
        """What is taken as demand of each week, were this the fence."""
        return self.orders[:fence] + self.greater[fence:]

    def balances(self, demand: Sequence[Decimal]) -> tuple[Decimal, ...]:
        """The balance at the end of each week."""
        changes = (made - used for made, used in zip(self.mps, demand, strict=True))
        return tuple(accumulate(changes, initial=self.hand))[1:]

    def wrong(self) -> Iterator[Wrong]:
        """The fence lies within the weeks."""
        if self.fence > len(self.mps):
            yield Wrong("fence", f"must be from 0 to {len(self.mps)}, the number of weeks")


_STORIES = stories(
    "mower | A plant schedules a petrol mower; {hand} {units} are on hand.",
    "kettle | The master scheduler of an appliance maker plans a kettle; {hand} {units} are in stock.",
    "wheelchair | A maker of medical equipment builds a folding wheelchair to stock; {hand} {units} are on hand.",
    "tent | An outdoor brand schedules its two-person tent; opening stock is {hand} {units}.",
)


def _draw(d: Draw) -> Drawn[Projected]:
    weeks = d.whole(4, 6)
    forecast = d.numbers(weeks, 20, 40)
    booked = (d.whole(low, low + 40) for low in (80, 70, 70, 40, 20, 5))
    orders = tuple(f * share // 100 for f, share in zip(forecast, booked, strict=False))
    lot, first = d.number(50, 80, 5), d.whole(0, 1)
    mps = tuple(lot if week % 2 == first else Decimal(0) for week in range(weeks))
    values = Projected(hand=d.number(20, 60), forecast=forecast, orders=orders, mps=mps, fence=2)
    demand = values.demand(values.fence)
    if orders[:2] == forecast[:2] or min(values.balances(demand)) < 0 or values.balances(demand)[-1] < 10:
        return None
    return values, d.pick(_STORIES)


def _work(v: Projected, t: Told) -> Worked:
    demand = v.demand(v.fence)
    balances = v.balances(demand)
    rule = f"orders up to week {v.fence}, then" if v.fence else "from the first week on"
    return Worked(
        balances[-1],
        f"Demand, {rule} the greater of forecast and orders: {_listed(demand)}.",
        "Each week: balance before + MPS − demand.",
        f"From {t.hand}, the balances are {_listed(balances)}: <gives> at the end of week {len(balances)}.",
    )


def _listed(numbers: Sequence[Decimal]) -> str:
    return ", ".join(map(given, numbers))


def _ask(v: Projected, t: Told) -> Asked:
    last, receipts = len(v.mps), sum(v.mps, Decimal(0))
    demand, late = v.demand(v.fence), v.demand(v.fence + 1)

    def left(demand: Sequence[Decimal]) -> tuple[Decimal, str]:
        used = sum(demand, Decimal(0))
        return v.hand + receipts - used, f"{t.hand} + {given(receipts)} − {given(used)} gives <gives>"

    shown = left(demand)[1].replace(" gives", " is")
    rows = (
        ("Week", [str(week) for week in range(1, last + 1)]),
        ("Forecast", v.forecast),
        ("Orders", v.orders),
        ("MPS", v.mps),
    )
    return Asked(
        f"{t.story()} The demand time fence is the end of week {v.fence}: up to it, demand is customer orders; beyond "
        "it, the greater of forecast and orders.\n"
        + table(rows)
        + f"\nWhat is the projected available balance at the end of week {last}, in {t.units}?",
        f"Demand is {_listed(demand)}; opening stock and receipts less all of it, {shown}.",
        Mistake(
            "the forecast taken for demand throughout",
            left(v.forecast)[0],
            f"You used the forecast in every week: {left(v.forecast)[1]}. Inside the fence only orders count, and "
            "beyond it orders above the forecast do.",
        ),
        Mistake(
            "the greater of forecast and orders throughout",
            left(v.greater)[0],
            f"You took the greater of forecast and orders in every week: {left(v.greater)[1]}. Inside the fence the "
            "forecast no longer counts.",
        ),
        Mistake(
            "customer orders taken for demand throughout",
            left(v.orders)[0],
            f"You used customer orders in every week: {left(v.orders)[1]}. Beyond the fence more orders are still to "
            "come, so the forecast counts where it is greater.",
        ),
        Mistake(
            "the forgotten stock on hand",
            left(demand)[0] - v.hand,
            f"You left out the {t.hand} on hand: {given(receipts)} − {given(sum(demand, Decimal(0)))} gives <gives>. "
            "The first balance starts from it.",
        ),
        Mistake(
            "the fence one week too late",
            left(late)[0],
            f"You used orders alone in week {v.fence + 1} too: {left(late)[1]}. That week is beyond the fence.",
        ),
    )


PAB = generator(
    "supply.pab",
    "Projected available balance with a demand time fence",
    "PAB = PAB before + MPS − D; D = CO up to the DTF, then max(F, CO)",
    values=Projected,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="projected available balance at the end of the last week",
    measure=Measure(),
    example="hand=30 forecast=20,20,20,20,20 orders=25,18,22,10,4 mps=0,40,0,40,0 fence=2",
    subtopic="SU03",
    book="IMM",
    topic="master scheduling: projected available balance",
    tags=("internal",),
)
