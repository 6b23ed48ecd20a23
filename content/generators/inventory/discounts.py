"""A discount on all units, for those who order enough."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, money, price
from content.generators.kit.values import Wrong, dollars, number, percent


class Discount(Values):
    """The lower price is for all units of an order. Compared are the annual costs of goods, ordering and carrying."""

    demand: Decimal = number("D", "annual demand", "units a year")
    order: Decimal = dollars("S", "cost of placing an order", "dollars an order")
    rate: Decimal = percent("i", "carrying cost, of the price a year")
    cost: Decimal = dollars("C", "price below the break", "dollars a unit")
    least: Decimal = number("B", "smallest order at the lower price", "units")
    lower: Decimal = dollars("c", "price from there on", "dollars a unit")

    def eoq(self, cost: Decimal) -> Decimal:
        """The economic order quantity at a price, whether one gets it or not."""
        return (2 * self.demand * self.order / self.carrying(cost)).sqrt()

    def carrying(self, cost: Decimal) -> Decimal:
        """Carrying cost of one unit for a year."""
        return self.rate / 100 * cost

    def year(self, lot: Decimal, cost: Decimal) -> Decimal:
        """The cost of a year."""
        return self.demand * cost + self.demand / lot * self.order + lot / 2 * self.carrying(cost)

    @property
    def listed(self) -> Decimal:
        """The economic order quantity at the list price."""
        return self.eoq(self.cost)

    @property
    def taken(self) -> bool:
        """Whether it pays to order just enough for the discount."""
        return self.year(self.least, self.lower) < self.year(self.listed, self.cost)

    def wrong(self) -> Iterator[Wrong]:
        """A discount lowers the price."""
        if self.lower >= self.cost:
            yield Wrong("lower", f"must be below {price(self.cost)}, the price of smaller orders")


_STORIES = stories(
    "cartridge | An office supplier sells {demand} toner {units} of one type a year, evenly. The maker charges {cost} "
    "each, or {lower} each for all {units} of an order of {least} or more. An order costs {order}; carrying costs "
    "{rate} of the price paid a year.",
    "tyre | A taxi company uses {demand} {units} a year at an even rate. They cost {cost} each; in orders of {least} "
    "or more all of them cost {lower} each. Placing an order costs {order}, carrying stock {rate} of the price paid "
    "a year.",
    "kit | A laboratory uses {demand} test {units} a year, evenly. The price of a {unit} is {cost}, and {lower} for "
    "every {unit} of an order of {least} or more. Ordering costs {order} each time; the annual carrying cost is {rate} "
    "of the price paid.",
    "motor | A maker of fans buys {demand} small {units} a year for steady output. The supplier asks {cost} each, or "
    "{lower} each on all {units} when at least {least} are ordered. An order costs {order}, and carrying stock {rate} "
    "of the price paid a year.",
)


def _draw(d: Draw) -> Drawn[Discount]:
    demand, order, rate = d.number(300, 6000, 50), d.number(40, 250, 5), d.number(15, 30)
    # So few large discounts, and breaks so far from the EOQ, that about half of the discounts do not pay.
    cost, off, beyond = d.number(5, 60), d.pick((1, 1, 1, 2, 2, 3, 4, 5, 6)), d.whole(25, 80)
    lower = cost * (100 - off) / 100
    lot = (200 * demand * order / (rate * cost)).sqrt()
    least = (lot * beyond / 500).quantize(Decimal(1)) * 50
    values = Discount(demand=demand, order=order, rate=rate, cost=cost, least=least, lower=lower)
    story = d.pick(_STORIES)
    if lot < 60 or least > demand / 2:
        return None
    gain = abs(values.year(least, lower) - values.year(lot, cost))
    return None if gain * 500 < demand * cost else (values, story)  # no close call


def _work(v: Discount, t: Told) -> Worked:
    low, list_lot = v.eoq(v.lower), v.listed
    first = f"EOQ at {t.lower}: √(2 × {t.demand} × {t.order} ÷ ({t.rate} × {t.lower})) ≈ {comma(low)}"
    if low >= v.least:
        return Worked(
            low,
            f"{first}, which is at or above {t.least}: the lower price is had.",
            "No other quantity costs less at that price, and none at the higher one: order <gives>.",
        )
    lot = comma(list_lot)
    return Worked(
        v.least if v.taken else list_lot,
        f"{first}, below {t.least}: the price of {t.lower} is not had for it.",
        f"EOQ at {t.cost}: ≈ {lot}. Its year costs {t.demand} × {t.cost} + {t.demand} ÷ {lot} × {t.order} + {lot} ÷ 2 "
        f"× {t.rate} × {t.cost} ≈ {money(v.year(list_lot, v.cost))}.",
        f"A year with orders of {t.least}: {t.demand} × {t.lower} + {t.demand} ÷ {t.least} × {t.order} + {t.least} ÷ 2 "
        f"× {t.rate} × {t.lower} ≈ {money(v.year(v.least, v.lower))}.",
        "The smaller annual cost decides: order <gives>.",
    )


def _ask(v: Discount, t: Told) -> Asked:
    low, list_lot, taken = v.eoq(v.lower), v.listed, v.taken
    at_list, at_break = money(v.year(list_lot, v.cost)), money(v.year(v.least, v.lower))
    top = f"{t.demand} × {t.order}"
    reason = (
        f"The discount pays: with orders of <gives> a year costs {at_break}, with the EOQ at {t.cost} {at_list}."
        if taken
        else f"The discount does not pay: with orders of <gives> a year costs {at_list}, with {t.least} {at_break}."
    )
    missed = (
        f"You stayed at the EOQ of the list price: √(2 × {top} ÷ ({t.rate} × {t.cost})) gives <gives>. A year costs "
        f"{at_list} there, and {at_break} with the discount."
        if taken
        else f"You went to the price break, <gives>, for the discount. A year costs {at_break} there, more than the "
        f"{at_list} of the EOQ at {t.cost}: carrying eats up the saving."
    )
    return Asked(
        f"{t.story()}\nWhich order quantity, to the nearest whole {t.unit}, has the lowest annual cost of goods, "
        "ordering and carrying?",
        reason,
        Mistake("the other candidate", list_lot if taken else v.least, missed),
        Mistake(
            "an EOQ that does not get its price",
            low,
            f"You took the EOQ of the lower price: √(2 × {top} ÷ ({t.rate} × {t.lower})) gives <gives>. For so few the "
            f"price is {t.cost}: the discount starts at {t.least}.",
        ),
        Mistake(
            "a year's demand in one order",
            v.demand,
            "You ordered the demand of a whole year, <gives>. Ordering gets cheap, but half a year's use is in stock "
            "on average.",
        ),
        Mistake(
            "the midpoint of the candidates",
            (v.least + list_lot) / 2,
            f"You went half way: ({comma(list_lot)} + {t.least}) ÷ 2 gives <gives>. That is too few for the discount, "
            f"and more than the EOQ at {t.cost}.",
        ),
        Mistake(
            "the missing 2",
            list_lot / Decimal(2).sqrt(),
            f"You left out the 2 in the EOQ: √({top} ÷ ({t.rate} × {t.cost})) gives <gives>. And the price break is to "
            "be compared too.",
        ),
    )


QUANTITY_DISCOUNT = generator(
    "inventory.quantity_discount",
    "Order quantity with an all-units discount",
    "least of D × C + D ÷ Q × S + Q ÷ 2 × i × C, at the EOQ and at the price break",
    values=Discount,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="order quantity of the lowest annual cost",
    measure=Measure(),
    example="demand=10000 order=60 rate=20 cost=15 least=1200 lower=14.70",
    subtopic="IN09",
    level=Level.ANALYSE,
    book="SPT",
    topic="quantity discounts",
)
