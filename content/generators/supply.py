"""Parametric questions on supply."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, count, generator, half_up, plural

_MRP_NET = (
    (
        "MRP plans a gearbox housing. In week 6 its parents need {gross}. The projected stock at the end of week "
        "5 is {hand}, of which {allocated} are allocated to released orders but not yet picked. {due} are due "
        "as a scheduled receipt in week 6. The planner keeps {safety} as safety stock.",
        "housing",
    ),
    (
        "MRP plans the glass door of an oven. Gross requirements next week are {gross}. There are {hand} on hand; "
        "{allocated} of them are allocated to orders already released, not yet issued. A scheduled receipt of {due} "
        "arrives next week. Safety stock is {safety}.",
        "door",
    ),
    (
        "MRP plans a battery pack for scooters. The next period needs {gross}. On hand are {hand}, with "
        "{allocated} still to be issued to released orders. {due} are due as a scheduled receipt in the same "
        "period, and {safety} are held as safety stock.",
        "pack",
    ),
)


def _mrp_net(draw: Draw) -> Problem | None:
    gross, hand = draw.whole(300, 900, 10), draw.whole(80, 250, 5)
    due, safety, allocated = draw.whole(20, 150, 5), draw.whole(20, 80, 5), draw.whole(10, 60, 5)
    story, unit = draw.pick(_MRP_NET)
    net = gross + safety + allocated - hand - due
    if net <= 0 or len({due, safety, allocated}) < 3:
        return None
    g, h, d, s, a = (comma(number) for number in (gross, hand, due, safety, allocated))
    stem = (
        story.format(gross=count(gross, unit), hand=h, allocated=a, due=d, safety=s)
        + f"\nWhat is the net requirement of the period, in {plural(unit)}?"
    )
    return Problem(
        stem=stem,
        key=Decimal(net),
        because=f"What is needed, {g} + {s} + {a}, less what is there or coming, {h} + {d}, leaves {{gives}}.",
        mistakes=(
            Mistake(
                "the forgotten safety stock",
                Decimal(net - safety),
                f"You left out the safety stock of {s}: {g} + {a} − {h} − {d} gives {{gives}}. MRP nets down to the "
                "safety stock, not to zero.",
            ),
            Mistake(
                "the forgotten scheduled receipt",
                Decimal(net + due),
                f"You left out the scheduled receipt of {d}: {g} + {s} + {a} − {h} gives {{gives}}. It arrives in "
                "time to be used.",
            ),
            Mistake(
                "the forgotten allocation",
                Decimal(net - allocated),
                f"You left out the allocation of {a}: {g} + {s} − {h} − {d} gives {{gives}}. What is promised to "
                "released orders is on the shelf but not free.",
            ),
            Mistake(
                "the safety stock with the wrong sign",
                Decimal(net - 2 * safety),
                f"You subtracted the safety stock of {s} as if it could be used: {g} + {a} − {h} − {d} − {s} gives "
                "{gives}.",
            ),
            Mistake(
                "the forgotten stock on hand",
                Decimal(net + hand),
                f"You left out the stock on hand of {h}: {g} + {s} + {a} − {d} gives {{gives}}. MRP uses it before "
                "it plans more.",
            ),
            Mistake(
                "gross taken for net",
                Decimal(gross),
                "You gave the gross requirement, {gives}. It says nothing yet of stock, receipts, allocations and "
                "safety.",
            ),
        ),
        solution=(
            "Net requirement = gross requirement + safety stock + allocated − on hand − scheduled receipt.",
            f"= {g} + {s} + {a} − {h} − {d} = {comma(net)}, that is {{gives}}.",
        ),
        rounded=half_up,
        unit=Decimal(1),
        show=lambda value: count(value, unit),
    )


GENERATORS: tuple[Generator, ...] = (
    generator("supply.mrp_net", _mrp_net, subtopic="SU09", book="IMM", topic="MRP: netting", tags=("internal",)),
)
