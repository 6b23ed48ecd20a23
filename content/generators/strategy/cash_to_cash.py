"""The cash-to-cash cycle: from paying suppliers to being paid by customers."""

from __future__ import annotations

from decimal import Decimal

from content.generators.kit import Asked, Draw, Drawn, Measure, Mistake, Told, Values, Worked, generator, stories
from content.generators.kit.figures import half_up, short, table
from content.generators.kit.values import dollars

_DAYS = 365
_FEWEST = 5  # days of a cycle that anybody would believe


class Cash(Values):
    """Inventory and payables are set against the cost of goods sold, receivables against revenue; 365 days a year."""

    revenue: Decimal = dollars("R", "revenue", "dollars a year")
    goods: Decimal = dollars("COGS", "cost of goods sold", "dollars a year")
    inventory: Decimal = dollars("I", "inventory", low=0)
    receivable: Decimal = dollars("AR", "accounts receivable", low=0)
    payable: Decimal = dollars("AP", "accounts payable", low=0)

    @property
    def stock(self) -> Decimal:
        """Days of inventory."""
        return self.inventory * _DAYS / self.goods

    @property
    def collect(self) -> Decimal:
        """Days until customers pay."""
        return self.receivable * _DAYS / self.revenue

    @property
    def pay(self) -> Decimal:
        """Days until suppliers are paid."""
        return self.payable * _DAYS / self.goods

    @property
    def cycle(self) -> Decimal:
        """All three together, divided once: halves stay exact."""
        at_cost = (self.inventory - self.payable) * self.revenue
        return (at_cost + self.receivable * self.goods) * _DAYS / (self.goods * self.revenue)


_STORIES = stories(
    "day | A food wholesaler's books show these figures for last year:",
    "day | A maker of kitchen appliances reports for the year, with balances at its end:",
    "day | The annual report of a clothing brand has these figures:",
    "day | A supplier of laboratory equipment closes its year with these figures:",
)


def _draw(d: Draw) -> Drawn[Cash]:
    goods = d.number(4_000_000, 20_000_000, 100_000)
    revenue = half_up(goods * d.whole(130, 170) / 100 / 100_000) * 100_000

    def balance(flow: Decimal) -> Decimal:
        return half_up(flow * d.whole(30, 90) / _DAYS / 10_000) * 10_000

    values = Cash(
        revenue=revenue,
        goods=goods,
        inventory=balance(goods),
        receivable=balance(revenue),
        payable=balance(goods),
    )
    story = d.pick(_STORIES)
    return (values, story) if values.cycle >= 20 else None


def _work(v: Cash, t: Told) -> Worked:
    stock, collect, pay = (short(days, 2) for days in (v.stock, v.collect, v.pay))
    return Worked(
        v.cycle,
        f"Days of inventory: {t.inventory} ÷ {t.goods} × {_DAYS} = {stock}.",
        f"Days of receivables: {t.receivable} ÷ {t.revenue} × {_DAYS} = {collect}.",
        f"Days of payables: {t.payable} ÷ {t.goods} × {_DAYS} = {pay}.",
        f"Cash-to-cash = {stock} + {collect} − {pay} = <gives>.",
    )


def _ask(v: Cash, t: Told) -> Asked:
    stock, collect, pay = (short(days, 2) for days in (v.stock, v.collect, v.pay))
    on_sales = [balance * _DAYS / v.revenue for balance in (v.inventory, v.payable)]
    on_cost = v.receivable * _DAYS / v.goods
    rows = (
        ("Revenue", (t.revenue,)),
        ("Cost of goods sold", (t.goods,)),
        ("Inventory", (t.inventory,)),
        ("Accounts receivable", (t.receivable,)),
        ("Accounts payable", (t.payable,)),
    )
    return Asked(
        f"{t.story()}\n"
        + table(rows)
        + f"\nInventory and payables are set against cost of goods sold, receivables against revenue; a year has "
        f"{_DAYS} days. How long is the cash-to-cash cycle, in days to one decimal?",
        f"Money is tied up for {stock} days in stock and {collect} in receivables; suppliers lend it for {pay}: "
        f"{stock} + {collect} − {pay} is <gives>.",
        Mistake(
            "payables added instead of taken off",
            v.stock + v.collect + v.pay,
            f"You added the days of payables: {stock} + {collect} + {pay} gives <gives>. Suppliers who wait for their "
            "money shorten the cycle.",
        ),
        Mistake(
            "the forgotten payables",
            v.stock + v.collect,
            f"You left out the payables: {stock} + {collect} gives <gives>. For {pay} days suppliers carry the cost.",
        ),
        Mistake(
            "receivables and payables swapped",
            v.stock - v.collect + v.pay,
            f"You took off receivables and added payables: {stock} − {collect} + {pay} gives <gives>. It is the other "
            "way round: customers who pay late lengthen the cycle.",
            offered=v.stock - v.collect + v.pay >= _FEWEST,
        ),
        Mistake(
            "revenue taken for the base of all three",
            on_sales[0] + v.collect - on_sales[1],
            f"You divided all three by revenue: {short(on_sales[0], 2)} + {collect} − {short(on_sales[1], 2)} gives "
            "<gives>. Inventory and payables are valued at cost, without the margin.",
        ),
        Mistake(
            "cost of goods sold taken for the base of all three",
            v.stock + on_cost - v.pay,
            f"You divided all three by cost of goods sold: {stock} + {short(on_cost, 2)} − {pay} gives <gives>. "
            "Receivables are at selling prices, so revenue is their base.",
        ),
        Mistake(
            "the forgotten receivables",
            v.stock - v.pay,
            f"You left out the receivables: {stock} − {pay} gives <gives>. The cycle ends when customers pay, not when "
            "goods are sold.",
            offered=v.stock - v.pay >= _FEWEST,
        ),
        Mistake(
            "the forgotten inventory",
            v.collect - v.pay,
            f"You left out the inventory: {collect} − {pay} gives <gives>. Before goods are sold, money lies in stock "
            f"for {stock} days.",
            offered=v.collect - v.pay >= _FEWEST,
        ),
    )


CASH_TO_CASH = generator(
    "strategy.cash_to_cash",
    "Cash-to-cash cycle time",
    "C2C = (I ÷ COGS + AR ÷ R − AP ÷ COGS) × 365",
    values=Cash,
    draw=_draw,
    work=_work,
    ask=_ask,
    gives="cash-to-cash cycle time",
    measure=Measure("day", 1),
    example="revenue=10950000 goods=7300000 inventory=1200000 receivable=1500000 payable=800000",
    subtopic="ST17",
    book="CM",
    topic="supply chain metrics: cash-to-cash cycle",
)
