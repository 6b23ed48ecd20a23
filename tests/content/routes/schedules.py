"""Second routes on detailed schedules."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from fractions import Fraction
from itertools import accumulate, permutations, product
from typing import Any

from tests.content.routes import Route


def half_up(exact: Fraction, places: int) -> Fraction:
    """Rounded to so many places, halves up; of a positive number."""
    return Fraction(math.floor(exact * 10**places + Fraction(1, 2)), 10**places)


def rated_capacity(v: Any, key: Fraction) -> None:
    """Of each shift of each machine, hours worked, and of these, standard hours; all of them one by one."""
    shifts = [v.hours * v.utilisation / 100 for _ in range(int(v.machines * v.days * v.shifts))]
    assert key == half_up(sum((worked + worked * (v.efficiency - 100) / 100 for worked in shifts), Fraction(0)), 1)


def load(v: Any, key: Fraction) -> None:
    """Run the orders on a clock: set up, then piece after piece."""
    minutes = Fraction(0)
    for setup, run, pieces in zip(v.setup, v.run, v.pieces, strict=True):
        minutes += 60 * setup + sum([60 * run] * int(pieces))
    assert key == half_up(minutes / 60, 1)


def efficiency(v: Any, key: Fraction) -> None:
    """So many percent of the hours worked are the standard hours, but for the rounding."""
    assert (key - Fraction(1, 20)) * v.worked <= 100 * v.standard < (key + Fraction(1, 20)) * v.worked


def critical_ratio(v: Any, key: Fraction) -> None:
    """Count the days; work stretched by the ratio fills them."""
    days = len(range(int(v.today), int(v.due)))
    assert (key - Fraction(1, 200)) * v.work <= days < (key + Fraction(1, 200)) * v.work


def slack_per_op(v: Any, key: Fraction) -> None:
    """Idle that long before each operation, and the job ends on its due date."""
    end = v.work + sum(key for _ in range(v.operations))
    assert abs(end - v.time) <= Fraction(1, 200) * v.operations


def overlap(v: Any, key: Fraction) -> None:
    """Follow every transfer batch: it leaves A when it is done there, and B takes it when B is free."""
    at_a, at_b, left = v.setup_a, v.setup_b, v.lot
    while left > 0:
        batch = min(v.batch, left)
        at_a += batch * v.run_a
        at_b = max(at_a, at_b) + batch * v.run_b
        left -= batch
    assert key == half_up(at_b, 1)


def spt_flow(v: Any, key: Fraction) -> None:
    """No order of the jobs has a lower mean flow time."""
    least = min(sum(accumulate(order)) for order in permutations(map(int, v.times)))
    assert key == half_up(Fraction(least, len(v.times)), 2)


def edd_tardiness(v: Any, key: Fraction) -> None:
    """Day by day: work on the unfinished job that is due first, and count the unfinished jobs that are overdue."""
    left, overdue, today = list(v.times), 0, 0
    while any(left):
        overdue += sum(1 for work, due in zip(left, v.due, strict=True) if work and today >= due)
        urgent = min((due, job) for job, due in enumerate(v.due) if left[job])[1]
        left[urgent] -= 1
        today += 1
    assert key == half_up(Fraction(overdue, len(v.times)), 2)


def johnson(v: Any, key: Fraction) -> None:
    """The shortest of all 120 sequences, each as its longest path through the two machines."""
    first, second = list(map(int, v.first)), list(map(int, v.second))
    assert key == min(_longest(order, first, second) for order in permutations(range(len(first))))


def _longest(order: Iterable[int], first: list[int], second: list[int]) -> int:
    """A path goes along machine 1, changes over at one job, and goes on along machine 2."""
    before, best, after = 0, 0, sum(second)
    for job in order:
        before += first[job]
        best = max(best, before + after)
        after -= second[job]
    return best


def io_backlog(v: Any, key: Fraction) -> None:
    """The planned backlog, mended week by week by what differed from the plan."""
    backlog = v.opening + sum(v.planned_in) - sum(v.planned_out)
    for expected, came, wanted, done in zip(v.planned_in, v.actual_in, v.planned_out, v.actual_out, strict=True):
        backlog += (came - expected) - (done - wanted)
    assert key == backlog


def littles_law(v: Any, key: Fraction) -> None:
    """One unit starts every 1/rate days. Count those that started within a cycle time, then and now."""
    started = [Fraction(number) / v.rate for number in range(int(v.rate * v.before))]
    assert key == sum(start < v.before for start in started) - sum(start < v.after for start in started)


def vut(v: Any, key: Fraction) -> None:
    """Pollaczek and Khinchine for random arrivals, from moments; arrivals less random take a share of M/M/1 away.

    M/M/1 is summed up state by state: n in the system, n − 1 of them in the queue.
    """
    u, time = float(v.load) / 100, float(v.time)
    rate = u / time
    second_moment = time**2 * (1 + float(v.ce2))
    random_arrivals = rate * second_moment / (2 * (1 - u))
    waiting, chance = 0.0, 1 - u
    for many in range(1, 1200):
        chance *= u
        waiting += (many - 1) * chance
    expected = random_arrivals - (1 - float(v.ca2)) / 2 * waiting / rate
    assert -0.05 < float(key) - expected - 1e-9 <= 0.05  # halves up


def toc_mix(v: Any, key: Fraction) -> None:
    """The best of all mixes: every quantity of one product, with as much of the other as still fits."""
    (one, two), (demand, other) = v.minutes, map(int, v.demand)
    earns = [int(p - c) for p, c in zip(v.price, v.variable, strict=True)]
    best = 0
    for many in range(demand + 1):
        left = int(v.capacity) - many * int(one)
        if left >= 0:
            best = max(best, many * earns[0] + min(other, left // int(two)) * earns[1])
    assert key == best - v.expense


def takt(v: Any, key: Fraction) -> None:
    """At this pace the day's demand fills the day's working time, but for the rounding of the pace."""
    working = sum((v.minutes - v.breaks) * 60 for _ in range(int(v.shifts)))
    assert abs(key * v.demand - working) <= Fraction(1, 20) * v.demand


def line_balance(v: Any, key: Fraction) -> None:
    """Fewest stations over all ways to share the tasks: as few as the stem promises. The rest of their time is idle."""
    least = _fewest(tuple(map(int, v.times)), int(v.cycle))
    assert (least - 1) * v.cycle < sum(v.times), "more stations than the theoretical minimum"
    idle = least * v.cycle - sum(v.times)
    assert key == half_up(100 - 100 * idle / (least * v.cycle), 1)


def _fewest(times: tuple[int, ...], cycle: int) -> int:
    """Fill station after station; of every set of tasks, keep the fewest stations and the emptiest last one."""
    best = {0: (1, 0)}
    for tasks in range(1, 2 ** len(times)):
        ways = []
        for task, time in enumerate(times):
            if tasks >> task & 1:
                stations, filled = best[tasks ^ (1 << task)]
                ways.append((stations, filled + time) if filled + time <= cycle else (stations + 1, time))
        best[tasks] = min(ways)
    return best[2 ** len(times) - 1][0]


def kanban(v: Any, key: Fraction) -> None:
    """Hour by hour, what is used until a container comes back, and the safety; one container fewer would not do."""
    used = sum(v.demand / v.day for _ in range(int(v.lead)))
    wanted = used + used * v.safety / 100
    assert (key - 1) * v.container < wanted <= key * v.container


def learning_curve(v: Any, key: Fraction) -> None:
    """On paper with two logarithmic scales the curve is a straight line through units 1 and 2."""
    line = math.log(v.first) + math.log(v.rate / 100) * math.log(v.nth) / math.log(2)
    assert -0.05 < float(key) - math.exp(line) - 1e-9 <= 0.05  # halves up


def pert_sd(v: Any, key: Fraction) -> None:
    """Each activity a sixth of its range early or late, in all eight combinations."""
    sixths = [(late - early) / 6 for early, late in zip(v.optimistic, v.pessimistic, strict=True)]
    lengths = [sum(signs) for signs in product(*((-sixth, sixth) for sixth in sixths))]
    variance = statistics.pvariance(lengths)
    assert (key - Fraction(1, 200)) ** 2 <= variance < (key + Fraction(1, 200)) ** 2


ROUTES: dict[str, Route] = {
    "schedules.rated_capacity": rated_capacity,
    "schedules.load": load,
    "schedules.efficiency": efficiency,
    "schedules.critical_ratio": critical_ratio,
    "schedules.slack_per_op": slack_per_op,
    "schedules.overlap": overlap,
    "schedules.spt_flow": spt_flow,
    "schedules.edd_tardiness": edd_tardiness,
    "schedules.johnson": johnson,
    "schedules.io_backlog": io_backlog,
    "schedules.littles_law": littles_law,
    "schedules.vut": vut,
    "schedules.toc_mix": toc_mix,
    "schedules.takt": takt,
    "schedules.line_balance": line_balance,
    "schedules.kanban": kanban,
    "schedules.learning_curve": learning_curve,
    "schedules.pert_sd": pert_sd,
}
UNSHOWN: dict[str, set[str]] = {}
