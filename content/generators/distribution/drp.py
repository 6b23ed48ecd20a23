"""DRP: the first shipment that a depot plans from the stock it projects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from itertools import accumulate

from bot.model.items import Level
from content.generators.kit import Asked, Draw, Drawn, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, given, short, table
from content.generators.kit.values import Wrong, number, whole


class Depot(Values):
    """Nothing is under way; a shipment that leaves in week w arrives in week w + L, in time for the demand there."""

    hand: Decimal = number("OH", "stock on hand", "units", low=0)
    demand: tuple[Decimal, ...] = number("D", "forecast demand", "units", low=0, per="week")
    safety: Decimal = number("SS", "safety stock", "units", low=0)
    multiple: Decimal = number("m", "shipping multiple", "units")
    lead: int = whole("L", "lead time of a shipment", "weeks", low=0, high=11)

    @property
    def projected(self) -> list[Decimal]:
        """Stock at the end of each week if nothing is shipped."""
        return list(accumulate(self.demand, lambda stock, use: stock - use, initial=self.hand))[1:]

    def need(self, least: Decimal) -> tuple[int, Decimal] | None:
        """The first week that ends with less than this, and what is missing then."""
        weeks = enumerate(self.projected, 1)
        return next(((week, least - stock) for week, stock in weeks if stock < least), None)

    def lots(self, quantity: Decimal) -> Decimal:
        """A quantity in whole shipping multiples."""
        return (quantity / self.multiple).quantize(Decimal(1), ROUND_CEILING) * self.multiple

    def wrong(self) -> Iterator[Wrong]:
        """There is time for a shipment."""
        need = self.need(self.safety)
        if need and need[0] <= self.lead:
            yield Wrong("lead", f"must be shorter than {count(need[0], 'week')}, or the shipment leaves before week 1")


_STORIES = stories(
    "case | A lemonade maker's depot has {hand} {units} on hand. Its safety stock is {safety}. The plant ships in "
    "multiples of {multiple}, with a lead time of {weeks}.",
    "drum | A paint company plans a regional warehouse: {hand} {units} on hand, a safety stock of {safety}, shipments "
    "in multiples of {multiple}, and a lead time of {weeks} from the central warehouse.",
    "box | A branch of a dental wholesaler holds {hand} {units} of gloves; its safety stock is {safety}. The centre "
    "ships in multiples of {multiple}, and the lead time is {weeks}.",
    "sack | A seed company's depot starts with {hand} {units}. It keeps a safety stock of {safety}; shipments are "
    "multiples of {multiple} and have a lead time of {weeks}.",
)


def _draw(d: Draw) -> Drawn[Depot]:
    values = Depot(
        hand=d.number(170, 230, 5),
        demand=d.numbers(6, 40, 60, 5),
        safety=d.number(20, 40, 5),
        multiple=d.number(60, 100, 10),
        lead=d.whole(1, 2),
    )
    need, story = values.need(values.safety), d.pick(_STORIES)
    if not need or need[0] <= values.lead or not 10 <= need[1] <= values.multiple - 10:
        return None
    return values, story


def _shipment(quantity: Decimal, week: int, t: Told) -> str:
    return f"{short(quantity)} {t.unit if quantity == 1 else t.units} in week {week}"


def _listed(numbers: list[Decimal]) -> str:
    return ", ".join(map(given, numbers))


def _bracketed(stock: Decimal) -> str:
    return given(stock) if stock >= 0 else f"({given(stock)})"


def _work(v: Depot, t: Told) -> Worked:
    need = v.need(v.safety)
    if not need:
        stock = f"Projected stock, week by week: {_listed(v.projected)}, never below {t.safety}."
        return Worked("no shipment", stock, "So <gives> is planned.")
    week, missing = need
    lots = v.lots(missing)
    return Worked(
        _shipment(lots, week - v.lead, t),
        f"Projected stock, week by week, without a shipment: {_listed(v.projected[:week])}.",
        f"Week {week} is the first to end below {t.safety}; {t.safety} − {_bracketed(v.projected[week - 1])} = "
        f"{given(missing)} are missing.",
        f"In multiples of {t.multiple} these are {short(lots)}, due in week {week}.",
        f"Departure: week {week} − {t.lead} = week {week - v.lead}. So <gives>.",
    )


def _ask(v: Depot, t: Told) -> Asked:
    week, missing = v.need(v.safety) or (len(v.demand), v.safety)
    later, less = v.need(Decimal(0)) or (len(v.demand), v.multiple)
    lots, weeks, leaves = v.lots(missing), count(v.lead, "week"), week - v.lead
    rows = (("Week", [str(week) for week in range(1, len(v.demand) + 1)]), ("Demand", v.demand))
    return Asked(
        f"{t.story(weeks=weeks)} Nothing is under way.\n"
        + table(rows)
        + "\nBy DRP, a shipment is due in the first week that would otherwise end below safety stock, in time for "
        "that week's demand. Which shipment leaves first, and when?",
        f"Week {week} would end with {given(v.projected[week - 1])}, below {t.safety}. A multiple of {t.multiple} must "
        f"arrive then, and leaves {weeks} earlier: <gives>.",
        Mistake(
            "the forgotten safety stock",
            _shipment(v.lots(less), later - v.lead, t),
            f"You waited until stock would run out, in week {later}, and planned <gives>. Week {week} would already "
            f"end below the safety stock of {t.safety}.",
        ),
        Mistake(
            "the forgotten lead time",
            _shipment(lots, week, t),
            f"You let the shipment leave in the week of the need: <gives>. It would arrive in week {week + v.lead}.",
        ),
        Mistake(
            "the forgotten order multiple",
            _shipment(missing, leaves, t),
            f"You shipped just what is missing, {t.safety} − {_bracketed(v.projected[week - 1])}: <gives>. Shipments "
            f"are multiples of {t.multiple}.",
        ),
        Mistake(
            "the lead time added instead of taken off",
            _shipment(lots, week + v.lead, t),
            f"You counted the lead time forward, {week} + {t.lead}: <gives>. A shipment leaves before it is needed.",
        ),
        Mistake(
            "one lot too many",
            _shipment(lots + v.multiple, leaves, t),
            f"You shipped one multiple too many: <gives>. Only {given(missing)} are missing, and {given(lots)} cover "
            "them.",
        ),
    )


DRP = generator(
    "distribution.drp",
    "DRP: the first planned shipment",
    "first week with OH − ΣD < SS: ship ⌈(SS − OH + ΣD) ÷ m⌉ × m, L weeks earlier",
    values=Depot,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="first planned shipment",
    measure=None,
    example="hand=200 demand=50,50,60,40,50 safety=30 multiple=80 lead=1",
    subtopic="DI06",
    book="MPC",
    topic="distribution requirements planning: the DRP record",
    level=Level.ANALYSE,
)
