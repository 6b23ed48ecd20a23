"""What less inventory does to the return on assets."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, price, short
from content.generators.kit.values import Wrong, dollars, percent


class Return(Values):
    """Taxes are left out. The cash that is freed repays debt, so total assets fall by the cut."""

    income: Decimal = dollars("NI", "net income", "dollars a year", low=0)
    assets: Decimal = dollars("TA", "total assets")
    cut: Decimal = dollars("ΔI", "cut in inventory", low=0)
    carry: Decimal = percent("i", "carrying cost a year, of the inventory", low=0)

    @property
    def saved(self) -> Decimal:
        """Carrying cost saved in a year."""
        return self.cut * self.carry / 100

    @property
    def left(self) -> Decimal:
        """Assets after the cut."""
        return self.assets - self.cut

    def wrong(self) -> Iterator[Wrong]:
        """Inventory is only a part of the assets."""
        if self.left <= 0:
            yield Wrong("cut", f"must be below total assets, {price(self.assets)}")


_STORIES = stories(
    "year | A maker of power tools has a net income of {income} a year and total assets of {assets}. Smaller lots cut "
    "its inventory by {cut}. Carrying inventory costs {carry} of its value a year.",
    "year | A book distributor has total assets of {assets} and a net income of {income} a year. By pooling its "
    "warehouses it takes {cut} out of inventory, which costs {carry} of its value a year to carry.",
    "year | A furniture chain reports a net income of {income} on total assets of {assets}. Vendor-managed stock would "
    "lower its inventory by {cut}, at a carrying cost of {carry} of the value a year.",
    "year | A paint producer with {assets} of total assets has a net income of {income} a year. A new planning system "
    "cuts its inventory by {cut}; the carrying cost is {carry} of the value a year.",
)


def _draw(d: Draw) -> Drawn[Return]:
    assets = d.number(2_000_000, 10_000_000, 100_000)
    values = Return(
        income=assets * d.whole(6, 14) / 100,
        assets=assets,
        cut=assets * d.whole(5, 15) / 100,
        carry=d.number(15, 30),
    )
    story = d.pick(_STORIES)
    return None if values.cut == values.income else (values, story)


def _work(v: Return, t: Told) -> Worked:
    saved = price(half_up(v.saved, 2))
    income = price(half_up(v.income + v.saved, 2))
    return Worked(
        100 * (v.income + v.saved) / v.left,
        f"Carrying cost saved: {t.cut} × {t.carry} = {saved} a year.",
        f"Income: {t.income} + {saved} = {income}. Assets: {t.assets} − {t.cut} = {price(v.left)}.",
        f"ROA = {income} ÷ {price(v.left)} = <gives>.",
    )


def _ask(v: Return, t: Told) -> Asked:
    saved, left, income = price(v.saved), price(v.left), price(v.income + v.saved)
    factor = 1 + v.carry / 100
    return Asked(
        f"{t.story()} The cash freed repays a loan, whose interest is part of the carrying cost. Leave taxes out.\n"
        "What is the return on assets (ROA) after the cut, in percent to one decimal?",
        f"Income rises by the carrying cost saved, {saved}, and assets fall by the cut: {income} ÷ {left} is <gives>.",
        Mistake(
            "the forgotten saving of carrying cost",
            100 * v.income / v.left,
            f"You left out the carrying cost saved: {t.income} ÷ {left} gives <gives>. Less stock costs {saved} less a "
            "year.",
        ),
        Mistake(
            "the assets left as they were",
            100 * (v.income + v.saved) / v.assets,
            f"You did not reduce the assets: {income} ÷ {t.assets} gives <gives>. Inventory is an asset, and {t.cut} "
            "of it is gone.",
        ),
        Mistake(
            "the return before the cut",
            100 * v.income / v.assets,
            f"You gave the return before the cut: {t.income} ÷ {t.assets} gives <gives>. The cut changes both income "
            "and assets.",
        ),
        Mistake(
            "the cut in inventory added to income",
            100 * (v.income + v.cut) / v.left,
            f"You added the cut itself to income: ({t.income} + {t.cut}) ÷ {left} gives <gives>. Turning stock into "
            "cash is no profit; only the carrying cost saved is.",
        ),
        Mistake(
            "the carrying rate applied to income",
            100 * v.income * factor / v.left,
            f"You raised income by the carrying rate: {t.income} × {short(factor)} ÷ {left} gives <gives>. The rate is "
            f"of the inventory that is cut, {t.cut}.",
        ),
        Mistake(
            "the saving taken off income",
            100 * (v.income - v.saved) / v.left,
            f"You took the saving off income: ({t.income} − {saved}) ÷ {left} gives <gives>. A cost that falls away "
            "makes income larger.",
        ),
        Mistake(
            "the cut counted as income and assets left as they were",
            100 * (v.income + v.cut) / v.assets,
            f"You added the cut to income and kept the assets: ({t.income} + {t.cut}) ÷ {t.assets} gives <gives>. The "
            "cut lowers assets; income rises by the carrying cost saved.",
        ),
    )


ROA_INVENTORY = generator(
    "strategy.roa_inventory",
    "Return on assets after an inventory cut",
    "ROA = (NI + ΔI × i) ÷ (TA − ΔI)",
    values=Return,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="return on assets after the cut",
    measure=Measure("%", 1),
    example="income=300000 assets=4000000 cut=400000 carry=15",
    subtopic="ST17",
    book="IMM",
    topic="inventory and financial statements: return on assets",
)
