"""How a week of a cohort went, gathered from the store. Hidden people are counted, and named nowhere."""

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
from bot.rules.figures import RoundCounts, divisive, hardest, most_improved, share, weakest_domain
from bot.rules.ranking import rank
from bot.rules.scoring import window_label, windows
from bot.store import answers, cohorts, rounds, standings

_TO_IMPROVE = 3
"""Answers in each of both weeks from which an improvement is more than luck."""
_AGENDA = 3
_HEAD = 3


async def counted_week(tx: AsyncConnection, bank: Bank, cohort: Cohort, monday: date) -> Week:
    """A week's figures, from its closed questions."""
    sunday = monday + timedelta(days=6)
    counted = await _counted(tx, bank, cohort, monday, sunday)
    by_round = {one.round.id: one for one in counted}
    counts = [one.counts for one in counted]
    key, before = _key(monday), _key(monday - DAY)
    now = await standings.contenders(tx, cohort.id, Window.WEEK, key)
    earlier = await standings.contenders(tx, cohort.id, Window.WEEK, before)
    took_part = await answers.participants(tx, cohort.id, monday, sunday)
    members = sum(not member.alumni for member in await cohorts.members(tx, cohort.id))
    hard = hardest(counts)
    return Week(
        cohort=cohort.name,
        label=window_label(Window.WEEK, key),
        took_part=took_part,
        members=max(members, took_part),  # alumni and people who left may have answered
        asked=len(counted),
        top=best(rank(now)),
        hardest=by_round[hard.round] if hard else None,
        improved=_improved(earlier, now),
        divisive=[by_round[one.round] for one in divisive(counts)[:_AGENDA]],
        weakest=_weakest(counted),
    )


def best(places: Sequence[Place]) -> Sequence[Place]:
    """The head of a board: everyone up to rank 3."""
    return [place for place in places if place.rank <= _HEAD]


async def _counted(tx: AsyncConnection, bank: Bank, cohort: Cohort, first: date, last: date) -> list[Counted]:
    closed = [what for what in await rounds.between(tx, cohort.id, first, last) if what.state is RoundState.CLOSED]
    shares = await answers.shares(tx, [what.id for what in closed])
    found = []
    for what in closed:
        try:
            key = what.order.index(bank.item(what.item, what.version).draw(what.seed).key)
        except UnknownItem:  # an older release of the bank runs: the week is told without this one
            continue
        counts = RoundCounts(what.id, tuple(shares[what.id][place] for place in range(len(what.order))), key)
        found.append(Counted(what, counts, bank.subtopic(what.subtopic).name))
    return found


def _key(day: date) -> str:
    return windows(day)[Window.WEEK]


def _improved(earlier: Sequence[Contender], now: Sequence[Contender]) -> Improved | None:
    before = {one.person: one.tally for one in earlier}
    after = {one.person: one for one in now}
    who = most_improved(before, {person: one.tally for person, one in after.items()}, _TO_IMPROVE)
    return Improved(after[who].name, _percent(before[who]), _percent(after[who].tally)) if who is not None else None


def _percent(tally: Tally) -> int:
    return share(tally.right, tally.answered)


def _weakest(counted: Sequence[Counted]) -> tuple[Domain, int, int] | None:
    tallies = [DomainTally(one.round.domain, one.counts.answered, one.counts.counts[one.counts.key]) for one in counted]
    domain = weakest_domain(tallies)
    if domain is None:
        return None
    answered = sum(tally.answered for tally in tallies if tally.domain is domain)
    right = sum(tally.right for tally in tallies if tally.domain is domain)
    return domain, share(right, answered), answered
