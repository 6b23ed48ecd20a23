"""The explosion of a bill of material through two levels, netting on the way."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, plural, short, table
from content.generators.kit.values import number


class Explosion(Values):
    """Lot-for-lot, no safety stock; C goes into A and into B, so that its low-level code is that of B's parts."""

    demand: Decimal = number("d", "demand for A", "units", low=0)
    b_in_a: Decimal = number("q(B in A)", "how many B go into one A", "units")
    c_in_b: Decimal = number("q(C in B)", "how many C go into one B", "units")
    c_in_a: Decimal = number("q(C in A)", "how many C go straight into one A", "units", low=0)
    hand_a: Decimal = number("OH(A)", "A on hand", "units", low=0)
    hand_b: Decimal = number("OH(B)", "B on hand", "units", low=0)
    hand_c: Decimal = number("OH(C)", "C on hand", "units", low=0)

    @property
    def net_a(self) -> Decimal:
        """A to be made."""
        return _net(self.demand, self.hand_a)

    @property
    def gross_b(self) -> Decimal:
        """B needed."""
        return self.net_a * self.b_in_a

    @property
    def net_b(self) -> Decimal:
        """B to be made."""
        return _net(self.gross_b, self.hand_b)

    def gross_c(self, a: Decimal, b: Decimal) -> Decimal:
        """C needed for so many A and B to be made."""
        return a * self.c_in_a + b * self.c_in_b


def _net(gross: Decimal, hand: Decimal) -> Decimal:
    return max(gross - hand, Decimal(0))


_STORIES = stories(
    "screw | cabinet, drawer, screw | A furniture plant has orders for {demand} cabinets.",
    "seal | pump, valve, seal | A maker of dosing pumps has orders for {demand} pumps.",
    "ribbon | hamper, gift box, ribbon | A delicatessen has orders for {demand} hampers.",
    "spring | desk lamp, arm, spring | A lighting firm has orders for {demand} desk lamps.",
)


def _draw(d: Draw) -> Drawn[Explosion]:
    demand, (b_in_a, c_in_b, c_in_a) = d.number(60, 200, 5), d.numbers(3, 1, 4)
    hand_a = demand * d.whole(10, 40) // 100
    hand_b = (demand - hand_a) * b_in_a * d.whole(10, 40) // 100
    needed = (demand - hand_a) * c_in_a + ((demand - hand_a) * b_in_a - hand_b) * c_in_b
    hand_c, story = needed * d.whole(5, 35) // 100, d.pick(_STORIES)
    if b_in_a * c_in_b == 1:
        return None
    return (
        Explosion(
            demand=demand,
            b_in_a=b_in_a,
            c_in_b=c_in_b,
            c_in_a=c_in_a,
            hand_a=hand_a,
            hand_b=hand_b,
            hand_c=hand_c,
        ),
        story,
    )


def _work(v: Explosion, t: Told) -> Worked:
    a, b, c = _names(t)
    gross = v.gross_c(v.net_a, v.net_b)
    return Worked(
        _net(gross, v.hand_c),
        f"{a}, net: {_less(t.demand, t.hand_a, v.net_a)}.",
        f"{b}, net: {_less(f'{short(v.net_a)} × {t.b_in_a}', t.hand_b, v.net_b)}.",
        f"{c}, gross: {short(v.net_b)} × {t.c_in_b} + {short(v.net_a)} × {t.c_in_a} = {short(gross)}.",
        f"{c}, net: {short(gross)} − {t.hand_c}, that is <gives>.",
    )


def _less(gross: str, hand: str, net: Decimal) -> str:
    return f"{gross} − {hand} = {short(net)}" if net else f"{gross} − {hand}, nothing is missing"


def _names(t: Told) -> tuple[str, str, str]:
    a, b, c = (name[0].upper() + name[1:] for name in t.names[:3])
    return a, b, c


