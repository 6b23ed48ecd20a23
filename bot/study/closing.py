"""Closing a round: what stands counts, the card is edited to closed, and the key and the reasons go under it."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import UnknownItem
from bot.cards import question as cards
from bot.cards import reveal
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.store import answers, jobs, letters, rounds
from bot.store.jobs import JobKind
from bot.study import streaking, summary, troubles
from bot.study.asking import describe
from bot.study.desk import Desk

log = logging.getLogger(__name__)


async def close(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> bool:
    """Close an open round. Returns False where it was closed already."""
    if not await rounds.set_state(tx, what.id, RoundState.CLOSED):
        return False
    await answers.count_rest(tx, what.id)
    await jobs.drop(tx, JobKind.REFRESH, what.id)
    try:
        await _tell_key(tx, desk, cohort, what, now)
    except UnknownItem:
        # An older release of the bank runs: the answers count, and the schedule goes on.
        log.exception("question %d of cohort %d is closed without its key", what.number, cohort.id)
    await streaking.after_close(tx, what, now)
    await summary.after_close(tx, desk, cohort, what, now)
    return True


async def _tell_key(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> None:
    counts = (await answers.shares(tx, [what.id]))[what.id]
    asked = describe(desk.bank, cohort, what, counts.total())
    for number in await rounds.posts(tx, what.id):
        if await letters.give_up(tx, number, now, troubles.GIVEN_UP):
            await troubles.on_given_up(tx, cohort, what, number, now)
            continue  # after a long outage of the platform: never a backlog
        await letters.revise(tx, number, cards.closed_card(asked), now)
        sent = await letters.get(tx, number)
        if sent is not None:
            key = f"reveal:{what.id}:{number}"
            await letters.write(tx, key, sent.to, reveal.card(asked, counts), now, under=number)


async def close_open_ones(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """Close whatever is still open, before its time: when a cohort finishes."""
    for what in await rounds.open_ones(tx, cohort.id):
        await jobs.drop(tx, JobKind.CLOSE, what.id)
        await close(tx, desk, cohort, what, now)


async def withdraw(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> bool:
    """Take a question back: it counts for nobody, and its card says so. Returns False where it was so already."""
    if not await rounds.set_state(tx, what.id, RoundState.WITHDRAWN):
        return False
    await answers.uncount(tx, what.id)
    await jobs.drop(tx, JobKind.CLOSE, what.id)
    await jobs.drop(tx, JobKind.REFRESH, what.id)
    for letter in await rounds.posts(tx, what.id):
        await letters.revise(tx, letter, cards.withdrawn_card(what), now)
    return True


async def refresh(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> None:
    """Bring the count of answers on an open card up to date."""
    if what.state is not RoundState.OPEN:
        return
    asked = describe(desk.bank, cohort, what, await answers.count(tx, what.id))
    for number in await rounds.posts(tx, what.id):
        letter = await letters.get(tx, number)
        if letter is not None:
            await letters.revise(tx, number, cards.recounted(letter.card, asked), now)
