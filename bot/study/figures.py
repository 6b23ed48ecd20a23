"""How a week or a month of a cohort went, gathered from the store. Hidden people are counted, and named nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.cards.summary import Counted, Improved, Week
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.rounds import RoundState
from bot.model.standing import Contender, DomainTally, Place, Tally, Window
from bot.rules.calendar import DAY
from bot.rules.figures import (
    MIN_SHARES,
    RoundCounts,
    divisive,
    hardest,
    median_accuracy,
    most_improved,
    share,
    weakest_domain,
)
from bot.rules.months import month_end
from bot.rules.ranking import rank
from bot.rules.scoring import window_label, windows
from bot.store import answers, memberships, rounds, standings
from bot.study import owning

_WEEK = timedelta(days=6)
_TO_IMPROVE = 3
"""Answers in each of both spans from which an improvement is more than luck."""
_AGENDA = 3
_HEAD = 3


async def counted_week(tx: AsyncConnection, bank: Bank, cohort: Cohort, monday: date, today: date) -> Week:
    """A week's figures, from its closed questions."""
    return await _counted_span(tx, bank, cohort, Window.WEEK, monday, monday + _WEEK, today)


async def counted_month(tx: AsyncConnection, bank: Bank, cohort: Cohort, first: date, today: date) -> Week:
    """A month's figures, in the same form as a week's."""
    return await _counted_span(tx, bank, cohort, Window.MONTH, first, month_end(first), today)


async def _counted_span(
    tx: AsyncConnection, bank: Bank, cohort: Cohort, window: Window, first: date, last: date, today: date
) -> Week:
    """From the first day to the last. Who rests `today` is counted, and not named."""
    counted = await _counted(tx, bank, cohort, first, last)
    by_round = {one.round.id: one for one in counted}
    counts = [one.counts for one in counted]
    key, before = windows(first)[window], windows(first - DAY)[window]
    now = await standings.contenders(tx, cohort.id, window, key, today=today)
    earlier = await standings.contenders(tx, cohort.id, window, before, today=today)
    took_part = await answers.participants(tx, cohort.id, first, last)
    members = sum(not member.alumni for member in await memberships.of_cohort(tx, cohort.id))
    hard = hardest(counts)
    return Week(
        cohort=cohort.name,
        label=window_label(window, key),
        took_part=took_part,
        members=max(members, took_part),  # alumni and people who left may have answered
        asked=len(counted),
        top=best(rank(now)),
        hardest=by_round[hard.round] if hard else None,
        improved=_improved(earlier, now),
        divisive=[by_round[one.round] for one in divisive(counts)[:_AGENDA]],
        weakest=_weakest(counted),
        places=rank(now),
        domains=[tally for tally in _by_domain(counted) if tally.answered >= MIN_SHARES],
        medians=await medians(tx, cohort.id),
    )


async def medians(tx: AsyncConnection, cohort: int) -> dict[Domain, int]:
    """The median member's accuracy in each domain, of all time, where enough members have enough answers."""
    everybody = await standings.domains(tx, cohort)
    found = {domain: median_accuracy(t for t in everybody if t.domain is domain) for domain in Domain}
    return {domain: percent for domain, percent in found.items() if percent is not None}


def best(places: Sequence[Place]) -> Sequence[Place]:
    """The head of a board: everyone up to rank 3."""
    return [place for place in places if place.rank <= _HEAD]


async def _counted(tx: AsyncConnection, bank: Bank, cohort: Cohort, first: date, last: date) -> list[Counted]:
    closed = [what for what in await rounds.between(tx, cohort.id, first, last) if what.state is RoundState.CLOSED]
    shares = await answers.shares(tx, [what.id for what in closed])
    found = []
    bank = await owning.bank_of(tx, bank, closed)
    for what in closed:
        try:
            bank.item(what.item, what.version)
        except UnknownItem:  # an older release of the bank runs: the week is told without this one
            continue
        counts = RoundCounts(what.id, tuple(shares[what.id][place] for place in range(len(what.order))), what.key)
        found.append(Counted(what, counts, bank.subtopic(what.subtopic).name))
    return found


def _improved(earlier: Sequence[Contender], now: Sequence[Contender]) -> Improved | None:
    before = {one.person: one.tally for one in earlier}
    after = {one.person: one for one in now}
    who = most_improved(before, {person: one.tally for person, one in after.items()}, _TO_IMPROVE)
    if who is None:
        return None
    return Improved(after[who].name, _percent(before[who]), _percent(after[who].tally), who)


def _percent(tally: Tally) -> int:
    return share(tally.right, tally.answered)


def _weakest(counted: Sequence[Counted]) -> tuple[Domain, int, int] | None:
    tallies = {tally.domain: tally for tally in _by_domain(counted)}
    domain = weakest_domain(tallies.values())
    if domain is None:
        return None
    return domain, share(tallies[domain].right, tallies[domain].answered), tallies[domain].answered


def _by_domain(counted: Sequence[Counted]) -> list[DomainTally]:
    """How these questions went in each domain, everybody's answers together."""
    asked = {one.round.domain: [o.counts for o in counted if o.round.domain is one.round.domain] for one in counted}
    return [
        DomainTally(domain, sum(c.answered for c in of), sum(c.counts[c.key] for c in of))
        for domain, of in asked.items()
    ]
