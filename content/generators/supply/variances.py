"""Purchase price variance."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, price
from content.generators.kit.values import dollars, number


class Purchase(Values):
    """Taken when the goods arrive, on all that was bought; paying more than the standard is unfavourable."""

    actual: Decimal = dollars("AP", "actual price", "dollars a unit")
    standard: Decimal = dollars("SP", "standard price", "dollars a unit")
    bought: Decimal = number("Q", "quantity bought", "units")

    @property
    def difference(self) -> Decimal:
        """Paid above the standard, for a unit."""
        return self.actual - self.standard


_STORIES = stories(
    "motor | A maker of fans has a standard price of {standard} for a small {unit}. In June it bought {bought} "
    "{units} at {actual}; production used {issued} of them.",
    "litre | A paint plant carries a resin at a standard price of {standard} a {unit}. It bought {bought} {units} at "
    "{actual} and issued {issued} to production.",
    "roll | A clothing firm set a standard price of {standard} for a {unit} of lining. A delivery of {bought} {units} "
    "cost {actual} each; {issued} were cut by the end of the month.",
    "vial | A drug maker's standard price of a {unit} is {standard}. It received {bought} {units} at {actual} each and "
    "filled {issued} of them.",
)


def _draw(d: Draw) -> Drawn[Purchase]:
    standard = d.decimal("2.00", "60.00", "0.50")
    difference = d.decimal("0.05", "2.00", "0.05") * d.pick((1, -1))
    bought, story = d.number(1000, 10_000, 200), d.pick(_STORIES)
    issued = bought * d.whole(80, 95, 5) / 100
    if abs(difference) * 5 > standard:
        return None
    return Purchase(actual=standard + difference, standard=standard, bought=bought), replace(story, besides=(issued,))


def _variance(amount: Decimal) -> str:
    size = price(half_up(abs(amount), 2))
    return f"{size} ({'unfavourable' if amount > 0 else 'favourable' if amount else 'no variance'})"


def _work(v: Purchase, t: Told) -> Worked:
    higher = "above" if v.difference > 0 else "below" if v.difference else "at"
    each = price(abs(v.difference))
    return Worked(
        _variance(v.difference * v.bought),
        f"Price difference of a {t.unit}: {t.actual} − {t.standard} = {'−' if v.difference < 0 else ''}{each}.",
        f"Times all that was bought: {each} × {t.bought} = {price(half_up(abs(v.difference * v.bought), 2))}.",
        f"The price paid is {higher} the standard: <gives>.",
    )


def _ask(v: Purchase, t: Told) -> Asked:
    (issued,) = t.besides
    each, right = price(abs(v.difference)), v.difference * v.bought
    more = "more" if v.difference > 0 else "less"
    effect = "unfavourable" if v.difference > 0 else "favourable"
    sign = f"the firm paid {more} than the standard, which is {effect}"
    return Asked(
        f"{t.story(issued=given(issued))} The price variance is taken on receipt.\nWhat is the purchase price "
        "variance?",
        f"All {t.bought} {t.units} cost {each} {more} than the standard, which makes <gives>.",
        Mistake(
            "the wrong sign of the variance",
            _variance(-right),
            f"You took the difference the other way round, <gives>. But {sign}.",
        ),
        Mistake(
            "the quantity used in place of the quantity bought",
            _variance(v.difference * issued),
            f"You used what was issued: {each} × {given(issued)} gives <gives>. On receipt the variance is "
            f"taken on all {t.bought}, used or not.",
        ),
        Mistake(
            "the quantity used, with the wrong sign",
            _variance(-v.difference * issued),
            f"You used what was issued, and the wrong sign: {each} × {given(issued)} gives <gives>. All "
            f"{t.bought} count, and {sign}.",
        ),
    )


PPV = generator(
    "supply.ppv",
    "Purchase price variance (PPV)",
    "PPV = (AP − SP) × Q",
    values=Purchase,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="purchase price variance",
    measure=None,
    example="actual=10.40 standard=10 bought=5000",
    subtopic="SU16",
    book="IMM",
    topic="product costing: purchase price variance",
    tags=("internal",),
)
