"""Safety stock from the mean absolute deviation of a forecast."""

from __future__ import annotations

from decimal import Decimal

from content.generators.inventory.safety import SERVICE
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, short
from content.generators.kit.values import number

_SIGMAS = Decimal("1.25")


class FromMad(Values):
    """Forecast errors are normal and independent, so that their standard deviation is about 1.25 MAD."""

    mad: Decimal = number("MAD", "mean absolute deviation of the forecast for one period", "units")
    lead: Decimal = number("L", "lead time", "weeks")
    period: Decimal = number("P", "length of a forecast period", "weeks")
    z: Decimal = number("z", "standard deviations for the cycle service level, one side", high=6)

    @property
    def sigma(self) -> Decimal:
        """The standard deviation of one period."""
        return _SIGMAS * self.mad

    @property
    def ratio(self) -> Decimal:
        """How many periods the lead time has."""
        return self.lead / self.period


_STORIES = stories(
    "drum | A chemical distributor forecasts a solvent {every}; the MAD of a forecast is {mad} {units}. The lead "
    "time is {lead} weeks. The target is a cycle service level of {service}% (z = {z}).",
    "helmet | A bicycle importer forecasts its best-selling {unit} {every}. The MAD of a forecast is {mad} {units}. "
    "The factory delivers {lead} weeks after an order. The cycle service level is to be {service}% (z = {z}).",
    "battery | A repair service forecasts one type of {unit} {every}. The MAD of a forecast is {mad} {units}; "
    "replenishment takes {lead} weeks. Management wants a cycle service level of {service}% (z = {z}).",
    "carton | A drug wholesaler forecasts a painkiller {every}. The MAD of a forecast is {mad} {units}, the lead time "
    "{lead} weeks, and the cycle service level should be {service}% (z = {z}).",
)


def _draw(d: Draw) -> Drawn[FromMad]:
    period, ratio = d.pick((1, 2, 4)), d.whole(4, 18)
    values = FromMad(
        mad=d.number(10, 90),
        lead=Decimal(period * ratio) / 2,
        period=Decimal(period),
        z=d.pick(tuple(SERVICE)),
    )
    story = d.pick(_STORIES)
    return None if values.lead % 1 or values.lead > 16 else (values, story)


def _work(v: FromMad, t: Told) -> Worked:
    over = v.sigma * v.ratio.sqrt()
    return Worked(
        v.z * over,
        f"Standard deviation of one period: 1.25 × {t.mad} = {short(v.sigma)} {t.units}.",
        f"Over the lead time of {t.lead} ÷ {t.period} = {short(v.ratio)} periods: {short(v.sigma)} × "
        f"√{short(v.ratio)} ≈ {short(over)}.",
        f"Safety stock = {t.z} × {short(over)} ≈ {short(v.z * over, 2)}, rounded up: <gives>.",
    )


def _ask(v: FromMad, t: Told) -> Asked:
    service, two_sides = SERVICE[v.z]
    ratio, sigma = short(v.ratio), f"1.25 × {t.mad}"
    every = "week by week" if v.period == 1 else f"in periods of {t.period} weeks"
    over = v.sigma * v.ratio.sqrt()
    return Asked(
        f"{t.story(every=every, service=service)} Errors are independent and normal; take 1.25 MAD for a standard "
        f"deviation.\nRounded up to a whole {t.unit}, how large must the safety stock be?",
        f"One period has a standard deviation of {short(v.sigma)}, and the lead time has {ratio} periods: {t.z} × "
        f"{sigma} × √{ratio}, rounded up, is <gives>.",
        Mistake(
            "the MAD taken for a standard deviation",
            v.z * v.mad * v.ratio.sqrt(),
            f"You used the MAD as it is: {t.z} × {t.mad} × √{ratio} gives <gives>. A standard deviation is about 1.25 "
            "MAD.",
        ),
        Mistake(
            "the forgotten lead time",
            v.z * v.sigma,
            f"You left out the lead time: {t.z} × {sigma} gives <gives>. That protects "
            f"{count(v.period, 'week')}, but replenishment takes {t.lead} weeks.",
        ),
        Mistake(
            "the missing square root of the lead time",
            v.z * v.sigma * v.ratio,
            f"You multiplied by the {ratio} periods, not by their square root: {t.z} × {sigma} × {ratio} gives "
            "<gives>. High and low errors partly balance.",
        ),
        Mistake(
            "dividing by 1.25",
            v.z * v.mad / _SIGMAS * v.ratio.sqrt(),
            f"You divided the MAD by 1.25: {t.z} × {t.mad} ÷ 1.25 × √{ratio} gives <gives>. The standard deviation is "
            "the larger of the two.",
        ),
        Mistake(
            "the forgotten length of a forecast period",
            v.z * v.sigma * v.lead.sqrt(),
            f"You used the lead time in weeks: {t.z} × {sigma} × √{t.lead} gives <gives>. The MAD is for "
            f"{count(v.period, 'week')}, and the lead time has {ratio} such periods.",
        ),
        Mistake(
            "the z of another service level",
            Decimal("1.28") * over,
            f"You used the z of 90%, 1.28: 1.28 × {sigma} × √{ratio} gives <gives>. For {service}% z is {t.z}.",
        ),
        Mistake(
            "the two-sided z",
            Decimal(two_sides) * over,
            f"You used the two-sided z of {service}%, {two_sides}: {two_sides} × {sigma} × √{ratio} gives <gives>. "
            "Only demand above the forecast causes a stockout.",
        ),
    )


SS_FROM_MAD = generator(
    "inventory.ss_from_mad",
    "Safety stock from the MAD",
    "SS = z × 1.25 × MAD × √(L ÷ P)",
    values=FromMad,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="safety stock",
    measure=Measure(up=True),
    example="mad=40 lead=4 period=1 z=1.65",
    subtopic="IN13",
    book="IMM",
    topic="safety stock: mean absolute deviation",
)
