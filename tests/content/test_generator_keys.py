"""The keys of parametric questions, found again from the words of the stem by another route than the formula."""

from __future__ import annotations

import heapq
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from bot.bank.lint.numbers import read_number
from bot.model.items import Generator
from content.generators import GENERATORS

DRAWS = 200
Numbers = list[Fraction]
Route = Callable[[str, Fraction], None]


def numbers(text: str) -> Numbers:
    return [Fraction(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def row(stem: str, name: str) -> Numbers:
    """The numbers of a line of the table."""
    return numbers(next(line for line in stem.split("\n") if line.startswith(f"`{name} ")))


def told(stem: str) -> Numbers:
    """The numbers outside the table, in order."""
    return numbers(" ".join(line for line in stem.split("\n") if not line.startswith("`")))


def break_even(stem: str, key: Fraction) -> None:
    """Sell one more until nothing is lost."""
    fixed, price, variable = map(int, told(stem))
    sold = 0
    while sold * price < fixed + sold * variable:
        sold += 1
    assert sold == key


def level_mts(stem: str, key: Fraction) -> None:
    """Make so many each month: nothing runs out and the target is met; with one fewer each month it is not."""
    forecast, (opening, target) = row(stem, "Forecast"), told(stem)

    def month_ends(rate: Fraction) -> Numbers:
        stocks = [opening]
        for demand in forecast:
            stocks.append(stocks[-1] + rate - demand)
        return stocks

    assert min(month_ends(key)) >= 0
    assert month_ends(key)[-1] >= target > month_ends(key - 1)[-1]


def mad(stem: str, key: Fraction) -> None:
    """Five times the mean is what it takes to walk from each forecast to the actual."""
    steps = 0
    for forecast, actual in zip(row(stem, "Forecast"), row(stem, "Actual"), strict=True):
        steps += len(range(int(min(forecast, actual)), int(max(forecast, actual))))
    assert key * 5 == steps


def mrp_net(stem: str, key: Fraction) -> None:
    """With this much more, everything is issued and exactly the safety stock is left."""
    found = told(stem)
    if stem.startswith("MRP plans a gearbox"):
        _, gross, _, hand, allocated, due, _, safety = found
    else:
        gross, hand, allocated, due, safety = found
    assert hand + due + key - allocated - gross == safety


def takt(stem: str, key: Fraction) -> None:
    """At this pace the day's demand fills the day's working time, but for the rounding of the pace."""
    shifts, minutes, breaks, demand = told(stem)
    working = sum((minutes - breaks) * 60 for _ in range(int(shifts)))
    assert abs(key * demand - working) <= Fraction(1, 20) * demand


def safety_stock(stem: str, key: Fraction) -> None:
    """The smallest whole stock whose square reaches z² times the sum of the days' variances: no root, no float."""
    sigma, lead, _, z = told(stem)
    wanted = z**2 * sum(sigma**2 for _ in range(int(lead)))
    assert key**2 >= wanted > (key - 1) ** 2


def fair_share(stem: str, key: Fraction) -> None:
    """Hand out one at a time, always to the centre that would run out first."""
    hand, daily, centre = row(stem, "On hand"), row(stem, "Daily demand"), int(told(stem)[0])
    sites = stem.split("`Centre")[1].split("`")[0].split()
    asked = sites.index(re.findall(r"go to (\w+)\?", stem)[0])
    queue = [(float(have / use), place) for place, (have, use) in enumerate(zip(hand, daily, strict=True))]
    heapq.heapify(queue)
    given = [0, 0, 0]
    for _ in range(centre):
        _, place = queue[0]
        given[place] += 1
        heapq.heapreplace(queue, (float((hand[place] + given[place]) / daily[place]), place))
    assert abs(given[asked] - key) <= 1  # floats may tie in the last hand-out
    assert (hand[asked] + key) / daily[asked] == (sum(hand) + centre) / sum(daily)


def oee(stem: str, key: Fraction) -> None:
    """The ideal time of the good output, as a share of planned time: no factor is ever computed."""
    planned, _, cycle, made, bad = told(stem)
    share = 100 * (made - bad) * cycle / (planned * 60)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    assert Decimal(str(float(key))) == exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


ROUTES: dict[str, Route] = {
    "strategy.break_even": break_even,
    "sop.level_mts": level_mts,
    "demand.mad": mad,
    "supply.mrp_net": mrp_net,
    "schedules.takt": takt,
    "inventory.safety_stock": safety_stock,
    "distribution.fair_share": fair_share,
    "quality.oee": oee,
}


@pytest.mark.parametrize("each", GENERATORS, ids=lambda each: f"{each.id}:{each.version}")
def test_the_key_is_found_again_by_another_route(each: Generator) -> None:
    assert each.id in ROUTES, "write a second route to its key"
    for seed in range(DRAWS):
        question = each.draw(seed)
        found = read_number(question.options[question.key].text)
        assert found is not None
        ROUTES[each.id](question.stem, Fraction(found.value))
