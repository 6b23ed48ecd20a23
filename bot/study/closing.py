"""Closing rounds: what stands counts, the cards are edited to closed, and the key and the reasons go under them.

The law: one round closed alone and one among two hundred are closed by the same functions; each takes a list.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.cards import question as cards
from bot.cards import reveal
from bot.chat.message import Card
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.store import answers, cohorts, jobs, letters, rounds
from bot.store.jobs import JobKind
from bot.store.letters import Draft
from bot.study import owning, streaking, summary, troubles
from bot.study.asking import describe
from bot.study.desk import Desk
from bot.study.gently import gently

log = logging.getLogger(__name__)


async def close_due(tx: AsyncConnection, desk: Desk, numbers: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Close those of these rounds that are open. Returns when to come again for those that wait for taps under way."""
    waiting, ready = {}, []
    for cohort, what in await _with_cohorts(tx, numbers):
        settled = what.closes_at + desk.timing.taps_under_way
        if what.state is RoundState.OPEN and now < settled:
            waiting[what.id] = settled
        else:
            ready.append((cohort, what))
    await close_all(tx, desk, ready, now)
    return waiting


async def close(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> bool:
    """Close an open round. Returns False where it was closed already."""
    return await close_all(tx, desk, [(cohort, what)], now) == {what.id}


async def close_all(tx: AsyncConnection, desk: Desk, which: Sequence[tuple[Cohort, Round]], now: datetime) -> set[int]:
    """Close those of these rounds that are open still. Returns which, by id."""
    fresh = await rounds.set_state(tx, [what.id for _, what in which], RoundState.CLOSED) if which else set()
    if not fresh:
        return fresh
    closed = [(cohort, what) for cohort, what in which if what.id in fresh]
    await answers.count_rest(tx, fresh)
    await jobs.drop_all(tx, JobKind.REFRESH, list(fresh))
    await _tell_keys(tx, desk, closed, now)
    await streaking.after_close(tx, [what for _, what in closed], now)
    await summary.after_close(tx, desk, closed, now)
    return fresh


async def _tell_keys(tx: AsyncConnection, desk: Desk, closed: Sequence[tuple[Cohort, Round]], now: datetime) -> None:
    counts = await answers.shares(tx, [what.id for _, what in closed])
    bank = await owning.bank_of(tx, desk.bank, [what for _, what in closed])
    asked = await _described(bank, closed, {number: share.total() for number, share in counts.items()})
    posts = await rounds.posts_of(tx, list(asked))
    numbers = [number for theirs in posts.values() for number in theirs]
    # After a long outage of the platform: never a backlog.
    late = await letters.give_up(tx, numbers, now, troubles.GIVEN_UP)
    rooms = await letters.addresses(tx, numbers)
    wrote = await owning.authors_of(tx, [what for _, what in closed])
    revised, drafts = {}, []
    async for what, card in gently(asked.items()):
        for number in posts.get(what, ()):
            if number not in late:
                revised[number] = cards.closed_card(card)
                key = reveal.card(card, counts[what])
                if what in wrote:
                    key = await owning.credited(tx, card.round.cohort, key, wrote[what], rooms[number])
                drafts.append(Draft(f"reveal:{what}:{number}", rooms[number], key, under=number))
    for cohort, told in closed if late else ():
        for number in sorted(late.intersection(posts.get(told.id, ()))):
            await troubles.on_given_up(tx, cohort, told, number, now)
    await letters.revise_all(tx, revised, now)
    await letters.write_all(tx, drafts, now)


async def _described(
    bank: Bank, which: Sequence[tuple[Cohort, Round]], answered: Mapping[int, int]
) -> dict[int, cards.Asked]:
    """These rounds as their cards show them, by id. Not those that an older release of the bank does not know."""
    asked = {}
    async for cohort, what in gently(which):
        try:
            asked[what.id] = describe(bank, cohort, what, answered[what.id])
        except UnknownItem:  # the answers count, and the schedule goes on
            log.exception("question %d of cohort %d is closed without its key", what.number, cohort.id)
    return asked


async def _with_cohorts(tx: AsyncConnection, numbers: Sequence[int]) -> list[tuple[Cohort, Round]]:
    """These rounds, each with its cohort, in this order; without those that are gone."""
    found = await rounds.several(tx, numbers)
    theirs = await cohorts.several(tx, {what.cohort for what in found.values()})
    return [(theirs[found[number].cohort], found[number]) for number in numbers if number in found]


async def close_open_ones(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """Close whatever is still open, before its time: when a cohort finishes."""
    still_open = await rounds.open_ones(tx, cohort.id)
    await jobs.drop_all(tx, JobKind.CLOSE, [what.id for what in still_open])
    await close_all(tx, desk, [(cohort, what) for what in still_open], now)


async def withdraw(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> bool:
    """Take a question back: it counts for nobody, and its card says so. Returns False where it was so already."""
    if not await rounds.set_state(tx, [what.id], RoundState.WITHDRAWN):
        return False
    await answers.uncount(tx, what.id)
    await jobs.drop(tx, JobKind.CLOSE, what.id)
    await jobs.drop(tx, JobKind.REFRESH, what.id)
    card = cards.withdrawn_card(what)
    await letters.revise_all(tx, dict.fromkeys(await rounds.posts(tx, what.id), card), now)
    return True


async def refresh_all(tx: AsyncConnection, desk: Desk, numbers: Sequence[int], now: datetime) -> None:
    """Bring the counts of answers on the cards of these rounds up to date, of those that are open."""
    which = [(cohort, what) for cohort, what in await _with_cohorts(tx, numbers) if what.state is RoundState.OPEN]
    counts = await answers.shares(tx, [what.id for _, what in which])
    posts = await rounds.posts_of(tx, [what.id for _, what in which])
    sent = await letters.several(tx, [number for theirs in posts.values() for number in theirs])
    revised: dict[int, Card] = {}
    bank = await owning.bank_of(tx, desk.bank, [what for _, what in which])
    async for cohort, what in gently(which):
        asked = describe(bank, cohort, what, counts[what.id].total())
        revised |= {number: cards.recounted(sent[number].card, asked) for number in posts.get(what.id, ())}
    await letters.revise_all(tx, revised, now)
