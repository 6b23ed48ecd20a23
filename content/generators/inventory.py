"""Parametric questions on inventory."""

from __future__ import annotations

from decimal import Decimal

from bot.model.items import Generator
from content.generators.kit import Draw, Mistake, Problem, comma, count, generator, plural, short, up

# Service in percent, z for one side as tables in textbooks round it, and z for two sides.
_SERVICE = ((95, "1.65", "1.96"), (98, "2.05", "2.33"), (99, "2.33", "2.58"))
_SAFETY_STOCK = (
    (
        "A distributor of lamp bulbs reviews its stock continuously. Daily demand is independent from day to day, "
        "with a standard deviation of {sigma}. Replenishment always takes {lead} days. The target is a cycle "
        "service level of {service}% (z = {z}).",
        "bulb",
    ),
    (
        "A hospital store orders syringes whenever stock falls to the order point. The standard deviation of daily "
        "use is {sigma}, and days are independent. The lead time is a constant {lead} days. Management wants a "
        "cycle service level of {service}% (z = {z}).",
        "syringe",
    ),
    (
        "A web shop sells phone chargers. Daily sales are independent, with a standard deviation of {sigma}; the "
        "supplier always delivers after {lead} days. Stock is reviewed continuously for a cycle service level of "
        "{service}% (z = {z}).",
        "charger",
    ),
)


def _safety_stock(draw: Draw) -> Problem | None:
    sigma, lead = draw.whole(5, 60), draw.whole(4, 25)
    service, one_side, two_sides = draw.pick(_SERVICE)
    story, unit = draw.pick(_SAFETY_STOCK)
    z, root = Decimal(one_side), Decimal(lead).sqrt()
    shown_root = f"√{lead}"
    daily = f"{z} × {sigma}"
    stem = (
        story.format(sigma=count(sigma, unit), lead=lead, service=service, z=z)
        + f"\nRounded up to a whole {unit}, how large must the safety stock be?"
    )
    return Problem(
        stem=stem,
        key=z * sigma * root,
        because="Variances of independent days add up, so the deviation grows with the root of the lead time: "
        f"{daily} × {shown_root}, rounded up, is {{gives}}.",
        mistakes=(
            Mistake(
                "the missing square root of the lead time",
                z * sigma * lead,
                f"You multiplied by the lead time instead of its square root: {daily} × {lead} gives {{gives}}. High "
                "and low days partly balance.",
            ),
            Mistake(
                "the forgotten lead time",
                z * sigma,
                f"You left out the lead time: {daily} gives {{gives}}. That protects one day, but replenishment takes "
                f"{lead} days.",
            ),
            Mistake(
                "the z of another service level",
                Decimal("1.28") * sigma * root,
                f"You used the z of 90%, 1.28: 1.28 × {sigma} × {shown_root} gives {{gives}}. For {service}% z is {z}.",
            ),
            Mistake(
                "the two-sided z",
                Decimal(two_sides) * sigma * root,
                f"You used the two-sided z of {service}%, {two_sides}: {two_sides} × {sigma} × {shown_root} gives "
                "{gives}. Only demand above the mean causes a stockout.",
            ),
            Mistake(
                "the service level taken for z",
                Decimal(service) / 100 * sigma * root,
                f"You used the service level itself in place of z: 0.{service} × {sigma} × {shown_root} gives "
                "{gives}. First turn it into standard deviations.",
            ),
            Mistake(
                "dividing by the root of the lead time",
                z * sigma / root,
                f"You divided by the square root of the lead time: {daily} ÷ {shown_root} gives {{gives}}. A longer "
                "lead time needs more protection, not less.",
            ),
        ),
        solution=(
            f"Standard deviation over the lead time: {sigma} × {shown_root} ≈ {short(sigma * root)} {plural(unit)}.",
            f"Safety stock = z × that = {z} × {short(sigma * root)} ≈ {comma(z * sigma * root, 2)}.",
            "Round up: {gives}.",
        ),
        rounded=up,
        unit=Decimal(1),
        show=lambda value: count(value, unit),
    )


GENERATORS: tuple[Generator, ...] = (
    generator(
        "inventory.safety_stock",
        _safety_stock,
        subtopic="IN13",
        book="SPT",
        topic="safety stock with a constant lead time",
    ),
)
