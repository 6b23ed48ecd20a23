"""Available-to-promise, discrete: each receipt is promised to the orders before the next receipt."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, table
from content.generators.kit.values import Wrong, number, whole


class First(Values):
    """Discrete: on-hand stock counts in the first week only; supply covers the orders before the next receipt."""

    hand: Decimal = number("OH", "on hand at the start", "units", low=0)
    mps: tuple[Decimal, ...] = number("MPS", "master schedule receipt", "units", low=0, per="week")
    orders: tuple[Decimal, ...] = number("CO", "customer orders booked", "units", low=0, per="week")


class Later(Values):
    """Discrete: on-hand stock counts in the first week only; a receipt covers the orders before the next receipt."""

    hand: Decimal = number("OH", "on hand at the start", "units", low=0)
    mps: tuple[Decimal, ...] = number("MPS", "master schedule receipt", "units", low=0, per="week")
    orders: tuple[Decimal, ...] = number("CO", "customer orders booked", "units", low=0, per="week")
    week: int = whole("k", "week asked about, with a receipt", high=12)

    def wrong(self) -> Iterator[Wrong]:
        """There is something to promise in that week."""
        weeks = [place for place, made in enumerate(self.mps, 1) if made or place == 1]
        if self.week not in weeks:
            yield Wrong("week", f"must be one with a receipt: {', '.join(map(str, weeks))}")


class Promise:
    """What a week promises: its supply, and the orders up to the next receipt."""

    def __init__(self, v: First | Later, week: int) -> None:
        later = (place for place, made in enumerate(v.mps, 1) if made and place > week)
        self.week = week
        self.next = next(later, len(v.mps) + 1)
        self.supply = v.mps[week - 1] + (v.hand if week == 1 else 0)
        self.booked = v.orders[week - 1 : self.next - 1]

    @property
    def left(self) -> Decimal:
        """Not yet promised."""
        return self.supply - sum(self.booked)

    @property
    def weeks(self) -> str:
        """The weeks whose orders it covers."""
        first, last = self.week, self.next - 1
        return f"week {first}" if first == last else f"weeks {first} {'and' if last == first + 1 else 'to'} {last}"

    @property
    def less(self) -> str:
        """The sum, as it is shown."""
        return " − ".join(map(given, (self.supply, *self.booked)))


_STORIES = stories(
    "router | A maker of network routers promises orders from its master schedule. At the start of week 1, {hand} "
    "{units} are on hand.",
    "sofa | A furniture plant takes orders for a sofa against its master schedule. {hand} {units} are on hand at the "
    "start of week 1.",
    "pump | A producer of garden pumps answers dealers from its master schedule. It starts week 1 with {hand} "
    "{units} on hand.",
    "drill | A tool maker promises a cordless drill from its master schedule, with {hand} {units} on hand at the "
    "start of week 1.",
)


def _table(v: First | Later) -> str:
    weeks = [str(week) for week in range(1, len(v.mps) + 1)]
    return table((("Week", weeks), ("MPS", v.mps), ("Orders", v.orders)))


def _schedule(d: Draw, weeks: int, receipts: tuple[int, ...]) -> tuple[Decimal, ...]:
    lot = d.number(60, 150, 10)
    return tuple(lot if week in receipts else Decimal(0) for week in range(1, weeks + 1))


def _declining(d: Draw, weeks: int) -> tuple[Decimal, ...]:
    return tuple(d.number(top // 2, top) for top in (44, 38, 32, 26, 20, 14)[:weeks])


def _draw_first(d: Draw) -> Drawn[First]:
    second = d.whole(3, 5)
    v = First(hand=d.number(10, 50), mps=_schedule(d, 6, (1, second)), orders=_declining(d, 6))
    return (v, d.pick(_STORIES)) if Promise(v, 1).left > 0 else None


def _work_first(v: First, t: Told) -> Worked:
    first = Promise(v, 1)
    return Worked(
        first.left,
        f"Supply of the first period: on hand + MPS = {t.hand} + {given(v.mps[0])} = {given(first.supply)}.",
        f"It must last until the next receipt, so it covers the orders of {first.weeks}.",
        f"ATP = {first.less} = <gives>.",
    )


def _ask_first(v: First, t: Told) -> Asked:
    first = Promise(v, 1)
    second = Promise(v, first.next)
    booked, every = sum(first.booked, Decimal(0)), sum(v.orders, Decimal(0))
    through = booked + v.orders[first.next - 1]
    mps, supply = given(v.mps[0]), f"{t.hand} + {given(v.mps[0])}"
    return Asked(
        f"{t.story()}\n{_table(v)}\nBy the discrete method, how many {t.units} are available to promise in week 1?",
        f"Stock and the first receipt must last until the receipt of week {first.next}: {first.less} leaves <gives>.",
        Mistake(
            "the forgotten stock on hand",
            first.left - v.hand,
            f"You left out the stock on hand: {mps} − {given(booked)} gives <gives>. In the first period it can be "
            "promised too.",
        ),
        Mistake(
            "the orders of one week only",
            first.supply - v.orders[0],
            f"You took off the orders of week 1 only: {supply} − {given(v.orders[0])} gives <gives>. Nothing arrives "
            f"before week {first.next}, so the orders until then are served from the same supply.",
        ),
        Mistake(
            "the orders past the next receipt",
            first.supply - every,
            f"You took off all booked orders: {supply} − {given(every)} gives <gives>. Those from week {first.next} on "
            "are served from the next receipt.",
        ),
        Mistake(
            "the week of the next receipt counted in",
            first.supply - through,
            f"You took off the orders of week {first.next} as well: {supply} − {given(through)} gives <gives>. The "
            "receipt of that week covers them.",
        ),
        Mistake(
            "the cumulative method",
            first.left + second.left,
            f"You added both receipts and took off all orders: {supply} + {given(second.supply)} − {given(every)} "
            f"gives <gives>. What arrives in week {first.next} cannot be promised for week 1.",
        ),
    )


ATP_FIRST = generator(
    "supply.atp_discrete",
    "Available-to-promise in the first period, discrete",
    "ATP₁ = OH + MPS₁ − ΣCO before the next MPS receipt",
    values=First,
    draw=_draw_first,
    work=_work_first,
    ask=_ask_first,
    gives="available-to-promise in week 1",
    measure=Measure(),
    example="hand=20 mps=100,0,0,100,0,0 orders=40,25,15,20,10,5",
    subtopic="SU05",
    book="IMM",
    topic="master scheduling: available-to-promise",
    tags=("internal",),
)


def _draw_later(d: Draw) -> Drawn[Later]:
    week = d.whole(2, 4)
    after = d.whole(week + 2, 6)
    v = Later(hand=d.number(10, 40), mps=_schedule(d, 6, (1, week, after)), orders=_declining(d, 6), week=week)
    early = Promise(v, 1)
    return (v, d.pick(_STORIES)) if early.left >= 0 and Promise(v, week).left > 0 else None


def _work_later(v: Later, t: Told) -> Worked:
    promise = Promise(v, v.week)
    hand = f"the stock on hand of {t.hand} and " if v.week == 1 else ""
    return Worked(
        promise.left,
        f"Supply of week {v.week}: {hand}the receipt of {given(v.mps[v.week - 1])}"
        + ("." if v.week == 1 else "; on-hand stock counts in week 1 only."),
        f"It covers the orders of {promise.weeks}, up to the next receipt or the last week.",
        f"ATP = {promise.less} = <gives>.",
    )


def _ask_later(v: Later, t: Told) -> Asked:
    promise, early = Promise(v, v.week), Promise(v, 1)
    booked, every = sum(promise.booked, Decimal(0)), sum(v.orders, Decimal(0))
    onward, lot = sum(v.orders[v.week - 1 :], Decimal(0)), given(promise.supply)
    until, through = f"the next receipt in week {promise.next}", booked + v.orders[promise.next - 1]
    return Asked(
        f"{t.story()}\n{_table(v)}\nBy the discrete method, how many {t.units} are available to promise in week "
        f"{v.week}?",
        f"The receipt of week {v.week} has to serve {promise.weeks}, up to {until}: {promise.less} leaves <gives>.",
        Mistake(
            "the stock on hand counted again",
            promise.left + v.hand,
            f"You added the stock on hand: {t.hand} + {lot} − {given(booked)} gives <gives>. It counts in the first "
            "period and is promised there.",
        ),
        Mistake(
            "the orders of one week only",
            promise.supply - v.orders[v.week - 1],
            f"You took off the orders of week {v.week} only: {lot} − {given(v.orders[v.week - 1])} gives <gives>. The "
            f"receipt must last up to {until}.",
        ),
        Mistake(
            "the orders of all weeks",
            promise.supply - every,
            f"You took off all booked orders: {lot} − {given(every)} gives <gives>. Orders before week {v.week} are "
            "served from earlier supply.",
        ),
        Mistake(
            "the orders past the next receipt",
            promise.supply - onward,
            f"You took off all orders from week {v.week} on: {lot} − {given(onward)} gives <gives>. Those from week "
            f"{promise.next} on are served from the next receipt.",
        ),
        Mistake(
            "the week of the next receipt counted in",
            promise.supply - through,
            f"You took off the orders of week {promise.next} as well: {lot} − {given(through)} gives <gives>. The "
            "receipt of that week covers them.",
        ),
        Mistake(
            "the receipt taken for what can be promised",
            promise.supply,
            f"You gave the whole receipt, <gives>. Orders of {promise.weeks} have taken {given(booked)} of it.",
        ),
        Mistake(
            "the cumulative method",
            promise.left + early.left,
            f"You carried forward what week 1 has left: {given(early.left)} + {given(promise.left)} gives <gives>. The "
            "discrete method counts each receipt by itself.",
        ),
    )


ATP_LATER = generator(
    "supply.atp_later",
    "Available-to-promise in a later period, discrete",
    "ATPₖ = MPSₖ (+ OH if k = 1) − ΣCO from k up to the next MPS receipt",
    values=Later,
    draw=_draw_later,
    work=_work_later,
    ask=_ask_later,
    gives="available-to-promise in that week",
    measure=Measure(),
    example="hand=20 mps=100,0,0,100,0,0 orders=40,25,15,20,10,5 week=4",
    subtopic="SU05",
    book="MPC",
    topic="available-to-promise: discrete",
    tags=("internal",),
)
