"""Second routes on supply."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def pab(v: Any, key: Fraction) -> None:
    """Serve every unit from the shelf, one by one: what is booked, and beyond the fence what may still be booked."""
    shelf = [None] * int(v.hand)
    for week, (forecast, booked, made) in enumerate(zip(v.forecast, v.orders, v.mps, strict=True), 1):
        shelf += [None] * int(made)
        served = 0
        while served < booked or (week > v.fence and served < forecast):
            shelf.pop()
            served += 1
    assert len(shelf) == key


def _unpegged(v: Any) -> dict[int, int]:
    """Peg each order booked, unit by unit, to the latest supply there is; what of each supply is left, by its week."""
    left: dict[int, int] = {}
    for week, (made, booked) in enumerate(zip(v.mps, v.orders, strict=True), 1):
        if made or week == 1:
            left[week] = int(made) + (int(v.hand) if week == 1 else 0)
        for _ in range(int(booked)):
            left[max(left)] -= 1
    return left


def atp_discrete(v: Any, key: Fraction) -> None:
    """What the first supply has left when each order is pegged to the latest supply before it."""
    assert _unpegged(v)[1] == key


def atp_later(v: Any, key: Fraction) -> None:
    """The same of a later receipt."""
    assert _unpegged(v)[v.week] == key


def mrp_net(v: Any, key: Fraction) -> None:
    """With this much more, everything is issued and exactly the safety stock is left."""
    assert v.hand + v.due + key - v.allocated - v.gross == v.safety


def mrp_release(v: Any, key: str) -> None:
    """Of all orders in whole multiples, the smallest and latest with which the week of the need does not run short."""
    good = [
        (size, -week)
        for size in range(0, 1200, int(v.multiple))
        for week in range(1, v.week + 1)
        if v.hand + (size if week + v.lead <= v.week else 0) >= v.gross
    ]
    size, week = min(good)
    assert key.startswith(f"{size} ") and key.endswith(f" in week {-week}")


def bom_explosion(v: Any, key: Fraction) -> None:
    """Take each end item apart, and each of its parts, using up what is on hand."""
    hand = {"a": v.hand_a, "b": v.hand_b, "c": v.hand_c}
    bought = {"a": 0, "b": 0, "c": 0}

    def need(item: str) -> None:
        if hand[item] > 0:
            hand[item] -= 1
            return
        bought[item] += 1
        if item == "a":
            for part, many in (("b", v.b_in_a), ("c", v.c_in_a)):
                for _ in range(int(many)):
                    need(part)
        elif item == "b":
            for _ in range(int(v.c_in_b)):
                need("c")

    for _ in range(int(v.demand)):
        need("a")
    assert bought["c"] == key


def yield_start(v: Any, key: Fraction) -> None:
    """Walk forwards: so many leave enough after each operation's scrap, one fewer does not."""

    def good(start: Fraction) -> Fraction:
        left = start
        for each in v.yields:
            left -= left * (100 - each) / 100
        return left

    assert good(key) >= v.good > good(key - 1)


def poq(v: Any, key: Fraction) -> None:
    """Of all lots the whole units with the least cost a year; it lasts about so many weeks."""

    def cost(lot: int) -> float:
        return float(v.order) * float(v.demand) / lot + float(v.hold) * lot / 2

    low, high = 1, 4 * int(v.demand)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if cost(middle) <= cost(middle + 1) else (middle + 1, high)
    weeks = Fraction(low * 52) / v.demand
    assert abs(weeks - key) < Fraction(1, 2), "no draw is near a half"


def _simulated(v: Any, weeks: int) -> Fraction:
    """What it costs to carry a lot for so many weeks: the stock left at each week's end."""
    stock, cost = sum(v.demand[:weeks]), Fraction(0)
    for week in range(weeks):
        stock -= v.demand[week]
        cost += stock * v.hold
    assert not stock
    return cost


def part_period(v: Any, key: Fraction) -> None:
    """Of all lots for whole weeks, the one whose stock, followed week by week, costs nearest to a setup."""
    off = {sum(v.demand[:weeks]): abs(_simulated(v, weeks) - v.setup) for weeks in range(1, 6)}
    assert off[key] == min(off.values()) and list(off.values()).count(off[key]) == 1


