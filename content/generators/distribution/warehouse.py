"""How many pallet positions a warehouse needs, if not all of them can be used."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import number, percent


class Positions(Values):
    """Stock is at its peak. Positions that cannot be used, since lanes are partly empty, are called honeycombing."""

    cases: Decimal = number("N", "cases at the peak", "cases")
    per: Decimal = number("c", "cases on a pallet", "cases a pallet")
    usable: Decimal = percent("u", "usable share of the positions")

    @property
    def pallets(self) -> Decimal:
        """Pallets at the peak."""
        return self.cases / self.per


# What else is drawn is the last delivery, which the peak includes: it is not needed.
_STORIES = stories(
    "case | A brewery's warehouse peaks at {cases} {units}, right after a delivery of {delivery} that is counted in. "
    "A full pallet holds {per} {units}.",
    "carton | A toy importer holds most stock in November: {cases} {units}, with the last delivery of {delivery} "
    "already in it, on full pallets of {per}.",
    "tray | A bottler of olive oil stores at most {cases} {units}, a delivery of {delivery} included. Each full pallet "
    "holds {per} {units}.",
    "box | A maker of floor tiles plans a new hall for {cases} {units} on full pallets of {per}. This is its peak "
    "stock, the latest delivery of {delivery} included.",
)


def _draw(d: Draw) -> Drawn[Positions]:
    per, pallets, usable = d.number(30, 80, 2), d.number(160, 1200, 10), d.number(70, 88)
    delivery = per * (pallets * d.whole(12, 30) / 100).quantize(Decimal(1))
    values = Positions(cases=per * pallets, per=per, usable=usable)
    story = replace(d.pick(_STORIES), besides=(delivery,))
    return (values, story) if 5000 <= values.cases <= 60_000 else None


def _work(v: Positions, t: Told) -> Worked:
    exact = v.pallets / v.usable * 100
    return Worked(
        exact,
        f"Pallets at the peak: {t.cases} ÷ {t.per} = {short(v.pallets)}.",
        f"Positions: {short(v.pallets)} ÷ {given(v.usable / 100)} = {short(exact)}, rounded up: <gives>.",
    )


def _ask(v: Positions, t: Told) -> Asked:
    (came,) = t.besides
    pallets, share, delivery = short(v.pallets), v.usable / 100, given(came)
    usable = given(share)
    return Asked(
        f"{t.story(delivery=delivery)} Because of honeycombing only {t.usable} of the positions can be used.\nHow many "
        "pallet positions are needed, rounded up to a whole position?",
        f"{pallets} pallets must fit into {t.usable} of the positions: {pallets} ÷ {usable}, rounded up, is <gives>.",
        Mistake(
            "the forgotten honeycombing",
            v.pallets,
            f"You planned one position for each pallet: {t.cases} ÷ {t.per} gives <gives>. Some positions always stay "
            "empty.",
        ),
        Mistake(
            "multiplying by the usable share",
            v.pallets * share,
            f"You multiplied: {pallets} × {usable} gives <gives>. Unusable positions make the need larger, not "
            "smaller.",
        ),
        Mistake(
            "the unused share added on top",
            v.pallets * (2 - share),
            f"You added the unused share: {pallets} × (1 + {given(1 - share)}) gives <gives>. The unused "
            f"{given(100 - v.usable)}% are a share of all positions, not of the pallets.",
        ),
        Mistake(
            "half the peak taken for the stock",
            v.pallets / 2 / share,
            f"You sized for half the peak: {pallets} ÷ 2 ÷ {usable} gives <gives>. At the peak all pallets are there "
            "at once.",
        ),
        Mistake(
            "the delivery counted twice",
            (v.cases + came) / v.per / share,
            f"You added the delivery: ({t.cases} + {delivery}) ÷ {t.per} ÷ {usable} gives <gives>. The peak "
            "includes it.",
        ),
        Mistake(
            "the usable share counted twice",
            v.pallets / share / share,
            f"You divided by the usable share twice: {pallets} ÷ {usable} ÷ {usable} gives <gives>. Positions are "
            "lost once.",
        ),
    )


PALLET_POSITIONS = generator(
    "distribution.pallet_positions",
    "Pallet positions needed",
    "positions = N ÷ c ÷ u, rounded up",
    values=Positions,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="pallet positions",
    measure=Measure("position", up=True),
    example="cases=12000 per=50 usable=80",
    subtopic="DI11",
    book="IMM",
    topic="warehousing: space utilisation",
    unit="case",
)
