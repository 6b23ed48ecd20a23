"""Risk pooling: safety stock falls with the square root of the number of sites."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, short
from content.generators.kit.values import number, whole


class Pooling(Values):
    """Sites are alike, their demands independent, and service level and lead time stay the same."""

    stock: Decimal = number("SS₁", "safety stock of all sites together", "units")
    before: int = whole("n₁", "number of sites now", "sites")
    after: int = whole("n₂", "number of sites in future", "sites")

    @property
    def pooled(self) -> Decimal:
        """Safety stock of all sites afterwards."""
        return self.stock * (Decimal(self.after) / self.before).sqrt()


_STORIES = stories(
    "case | depot | A grocery chain holds {stock} {units} of safety stock in {before} regional depots. It plans to "
    "serve all shops from {few}.",
    "tyre | warehouse | A tyre dealer's {before} warehouses hold {stock} {units} of safety stock in all. They are to "
    "be consolidated into {few}.",
    "filter | store | A wind farm operator keeps {stock} spare {units} as safety stock, spread over {before} stores. "
    "In future {few} will hold them.",
    "carton | site | A wholesaler of bandages keeps a total safety stock of {stock} {units} at {before} sites. A "
    "project will leave {few}.",
)


def _draw(d: Draw) -> Drawn[Pooling]:
    values = Pooling(stock=d.number(600, 9000, 50), before=d.whole(4, 25), after=d.whole(1, 9))
    story = d.pick(_STORIES)
    return (values, story) if 4 * values.after <= 3 * values.before else None


def _work(v: Pooling, t: Told) -> Worked:
    root = short((Decimal(v.after) / v.before).sqrt(), 4)
    return Worked(
        v.pooled,
        f"Root of new sites to old ones: √({t.after} ÷ {t.before}) ≈ {root}.",
        f"Safety stock: {t.stock} × √({t.after} ÷ {t.before}) = <gives>.",
    )


def _ask(v: Pooling, t: Told) -> Asked:
    old, new = Decimal(v.before).sqrt(), Decimal(v.after).sqrt()
    return Asked(
        f"{t.story(few=count(v.after, t.names[0]))} The sites are alike and their demands independent; service level "
        "and lead time stay the same.\nBy the square-root rule, what total safety stock is needed then, to the "
        f"nearest whole {t.unit}?",
        f"Where more demand meets, more of its ups and downs cancel: {t.stock} × √({t.after} ÷ {t.before}) is <gives>.",
        Mistake(
            "safety stock in proportion to the sites",
            v.stock * v.after / v.before,
            f"You left out the square root: {t.stock} × {t.after} ÷ {t.before} gives <gives>. Each site that is left "
            "serves more demand, and needs more safety stock than before.",
        ),
        Mistake(
            "the inverted ratio",
            v.stock * old / new,
            f"You turned the ratio round: {t.stock} × √({t.before} ÷ {t.after}) gives <gives>. Fewer sites need less "
            "safety stock, not more.",
        ),
        Mistake(
            "no effect of pooling",
            v.stock,
            "You left the safety stock at <gives>. Independent ups and downs cancel in part where demands meet.",
        ),
        Mistake(
            "the root of the new number alone",
            v.stock / new,
            f"You divided by the root of the new number of sites: {t.stock} ÷ √{t.after} gives <gives>. The new number "
            f"counts against the old one, {t.before}.",
            offered=v.after > 1,
        ),
        Mistake(
            "the root of the old number alone",
            v.stock / old,
            f"You divided by the root of the old number of sites: {t.stock} ÷ √{t.before} gives <gives>. That would be "
            "right for one site in future.",
        ),
        Mistake(
            "the saving taken for the new level",
            v.stock - v.pooled,
            f"You gave the saving: {t.stock} − {short(v.pooled, 1)} gives <gives>. The question is what is still "
            "needed.",
        ),
    )


SQUARE_ROOT = generator(
    "distribution.square_root",
    "Square-root rule for safety stock",
    "SS₂ = SS₁ × √(n₂ ÷ n₁)",
    values=Pooling,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="total safety stock in future",
    measure=Measure(),
    example="stock=1200 before=9 after=4",
    subtopic="DI04",
    book="CM",
    topic="risk pooling: square root law",
)
