"""Second routes on sales and operations planning."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def level_mts(v: Any, key: Fraction) -> None:
    """Make so many each month: nothing runs out and the target is met; with one fewer each month it is not."""

    def month_ends(rate: Fraction) -> list[Fraction]:
        stocks = [v.opening]
        for demand in v.forecast:
            stocks.append(stocks[-1] + rate - demand)
        return stocks

    assert min(month_ends(key)) >= 0
    assert month_ends(key)[-1] >= v.closing > month_ends(key - 1)[-1]


def level_mto(v: Any, key: Fraction) -> None:
    """Make so many each month: the backlog is never used up and ends on target; with one fewer it ends above."""

    def month_ends(rate: Fraction) -> list[Fraction]:
        waiting = [v.opening]
        for ordered in v.orders:
            waiting.append(waiting[-1] + ordered - rate)
        return waiting

    assert min(month_ends(key)) >= 0
    assert month_ends(key)[-1] <= v.closing < month_ends(key - 1)[-1]


def chase_cost(v: Any, key: Fraction) -> None:
    """Take on and let go one by one, month by month, and pay each time."""
    workers, paid = int(v.start), Fraction(0)
    for need in v.need:
        while workers < need:
            workers, paid = workers + 1, paid + v.hire
        while workers > need:
            workers, paid = workers - 1, paid + v.layoff
    assert paid == key


def level_plan_carrying(v: Any, key: Fraction) -> None:
    """Let stock rise or fall evenly through each month, and pay in twenty parts of it for what is there halfway."""
    stock, cost, parts = v.opening, Fraction(0), 20
    for used in v.demand:
        step = (v.rate - used) / parts
        for _ in range(parts):
            cost += (stock + step / 2) * v.carry / parts
            stock += step
        assert stock >= 0
    assert -Fraction(1, 2) < key - cost <= Fraction(1, 2)


def workforce(v: Any, key: Fraction) -> None:
    """Add worker after worker until the month's work is done, day by day."""
    left, workers = v.quantity * v.time, 0
    day = v.hours - v.hours * (100 - v.utilisation) / 100  # hours worked
    while left > 0:
        workers += 1
        for _ in range(int(v.days)):
            left -= day - day * (100 - v.efficiency) / 100
    assert workers == key


def resource_load(v: Any, key: Fraction) -> None:
    """Book the hours family by family; the rest of the capacity, or what lacks of it, is the rest to 100%."""
    left = v.available
    for many, hours in zip(v.quantity, v.hours, strict=True):
        for _ in range(int(many)):
            left -= hours
    free = left * 100 / v.available
    assert -Fraction(1, 20) < key - (100 - free) <= Fraction(1, 20)


ROUTES: dict[str, Route] = {
    "sop.level_mts": level_mts,
    "sop.level_mto": level_mto,
    "sop.chase_cost": chase_cost,
    "sop.level_plan_carrying": level_plan_carrying,
    "sop.workforce": workforce,
    "sop.resource_load": resource_load,
}
UNSHOWN: dict[str, set[str]] = {}
