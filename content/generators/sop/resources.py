"""The load that a production plan puts on a critical resource."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, short, table
from content.generators.kit.values import number


class Resource(Values):
    """The bill of resources gives the hours that an average unit of each family needs on the critical resource."""

    quantity: tuple[Decimal, ...] = number("Q", "production plan", "units a month", low=0, per="family")
    hours: tuple[Decimal, ...] = number("h", "bill of resources", "hours a unit", low=0, per="family")
    available: Decimal = number("A", "hours available", "hours a month")

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """Hours that each family needs."""
        return tuple(q * h for q, h in zip(self.quantity, self.hours, strict=True))

    @property
    def needed(self) -> Decimal:
        """Hours that all families need."""
        return sum(self.parts, Decimal(0))


_STORIES = stories(
    "unit | Sofas, Armchairs, Footstools, the upholstery shop | A furniture company checks its production plan.",
    "unit | Pumps, Valves, Filters, the test benches | A maker of water equipment checks its production plan.",
    "unit | Ovens, Hobs, Hoods, the press shop | An appliance plant checks its production plan.",
    "unit | Kayaks, Canoes, Paddles, the curing ovens | A maker of boats checks its production plan.",
)


def _draw(d: Draw) -> Drawn[Resource]:
    quantity = d.numbers(3, 100, 600, 20)
    hours = tuple(sorted((d.decimal("0.5", "4.0", "0.1") for _ in quantity), reverse=True))
    bare = Resource(quantity=quantity, hours=hours, available=Decimal(1))
    values = Resource(quantity=quantity, hours=hours, available=half_up(bare.needed * 100 / d.whole(80, 120), -1))
    story = d.pick(_STORIES)
    plain = len(set(quantity)) < 3 or len(set(hours)) < 3 or abs(values.needed / values.available - 1) < Decimal("0.03")
    return None if plain else (values, story)


def _listed(v: Resource, hours: Sequence[Decimal]) -> str:
    return " + ".join(f"{given(q)} × {given(h)}" for q, h in zip(v.quantity, hours, strict=True))


def _work(v: Resource, t: Told) -> Worked:
    return Worked(
        100 * v.needed / v.available,
        f"Hours needed: {_listed(v, v.hours)} = {short(v.needed)}.",
        f"Load: {short(v.needed)} ÷ {t.available} = <gives>.",
    )


def _ask(v: Resource, t: Told) -> Asked:
    *families, resource = t.names
    back, units = v.hours[::-1], sum(v.quantity, Decimal(0))
    reversed_load = sum((q * h for q, h in zip(v.quantity, back, strict=True)), Decimal(0))
    mean, rest, gap = sum(v.hours, Decimal(0)) / len(v.hours), v.needed - v.parts[-1], v.needed - v.available
    needed, over = short(v.needed), gap > 0
    rows = zip(families, v.quantity, v.hours, strict=True)
    return Asked(
        f"{t.story()} The critical resource is {resource}; the bill of resources gives its hours for a unit of each "
        "family.\n"
        + table((("Family", ("Units", "Hours each")), *((name, (q, h)) for name, q, h in rows)))
        + f"\nIn that month {t.available} hours are available. What is the load on {resource}, in percent of the hours "
        "available, to one decimal?",
        f"The plan needs {needed} hours of {t.available}: {needed} ÷ {t.available} is <gives>, "
        f"{'an overload' if over else 'so it fits'}.",
        Mistake(
            "the inverted ratio",
            100 * v.available / v.needed,
            f"You turned the ratio round: {t.available} ÷ {needed} gives <gives>. A load above 100% means that hours "
            "are short.",
        ),
        Mistake(
            "the mean hours for all families",
            100 * units * mean / v.available,
            f"You used the mean of the hours: {given(units)} × {short(mean, 4)} ÷ {t.available} gives <gives>. The "
            "families differ in quantity, so each takes its own hours.",
        ),
        Mistake(
            "the dropped last family",
            100 * rest / v.available,
            f"You dropped the last family: {short(rest)} ÷ {t.available} gives <gives>. {families[-1]} need "
            f"{short(v.parts[-1])} hours more.",
        ),
        Mistake(
            "only what differs from 100%",
            100 * abs(gap) / v.available,
            f"You gave only what {'exceeds' if over else 'is left of'} the capacity: {short(abs(gap))} ÷ {t.available} "
            "gives <gives>. The load is all that is needed.",
        ),
        Mistake(
            "the bill of resources in reverse order",
            100 * reversed_load / v.available,
            f"You took the hours from the bottom up: ({_listed(v, back)}) ÷ {t.available} gives <gives>. "
            f"{families[0]} take {given(v.hours[0])} hours each.",
        ),
        Mistake(
            "the largest hours for all families",
            100 * units * max(v.hours) / v.available,
            f"You used the largest hours for every unit: {given(units)} × {given(max(v.hours))} ÷ {t.available} gives "
            "<gives>. The other families need less.",
            offered=2 * v.needed > units * max(v.hours),
        ),
    )


RESOURCE_LOAD = generator(
    "sop.resource_load",
    "Load in resource requirements planning",
    "load = Σ (Q × h) ÷ A",
    values=Resource,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="load of the critical resource",
    measure=Measure("%", 1),
    example="quantity=200,300,100 hours=2,1.5,4 available=1000",
    subtopic="SP10",
    book="MPC",
    topic="resource planning: bills of resources",
)
