"""What freight is charged on: the bulk of a parcel, and the weight from which a whole truck is cheaper."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, half_up, short
from content.generators.kit.values import dollars, number


class Parcel(Values):
    """The chargeable weight is the greater of actual and dimensional weight. Carriers differ in their divisor."""

    length: Decimal = number("L", "length", "cm")
    width: Decimal = number("W", "width", "cm")
    height: Decimal = number("H", "height", "cm")
    actual: Decimal = number("G", "actual weight", "kg")
    divisor: Decimal = number("k", "the carrier's divisor", "cm³ per kg")

    def weight(self, divisor: Decimal) -> Decimal:
        """The dimensional weight with a divisor."""
        return self.length * self.width * self.height / divisor


_PARCELS = stories(
    "carton | A carton of saucepans measures {length} × {width} × {height} cm and weighs {actual} kg.",
    "case | An instrument maker flies out a case of {length} × {width} × {height} cm that weighs {actual} kg.",
    "box | An online bookshop sends a box of {length} × {width} × {height} cm with a weight of {actual} kg.",
    "crate | A dealer in machine parts has a crate for air freight: {length} × {width} × {height} cm, {actual} kg.",
)


def _draw_parcel(d: Draw) -> Drawn[Parcel]:
    length, width, height = sorted(d.numbers(3, 30, 80), reverse=True)
    bulk = length * width * height / 5000
    actual = half_up(bulk * d.whole(50, 140) / 100, 1)
    values = Parcel(length=length, width=width, height=height, actual=actual, divisor=Decimal(5000))
    story = d.pick(_PARCELS)
    return (values, story) if max(bulk, actual) <= 45 else None


def _work_parcel(v: Parcel, t: Told) -> Worked:
    bulk = v.weight(v.divisor)
    return Worked(
        max(v.actual, bulk),
        f"Dimensional weight: {t.length} × {t.width} × {t.height} ÷ {t.divisor} = {short(bulk)} kg.",
        f"Actual weight: {t.actual} kg.",
        "The greater of the two is charged: <gives>.",
    )


def _ask_parcel(v: Parcel, t: Told) -> Asked:
    bulk, sides = v.weight(v.divisor), f"{t.length} × {t.width} × {t.height}"
    less, lesser = ("actual", v.actual) if v.actual < bulk else ("dimensional", bulk)
    more = "dimensional" if v.actual < bulk else "actual"

    def other(divisor: int) -> Mistake:
        weight = v.weight(Decimal(divisor))
        return Mistake(
            f"a divisor of {divisor:,}",
            weight,
            f"You used another carrier's divisor: {sides} ÷ {divisor:,} gives <gives>. This one divides by "
            f"{t.divisor}.",
            offered=weight > v.actual,
        )

    return Asked(
        f"{t.story()} The carrier charges by dimensional (volumetric) weight where that matters, with a divisor of "
        f"{t.divisor} cm³ per kg.\nWhat is the chargeable weight, in kg to one decimal?",
        f"Dimensional weight is {short(bulk)} kg, actual weight {t.actual} kg; the greater one is charged: <gives>.",
        Mistake(
            "the lesser of the two weights",
            lesser,
            f"You took the lesser one, the {less} weight of <gives>. The greater one is charged, here the {more} "
            "weight.",
        ),
        Mistake(
            "averaging the two weights",
            (bulk + v.actual) / 2,
            f"You averaged the weights: ({short(bulk)} + {t.actual}) ÷ 2 gives <gives>. The greater one is charged.",
        ),
        Mistake(
            "adding the two weights",
            bulk + v.actual,
            f"You added the weights: {short(bulk)} + {t.actual} gives <gives>. Only the greater one is charged.",
        ),
        other(6000),
        other(4000),
    )


DIM_WEIGHT = generator(
    "distribution.dim_weight",
    "Chargeable (dimensional) weight",
    "chargeable = max(G, L × W × H ÷ k)",
    values=Parcel,
    draw=_draw_parcel,
    work=_work_parcel,
    ask=_ask_parcel,
    gives="chargeable weight",
    measure=Measure("kg", 1, many="kg"),
    example="length=60 width=50 height=40 actual=18 divisor=5000",
    subtopic="DI12",
    book="CM",
    topic="transportation: dimensional weight",
)


class Truck(Values):
    """A hundredweight (cwt) has 100 lb; the truckload charge is the same whatever the truck carries."""

    charge: Decimal = dollars("TL", "charge for a truckload", "dollars")
    rate: Decimal = dollars("LTL", "less-than-truckload rate", "dollars per cwt")

    @property
    def hundreds(self) -> Decimal:
        """The weight at which both cost the same, in hundredweight."""
        return self.charge / self.rate


# What else is drawn is the weight that fills a truck: it is not needed.
_TRUCKS = stories(
    "lb | A maker of garden chairs ships to a retailer in Ohio. A truckload costs {charge}, whatever it weighs up to "
    "{full} lb; less than truckload (LTL) costs {rate} per hundredweight.",
    "lb | A paper mill pays {charge} for a truck to a printer, with any load up to {full} lb. Sent as less than "
    "truckload (LTL), paper costs {rate} per hundredweight.",
    "lb | A cannery in Oregon compares two quotes: {charge} for a truckload of up to {full} lb, or {rate} per "
    "hundredweight as less than truckload (LTL).",
    "lb | A tile importer moves pallets inland. Less than truckload (LTL) costs {rate} per hundredweight; a truck of "
    "its own costs {charge} and carries up to {full} lb.",
)


def _draw_truck(d: Draw) -> Drawn[Truck]:
    values = Truck(charge=d.number(700, 2500, 25), rate=d.decimal("6.00", "20.00", "0.25"))
    full = d.pick((Decimal(40_000), Decimal(42_000), Decimal(44_000)))
    story = replace(d.pick(_TRUCKS), besides=(full,))
    return (values, story) if values.hundreds * 100 <= full * 9 / 10 else None


def _work_truck(v: Truck, t: Told) -> Worked:
    return Worked(
        v.hundreds * 100,
        f"In hundredweight: {t.charge} ÷ {t.rate} ≈ {short(v.hundreds)} cwt.",
        f"In pounds: {t.charge} ÷ {t.rate} × 100 = <gives>.",
    )


def _ask_truck(v: Truck, t: Told) -> Asked:
    (most,) = t.besides
    full, cwt = given(most), short(v.hundreds)
    return Asked(
        f"{t.story(full=full)} A hundredweight (cwt) is 100 lb.\nAt what weight do both cost the same, to the nearest "
        "whole pound?",
        f"{t.charge} pays for {cwt} cwt at {t.rate} each, times 100: <gives>. Above that a truckload is cheaper.",
        Mistake(
            "hundredweight taken for pounds",
            v.hundreds,
            f"You stayed in hundredweight: {t.charge} ÷ {t.rate} gives <gives>. Each has 100 lb.",
        ),
        Mistake(
            "the rate taken per 1,000 lb",
            v.hundreds * 1000,
            f"You read the rate as one per 1,000 lb: {t.charge} ÷ {t.rate} × 1,000 gives <gives>. It is per 100 lb.",
            offered=v.hundreds * 1000 <= most * 3 / 2,
        ),
        Mistake(
            "multiplying charge and rate",
            v.charge * v.rate,
            f"You multiplied the charges: {t.charge} × {t.rate} gives <gives>. Dividing shows how many "
            "hundredweight the truckload charge would pay for.",
        ),
        Mistake(
            "a hundredweight of 112 lb",
            v.hundreds * 112,
            f"You used the long hundredweight: {t.charge} ÷ {t.rate} × 112 gives <gives>. Here it is 100 lb.",
        ),
        Mistake(
            "pounds turned into kilograms",
            v.hundreds * Decimal("45.36"),
            f"You went on to kilograms: {t.charge} ÷ {t.rate} × 45.36 gives <gives>. The question asks for pounds.",
        ),
        Mistake(
            "the full truck taken for the break-even",
            most,
            f"You waited for a full truck of <gives>. A truckload is cheaper from {cwt} cwt on, full or not.",
        ),
    )


TL_LTL = generator(
    "distribution.tl_ltl",
    "Truckload or LTL: the break-even weight",
    "W = TL ÷ LTL × 100",
    values=Truck,
    draw=_draw_truck,
    work=_work_truck,
    ask=_ask_truck,
    gives="weight at which both cost the same",
    measure=Measure("lb", many="lb"),
    example="charge=1200 rate=8",
    subtopic="DI10",
    book="CM",
    topic="transportation: truckload and less than truckload",
)
