"""What a live round asks: never a question that the cohort still has before it.

Written items come from its closed questions, those that fewest got right first, for there is most to talk about;
computed ones come with numbers of their own. The two take turns, and what was played before comes last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.items import Item
from bot.model.live import LiveItem
from bot.model.rounds import RoundState
from bot.rules.picking import option_order
from bot.rules.practice import fresh_seed
from bot.store import answers, live, rounds
from bot.study import practising
from bot.study.desk import Desk


async def pick_items(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, domain: Domain | None, count: int, number: int
) -> list[LiveItem]:
    """So many items for the cohort's live round of this number; fewer where there are not enough."""
    book = await practising.closed_book(tx, desk.bank, [cohort])
    right = await _right_shares(tx, cohort)
    played = Counter(await live.used(tx, cohort.id))
    known = desk.bank.eligible(domain)
    written = [item for item in known if item.generator is None and item.id in book]
    computed = [item for item in known if item.generator is not None]

    def rank(item: Item) -> tuple[int, Fraction, int]:
        return played[item.id], right.get(item.id, Fraction(0)), fresh_seed("live", cohort.id, number, item.id)

    chosen = _by_turns(sorted(written, key=rank), sorted(computed, key=rank), count)
    return [await _drawn(tx, cohort, item, number, place) for place, item in enumerate(chosen)]


def _by_turns(written: Sequence[Item], computed: Sequence[Item], count: int) -> list[Item]:
    """A written one, a computed one; once either has run out, the other. Computed ones can come a second time."""
    longest = max(len(written), len(computed))
    turns = [pool[at] for at in range(longest) for pool in (written, computed) if at < len(pool)]
    again = list(computed) * (count // len(computed) + 1) if computed else []
    return [*turns, *again][:count]


async def _drawn(tx: AsyncConnection, cohort: Cohort, item: Item, number: int, place: int) -> LiveItem:
    name = ("live", cohort.id, number, place)
    seed = await practising.draw_fresh(tx, [cohort], item, *name) if item.generator else fresh_seed(*name)
    question = item.draw(seed)
    order = option_order(seed, len(question.options), question.ordered)
    return LiveItem(place, item.id, item.version, seed, order, order.index(question.key))


async def _right_shares(tx: AsyncConnection, cohort: Cohort) -> dict[str, Fraction]:
    """Which share of the cohort got each closed item right, when it was asked last."""
    closed = [r for r in await rounds.between(tx, cohort.id, date.min, date.max) if r.state is RoundState.CLOSED]
    keys = await rounds.keys(tx, [one.id for one in closed])
    shares = await answers.shares(tx, [one.id for one in closed])
    return {
        one.item: Fraction(shares[one.id][keys[one.id]], shares[one.id].total())
        for one in closed
        if shares[one.id].total()
    }
