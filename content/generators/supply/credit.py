"""What it costs to let a cash discount go."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import given, short
from content.generators.kit.values import Wrong, number, percent


class Terms(Values):
    """Simple annualisation, without compounding, with 365 days a year."""

    discount: Decimal = percent("d", "cash discount", high=None, below=100)
    early: Decimal = number("n", "discount period", "days", low=0)
    net: Decimal = number("N", "full credit period", "days")

    @property
    def longer(self) -> Decimal:
        """The days that the discount buys."""
        return self.net - self.early

    @property
    def rate(self) -> Decimal:
        """What those days cost, as a fraction of the money kept."""
        return self.discount / (100 - self.discount)

    def wrong(self) -> Iterator[Wrong]:
        """Paying later takes longer."""
        if self.longer <= 0:
            yield Wrong("net", f"must be above the discount period of {given(self.early)} days")


_STORIES = stories(
    "unit | A maker of garden furniture buys steel tube on terms of {terms}: {discount} off if it pays within {early} "
    "days, else the full price within {net} days.",
    "unit | A printer's paper supplier takes {discount} off for payment within {early} days; otherwise the full "
    "invoice is due after {net} days ({terms}).",
    "unit | A dairy gets its cartons on terms of {terms}, that is {discount} off the invoice within {early} days, or "
    "all of it by day {net}.",
    "unit | A clinic may pay its invoices for dressings within {early} days less {discount}, or in full within {net} "
    "days ({terms}).",
)


def _draw(d: Draw) -> Drawn[Terms]:
    discount = Decimal(d.pick(("1", "1.5", "2", "2.5", "3")))
    return Terms(discount=discount, early=d.number(10, 15, 5), net=d.number(30, 60, 15)), d.pick(_STORIES)


def _work(v: Terms, t: Told) -> Worked:
    left = given(100 - v.discount)
    return Worked(
        100 * v.rate * 365 / v.longer,
        f"Who does not pay early keeps {left} of 100 for {t.net} − {t.early} = {given(v.longer)} days, and pays "
        f"{given(v.discount)} for that.",
        f"Cost of those days: {given(v.discount)} ÷ {left} = {short(100 * v.rate, 3)}%.",
        f"A year: {given(v.discount)} ÷ {left} × 365 ÷ {given(v.longer)} = <gives>.",
    )


def _ask(v: Terms, t: Told) -> Asked:
    d, left, longer = given(v.discount), given(100 - v.discount), given(v.longer)
    return Asked(
        f"{t.story(terms=f'{d}/{t.early} net {t.net}')}\nBy simple annualisation, without compounding, with 365 days "
        "a year, what does it cost a year to let the discount go and pay on the last day, in percent to one "
        "decimal?",
        f"For {longer} more days of credit {d} is paid on each {left}: {d} ÷ {left} × 365 ÷ {longer} is <gives>.",
        Mistake(
            "dividing by the full price",
            v.discount * 365 / v.longer,
            f"You divided by the full price: {d} ÷ 100 × 365 ÷ {longer} gives <gives>. Only the discounted price of "
            f"{left} is borrowed.",
        ),
        Mistake(
            "the full credit period",
            100 * v.rate * 365 / v.net,
            f"You used the full credit period: {d} ÷ {left} × 365 ÷ {t.net} gives <gives>. The first {t.early} days "
            "are free in any case.",
        ),
        Mistake(
            "the discount period taken for the time gained",
            100 * v.rate * 365 / v.early,
            f"You used the discount period: {d} ÷ {left} × 365 ÷ {t.early} gives <gives>. The discount buys the "
            f"{longer} days after it.",
        ),
        Mistake(
            "twelve discounts a year",
            100 * v.rate * 12,
            f"You counted twelve months: {d} ÷ {left} × 12 gives <gives>. The discount buys {longer} days, and a year "
            f"has 365 ÷ {longer} such periods.",
        ),
        Mistake(
            "compounding in place of simple annualisation",
            100 * ((1 + v.rate) ** (365 / v.longer) - 1),
            f"You compounded {short(100 * v.rate, 3)}% over 365 ÷ {longer} periods, which gives <gives>. Simple "
            "annualisation only multiplies.",
        ),
        Mistake(
            "adding the two periods",
            100 * v.rate * 365 / (v.net + v.early),
            f"You added the periods: {d} ÷ {left} × 365 ÷ ({t.net} + {t.early}) gives <gives>. The discount period "
            "lies within the full one.",
        ),
    )


TRADE_CREDIT = generator(
    "supply.trade_credit",
    "Annual cost of letting a cash discount go",
    "cost = d ÷ (100% − d) × 365 ÷ (N − n)",
    values=Terms,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="cost a year of the longer credit",
    measure=Measure("%", 1),
    example="discount=2 early=10 net=30",
    subtopic="SU22",
    book="IMM",
    topic="purchasing: terms of payment and cash discounts",
    tags=("external",),
)
