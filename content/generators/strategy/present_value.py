"""What an investment in equipment is worth today."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import count, money, short
from content.generators.kit.values import dollars, percent, whole


class Equipment(Values):
    """The investment is paid now; the same cash flow comes at the end of each year, and nothing is left after them."""

    invest: Decimal = dollars("I", "investment, paid now")
    flow: Decimal = dollars("CF", "cash flow at the end of each year", "dollars a year")
    rate: Decimal = percent("r", "discount rate a year", low=0)
    years: int = whole("n", "life of the equipment", "years", high=40)

    @property
    def growth(self) -> Decimal:
        """What a dollar becomes in a year."""
        return 1 + self.rate / 100

    def worth(self, years: int) -> Decimal:
        """What the flows of the first years are worth now."""
        return sum((self.flow / self.growth**year for year in range(1, years + 1)), Decimal(0))

    @property
    def last(self) -> Decimal:
        """The discount factor of the last year."""
        return 1 / self.growth**self.years


_STORIES = stories(
    "year | A dairy can buy a bottle palletiser for {invest}. It saves {flow} at the end of each of the next {years} "
    "years and is then worthless.",
    "year | A printer considers a binding machine for {invest}. It would bring in {flow} at the end of each year for "
    "{years} years, without a resale value.",
    "year | A parcel carrier may put {invest} into a sorter that lowers its costs by {flow} a year, counted at the end "
    "of each year, for {years} years. Nothing is left of it afterwards.",
    "year | A hospital weighs a pharmacy robot for {invest}. Each year it would save {flow}, at the year's end, and "
    "after {years} years it is scrapped at no value.",
)


def _draw(d: Draw) -> Drawn[Equipment]:
    invest = d.number(60_000, 300_000, 10_000)
    values = Equipment(invest=invest, flow=invest * d.whole(30, 50) / 100, rate=d.number(8, 15), years=d.whole(3, 5))
    story = d.pick(_STORIES)
    # Near nought the answer would hang on the digits of the factors.
    return (values, story) if abs(values.worth(values.years) - invest) * 20 >= invest else None


def _work(v: Equipment, t: Told) -> Worked:
    worth = v.worth(v.years)
    factor = worth / v.flow
    return Worked(
        worth - v.invest,
        f"A dollar at the end of year t is worth 1 ÷ {short(v.growth, 6)}ᵗ now; over {count(v.years, 'year')} these "
        f"factors sum to {short(factor, 5)}.",
        f"Present value of the flows: {t.flow} × {short(factor, 5)} = {money(worth)}.",
        f"NPV = {money(worth)} − {t.invest} = <gives>.",
    )


def _ask(v: Equipment, t: Told) -> Asked:
    n, total, worth, early = v.years, v.flow * v.years, v.worth(v.years), v.worth(v.years) * v.growth
    growth = short(v.growth, 6)
    simple = sum((v.flow / (1 + v.rate * year / 100) for year in range(1, n + 1)), Decimal(0))
    return Asked(
        f"{t.story()} The discount rate is {t.rate} a year.\nWhat is the net present value (NPV), to the whole dollar, "
        "with factors not rounded?",
        f"The flows are worth {money(worth)} now; less {t.invest}, the NPV is <gives>.",
        Mistake(
            "the forgotten discounting",
            total - v.invest,
            f"You did not discount: {n} × {t.flow} − {t.invest} gives <gives>. Money that comes later is worth less.",
        ),
        Mistake(
            "the forgotten investment",
            worth,
            f"You left out the investment: {t.flow} × {short(worth / v.flow, 5)} gives <gives>. That is the present "
            f"value of the flows; net of the {t.invest} it is less.",
        ),
        Mistake(
            "flows at the start of each year",
            early - v.invest,
            f"You took the flows at the start of each year: {money(early)} − {t.invest} gives <gives>. The first comes "
            "after a year and is discounted too.",
        ),
        Mistake(
            "the whole sum discounted over all years",
            total * v.last - v.invest,
            f"You discounted all flows by {growth} to the power of {n}: {money(total * v.last)} − {t.invest} gives "
            "<gives>. Only the last flow is so far away.",
        ),
        Mistake(
            "simple in place of compound discounting",
            simple - v.invest,
            f"You discounted year t by 1 + {short(v.rate / 100, 6)} × t: {money(simple)} − {t.invest} gives "
            f"<gives>. The rate is compounded, {growth}ᵗ.",
        ),
        Mistake(
            "discounting by one year only",
            total / v.growth - v.invest,
            f"You discounted all flows by one year: {money(total)} ÷ {growth} − {t.invest} gives <gives>. Each flow is "
            "discounted by its own years.",
        ),
        Mistake(
            "the forgotten last year",
            v.worth(n - 1) - v.invest,
            f"You counted {n - 1} years: {money(v.worth(n - 1))} − {t.invest} gives <gives>. There are {n} flows.",
        ),
    )


NPV = generator(
    "strategy.npv",
    "Net present value of equipment",
    "NPV = Σ CF ÷ (1 + r)ᵗ − I, t = 1 to n",
    values=Equipment,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="net present value",
    measure=Measure("$", negative=True),
    example="invest=100000 flow=50000 rate=10 years=3",
    subtopic="ST15",
    book="JC",
    topic="capital equipment decisions: net present value",
)
