"""Parametric questions on distribution."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, count, generator, half_up, plural, table

_FAIR_SHARE = (
    ("A drinks maker's central warehouse is running short and", ("North", "Centre", "South"), "case"),
    ("A tyre company's central warehouse cannot fill every request and", ("Lyon", "Milan", "Graz"), "tyre"),
    ("A toy importer's central warehouse has one last delivery and", ("East", "Coast", "West"), "carton"),
    ("A seed company's central warehouse is nearly sold out and", ("Hills", "Plain", "Delta"), "sack"),
)


def _fair_share(draw: Draw) -> Problem | None:
    days = draw.whole(6, 15)
    daily = [draw.whole(20, 120, 5) for _ in range(3)]
    hand = [use * days * draw.whole(10, 85) // 100 for use in daily]
    story, sites, unit = draw.pick(_FAIR_SHARE)
    asked = draw.whole(0, 2)
    system, use = days * sum(daily), sum(daily)
    centre = system - sum(hand)
    site, its_use, its_hand = sites[asked], daily[asked], hand[asked]
    target = days * its_use
    if min(hand) < 20 or centre < 100:
        return None
    stem = (
        f"{story} shares all of its {count(centre, unit)} among three regional centres. Fair share: each centre is "
        "to have the same days of supply, its own stock included.\n"
        + table((("Centre", sites), ("On hand", hand), ("Daily demand", daily)))
        + f"\nHow many {plural(unit)} go to {site}?"
    )
    return Problem(
        stem=stem,
        key=Decimal(target - its_hand),
        because=f"All stock, {comma(system)}, lasts {days} days at {comma(use)} a day; {site} needs {days} × "
        f"{its_use} = {comma(target)}, and has {comma(its_hand)} of them: {{gives}}.",
        mistakes=(
            Mistake(
                "the forgotten stock at the centres",
                Decimal(centre * its_use) / use,
                f"You shared by demand and ignored the stock at the centres: {comma(centre)} × {its_use} ÷ {use} gives "
                "{gives}. A centre that is full would be filled again.",
            ),
            Mistake(
                "the same quantity for every centre",
                Decimal(centre) / 3,
                f"You gave every centre the same quantity: {comma(centre)} ÷ 3 gives {{gives}}. Equal quantities are "
                "not equal days of supply.",
            ),
            Mistake(
                "the stock that the centre has already",
                Decimal(target),
                f"You did not take off what {site} has: {days} days × {its_use} gives {{gives}}, but "
                f"{comma(its_hand)} are there already.",
            ),
            Mistake(
                "sharing by stock in place of demand",
                Decimal(centre * its_hand) / sum(hand),
                f"You shared by the stock that the centres have: {comma(centre)} × {comma(its_hand)} ÷ "
                f"{comma(sum(hand))} gives {{gives}}. Whoever has most would get most.",
            ),
        ),
        solution=(
            f"All stock: {comma(centre)} + {' + '.join(comma(each) for each in hand)} = {comma(system)}.",
            f"Days of supply for all: {comma(system)} ÷ ({' + '.join(map(str, daily))}) = {days}.",
            f"{site}: {days} × {its_use} − {comma(its_hand)} = {{gives}}.",
        ),
        rounded=half_up,
        unit=Decimal(1),
        show=lambda value: count(value, unit),
    )


GENERATORS: tuple[Generator, ...] = (
    generator("distribution.fair_share", _fair_share, subtopic="DI07", book="MPC", topic="DRP: fair-share allocation"),
)
