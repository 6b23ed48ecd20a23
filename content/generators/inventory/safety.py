"""Safety stock where demand varies and the lead time does not."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, short
from content.generators.kit.values import number

# For the z of a one-sided service level as tables in textbooks round it: that level in percent, and its two-sided z.
SERVICE = {Decimal("1.65"): (95, "1.96"), Decimal("2.05"): (98, "2.33"), Decimal("2.33"): (99, "2.58")}


class SafetyStock(Values):
    """Days are independent, the lead time is constant, and only demand above the mean does harm (one side)."""

    sigma: Decimal = number("σ", "standard deviation of daily demand", "units")
    lead: Decimal = number("L", "lead time", "days")
    z: Decimal = number("z", "standard deviations for the cycle service level, one side", high=6)

    @property
    def over_lead(self) -> Decimal:
        """The standard deviation over the lead time."""
        return self.sigma * self.lead.sqrt()


_STORIES = stories(
    "bulb | A distributor of lamp bulbs reviews its stock continuously. Daily demand is independent from day to "
    "day, with a standard deviation of {sigma} {units}. Replenishment always takes {lead} days. The target is a "
    "cycle service level of {service}% (z = {z}).",
    "syringe | A hospital store orders syringes whenever stock falls to the order point. The standard deviation of "
    "daily use is {sigma} {units}, and days are independent. The lead time is a constant {lead} days. Management "
    "wants a cycle service level of {service}% (z = {z}).",
    "charger | A web shop sells phone chargers. Daily sales are independent, with a standard deviation of {sigma} "
    "{units}; the supplier always delivers after {lead} days. Stock is reviewed continuously for a cycle service "
    "level of {service}% (z = {z}).",
)


def _draw(d: Draw) -> Drawn[SafetyStock]:
    values = SafetyStock(sigma=d.number(5, 60), lead=d.number(4, 25), z=d.pick(tuple(SERVICE)))
    return values, d.pick(_STORIES)


def _work(v: SafetyStock, t: Told) -> Worked:
    return Worked(
        v.z * v.over_lead,
        f"Standard deviation over the lead time: {t.sigma} × √{t.lead} ≈ {short(v.over_lead)} {t.units}.",
        f"Safety stock = z × that = {t.z} × {short(v.over_lead)} ≈ {comma(v.z * v.over_lead, 2)}.",
        "Round up: <gives>.",
    )


def _ask(v: SafetyStock, t: Told) -> Asked:
    service, two_sides = SERVICE[v.z]
    daily, root = f"{t.z} × {t.sigma}", f"√{t.lead}"
    return Asked(
        f"{t.story(service=service)}\nRounded up to a whole {t.unit}, how large must the safety stock be?",
        "Variances of independent days add up, so the deviation grows with the root of the lead time: "
        f"{daily} × {root}, rounded up, is <gives>.",
        Mistake(
            "the missing square root of the lead time",
            v.z * v.sigma * v.lead,
            f"You multiplied by the lead time instead of its square root: {daily} × {t.lead} gives <gives>. High "
            "and low days partly balance.",
        ),
        Mistake(
            "the forgotten lead time",
            v.z * v.sigma,
            f"You left out the lead time: {daily} gives <gives>. That protects one day, but replenishment takes "
            f"{t.lead} days.",
        ),
        Mistake(
            "the z of another service level",
            Decimal("1.28") * v.over_lead,
            f"You used the z of 90%, 1.28: 1.28 × {t.sigma} × {root} gives <gives>. For {service}% z is {t.z}.",
        ),
        Mistake(
            "the two-sided z",
            Decimal(two_sides) * v.over_lead,
            f"You used the two-sided z of {service}%, {two_sides}: {two_sides} × {t.sigma} × {root} gives "
            "<gives>. Only demand above the mean causes a stockout.",
        ),
        Mistake(
            "the service level taken for z",
            Decimal(service) / 100 * v.over_lead,
            f"You used the service level itself in place of z: 0.{service} × {t.sigma} × {root} gives "
            "<gives>. First turn it into standard deviations.",
        ),
        Mistake(
            "dividing by the root of the lead time",
            v.z * v.sigma / v.lead.sqrt(),
            f"You divided by the square root of the lead time: {daily} ÷ {root} gives <gives>. A longer "
            "lead time needs more protection, not less.",
        ),
    )


SAFETY_STOCK = generator(
    "inventory.safety_stock",
    "Safety stock, constant lead time",
    "SS = z × σ × √L",
    values=SafetyStock,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="safety stock",
    measure=Measure(up=True),
    example="sigma=20 lead=9 z=1.65",
    subtopic="IN13",
    book="SPT",
    topic="safety stock with a constant lead time",
)