def _ask(v: Explosion, t: Told) -> Asked:
    a, b, c = t.names
    gross = v.gross_c(v.net_a, v.net_b)
    unnetted = v.demand * v.b_in_a
    late_b = _net(unnetted, v.hand_b)
    net_a, net_b = given(v.net_a), given(v.net_b)
    rows = zip(_names(t), (v.hand_a, v.hand_b, v.hand_c), strict=True)
    return Asked(
        f"{t.story()} Each {a} takes {count(v.b_in_a, b)} and, besides, {count(v.c_in_a, c)}; each {b} takes "
        f"{count(v.c_in_b, c)}. MRP nets at every level and plans lot-for-lot, without safety stock.\n"
        + table((("Item", ("On hand",)), *((name, (hand,)) for name, hand in rows)))
        + f"\nWhat is the net requirement for {t.units}?",
        f"After netting, {count(v.net_a, a)} and {count(v.net_b, b)} are made; they take {given(gross)} {t.units}, of "
        f"which {t.hand_c} are on hand: <gives>.",
        Mistake(
            "no netting above the lowest level",
            v.gross_c(v.demand, unnetted) - v.hand_c,
            f"You ignored the {plural(a)} and {plural(b)} on hand: {t.demand} × {t.b_in_a} × {t.c_in_b} + {t.demand} × "
            f"{t.c_in_a} − {t.hand_c} gives <gives>. What is in stock need not be made again.",
        ),
        Mistake(
            "the forgotten use in the end item",
            v.net_b * v.c_in_b - v.hand_c,
            f"You left out the {t.units} that go straight into the {a}: {net_b} × {t.c_in_b} − {t.hand_c} gives "
            "<gives>. All uses are added before netting.",
        ),
        Mistake(
            "the forgotten use in the middle item",
            v.net_a * v.c_in_a - v.hand_c,
            f"You left out the {t.units} that go into the {plural(b)}: {net_a} × {t.c_in_a} − {t.hand_c} gives "
            "<gives>. All uses are added before netting.",
        ),
        Mistake(
            "the stock on hand netted twice",
            gross - 2 * v.hand_c,
            f"You took the {t.hand_c} on hand off for each use: {given(gross)} − {t.hand_c} − {t.hand_c} gives "
            "<gives>. They can be used once.",
        ),
        Mistake(
            "gross taken for net",
            gross,
            f"You stopped at the gross requirement: {net_b} × {t.c_in_b} + {net_a} × {t.c_in_a} gives <gives>. The "
            f"{t.hand_c} on hand come off.",
        ),
        Mistake(
            "the forgotten stock of the middle item",
            v.gross_c(v.net_a, v.gross_b) - v.hand_c,
            f"You did not take off the {plural(b)} on hand: {given(v.gross_b)} × {t.c_in_b} + {net_a} × {t.c_in_a} − "
            f"{t.hand_c} gives <gives>. Only {net_b} {plural(b)} are made.",
        ),
        Mistake(
            "the forgotten stock of the end item",
            v.gross_c(v.demand, late_b) - v.hand_c,
            f"You did not take off the {plural(a)} on hand: {given(late_b)} × {t.c_in_b} + {t.demand} × {t.c_in_a} − "
            f"{t.hand_c} gives <gives>. Only {net_a} {plural(a)} are made.",
        ),
    )


BOM_EXPLOSION = generator(
    "supply.bom_explosion",
    "Explosion of a two-level bill of material, with netting",
    "C = (A × q(B in A) − OH(B)) × q(C in B) + A × q(C in A) − OH(C), with A = d − OH(A)",
    values=Explosion,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="net requirement for C",
    measure=Measure(),
    example="demand=100 b_in_a=2 c_in_b=3 c_in_a=1 hand_a=20 hand_b=40 hand_c=50",
    subtopic="SU09",
    book="IMM",
    topic="MRP: explosion and netting through the levels",
    level=Level.ANALYSE,
    tags=("internal",),
)
