"""Safety stock where the lead time varies as well as demand."""

from __future__ import annotations

from decimal import Decimal

from content.generators.inventory.safety import SERVICE
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import comma, short
from content.generators.kit.values import number


class VariableLeadTime(Values):
    """Demand of the days and lead times are independent; only demand above the mean does harm (one side)."""

    daily: Decimal = number("d", "mean daily demand", "units")
    sigma: Decimal = number("σ", "standard deviation of daily demand", "units", low=0)
    lead: Decimal = number("L", "mean lead time", "days")
    spread: Decimal = number("s", "standard deviation of the lead time", "days", low=0)
    z: Decimal = number("z", "standard deviations for the cycle service level, one side", high=6)

    @property
    def by_demand(self) -> Decimal:
        """The variance that comes from demand."""
        return self.lead * self.sigma * self.sigma

    @property
    def by_lead(self) -> Decimal:
        """The variance that comes from the lead time."""
        return self.daily * self.daily * self.spread * self.spread

    @property
    def variance(self) -> Decimal:
        """The variance of demand over the lead time."""
        return self.by_demand + self.by_lead


_STORIES = stories(
    "bulb | A distributor imports car {units}. Daily demand has a mean of {daily} and a standard deviation of {sigma} "
    "{units}. The lead time averages {lead} days, with a standard deviation of {spread} days. Both vary independently. "
    "The target is a cycle service level of {service}% (z = {z}).",
    "vial | A hospital store uses {daily} {units} of a drug a day on average (standard deviation {sigma}). Deliveries "
    "take {lead} days on average (standard deviation {spread}), independently of use. The cycle service level is to be "
    "{service}% (z = {z}).",
    "charger | A web shop sells {daily} phone {units} a day on average, with a standard deviation of {sigma}. Its "
    "supplier needs {lead} days on average, with a standard deviation of {spread} days that has nothing to do with "
    "demand. Stock is to give a cycle service level of {service}% (z = {z}).",
    "gasket | A pump plant draws {daily} {units} a day on average; the standard deviation is {sigma}. Lead times are "
    "independent of that, {lead} days on average with a standard deviation of {spread}. Planners want a cycle service "
    "level of {service}% (z = {z}).",
)


def _draw(d: Draw) -> Drawn[VariableLeadTime]:
    daily = d.number(40, 200, 5)
    sigma = (daily * d.whole(10, 40) / 100).quantize(Decimal(1))
    lead, spread = d.number(4, 20), d.pick(tuple(map(Decimal, ("1.5", "2", "2.5", "3", "4"))))
    values = VariableLeadTime(daily=daily, sigma=sigma, lead=lead, spread=spread, z=d.pick(tuple(SERVICE)))
    story = d.pick(_STORIES)
    return None if spread * 5 > lead * 2 else (values, story)


def _work(v: VariableLeadTime, t: Told) -> Worked:
    root, both = v.variance.sqrt(), f"{short(v.by_demand)} + {short(v.by_lead)}"
    return Worked(
        v.z * root,
        f"Variance from demand: {t.lead} days × {t.sigma} × {t.sigma} = {short(v.by_demand)}.",
        f"Variance from the lead time: {t.daily} × {t.daily} × {t.spread} × {t.spread} = {short(v.by_lead)}.",
        f"Standard deviation over the lead time: √({both}) ≈ {short(root)} {t.units}.",
        f"Safety stock = {t.z} × {short(root)} ≈ {comma(v.z * root, 2)}, rounded up: <gives>.",
    )


def _ask(v: VariableLeadTime, t: Told) -> Asked:
    service, two_sides = SERVICE[v.z]
    demand, lead, both = short(v.by_demand), short(v.by_lead), f"√({short(v.by_demand)} + {short(v.by_lead)})"
    return Asked(
        f"{t.story(service=service)}\nRounded up to a whole {t.unit}, how large must the safety stock be?",
        f"Independent variances add up, {demand} from demand and {lead} from the lead time: {t.z} × {both}, rounded "
        "up, is <gives>.",
        Mistake(
            "the forgotten variation of the lead time",
            v.z * v.by_demand.sqrt(),
            f"You covered demand only: {t.z} × {t.sigma} × √{t.lead} gives <gives>. Each day of delay uses up "
            f"{t.daily} {t.units} more.",
        ),
        Mistake(
            "the forgotten variation of demand",
            v.z * v.by_lead.sqrt(),
            f"You covered the lead time only: {t.z} × {t.daily} × {t.spread} gives <gives>. Demand varies too, day "
            "by day.",
        ),
        Mistake(
            "adding standard deviations",
            v.z * (v.by_demand.sqrt() + v.by_lead.sqrt()),
            f"You added the standard deviations: {t.z} × ({t.sigma} × √{t.lead} + {t.daily} × {t.spread}) gives "
            "<gives>. Variances add up, the root comes last.",
        ),
        Mistake(
            "the lead-time deviation without its square",
            v.z * (v.by_demand + v.daily * v.daily * v.spread).sqrt(),
            f"You did not square the deviation of the lead time: {t.z} × √({demand} + {t.daily} × {t.daily} × "
            f"{t.spread}) gives <gives>. A variance is a deviation squared.",
        ),
        Mistake(
            "the missing square root of the lead time",
            v.z * (v.lead * v.by_demand + v.by_lead).sqrt(),
            f"You multiplied the deviation of demand by {t.lead} days, not by their root: {t.z} × "
            f"√({short(v.lead * v.by_demand)} + {lead}) gives <gives>. High and low days partly balance.",
        ),
        Mistake(
            "the z of another service level",
            Decimal("1.28") * v.variance.sqrt(),
            f"You used the z of 90%, 1.28: 1.28 × {both} gives <gives>. For {service}% z is {t.z}.",
        ),
        Mistake(
            "the two-sided z",
            Decimal(two_sides) * v.variance.sqrt(),
            f"You used the two-sided z of {service}%, {two_sides}: {two_sides} × {both} gives <gives>. Only demand "
            "above the mean causes a stockout.",
        ),
    )


SAFETY_STOCK_VAR_LT = generator(
    "inventory.safety_stock_var_lt",
    "Safety stock, variable demand and lead time",
    "SS = z × √(L × σ² + d² × s²)",
    values=VariableLeadTime,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="safety stock",
    measure=Measure(up=True),
    example="daily=100 sigma=20 lead=9 spread=2 z=1.65",
    subtopic="IN15",
    book="SPT",
    topic="variable lead times",
)
