"""Fair shares: what is scarce is shared out so that it lasts equally long everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short, table
from content.generators.kit.values import Wrong, number, whole


class FairShare(Values):
    """A fair share is the same days of supply for every regional centre, its own stock included."""

    centre: Decimal = number("C", "stock of the central warehouse", "units", low=0)
    hand: tuple[Decimal, ...] = number("OH", "stock on hand", "units", low=0, per="regional centre")
    daily: tuple[Decimal, ...] = number("d", "daily demand", "units", per="regional centre")
    asked: int = whole("i", "which regional centre is asked about, counted from 1", high=12)

    @property
    def system(self) -> Decimal:
        """All stock there is."""
        return self.centre + sum(self.hand)

    @property
    def use(self) -> Decimal:
        """All demand of a day."""
        return sum(self.daily, Decimal(0))

    @property
    def target(self) -> Decimal:
        """What the centre is to have, its own stock included."""
        return self.system * self.its_use / self.use

    @property
    def its_use(self) -> Decimal:
        """Daily demand of the centre."""
        return self.daily[self.asked - 1]

    @property
    def its_hand(self) -> Decimal:
        """What the centre has."""
        return self.hand[self.asked - 1]

    def wrong(self) -> Iterator[Wrong]:
        """Nothing is taken away from a centre."""
        if self.asked > len(self.daily):
            yield Wrong("asked", f"must be from 1 to {len(self.daily)}, the number of regional centres")
        elif self.target < self.its_hand:
            yield Wrong(
                "hand", f"must not be above {short(self.target)} there: that centre has more than its fair share"
            )


_STORIES = stories(
    "case | North, Centre, South | A drinks maker's central warehouse is running short",
    "tyre | Lyon, Milan, Graz | A tyre company's central warehouse cannot fill every request",
    "carton | East, Coast, West | A toy importer's central warehouse has one last delivery",
    "sack | Hills, Plain, Delta | A seed company's central warehouse is nearly sold out",
)


def _draw(d: Draw) -> Drawn[FairShare]:
    days = d.whole(6, 15)
    daily = d.numbers(3, 20, 120, 5)
    hand = tuple(use * days * d.whole(10, 85) // 100 for use in daily)
    story = d.pick(_STORIES)
    centre = days * sum(daily) - sum(hand)
    values = FairShare(centre=Decimal(centre), hand=hand, daily=daily, asked=d.whole(1, 3))
    return None if min(hand) < 20 or centre < 100 else (values, story)


def _work(v: FairShare, t: Told) -> Worked:
    system, days = given(v.system), short(v.system / v.use)
    return Worked(
        v.target - v.its_hand,
        f"All stock: {t.centre} + {' + '.join(map(given, v.hand))} = {system}.",
        f"Days of supply for all: {system} ÷ ({' + '.join(map(given, v.daily))}) = {days}.",
        f"{t.names[v.asked - 1]}: {days} × {given(v.its_use)} − {given(v.its_hand)} = <gives>.",
    )


def _ask(v: FairShare, t: Told) -> Asked:
    site, days, target = t.names[v.asked - 1], short(v.system / v.use), short(v.target)
    return Asked(
        f"{t.story()} and shares all of its {t.centre} {t.units} among three regional centres. Fair share: each centre "
        "is to have the same days of supply, its own stock included.\n"
        + table((("Centre", t.names), ("On hand", v.hand), ("Daily demand", v.daily)))
        + f"\nHow many {t.units} go to {site}?",
        f"All stock, {given(v.system)}, lasts {days} days at {given(v.use)} a day; {site} needs {days} × "
        f"{given(v.its_use)} = {target}, and has {given(v.its_hand)} of them: <gives>.",
        Mistake(
            "the forgotten stock at the centres",
            v.centre * v.its_use / v.use,
            f"You shared by demand and ignored the stock at the centres: {t.centre} × {given(v.its_use)} ÷ "
            f"{given(v.use)} gives <gives>. A centre that is full would be filled again.",
        ),
        Mistake(
            "the same quantity for every centre",
            v.centre / 3,
            f"You gave every centre the same quantity: {t.centre} ÷ 3 gives <gives>. Equal quantities are not equal "
            "days of supply.",
        ),
        Mistake(
            "the stock that the centre has already",
            v.target,
            f"You did not take off what {site} has: {days} days × {given(v.its_use)} gives <gives>, but "
            f"{given(v.its_hand)} are there already.",
        ),
        Mistake(
            "sharing by stock in place of demand",
            v.centre * v.its_hand / sum(v.hand),
            f"You shared by the stock that the centres have: {t.centre} × {given(v.its_hand)} ÷ "
            f"{given(sum(v.hand, Decimal(0)))} gives <gives>. Whoever has most would get most.",
        ),
    )


FAIR_SHARE = generator(
    "distribution.fair_share",
    "Fair-share allocation, equal days of supply",
    "share = (C + ΣOH) ÷ Σd × dᵢ − OHᵢ",
    values=FairShare,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="allocation to that centre",
    measure=Measure(),
    example="centre=500 hand=100,200,100 daily=30,40,20 asked=1",
    subtopic="DI07",
    book="MPC",
    topic="DRP: fair-share allocation",
)
