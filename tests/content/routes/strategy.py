"""Second routes on supply chains and strategy."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def break_even(v: Any, key: Fraction) -> None:
    """Sell one more until nothing is lost."""
    sold, lost, price, variable = 0, int(v.fixed), int(v.price), int(v.variable)
    while lost > 0:
        sold, lost = sold + 1, lost - price + variable
    assert sold == key


def indifference(v: Any, key: Fraction) -> None:
    """Half a unit below the key process 2 is no dearer in all, half a unit above it is."""

    def bills(volume: Fraction) -> tuple[Fraction, Fraction]:
        return v.fixed1 + v.variable1 * volume, v.fixed2 + v.variable2 * volume

    first, second = bills(key - Fraction(1, 2))
    assert second <= first
    first, second = bills(key + Fraction(1, 2))
    assert second > first


def _lasts(balance: Fraction, flow: Fraction) -> Fraction:
    """Days until a balance is used up by a year's flow, a day at a time."""
    days, daily = Fraction(0), flow / 365
    while balance > daily:
        days, balance = days + 1, balance - daily
    return days + balance / daily


def cash_to_cash(v: Any, key: Fraction) -> None:
    """Follow what is bought on day 0: when it is paid for, sold, and paid for by the customer."""
    paid = _lasts(v.payable, v.goods)
    sold = _lasts(v.inventory, v.goods)
    received = sold + _lasts(v.receivable, v.revenue)
    assert -Fraction(1, 20) < key - (received - paid) <= Fraction(1, 20)


def multifactor_productivity(v: Any, key: Fraction) -> None:
    """What this year's inputs would have yielded at last year's rate: the key leads from there to the output."""
    used = [sum(inputs) for inputs in zip(v.labour, v.material, v.overhead, strict=True)]
    expected = v.output[0] + v.output[0] / used[0] * (used[1] - used[0])
    assert (key > 0) == (v.output[1] > expected)
    size, half = abs(key), expected / 2000
    gap = abs(v.output[1] - expected)
    assert size * expected / 100 - half <= gap < size * expected / 100 + half


def risk_mitigation(v: Any, key: Fraction) -> None:
    """Live through a hundred years with the response and without, with as many losses as there are percent."""
    years = range(1, 101)
    without = sum(v.impact for year in years if year <= v.before)
    with_it = sum((v.impact if year <= v.after else 0) + v.cost for year in years)
    assert key * 100 == without - with_it


def roa_inventory(v: Any, key: Fraction) -> None:
    """Sell the surplus stock, repay the loan, and save carrying cost month by month: what does a dollar earn?"""
    stock, other, income = v.cut, v.assets - v.cut, v.income
    cash, stock = stock, stock - v.cut
    cash -= v.cut
    for _ in range(12):
        income += v.cut * v.carry / 100 / 12
    left = stock + other + cash
    assert (key - Fraction(1, 20)) / 100 * left <= income < (key + Fraction(1, 20)) / 100 * left


def npv(v: Any, key: Fraction) -> None:
    """Put the key in a bank, or the investment in the machine and its flows in the bank: the end is the same."""

    def balance(paid_in: Fraction, flow: Fraction) -> Fraction:
        for _ in range(v.years):
            paid_in += paid_in * v.rate / 100
            paid_in += flow
        return paid_in

    half = Fraction(1, 2)
    low, high = sorted((key - half, key + half))
    assert balance(low, Fraction(0)) <= balance(-v.invest, v.flow) <= balance(high, Fraction(0))


ROUTES: dict[str, Route] = {
    "strategy.break_even": break_even,
    "strategy.indifference": indifference,
    "strategy.cash_to_cash": cash_to_cash,
    "strategy.multifactor_productivity": multifactor_productivity,
    "strategy.risk_mitigation": risk_mitigation,
    "strategy.roa_inventory": roa_inventory,
    "strategy.npv": npv,
}
UNSHOWN: dict[str, set[str]] = {}
