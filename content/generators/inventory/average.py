"""How much stock there is on average."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import short
from content.generators.kit.values import number


class AverageInventory(Values):
    """Use is steady, and each order arrives in one lot, on average just as stock is down to the safety stock."""

    quantity: Decimal = number("Q", "order quantity", "units")
    safety: Decimal = number("SS", "safety stock", "units", low=0)


_STORIES = stories(
    "filter | A service depot orders air filters {quantity} at a time and keeps a safety stock of {safety} {units}. "
    "Mechanics use them at a steady rate.",
    "sack | A bakery buys flour in lots of {quantity} {units}. It uses flour evenly and holds {safety} {units} as "
    "safety stock.",
    "roll | A print shop replenishes paper in orders of {quantity} {units}, used at an even pace. Its safety stock is "
    "{safety} {units}.",
    "vial | A clinic orders a vaccine in lots of {quantity} {units}. Use is steady, and {safety} {units} are kept as "
    "safety stock.",
)


def _draw(d: Draw) -> Drawn[AverageInventory]:
    quantity = d.number(200, 5000, 20)
    safety = quantity * d.whole(10, 40) // 1000 * 10
    if 4 * safety == quantity:
        return None  # half the lot and the safety stock would be as much as the lot without it
    return AverageInventory(quantity=quantity, safety=safety), d.pick(_STORIES)


def _work(v: AverageInventory, t: Told) -> Worked:
    half = short(v.quantity / 2)
    return Worked(
        v.quantity / 2 + v.safety,
        f"Cycle stock falls evenly from {t.quantity} to 0; on average it is {t.quantity} ÷ 2 = {half}.",
        f"Average inventory = cycle stock + safety stock = {half} + {t.safety} = <gives>.",
    )


def _ask(v: AverageInventory, t: Told) -> Asked:
    q, s, half = t.quantity, t.safety, f"{t.quantity} ÷ 2"
    return Asked(
        f"{t.story()} Each order arrives in one lot, on average just as stock is down to the safety stock.\nHow many "
        f"{t.units} are in stock on average?",
        f"The lot is half used on average, {half} = {short(v.quantity / 2)}, and the safety stock of {s} lies under it "
        "all the time: <gives>.",
        Mistake(
            "the forgotten safety stock",
            v.quantity / 2,
            f"You left out the safety stock: {half} gives <gives>. It lies there all year round.",
        ),
        Mistake(
            "the maximum taken for the average",
            v.quantity + v.safety,
            f"You gave the stock just after a receipt: {q} + {s} gives <gives>. That is the maximum; from there it "
            "falls.",
        ),
        Mistake(
            "the halved safety stock",
            (v.quantity + v.safety) / 2,
            f"You halved the safety stock too: ({q} + {s}) ÷ 2 gives <gives>. Only the lot is used up and replaced; "
            "the safety stock stays.",
        ),
        Mistake(
            "the safety stock taken off the order quantity",
            v.quantity - v.safety,
            f"You took the safety stock off the lot: {q} − {s} gives <gives>. It comes on top of the cycle stock, and "
            "of the lot only half is there on average.",
        ),
        Mistake(
            "the safety stock with the wrong sign",
            v.quantity / 2 - v.safety,
            f"You subtracted the safety stock: {half} − {s} gives <gives>. It is held in addition to the cycle stock.",
        ),
        Mistake(
            "the safety stock counted twice",
            v.quantity / 2 + 2 * v.safety,
            f"You counted the safety stock twice: {half} + 2 × {s} gives <gives>. It lies there once, under the cycle "
            "stock.",
        ),
    )


AVERAGE_INVENTORY = generator(
    "inventory.average_inventory",
    "Average inventory",
    "average = Q ÷ 2 + SS",
    values=AverageInventory,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="average inventory",
    measure=Measure(),
    example="quantity=800 safety=150",
    subtopic="IN11",
    book="IMM",
    topic="order point: average inventory",
)
