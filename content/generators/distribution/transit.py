"""Goods under way: how many they are, and what they add to the cost of a slow mode."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, money, price, short, table
from content.generators.kit.values import dollars, number, percent


class Pipeline(Values):
    """A year has 365 days. How often shipments leave makes no difference to the average."""

    demand: Decimal = number("A", "annual quantity", "units a year")
    days: Decimal = number("t", "transit time", "days")


# What else is drawn is the days between shipments: they matter to stock at the depot, and are not needed here.
_STORIES = stories(
    "bicycle | A bicycle brand replenishes its European depot with {demand} {units} a year. A container leaves every "
    "{interval} days and is {days} days under way.",
    "case | A winery sends {demand} {units} a year to its warehouse overseas, a shipment every {interval} days. "
    "Transit takes {days} days.",
    "coil | A steel mill replenishes a service centre with {demand} {units} a year. Trains leave every {interval} "
    "days; the journey takes {days} days.",
    "pump | A maker of pumps supplies its distribution centre with {demand} {units} a year. One shipment leaves every "
    "{interval} days, and each is {days} days in transit.",
)


def _draw(d: Draw) -> Drawn[Pipeline]:
    values = Pipeline(demand=d.number(5000, 200_000, 1000), days=d.number(3, 45))
    interval = d.pick((5, 7, 10, 14, 21))
    story = replace(d.pick(_STORIES), besides=(Decimal(interval),))
    return None if values.days in (30, interval) else (values, story)


def _work(v: Pipeline, t: Told) -> Worked:
    return Worked(
        v.demand * v.days / 365,
        f"Quantity of a day: {t.demand} ÷ 365 ≈ {short(v.demand / 365, 2)} {t.units}.",
        f"In transit: {t.days} days of it, {t.demand} × {t.days} ÷ 365 = <gives>.",
    )


def _ask(v: Pipeline, t: Told) -> Asked:
    (every,) = t.besides
    interval = given(every)
    return Asked(
        f"{t.story(interval=interval)} A year has 365 days.\nHow many {t.units} are in transit on average, to the "
        f"nearest whole {t.unit}?",
        f"Each {t.unit} is under way for {t.days} of 365 days: {t.demand} × {t.days} ÷ 365 is <gives>.",
        Mistake(
            "250 working days in place of 365",
            v.demand * v.days / 250,
            f"You counted 250 working days: {t.demand} × {t.days} ÷ 250 gives <gives>. The year here has 365 days, "
            "and goods travel on all of them.",
        ),
        Mistake(
            "a month's demand in place of the transit time's",
            v.demand / 12,
            f"You took a month's demand: {t.demand} ÷ 12 gives <gives>. Goods are under way for {t.days} days.",
        ),
        Mistake(
            "halving the stock in transit",
            v.demand * v.days / 730,
            f"You halved it like cycle stock: {t.demand} × {t.days} ÷ 365 ÷ 2 gives <gives>. Nothing is used up on the "
            "way: all of a shipment travels to the end.",
        ),
        Mistake(
            "weeks taken for days",
            v.demand * v.days / 52,
            f"You divided days by the weeks of a year: {t.demand} × {t.days} ÷ 52 gives <gives>. A year has 365 days.",
            offered=v.days <= 21,
        ),
        Mistake(
            "the time between shipments taken for transit time",
            v.demand * every / 365,
            f"You took the size of a shipment: {t.demand} × {interval} ÷ 365 gives <gives>. What is in transit depends "
            f"on the {t.days} days under way, not on how often a shipment leaves.",
        ),
    )


PIPELINE = generator(
    "distribution.pipeline",
    "In-transit (pipeline) inventory",
    "in transit = A × t ÷ 365",
    values=Pipeline,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="average inventory in transit",
    measure=Measure(),
    example="demand=36500 days=20",
    subtopic="DI05",
    book="IMM",
    topic="inventory fundamentals: transit inventory",
)


class Modes(Values):
    """Goods in transit are carried at their value, in a year of 365 days; all other costs are the same."""

    quantity: Decimal = number("A", "annual quantity", "units a year")
    value: Decimal = dollars("v", "value", "dollars a unit")
    carry: Decimal = percent("i", "carrying cost a year, of the value")
    slow_freight: Decimal = dollars("f₁", "freight of the slow mode", "dollars a unit", low=0)
    fast_freight: Decimal = dollars("f₂", "freight of the fast mode", "dollars a unit", low=0)
    slow_days: Decimal = number("t₁", "transit time of the slow mode", "days", low=0)
    fast_days: Decimal = number("t₂", "transit time of the fast mode", "days", low=0)

    @property
    def freight(self) -> Decimal:
        """Freight that the slow mode saves in a year."""
        return self.quantity * (self.fast_freight - self.slow_freight)

    def carrying(self, days: Decimal, year: int = 365) -> Decimal:
        """What it costs in a year to carry the goods that are so many days under way."""
        return self.quantity * self.value * self.carry / 100 * days / year

    @property
    def longer(self) -> Decimal:
        """By how many days the slow mode takes longer."""
        return self.slow_days - self.fast_days


_MODES = stories(
    "speaker | Sea, Air | An audio brand brings {quantity} {units} a year, worth {value} each, from its plant to a "
    "distribution centre.",
    "backpack | Rail, Air | An outdoor firm brings {quantity} {units} a year from its factory to its warehouse. Each "
    "is worth {value}.",
    "lens | Sea, Air | A maker of instruments moves {quantity} {units} a year, each with a value of "
    "{value}, from one plant to another.",
    "toaster | Sea, Air | An appliance company brings {quantity} {units} a year, worth {value} each, to its European "
    "warehouse.",
)


def _draw_modes(d: Draw) -> Drawn[Modes]:
    value, carry = d.number(20, 200, 5), d.number(15, 30)
    slow, fast, low = d.number(20, 40), d.number(3, 7), d.decimal("0.50", "3.00", "0.10")
    each = value * carry / 100 * (slow - fast) / 365
    values = Modes(
        quantity=d.number(5000, 50_000, 500),
        value=value,
        carry=carry,
        slow_freight=low,
        fast_freight=low + half_up(each * d.whole(130, 300) / 100, 1),
        slow_days=slow,
        fast_days=fast,
    )
    story = d.pick(_MODES)
    return (values, story) if values.fast_freight - low >= Decimal("0.5") else None


def _whole(value: Decimal) -> str:
    return price(half_up(value, 2))


def _work_modes(v: Modes, t: Told) -> Worked:
    freight, more = _whole(v.freight), _whole(v.carrying(v.longer))
    return Worked(
        v.freight - v.carrying(v.longer),
        f"Freight saved: {t.quantity} × ({t.fast_freight} − {t.slow_freight}) = {freight}.",
        f"Carrying added: {t.quantity} × {t.value} × {t.carry} × ({t.slow_days} − {t.fast_days}) ÷ 365 = {more}.",
        f"Saving of the slow mode: {freight} − {more if v.longer >= 0 else f'({more})'} = <gives>.",
    )


def _ask_modes(v: Modes, t: Told) -> Asked:
    slow, fast = (name.lower() for name in t.names)
    freight, carrying = v.freight, v.carrying(v.longer)
    saved, more = _whole(freight), _whole(carrying)
    year = f"{t.quantity} × {t.value} × {t.carry}"
    rows = (
        ("Mode", t.names),
        ("Freight each", (money(v.slow_freight, 2), money(v.fast_freight, 2))),
        ("Transit days", (v.slow_days, v.fast_days)),
    )
    return Asked(
        f"{t.story()} The firm owns them on the way; carrying them costs {t.carry} of their value for a year of 365 "
        "days.\n"
        + table(rows)
        + f"\nAll else is the same. How much a year does {slow} save against {fast}, to the whole dollar?",
        f"Freight is lower by {saved}; goods are under way {given(v.longer)} days longer, which costs {more} to "
        "carry: <gives>.",
        Mistake(
            "freight only",
            freight,
            f"You compared freight only: {t.quantity} × ({t.fast_freight} − {t.slow_freight}) gives <gives>. Money is "
            f"tied up {given(v.longer)} days longer, too.",
        ),
        Mistake(
            "carrying cost only",
            carrying,
            f"You gave the carrying cost that {slow} adds: {year} × {given(v.longer)} ÷ 365 gives <gives>. It comes "
            "off the saving in freight.",
        ),
        Mistake(
            "adding the two differences",
            freight + carrying,
            f"You added the differences: {saved} + {more} gives <gives>. Freight is saved, but carrying costs more.",
        ),
        Mistake(
            "halving the stock in transit",
            freight - carrying / 2,
            f"You carried half of the goods in transit: {saved} − {more} ÷ 2 gives <gives>. Cycle stock is halved, "
            "since it is used up; a shipment travels whole to the end.",
        ),
        Mistake(
            "the forgotten days of the faster mode",
            freight - v.carrying(v.slow_days),
            f"You charged all {t.slow_days} days of {slow}: {saved} − {year} × {t.slow_days} ÷ 365 gives <gives>. By "
            f"{fast} the goods are under way for {t.fast_days} days as well.",
        ),
        Mistake(
            "250 working days in place of 365",
            freight - v.carrying(v.longer, 250),
            f"You counted 250 working days: {saved} − {year} × {given(v.longer)} ÷ 250 gives <gives>. The year "
            "here has 365 days, and money costs on all of them.",
        ),
    )


MODE_COST = generator(
    "distribution.mode_cost",
    "Mode comparison: freight and stock in transit",
    "saving = A × (f₂ − f₁) − A × v × i × (t₁ − t₂) ÷ 365",
    values=Modes,
    draw=_draw_modes,
    work=_work_modes,
    ask=_ask_modes,
    gives="saving of the slow mode in a year",
    measure=Measure("$"),
    example="quantity=10000 value=73 carry=20 slow_freight=1 fast_freight=4 slow_days=30 fast_days=5",
    subtopic="DI09",
    book="CM",
    topic="transportation: trade-off of freight and inventory",
    level=Level.ANALYSE,
)
