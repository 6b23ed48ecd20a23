"""Make or buy: only what buying would save counts against the price."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, price, table
from content.generators.kit.values import dollars, number, percent


class MakeBuy(Values):
    """What is not avoidable is paid either way; the freed capacity has no other use."""

    quantity: Decimal = number("Q", "quantity", "units a year")
    material: Decimal = dollars("DM", "direct material", "dollars a unit", low=0)
    labour: Decimal = dollars("DL", "direct labour", "dollars a unit", low=0)
    variable: Decimal = dollars("VO", "variable overhead", "dollars a unit", low=0)
    fixed: Decimal = dollars("FO", "fixed overhead", "dollars a unit", low=0)
    avoidable: Decimal = percent("a", "part of the fixed overhead that buying avoids", low=0)
    price: Decimal = dollars("p", "price of buying", "dollars a unit", low=0)

    @property
    def cost(self) -> Decimal:
        """What it costs to make one, without fixed overhead."""
        return self.material + self.labour + self.variable

    @property
    def saved(self) -> Decimal:
        """What buying one saves of making it."""
        return self.cost + self.avoidable / 100 * self.fixed


_STORIES = stories(
    "motor | A maker of vacuum cleaners needs {quantity} {units} a year.",
    "saddle | A maker of bicycles needs {quantity} {units} a year.",
    "lampshade | A lighting firm needs {quantity} {units} a year.",
    "door | A maker of ovens needs {quantity} {units} a year.",
)


def _draw(d: Draw) -> Drawn[MakeBuy]:
    material, labour, variable, fixed = (d.decimal("3.00", "15.00", "0.50") for _ in range(4))
    avoidable = d.number(20, 80, 10)
    saved = material + labour + variable + fixed * avoidable / 100
    values = MakeBuy(
        quantity=d.number(2000, 20_000, 500),
        material=material,
        labour=labour,
        variable=variable,
        fixed=fixed,
        avoidable=avoidable,
        price=half_up(saved * d.whole(90, 110) / 100, 1),
    )
    story = d.pick(_STORIES)
    sizes = sorted(abs(make - values.price) for make in (values.saved, *_mistaken(values)))
    apart = all(more - less >= more / 20 for less, more in pairwise(sizes))
    return (values, story) if sizes[0] >= Decimal("0.20") and apart else None


def _mistaken(v: MakeBuy) -> tuple[Decimal, Decimal, Decimal]:
    """The cost of making with all fixed overhead, with none, and with material and labour alone."""
    return v.cost + v.fixed, v.cost, v.material + v.labour


def _decision(saving: Decimal) -> str:
    size = price(half_up(abs(saving), 2))
    return f"{size} a year, by {'buying' if saving > 0 else 'making'}" if saving else "nothing, both cost the same"


def _work(v: MakeBuy, t: Told) -> Worked:
    per_unit = v.saved - v.price
    part = price(half_up(v.saved - v.cost, 4))
    return Worked(
        _decision(per_unit * v.quantity),
        f"Avoidable fixed overhead: {t.avoidable} × {t.fixed} = {part} a {t.unit}.",
        f"Buying avoids {t.material} + {t.labour} + {t.variable} + {part} = {price(half_up(v.saved, 4))} and costs "
        f"{t.price}.",
        f"Times {t.quantity}: ({price(half_up(v.saved, 4))} − {t.price}) × {t.quantity} = "
        f"{'−' if per_unit < 0 else ''}{price(half_up(abs(per_unit * v.quantity), 2))}: <gives>.",
    )


def _ask(v: MakeBuy, t: Told) -> Asked:
    right = (v.saved - v.price) * v.quantity
    better, worse = ("buying", "making") if right > 0 else ("making", "buying")
    saved, each = price(half_up(v.saved, 4)), price(abs(v.saved - v.price))

    def instead(cost: Decimal) -> tuple[str, str]:
        sizes = (cost, v.price) if cost > v.price else (v.price, cost)
        return _decision((cost - v.price) * v.quantity), " − ".join(map(price, sizes))

    (full, all_), (bare, none), (prime, direct) = map(instead, _mistaken(v))
    rows = (
        ("Cost of making one", ("",)),
        ("Direct material", (t.material,)),
        ("Direct labour", (t.labour,)),
        ("Variable overhead", (t.variable,)),
        ("Fixed overhead", (t.fixed,)),
    )
    return Asked(
        f"{t.story()}\n"
        + table(rows)
        + f"\nA supplier offers the {t.unit} at {t.price}. Buying would avoid {t.avoidable} of the fixed overhead, and "
        "the freed capacity has no other use. What does the better choice save?",
        f"Buying a {t.unit} costs {t.price} and avoids {saved}, so {better} is better by {each} each: <gives>.",
        Mistake(
            "all fixed overhead taken for avoidable",
            full,
            f"You counted all fixed overhead as avoidable: ({all_}) × {t.quantity} gives <gives>. Only {t.avoidable} "
            "of it goes away.",
        ),
        Mistake(
            "no fixed overhead taken for avoidable",
            bare,
            f"You counted no fixed overhead: ({none}) × {t.quantity} gives <gives>. Buying does avoid {t.avoidable} of "
            "it.",
        ),
        Mistake(
            "the right amount with the wrong decision",
            _decision(-right),
            f"You had the amount but turned the decision round, <gives>. Buying costs {t.price} and avoids {saved}, so "
            f"{worse} is dearer.",
        ),
        Mistake(
            "material and labour only",
            prime,
            f"You counted material and labour only: ({direct}) × {t.quantity} gives <gives>. Buying avoids variable "
            "overhead too, and a part of the fixed.",
        ),
    )


MAKE_BUY = generator(
    "supply.make_buy",
    "Make or buy, with avoidable cost",
    "saving of buying = (DM + DL + VO + a × FO − p) × Q",
    values=MakeBuy,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="saving of the better choice",
    measure=None,
    example="quantity=10000 material=5 labour=4 variable=3 fixed=6 avoidable=50 price=14",
    subtopic="SU17",
    book="IMM",
    topic="make or buy: avoidable cost",
    level=Level.ANALYSE,
    tags=("internal",),
)
