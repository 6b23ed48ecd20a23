"""Netting in MRP."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given
from content.generators.kit.values import number


class Netting(Values):
    """All of one period; what is allocated is still on hand."""

    gross: Decimal = number("GR", "gross requirement", "units", low=0)
    safety: Decimal = number("SS", "safety stock", "units", low=0)
    allocated: Decimal = number("AL", "allocated, not yet issued", "units", low=0)
    hand: Decimal = number("OH", "on hand", "units", low=0)
    due: Decimal = number("SR", "scheduled receipt", "units", low=0)

    @property
    def net(self) -> Decimal:
        """What is missing; below zero, what is left over."""
        return self.gross + self.safety + self.allocated - self.hand - self.due


_STORIES = stories(
    "housing | MRP plans a gearbox housing. In week 6 its parents need {gross} {units}. The projected stock at the "
    "end of week 5 is {hand}, of which {allocated} are allocated to released orders but not yet picked. {due} are "
    "due as a scheduled receipt in week 6. The planner keeps {safety} as safety stock.",
    "door | MRP plans the glass door of an oven. Gross requirements next week are {gross} {units}. There are "
    "{hand} on hand; {allocated} of them are allocated to orders already released, not yet issued. A scheduled "
    "receipt of {due} arrives next week. Safety stock is {safety}.",
    "pack | MRP plans a battery pack for scooters. The next period needs {gross} {units}. On hand are {hand}, with "
    "{allocated} still to be issued to released orders. {due} are due as a scheduled receipt in the same period, "
    "and {safety} are held as safety stock.",
)


def _draw(d: Draw) -> Drawn[Netting]:
    gross, hand = d.number(300, 900, 10), d.number(80, 250, 5)
    due, safety, allocated = d.number(20, 150, 5), d.number(20, 80, 5), d.number(10, 60, 5)
    values = Netting(gross=gross, safety=safety, allocated=allocated, hand=hand, due=due)
    story = d.pick(_STORIES)
    return None if values.net <= 0 or len({due, safety, allocated}) < 3 else (values, story)


def _work(v: Netting, t: Told) -> Worked:
    left = "" if v.net >= 0 else ": nothing is missing"
    return Worked(
        max(v.net, Decimal(0)),
        "Net requirement = gross requirement + safety stock + allocated − on hand − scheduled receipt.",
        f"= {t.gross} + {t.safety} + {t.allocated} − {t.hand} − {t.due} = {given(v.net)}{left}, that is <gives>.",
    )


def _ask(v: Netting, t: Told) -> Asked:
    g, h, d, s, a = t.gross, t.hand, t.due, t.safety, t.allocated
    return Asked(
        f"{t.story()}\nWhat is the net requirement of the period, in {t.units}?",
        f"What is needed, {g} + {s} + {a}, less what is there or coming, {h} + {d}, leaves <gives>.",
        Mistake(
            "the forgotten safety stock",
            v.net - v.safety,
            f"You left out the safety stock of {s}: {g} + {a} − {h} − {d} gives <gives>. MRP nets down to the safety "
            "stock, not to zero.",
        ),
        Mistake(
            "the forgotten scheduled receipt",
            v.net + v.due,
            f"You left out the scheduled receipt of {d}: {g} + {s} + {a} − {h} gives <gives>. It arrives in time to be "
            "used.",
        ),
        Mistake(
            "the forgotten allocation",
            v.net - v.allocated,
            f"You left out the allocation of {a}: {g} + {s} − {h} − {d} gives <gives>. What is promised to released "
            "orders is on the shelf but not free.",
        ),
        Mistake(
            "the safety stock with the wrong sign",
            v.net - 2 * v.safety,
            f"You subtracted the safety stock of {s} as if it could be used: {g} + {a} − {h} − {d} − {s} gives "
            "<gives>.",
        ),
        Mistake(
            "the forgotten stock on hand",
            v.net + v.hand,
            f"You left out the stock on hand of {h}: {g} + {s} + {a} − {d} gives <gives>. MRP uses it before it plans "
            "more.",
        ),
        Mistake(
            "gross taken for net",
            v.gross,
            "You gave the gross requirement, <gives>. It says nothing yet of stock, receipts, allocations and safety.",
        ),
    )


MRP_NET = generator(
    "supply.mrp_net",
    "MRP net requirement",
    "NR = max(0, GR + SS + AL − OH − SR)",
    values=Netting,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="net requirement",
    measure=Measure(),
    example="gross=500 safety=40 allocated=25 hand=180 due=100",
    subtopic="SU09",
    book="IMM",
    topic="MRP: netting",
    tags=("internal",),
)