def silver_meal(v: Any, key: Fraction) -> None:
    """Of all lots for whole weeks, the first after which the cost a week, followed by simulation, is higher."""
    costs = [(_simulated(v, weeks) + v.setup) / weeks for weeks in range(1, 6)]
    weeks = 1
    while costs[weeks] < costs[weeks - 1]:
        weeks += 1
    assert sum(v.demand[:weeks]) == key


def cpof(v: Any, key: Fraction) -> None:
    """Hand out the hours product by product: the work centres together get all, and this one gets the key."""
    got = [Fraction(0) for _ in v.shares]
    for made, each in zip(v.mps, v.hours, strict=True):
        for place, share in enumerate(v.shares):
            got[place] += made * each * share / 100
    assert sum(got) == sum(made * each for made, each in zip(v.mps, v.hours, strict=True))
    assert -Fraction(1, 20) < key - got[v.asked - 1] <= Fraction(1, 20)  # halves up


def supplier_score(v: Any, key: Fraction) -> None:
    """A plain mean over a hundred votes, as many for each score as its weight has percent."""
    votes = [score for weight, score in zip(v.weights, v.scores, strict=True) for _ in range(int(weight))]
    assert len(votes) == 100
    assert -Fraction(1, 20) < key - Fraction(sum(votes), 100) <= Fraction(1, 20)


def trade_credit(v: Any, key: Fraction) -> None:
    """Borrow the discounted price at this simple rate for the days gained: the debt grows to the full price."""
    price = Fraction(1000)
    borrowed = price - price * v.discount / 100
    days = len(range(int(v.early), int(v.net)))

    def debt(percent: Fraction) -> Fraction:
        owed: Fraction = borrowed
        for _ in range(days):
            owed += borrowed * percent / 100 / 365
        return owed

    half = Fraction(1, 20)
    assert debt(key - half) <= price < debt(key + half)


def ppv(v: Any, key: str) -> None:
    """Pay the invoice, book the stock at standard, and see what is left over."""
    left = v.bought * v.actual - v.bought * v.standard
    size, word = key.replace("$", "").replace(",", "").split(" ")
    assert Fraction(size) == abs(left)
    assert word == ("(unfavourable)" if left > 0 else "(favourable)")


def landed_cost(v: Any, key: Fraction) -> None:
    """Buy 36,500 of them and pay each bill; holding is paid day by day on what is under way."""
    many = 36_500
    bills = [many * v.price, many * v.freight, many * v.inspection, many * v.price / 100 * v.duty]
    bills += [many * v.price / 365 * v.carry / 100 for _ in range(int(v.days))]
    assert -Fraction(1, 200) < key - sum(bills) / many <= Fraction(1, 200)


def unit_cost(v: Any, key: Fraction) -> None:
    """Make them until the planned machine hours are used up: they have then cost all overhead and their own."""
    many = v.base / v.hours
    assert -Fraction(1, 200) < key - (v.pool + many * v.material + many * v.labour) / many <= Fraction(1, 200)


def make_buy(v: Any, key: str) -> None:
    """What the firm pays in a year either way, unavoidable fixed cost included in both."""
    fixed = v.quantity * v.fixed
    make = v.quantity * (v.material + v.labour + v.variable) + fixed
    buy = v.quantity * v.price + fixed - fixed * v.avoidable / 100
    size, choice = key.replace("$", "").replace(",", "").split(" a year by ")
    assert Fraction(size) == abs(make - buy)
    assert choice == ("making" if make < buy else "buying")


ROUTES: dict[str, Route] = {
    "supply.pab": pab,
    "supply.atp_discrete": atp_discrete,
    "supply.atp_later": atp_later,
    "supply.mrp_net": mrp_net,
    "supply.mrp_release": mrp_release,
    "supply.bom_explosion": bom_explosion,
    "supply.yield_start": yield_start,
    "supply.poq": poq,
    "supply.part_period": part_period,
    "supply.silver_meal": silver_meal,
    "supply.cpof": cpof,
    "supply.supplier_score": supplier_score,
    "supply.trade_credit": trade_credit,
    "supply.ppv": ppv,
    "supply.landed_cost": landed_cost,
    "supply.unit_cost": unit_cost,
    "supply.make_buy": make_buy,
}
UNSHOWN: dict[str, set[str]] = {"supply.cpof": {"asked"}}
