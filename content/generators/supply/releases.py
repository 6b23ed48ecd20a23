"""Planned order releases of MRP: the net requirement becomes an order, and its date a lead time earlier."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from content.generators.kit import Asked, Draw, Drawn, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, short
from content.generators.kit.values import Wrong, number, whole


class Release(Values):
    """One requirement, no safety stock; an order released in week w arrives in week w + L, in time for use there."""

    gross: Decimal = number("GR", "gross requirement", "units", low=0)
    hand: Decimal = number("OH", "projected on hand", "units", low=0)
    multiple: Decimal = number("m", "order multiple", "units")
    week: int = whole("w", "week of the requirement", high=52)
    lead: int = whole("L", "lead time", "weeks", low=0, high=51)

    @property
    def net(self) -> Decimal:
        """What is missing."""
        return max(self.gross - self.hand, Decimal(0))

    def lots(self, quantity: Decimal, rounding: str = ROUND_CEILING) -> Decimal:
        """A quantity in whole lots."""
        return (quantity / self.multiple).quantize(Decimal(1), rounding) * self.multiple

    @property
    def released(self) -> int:
        """The week of the release."""
        return self.week - self.lead

    def wrong(self) -> Iterator[Wrong]:
        """There is time for an order."""
        if self.released < 1:
            yield Wrong("lead", f"must be shorter than {self.week} weeks, or the order is released before week 1")


_STORIES = stories(
    "motor | MRP plans an electric motor for lawn mowers. In week {week} its parents need {gross} {units}; {hand} are "
    "projected on hand by then. Orders are multiples of {multiple}, and the lead time is {weeks}.",
    "carton | A cosmetics firm plans its printed cartons with MRP. Week {week} needs {gross} {units}, and {hand} are "
    "projected on hand at the end of the week before. The printer delivers in multiples of {multiple}, {weeks} after "
    "the order.",
    "castor | MRP plans the castors of hospital beds. The gross requirement in week {week} is {gross} {units}; the "
    "projected balance before it is {hand}. The order multiple is {multiple}, the lead time {weeks}.",
    "bearing | A maker of conveyors plans bearings with MRP: {gross} {units} are required in week {week}, and {hand} "
    "will be on hand. The supplier's lead time is {weeks}; bearings come in boxes of {multiple}.",
)


def _draw(d: Draw) -> Drawn[Release]:
    values = Release(
        gross=d.number(150, 600, 5),
        hand=d.number(20, 140, 5),
        multiple=Decimal(d.pick((25, 40, 50))),
        week=d.whole(5, 9),
        lead=d.whole(1, 4),
    )
    lot, story = values.lots(values.net), d.pick(_STORIES)
    over = lot - values.net
    if values.net <= values.multiple or not lot / 50 <= over <= values.multiple - lot / 50:
        return None
    return values, story


def _order(quantity: Decimal, week: int, t: Told) -> str:
    return f"{short(quantity)} {t.unit if quantity == 1 else t.units} in week {week}"


def _work(v: Release, t: Told) -> Worked:
    lots = v.lots(v.net)
    if not v.net:
        return Worked("no order", f"On hand, {t.hand}, covers the requirement of {t.gross}.", "So <gives> is planned.")
    return Worked(
        _order(lots, v.released, t),
        f"Net requirement: {t.gross} − {t.hand} = {given(v.net)}.",
        f"In multiples of {t.multiple}: {given(v.net)} ÷ {t.multiple}, rounded up, is {given(lots / v.multiple)}, and "
        f"{given(lots / v.multiple)} × {t.multiple} = {given(lots)}.",
        f"Release: week {t.week} − {t.lead} = week {v.released}. So <gives>.",
    )


def _ask(v: Release, t: Told) -> Asked:
    net, lots, least = given(v.net), v.lots(v.net), v.lots(v.net, ROUND_FLOOR)
    weeks = count(v.lead, "week")
    return Asked(
        f"{t.story(weeks=weeks)} There is no safety stock, and nothing is on order.\nWhich planned order release "
        "covers the requirement?",
        f"{net} are missing, {given(lots)} in whole multiples; to arrive in week {t.week} the order leaves {weeks} "
        "earlier: <gives>.",
        Mistake(
            "the forgotten lead time",
            _order(lots, v.week, t),
            f"You planned the release for the week of the need: <gives> would arrive in week {v.week + v.lead}. That "
            "is the planned receipt, not the release.",
        ),
        Mistake(
            "the forgotten order multiple",
            _order(v.net, v.released, t),
            f"You ordered just the net requirement: {t.gross} − {t.hand}, that is <gives>. Orders are multiples of "
            f"{t.multiple}.",
        ),
        Mistake(
            "the lead time added instead of taken off",
            _order(lots, v.week + v.lead, t),
            f"You counted the lead time forward, {t.week} + {t.lead}: <gives>. An order is released before it is "
            "needed.",
        ),
        Mistake(
            "the lot rounded down",
            _order(least, v.released, t),
            f"You rounded the lot down to <gives>. That leaves {given(v.net - least)} of the {net} uncovered.",
        ),
        Mistake(
            "the forgotten stock on hand",
            _order(v.lots(v.gross), v.released, t),
            f"You turned the gross requirement of {t.gross} into lots, <gives>. First take off the {t.hand} on hand.",
        ),
    )


MRP_RELEASE = generator(
    "supply.mrp_release",
    "Planned order release: order multiple and lead time",
    "release ⌈(GR − OH) ÷ m⌉ × m in week w − L",
    values=Release,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="planned order release",
    measure=None,
    example="gross=330 hand=60 multiple=50 week=6 lead=2",
    subtopic="SU09",
    book="IMM",
    topic="MRP: planned order releases",
    tags=("internal",),
)
