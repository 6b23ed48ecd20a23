"""Taguchi's loss function: every distance from the target costs something."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, short
from content.generators.kit.values import dollars, number

_FAR = -1_000_000


class TaguchiLoss(Values):
    """The loss grows with the square of the distance from the target, and is A where that reaches the limit."""

    target: Decimal = number("T", "target", "units of measure", low=_FAR)
    limit: Decimal = number("Δ", "distance from the target to either limit", "units of measure")
    cost: Decimal = dollars("A", "loss at the limit", "dollars a unit")
    actual: Decimal = number("x", "actual value", "units of measure", low=_FAR)

    @property
    def off(self) -> Decimal:
        """The distance from the target."""
        return abs(self.actual - self.target)

    @property
    def steepness(self) -> Decimal:
        """The constant k of the parabola."""
        return self.cost / (self.limit * self.limit)


# The names of a story are the bounds of its target and the sign of its unit of measure.
_STORIES = stories(
    "piece | 5, 24, V | A maker of power supplies specifies an output of {target} ± {limit} V. At either limit, "
    "customers and the maker together lose {cost} a {unit}. One {unit} gives {actual} V.",
    "car | 4, 8, mm | A car plant sets the gap of a door to {target} ± {limit} mm. A {unit} whose gap is at a limit "
    "costs {cost} in repairs and goodwill. On one {unit} the gap measures {actual} mm.",
    "bottle | 30, 100, ml | A laboratory supplier fills {units} with {target} ± {limit} ml of a reagent. At a limit, "
    "spoiled tests cost {cost} a {unit}. One {unit} holds {actual} ml.",
    "window | 600, 1200, mm | A joinery makes {units} with a width of {target} ± {limit} mm. At a limit, extra sealing "
    "and complaints cost {cost} a {unit}. One {unit} is {actual} mm wide.",
)


def _draw(d: Draw) -> Drawn[TaguchiLoss]:
    story = d.pick(_STORIES)
    low, high = map(int, story.names[:2])
    target, limit = d.number(low, high, max(1, low // 20)), d.decimal("0.2", "2", "0.1")
    off = half_up(limit * d.whole(20, 80) / 100, 2)
    values = TaguchiLoss(
        target=target, limit=limit, cost=d.number(5, 100, 5), actual=target + d.pick((1, -1)) * off.normalize()
    )
    return (values, story) if limit / 5 <= off <= limit * 4 / 5 else None


def _work(v: TaguchiLoss, t: Told) -> Worked:
    off = given(v.off)
    return Worked(
        v.cost * v.off * v.off / (v.limit * v.limit),
        f"Constant: k = A ÷ Δ² = {t.cost} ÷ ({t.limit} × {t.limit}) = {short(v.steepness)}.",
        f"Distance from the target: {off}.",
        f"Loss = k × distance² = {short(v.steepness)} × {off} × {off} = <gives>.",
    )


def _ask(v: TaguchiLoss, t: Told) -> Asked:
    measure = t.names[2]
    off, square, k = given(v.off), f"({t.limit} × {t.limit})", v.steepness
    to_limit = v.limit - v.off
    return Asked(
        f"{t.story()}\nBy Taguchi's quadratic loss function, what is the loss on this {t.unit}, to the cent?",
        f"The loss grows with the square of the distance from {t.target}: {t.cost} ÷ {square} × {off} × {off} is "
        "<gives>.",
        Mistake(
            "a linear loss",
            v.cost * v.off / v.limit,
            f"You let the loss grow in a straight line: {t.cost} × {off} ÷ {t.limit} gives <gives>. It grows with the "
            "square of the distance.",
        ),
        Mistake(
            "the distance without its square",
            k * v.off,
            f"You did not square the distance: {t.cost} ÷ {square} × {off} gives <gives>. The constant k is made for "
            "its square.",
        ),
        Mistake(
            "the loss at the limit",
            v.cost,
            f"You gave the loss at the limit, <gives>. This {t.unit} is only {off} {measure} off the "
            f"target, less than {t.limit} {measure}.",
        ),
        Mistake(
            "no loss inside the limits",
            Decimal(0),
            "You took whatever is inside the limits for free of loss, <gives>. Taguchi's loss begins with the smallest "
            "distance from the target.",
        ),
        Mistake(
            "the limit without its square",
            v.cost * v.off * v.off / v.limit,
            f"You did not square the limit: {t.cost} ÷ {t.limit} × {off} × {off} gives <gives>. k is the loss at the "
            "limit over the square of its distance.",
        ),
        Mistake(
            "the whole tolerance in place of half of it",
            k * v.off * v.off / 4,
            f"You took the tolerance from limit to limit: {t.cost} ÷ ({short(2 * v.limit)} × {short(2 * v.limit)}) × "
            f"{off} × {off} gives <gives>. The loss of {t.cost} is reached {t.limit} {measure} from the target.",
        ),
        Mistake(
            "the distance from the limit",
            k * to_limit * to_limit,
            f"You measured from the limit: {t.cost} ÷ {square} × {given(to_limit)} × {given(to_limit)} gives <gives>. "
            "The loss depends on the distance from the target.",
        ),
    )


TAGUCHI = generator(
    "quality.taguchi",
    "Taguchi loss",
    "L = A ÷ Δ² × (x − T)²",
    values=TaguchiLoss,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="loss of one unit",
    measure=Measure("$", 2),
    example="target=10 limit=0.5 cost=20 actual=10.2",
    subtopic="QU20",
    book="JC",
    topic="Taguchi loss function",
)
