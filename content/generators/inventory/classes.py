"""ABC analysis: a few items have most of the annual value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, money, table
from content.generators.kit.values import Wrong, dollars, number, whole


class AbcShare(Values):
    """Items are ranked by annual value, usage × unit cost. Where values tie, it does not matter which is taken."""

    usage: tuple[Decimal, ...] = number("u", "usage", "units a year", low=0, per="item", most=24)
    cost: tuple[Decimal, ...] = dollars("c", "unit cost", "dollars", low=0, per="item", most=24)
    top: int = whole("k", "how many items of highest annual value", high=23)

    @property
    def worth(self) -> tuple[Decimal, ...]:
        """The annual value of each item."""
        return tuple(usage * cost for usage, cost in zip(self.usage, self.cost, strict=True))

    @property
    def total(self) -> Decimal:
        """The annual value of all items."""
        return sum(self.worth, Decimal(0))

    def wrong(self) -> Iterator[Wrong]:
        """Some items are at the top, not all; and there is a value to share."""
        if self.top >= len(self.usage):
            yield Wrong("top", f"must be below {len(self.usage)}, the number of items")


_STORIES = stories(  # the cheapest item first: draws put them in another order
    "unit | Filter, Spool, Blade, Chain, Battery | A dealer in garden machines classifies five spare parts by annual "
    "value (annual usage × unit cost)",
    "unit | Seal, Hinge, Basket, Heater, Motor | A repairer of dishwashers sets up an ABC analysis of five parts by "
    "annual value (annual usage × unit cost)",
    "unit | Glove, Mask, Drape, Kit, Stent | A hospital store ranks five articles by annual value (annual usage × "
    "unit cost)",
    "unit | Bolt, Bracket, Cable, Sensor, Panel | A maker of lifts sorts five bought parts by annual value (annual "
    "usage × unit cost)",
)
_COSTS = ((2, 14), (10, 40), (25, 80), (50, 130), (90, 200))


def _draw(d: Draw) -> Drawn[AbcShare]:
    order, story = d.pick_distinct(range(5), 5), d.pick(_STORIES)
    costs = [d.number(low, high) for low, high in _COSTS]
    values = AbcShare(usage=d.numbers(5, 50, 2000, 10), cost=tuple(costs[place] for place in order), top=2)
    ranked = sorted(values.worth, reverse=True)
    skewed = Decimal("0.6") <= sum(ranked[:2]) / values.total <= Decimal("0.92")
    if not skewed or ranked[2] * 10 > ranked[1] * 9 or sum(values.worth[:2]) * 5 < values.total:
        return None
    return values, replace(story, names=tuple(story.names[place] for place in order))


def _work(v: AbcShare, t: Told) -> Worked:
    best = _ranked(v.worth)[: v.top]
    names = ", ".join(t.names[place] for place in best)
    part = sum((v.worth[place] for place in best), Decimal(0))
    return Worked(
        100 * part / v.total,
        "Annual values: "
        + ", ".join(f"{name} {money(one)}" for name, one in zip(t.names, v.worth, strict=False))
        + f"; together {money(v.total)}.",
        f"Highest: {names}, together {money(part)}.",
        f"Share = {money(part)} ÷ {money(v.total)} = <gives>.",
    )


def _ranked(values: tuple[Decimal, ...]) -> list[int]:
    """The places of the values, highest first."""
    return sorted(range(len(values)), key=lambda place: -values[place])


def _ask(v: AbcShare, t: Told) -> Asked:
    value = {place: v.worth[place] for place in range(5)}
    first, second, third, *_ = _ranked(v.worth)
    dear, dearer = sorted(_ranked(v.cost)[:2])
    much, more = sorted(_ranked(v.usage)[:2])
    total, used = money(v.total), sum(v.usage, Decimal(0))
    part = value[first] + value[second]

    def both(one: int, other: int) -> str:
        return f"{t.names[one]} and {t.names[other]}"

    def shared(*places: int) -> str:
        return f"({' + '.join(money(value[place]) for place in places)}) ÷ {total}"

    rows = [(name, (usage, money(cost))) for name, usage, cost in zip(t.names, v.usage, v.cost, strict=True)]
    return Asked(
        f"{t.story()}.\n"
        + table((("Item", ("Usage", "Unit cost")), *rows))
        + f"\nIn percent to one decimal, what share of the total annual value do the top {v.top} items have?",
        f"{both(first, second)} have the highest annual values, {money(part)} of {total} together, which is <gives>.",
        Mistake(
            "units taken for value",
            100 * (v.usage[much] + v.usage[more]) / used,
            f"You ranked and shared by units: ({given(v.usage[much])} + {given(v.usage[more])}) ÷ {given(used)} gives "
            "<gives>. ABC weighs usage with the unit cost.",
        ),
        Mistake(
            "the top item alone",
            100 * value[first] / v.total,
            f"You took the first item only, {t.names[first]}: {money(value[first])} ÷ {total} gives <gives>. "
            f"{t.names[second]} belongs to the top items too.",
        ),
        Mistake(
            "the share of the number of items",
            Decimal(100 * v.top) / 5,
            f"You gave the share of the items themselves: {v.top} ÷ 5 gives <gives>. A few items have far more than "
            "their share of the value.",
        ),
        Mistake(
            "the first two items listed",
            100 * (value[0] + value[1]) / v.total,
            f"You took the first two of the list, {both(0, 1)}: {shared(0, 1)} gives <gives>. Rank the items by annual "
            "value first.",
        ),
        Mistake(
            "one item too many at the top",
            100 * (part + value[third]) / v.total,
            f"You took three items: {shared(first, second, third)} gives <gives>. {t.names[third]} is the third.",
        ),
        Mistake(
            "the ranking by unit cost",
            100 * (value[dear] + value[dearer]) / v.total,
            f"You took the two dearest items, {both(dear, dearer)}: {shared(dear, dearer)} gives <gives>. A dear item "
            "that is seldom used has little annual value.",
        ),
        Mistake(
            "the rule of thumb taken for the result",
            Decimal(80),
            "You gave the rule of thumb, by which a fifth or so of the items has about <gives> of the value. The share "
            "of these items can be computed.",
        ),
    )


ABC = generator(
    "inventory.abc",
    "ABC: share of annual value in the top items",
    "share = Σ of the top k (u × c) ÷ Σ(u × c)",
    values=AbcShare,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="share of the annual value",
    measure=Measure("%", 1),
    example="usage=200,1000,50,400,600 cost=50,2,80,5,10 top=2",
    subtopic="IN07",
    book="IMM",
    topic="ABC inventory control",
)
