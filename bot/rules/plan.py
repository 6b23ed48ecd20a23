"""A cohort's plan: a module a week, then mixed weeks.

The law: weeks run from Monday to Sunday, and the first is the one that holds the plan's start. Outside the plan, and in
a mixed week, there is no module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import get_close_matches

from bot.model.cohort import Plan
from bot.model.domains import Domain
from bot.rules.calendar import week_start
from bot.rules.reading import Misread

MIXED_WEEKS = 2


def default_plan(start: date, weeks: int = 12, weights: Mapping[Domain, int] | None = None) -> Plan:
    """The eight domains in teaching order, heavier ones for longer, and the last two weeks mixed.

    With fewer than ten weeks there are fewer mixed ones; with fewer than eight the heaviest domains get a week each and
    the last week is mixed. `weights` are percent; without them all domains weigh the same. Raises ValueError for less
    than one week.
    """
    if weeks < 1:
        raise ValueError(f"a plan of {weeks} weeks: it needs at least one")
    spare = weeks - len(Domain)
    mixed = min(spare, MIXED_WEEKS) if spare >= 0 else 1
    given = _share_out(weeks - mixed, weights or dict.fromkeys(Domain, 1))
    modules = tuple(d for d in Domain for _ in range(given[d]))
    end = week_start(start) + timedelta(weeks=weeks, days=-1)
    return Plan(start, end, modules + (None,) * mixed)


def ordered_plan(start: date, weeks: int, order: Sequence[Domain | None], weights: Mapping[Domain, int]) -> Plan:
    """These modules in this order, None for a mixed week.

    Where each is named once and weeks are left, heavier ones get longer, and the last two weeks are mixed as far as
    they are spare. Where one is named twice, or a week mixed, it is a list week by week, mixed from its end on. Raises
    ValueError for more modules than weeks, and for none.
    """
    if not 1 <= len(order) <= weeks:
        raise ValueError(f"{len(order)} modules in {weeks} weeks")
    end = week_start(start) + timedelta(weeks=weeks, days=-1)
    domains = tuple(dict.fromkeys(d for d in order if d is not None))
    if len(domains) < len(order):
        return Plan(start, end, tuple(order) + (None,) * (weeks - len(order)))
    mixed = min(weeks - len(domains), MIXED_WEEKS)
    given = _share_out(weeks - mixed, weights, domains)
    return Plan(start, end, tuple(d for d in domains for _ in range(given[d])) + (None,) * mixed)


def _share_out(
    weeks: int, weights: Mapping[Domain, int], domains: Sequence[Domain] = tuple(Domain)
) -> dict[Domain, int]:
    """Sainte-Laguë: each week goes to the domain with the largest weight / (2 * weeks it has + 1).

    Every domain gets its first week before any gets a second; equals are served in the order of `domains`.
    """
    given = dict.fromkeys(domains, 0)
    for _ in range(weeks):
        heaviest = max(domains, key=lambda d: (given[d] == 0, weights.get(d, 0) / (2 * given[d] + 1)))
        given[heaviest] += 1
    return given


def in_plan(plan: Plan, day: date) -> bool:
    """Whether the plan covers the day; its start and end do."""
    return plan.start <= day <= plan.end


def week_number(plan: Plan, day: date) -> int | None:
    """The day's week of the plan, counted from 1. None outside the plan."""
    if not in_plan(plan, day):
        return None
    return (day - week_start(plan.start)).days // 7 + 1


def module_of(plan: Plan, day: date) -> Domain | None:
    """The module of the day's week. None in a mixed week and outside the plan."""
    week = week_number(plan, day)
    return plan.weeks[week - 1] if week is not None and week <= len(plan.weeks) else None


def earlier_domains(plan: Plan, day: date) -> tuple[Domain, ...]:
    """The modules of the weeks before the day's, each once, in the plan's order, without the day's own module."""
    week = week_number(plan, day)
    before = plan.weeks[: week - 1] if week is not None else ()
    return tuple(dict.fromkeys(d for d in before if d is not None and d != module_of(plan, day)))


def read_modules(raw: str) -> tuple[Domain | None, ...]:
    """Modules as people type them, by slug, title or the beginning of either; `mixed` is None. Raises Misread."""
    apart = r"[,;\n]|\bthen\b" if re.search(r"[,;\n]", raw) else r"\s+"
    return tuple(_module(word) for part in re.split(apart, raw) if (word := part.strip().casefold()))


def _module(word: str) -> Domain | None:
    if word in ("mixed", "mix", "all"):
        return None
    if word == "s&op":
        return Domain.SOP
    for domain in Domain:
        if domain.value == word or domain.title.casefold() == word:
            return domain
    begun = [d for d in Domain if d.value.startswith(word) or d.title.casefold().startswith(word)]
    if len(begun) == 1:
        return begun[0]
    near = get_close_matches(word, [*Domain], n=1)
    remedy = f"did you mean “{near[0]}”?" if near else "use " + ", ".join(Domain) + " or mixed"
    raise Misread(f"“{word}” is not a module", remedy)
