"""Lots that are bought: ordering cost against carrying cost."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price, short
from content.generators.kit.values import dollars, number, percent


class LotSize(Values):
    """Demand is even and known, the whole lot arrives at once, the unit cost is the same for any lot."""

    demand: Decimal = number("D", "annual demand", "units a year")
    order: Decimal = dollars("S", "cost of placing an order", "dollars an order")
    rate: Decimal = percent("i", "carrying cost, of the unit cost a year")
    cost: Decimal = dollars("C", "unit cost", "dollars a unit")

    @property
    def carrying(self) -> Decimal:
        """What it costs to carry one unit for a year."""
        return self.rate / 100 * self.cost

    @property
    def square(self) -> Decimal:
        """The square of the lot."""
        return 2 * self.demand * self.order / self.carrying


_LOT_STORIES = stories(
    "valve | A maker of pumps uses {demand} brass {units} a year, at an even rate. A {unit} costs {cost}. Each "
    "purchase order costs {order} to place and receive, and carrying stock costs {rate} of its value a year.",
    "lamp | A furniture chain sells {demand} desk {units} of one model a year, evenly. It pays {cost} for a {unit} and "
    "{order} for each order placed with the importer. The annual carrying cost is {rate} of the unit cost.",
    "filter | A hospital changes {demand} ventilator {units} a year, about the same number every week. A {unit} costs "
    "{cost}, an order costs {order}, and carrying stock for a year costs {rate} of its value.",
    "sensor | A maker of heat pumps builds in {demand} pressure {units} a year at a steady pace. The price of a {unit} "
    "is {cost}, ordering costs {order} each time, and the carrying rate is {rate} of the price a year.",
)


def _draw_lot(d: Draw) -> Drawn[LotSize]:
    values = LotSize(
        demand=d.number(500, 10_000, 100) * d.pick((1, 5)),
        order=d.number(20, 200, 5),
        rate=d.number(15, 30),
        cost=d.number(4, 120),
    )
    story = d.pick(_LOT_STORIES)
    return None if not 20 <= values.square.sqrt() <= values.demand / 2 else (values, story)


def _work_lot(v: LotSize, t: Told) -> Worked:
    carrying, square = price(half_up(v.carrying, 6)), short(v.square, 2)
    return Worked(
        v.square.sqrt(),
        f"Carrying cost of one {t.unit} for a year: {t.rate} × {t.cost} = {carrying}.",
        f"2 × demand × ordering cost ÷ that = 2 × {t.demand} × {t.order} ÷ {carrying} = {square}.",
        f"EOQ = √{square} = {short(v.square.sqrt(), 2)}, that is <gives>.",
    )


def _ask_lot(v: LotSize, t: Told) -> Asked:
    carrying, top, ordered = price(v.carrying), f"2 × {t.demand} × {t.order}", v.demand * v.order
    return Asked(
        f"{t.story()}\nTo the nearest whole {t.unit}, what is the economic order quantity (EOQ)?",
        f"Carrying one {t.unit} for a year costs {carrying}; √({top} ÷ {carrying}) is <gives>. There, ordering and "
        "carrying cost the same.",
        Mistake(
            "the missing 2",
            (v.square / 2).sqrt(),
            f"You left out the 2: √({t.demand} × {t.order} ÷ {carrying}) gives <gives>. The 2 comes from carrying half "
            "a lot on average.",
        ),
        Mistake(
            "the missing square root",
            v.square,
            f"You did not take the root: {top} ÷ {carrying} gives <gives>. That is the square of the lot.",
            offered=v.square <= 5 * v.demand,
        ),
        Mistake(
            "the unit cost taken for the carrying cost",
            (2 * ordered / v.cost).sqrt(),
            f"You divided by the unit cost: √({top} ÷ {t.cost}) gives <gives>. Carrying one {t.unit} for a year costs "
            f"{t.rate} of that, {carrying}.",
        ),
        Mistake(
            "the carrying rate without the unit cost",
            (2 * ordered * 100 / v.rate).sqrt(),
            f"You divided by the rate alone: √({top} ÷ {given(v.rate / 100)}) gives <gives>. The rate is of money: "
            f"times the unit cost it is {carrying} for one {t.unit}.",
        ),
        Mistake(
            "monthly demand with an annual carrying cost",
            (v.square / 12).sqrt(),
            f"You used a month's demand with a year's carrying cost: √({top} ÷ 12 ÷ {carrying}) gives <gives>. Both "
            "must be of the same period.",
        ),
        Mistake(
            "annual demand with a monthly carrying cost",
            (v.square * 12).sqrt(),
            f"You used a year's demand with a month's carrying cost: √({top} × 12 ÷ {carrying}) gives <gives>. Both "
            "must be of the same period.",
        ),
        Mistake(
            "the halved carrying cost",
            (v.square * 2).sqrt(),
            f"You halved the carrying cost, as half a lot is in stock on average: √({top} × 2 ÷ {carrying}) gives "
            "<gives>. The 2 in the formula does that already.",
        ),
    )


EOQ = generator(
    "inventory.eoq",
    "Economic order quantity (EOQ)",
    "EOQ = √(2 × D × S ÷ (i × C))",
    values=LotSize,
    draw=_draw_lot,
    work=_work_lot,
    ask=_ask_lot,
    gives="economic order quantity",
    measure=Measure(),
    example="demand=10000 order=50 rate=20 cost=20",
    subtopic="IN08",
    book="IMM",
    topic="economic order quantity",
)


class AnnualCost(Values):
    """Demand is even, the whole lot arrives when the last unit is used, and there is no safety stock."""

    demand: Decimal = number("D", "annual demand", "units a year")
    lot: Decimal = number("Q", "order quantity", "units")
    order: Decimal = dollars("S", "cost of placing an order", "dollars an order")
    hold: Decimal = dollars("H", "carrying cost", "dollars a unit and year")

    @property
    def ordering(self) -> Decimal:
        """Ordering cost of a year."""
        return self.demand / self.lot * self.order

    @property
    def carrying(self) -> Decimal:
        """Carrying cost of a year."""
        return self.lot / 2 * self.hold


_COST_STORIES = stories(
    "bucket | A paint wholesaler sells {demand} {units} of primer a year, evenly, and orders {lot} at a time. An order "
    "costs {order}; carrying one {unit} for a year costs {hold}. A delivery arrives just as the last {unit} is sold.",
    "roll | A printer uses {demand} {units} of label paper a year at a steady rate, bought {lot} at a time. Each order "
    "costs {order}, and it costs {hold} to carry one {unit} for a year. No safety stock is kept.",
    "cylinder | A clinic uses {demand} oxygen {units} a year, the same number each week. They are ordered in lots of "
    "{lot}. Ordering costs {order} each time, carrying one {unit} for a year {hold}. There is no safety stock.",
    "bearing | A maintenance store issues {demand} {units} of one type a year, evenly. Lots of {lot} are "
    "ordered and arrive as stock reaches zero. An order costs {order}; one {unit} in stock costs {hold} a year.",
)


def _draw_cost(d: Draw) -> Drawn[AnnualCost]:
    lot = d.number(50, 1500, 10)
    values = AnnualCost(
        demand=lot * d.whole(4, 30), lot=lot, order=d.number(20, 200, 5), hold=d.decimal("0.50", "12.00", "0.25")
    )
    story = d.pick(_COST_STORIES)
    # The lot is from 40 % to 250 % of the EOQ, and the two costs are not alike.
    ratio = values.carrying / values.ordering
    alike = Decimal("0.8") < ratio < Decimal("1.25")
    return None if alike or not Decimal("0.16") <= ratio <= Decimal("6.25") else (values, story)


def _work_cost(v: AnnualCost, t: Told) -> Worked:
    ordering, carrying = price(half_up(v.ordering, 2)), price(half_up(v.carrying, 2))
    return Worked(
        v.ordering + v.carrying,
        f"Ordering: {t.demand} ÷ {t.lot} = {short(v.demand / v.lot)} orders a year × {t.order} = {ordering}.",
        f"Carrying: an average stock of {t.lot} ÷ 2 = {short(v.lot / 2)} {t.units} × {t.hold} = {carrying}.",
        f"Together, to the whole dollar: {ordering} + {carrying} = <gives>.",
    )


def _ask_cost(v: AnnualCost, t: Told) -> Asked:
    ordering, carrying = price(v.ordering), price(v.carrying)
    orders, half = f"{t.demand} ÷ {t.lot} × {t.order}", f"{t.lot} ÷ 2 × {t.hold}"
    return Asked(
        f"{t.story()}\nWhat do ordering and carrying cost together in a year, to the whole dollar?",
        f"Ordering costs {orders} = {ordering} and carrying half a lot on average {half} = {carrying}: in all <gives>.",
        Mistake(
            "carrying the whole lot",
            v.ordering + 2 * v.carrying,
            f"You carried the whole lot all year: {ordering} + {t.lot} × {t.hold} gives <gives>. Stock falls evenly "
            "from the lot to zero: on average half of it is there.",
        ),
        Mistake(
            "the forgotten carrying cost",
            v.ordering,
            f"You counted the ordering cost only: {orders} gives <gives>. Carrying the stock adds {carrying}.",
        ),
        Mistake(
            "the forgotten ordering cost",
            v.carrying,
            f"You counted the carrying cost only: {half} gives <gives>. Placing the orders adds {ordering}.",
        ),
        Mistake(
            "halving both costs",
            (v.ordering + v.carrying) / 2,
            f"You halved both costs: ({ordering} + {carrying}) ÷ 2 gives <gives>. Only the stock is half a lot on "
            "average; every order is paid in full.",
        ),
        Mistake(
            "dividing demand by half the lot",
            2 * v.ordering + v.carrying,
            f"You divided demand by the average stock to count the orders: 2 × {ordering} + {carrying} gives <gives>. "
            "Each order brings a whole lot.",
        ),
        Mistake(
            "the cost of the EOQ",
            2 * (v.ordering * v.carrying).sqrt(),
            f"You gave the cost of the economic order quantity: √(2 × {t.demand} × {t.order} × {t.hold}) gives "
            f"<gives>. The lot is {t.lot}, and costs more.",
        ),
    )


ANNUAL_COST = generator(
    "inventory.annual_cost",
    "Annual ordering plus carrying cost",
    "TC = D ÷ Q × S + Q ÷ 2 × H",
    values=AnnualCost,
    draw=_draw_cost,
    work=_work_cost,
    ask=_ask_cost,
    gives="annual cost",
    measure=Measure("$"),
    example="demand=6000 lot=500 order=50 hold=4",
    subtopic="IN08",
    book="IMM",
    topic="economic order quantity: annual cost",
)
