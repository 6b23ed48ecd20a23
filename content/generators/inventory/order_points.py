"""When to order, and how much: continuous and periodic review."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, short
from content.generators.kit.values import number


class OrderPoint(Values):
    """Stock is reviewed continuously; the lead time is in working days, as the year is."""

    demand: Decimal = number("D", "annual demand", "units a year")
    days: Decimal = number("N", "working days", "days a year", high=366)
    lead: Decimal = number("L", "lead time", "working days")
    safety: Decimal = number("SS", "safety stock", "units", low=0)

    @property
    def daily(self) -> Decimal:
        """Demand of a working day."""
        return self.demand / self.days


_POINT_STORIES = stories(
    "switch | A wholesaler sells {demand} light {units} a year, evenly over {days} working days. Replenishment takes "
    "{weeks} ({lead} working days). Safety stock is {safety} {units}.",
    "mask | A dental clinic uses {demand} {units} a year on {days} working days, about the same number each day. A "
    "delivery arrives {lead} working days ({weeks}) after the order; {safety} {units} are kept as safety stock.",
    "hinge | A kitchen factory works {days} days a year and uses {demand} {units} a year at a steady rate. The "
    "supplier's lead time is {weeks}, that is {lead} working days. Planners hold {safety} {units} of safety stock.",
    "sack | A bakery group bakes on {days} days a year and uses {demand} {units} of rye flour in all, evenly. Flour "
    "arrives {lead} working days ({weeks}) after it is ordered. The safety stock is {safety} {units}.",
)


def _draw_point(d: Draw) -> Drawn[OrderPoint]:
    daily, weeks = d.number(8, 160), d.whole(1, 5)
    safety = (daily * weeks * d.whole(20, 60) / 100).quantize(Decimal(1)) * 5
    return OrderPoint(demand=daily * 250, days=Decimal(250), lead=Decimal(5 * weeks), safety=safety), d.pick(
        _POINT_STORIES
    )


def _work_point(v: OrderPoint, t: Told) -> Worked:
    return Worked(
        v.daily * v.lead + v.safety,
        f"Demand of a working day: {t.demand} ÷ {t.days} = {short(v.daily)} {t.units}.",
        f"During the lead time: {short(v.daily)} × {t.lead} = {short(v.daily * v.lead)}.",
        f"Order point = {short(v.daily * v.lead)} + {t.safety} = <gives>.",
    )


def _ask_point(v: OrderPoint, t: Told) -> Asked:
    daily, weeks, over = given(v.daily), v.lead // 5, given(v.daily * v.lead)
    during = f"{daily} × {t.lead}"
    return Asked(
        f"{t.story(weeks=count(weeks, 'week'))}\nAt what stock, on hand and on order together, must the next order be "
        "placed?",
        f"Stock must last for the lead time, {during} = {over}, and {t.safety} are the reserve: <gives>.",
        Mistake(
            "the forgotten safety stock",
            v.daily * v.lead,
            f"You left out the safety stock: {during} gives <gives>. Stock then runs out in "
            "every lead time with more than mean demand.",
        ),
        Mistake(
            "the safety stock with the wrong sign",
            v.daily * v.lead - v.safety,
            f"You subtracted the safety stock: {during} − {t.safety} gives <gives>. The reserve comes on top: order "
            "earlier, not later.",
        ),
        Mistake(
            "the lead time in weeks",
            v.daily * weeks + v.safety,
            f"You multiplied daily demand by weeks: {daily} × {weeks} + {t.safety} gives <gives>. In "
            f"{count(weeks, 'week')} there are {t.lead} working days.",
        ),
        Mistake(
            "365 days in place of working days",
            v.demand / 365 * v.lead + v.safety,
            f"You spread demand over 365 days: {t.demand} ÷ 365 × {t.lead} + {t.safety} gives <gives>. The lead time "
            f"is in working days, of which a year has {t.days}.",
        ),
        Mistake(
            "the lead time in calendar days",
            v.daily * weeks * 7 + v.safety,
            f"You counted {7 * weeks} calendar days of lead time: {daily} × {7 * weeks} + {t.safety} gives <gives>. "
            f"Demand of {daily} is for a working day, and the lead time has {t.lead}.",
        ),
        Mistake(
            "a month's demand in place of the lead time's",
            v.demand / 12 + v.safety,
            f"You took the demand of a month: {t.demand} ÷ 12 + {t.safety} gives <gives>. Stock must last for the "
            f"{t.lead} working days of the lead time.",
        ),
        Mistake(
            "the safety stock counted twice",
            v.daily * v.lead + 2 * v.safety,
            f"You added the safety stock twice: {during} + 2 × {t.safety} gives <gives>. It is held once, for all of "
            "the lead time.",
        ),
    )


ROP = generator(
    "inventory.rop",
    "Order point (reorder point)",
    "OP = D ÷ N × L + SS",
    values=OrderPoint,
    draw=_draw_point,
    work=_work_point,
    ask=_ask_point,
    gives="order point",
    measure=Measure(),
    example="demand=10000 days=250 lead=15 safety=200",
    subtopic="IN11",
    book="IMM",
    topic="independent demand: order point",
)


class PeriodicReview(Values):
    """An order must last until the next review and for the lead time after it: R + L days."""

    daily: Decimal = number("d", "mean daily demand", "units")
    review: Decimal = number("R", "review period", "days")
    lead: Decimal = number("L", "lead time", "days", low=0)
    safety: Decimal = number("SS", "safety stock", "units", low=0)
    hand: Decimal = number("OH", "on hand", "units", low=0)
    due: Decimal = number("OO", "on order", "units", low=0)

    @property
    def target(self) -> Decimal:
        """The level to order up to."""
        return self.daily * (self.review + self.lead) + self.safety


_REVIEW_STORIES = stories(
    "bottle | A supermarket depot reviews its olive oil every {review} days. Mean demand is {daily} {units} a day, the "
    "lead time {lead} days, safety stock {safety}. At today's review {hand} {units} are on hand and {due} on order.",
    "flask | A laboratory counts its culture {units} every {review} days and uses {daily} a day on average. An order "
    "takes {lead} days to arrive; safety stock is {safety}. Today's count shows {hand}; {due} more are on order.",
    "pad | A garage chain orders brake {units} from one maker every {review} days. It fits {daily} a day on average. "
    "Delivery takes {lead} days, and {safety} are held as safety stock. Now {hand} are on hand and {due} on order.",
    "book | A publisher's warehouse reviews a school {unit} every {review} days. Schools buy {daily} a day on average; "
    "a reprint takes {lead} days. The safety stock is {safety}. Today {hand} are on hand and {due} on order.",
)


def _draw_review(d: Draw) -> Drawn[PeriodicReview]:
    daily, review, lead = d.number(10, 80), d.number(5, 14), d.number(6, 15)
    over = daily * (review + lead)
    safety, hand, due = (
        (over * d.whole(*part) / 500).quantize(Decimal(1)) * 5 for part in ((10, 35), (10, 40), (8, 30))
    )
    values = PeriodicReview(daily=daily, review=review, lead=lead, safety=safety, hand=hand, due=due)
    story = d.pick(_REVIEW_STORIES)
    # An order is still on its way at the next review: the lead time is the longer of the two.
    return None if review >= lead or len({safety, hand, due}) < 3 else (values, story)


def _work_review(v: PeriodicReview, t: Told) -> Worked:
    order = v.target - v.hand - v.due
    none = "" if order >= 0 else ": nothing is ordered"
    return Worked(
        max(order, Decimal(0)),
        f"Days to cover: {t.review} + {t.lead} = {given(v.review + v.lead)}.",
        f"Target level: {t.daily} × {given(v.review + v.lead)} + {t.safety} = {given(v.target)} {t.units}.",
        f"Order = target − on hand − on order = {given(v.target)} − {t.hand} − {t.due} = {given(order)}{none}, that "
        "is <gives>.",
    )


def _ask_review(v: PeriodicReview, t: Told) -> Asked:
    target, days, order = given(v.target), given(v.review + v.lead), v.target - v.hand - v.due
    there = f"{t.hand} − {t.due}"
    return Asked(
        f"{t.story()} Each order fills stock up to a target level.\nHow many {t.units} are ordered today?",
        f"Stock must last {t.review} + {t.lead} days: the target is {t.daily} × {days} + {t.safety} = {target}. Less "
        f"what is there or coming, {t.hand} + {t.due}, leaves <gives>.",
        Mistake(
            "the forgotten review period",
            order - v.daily * v.review,
            f"You covered the lead time only: {t.daily} × {t.lead} + {t.safety} − {there} gives <gives>. The next "
            f"order can only come {t.review} days from now.",
        ),
        Mistake(
            "the forgotten lead time",
            order - v.daily * v.lead,
            f"You covered the review period only: {t.daily} × {t.review} + {t.safety} − {there} gives <gives>. The "
            f"order after this one needs {t.lead} days more to arrive.",
        ),
        Mistake(
            "the forgotten stock on order",
            order + v.due,
            f"You left out the {t.due} on order: {target} − {t.hand} gives <gives>. They arrive too, and would be "
            "ordered twice.",
        ),
        Mistake(
            "the forgotten stock on hand",
            order + v.hand,
            f"You left out the {t.hand} on hand: {target} − {t.due} gives <gives>. Only what is missing is ordered.",
        ),
        Mistake(
            "ordering the target level",
            v.target,
            f"You ordered the whole target: {t.daily} × {days} + {t.safety} gives <gives>. Stock on hand and on order "
            "are part of it.",
        ),
        Mistake(
            "the forgotten safety stock",
            order - v.safety,
            f"You left out the safety stock: {t.daily} × {days} − {there} gives <gives>. The target holds it on top "
            "of mean demand.",
        ),
    )


PERIODIC_REVIEW = generator(
    "inventory.periodic_review",
    "Order quantity with periodic review",
    "order = d × (R + L) + SS − OH − OO",
    values=PeriodicReview,
    draw=_draw_review,
    work=_work_review,
    ask=_ask_review,
    gives="order quantity",
    measure=Measure(),
    example="daily=20 review=5 lead=10 safety=60 hand=120 due=80",
    subtopic="IN12",
    book="IMM",
    topic="periodic review system",
)
