"""What stands in the rooms of questions that were corrected, withdrawn or put back: cards, reveals, lines, summaries.

The law: everything is written anew from what is kept now, so that doing and undoing are the same function.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.cards import corrections as cards
from bot.cards import question, reveal
from bot.chat.message import Card
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.rules.calendar import week_start
from bot.store import answers, bindings, letters, rounds
from bot.study import asking, owning, summary
from bot.study.asking import describe
from bot.study.desk import Desk

log = logging.getLogger(__name__)


async def show(tx: AsyncConnection, desk: Desk, cohort: Cohort, numbers: Sequence[int], now: datetime) -> None:
    """Bring up to date what the rooms show of these rounds, none of which is open."""
    shown = await rounds.several(tx, numbers)
    posts = await rounds.posts_of(tx, numbers)
    shares = await answers.shares(tx, numbers)
    bank = await owning.bank_of(tx, desk.bank, shown.values())
    wrote = await owning.authors_of(tx, shown.values())
    rooms = await letters.addresses(tx, [post for of_round in posts.values() for post in of_round])
    revised: dict[int, Card] = {}
    for what in shown.values():
        try:
            card, key = _cards(bank, cohort, what, shares[what.id])
        except UnknownItem:  # an older release of the bank runs: it counts anew, and its cards stay
            log.exception("question %d of cohort %d counts anew, and its cards stay", what.number, cohort.id)
            continue
        for post in posts.get(what.id, ()):
            revised[post] = card
            under = await letters.find(tx, f"reveal:{what.id}:{post}")
            if under is not None:
                if what.id in wrote and what.state is not RoundState.WITHDRAWN:
                    revised[under] = await owning.credited(tx, cohort.id, key, wrote[what.id], rooms[post])
                else:
                    revised[under] = key
    await letters.revise_all(tx, revised, now)
    await _question_before(tx, desk, cohort, now)
    await summary.retell_changed(tx, cohort, {week_start(what.day) for what in shown.values()}, now)


def _cards(bank: Bank, cohort: Cohort, what: Round, counts: Counter[int]) -> tuple[Card, Card]:
    """The card of a round that is not open, and what stands under it."""
    if what.state is RoundState.WITHDRAWN:
        return question.withdrawn_card(what), cards.withdrawn_reveal(what)
    asked = describe(bank, cohort, what, counts.total())
    key = reveal.card(asked, counts)
    drawn = bank.item(what.item, what.version).draw(what.seed)
    return question.closed_card(asked), key if asked.question == drawn else cards.reveal_note(key)


async def _question_before(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """The line on the question before, on the cards of open ones."""
    for what in await rounds.open_ones(tx, cohort.id):
        try:
            fresh = await asking.open_card_of(tx, desk, cohort, what)
        except UnknownItem:
            continue
        sent = await letters.several(tx, await rounds.posts(tx, what.id))
        stale = {
            number: replace(one.card, fields=fresh.fields, buttons=fresh.buttons)
            for number, one in sent.items()
            if (one.card.fields, one.card.buttons) != (fresh.fields, fresh.buttons)
        }
        await letters.revise_all(tx, stale, now)


async def tell_rooms(tx: AsyncConnection, cohort: Cohort, key: str, card: Card, now: datetime) -> None:
    """One note in each room of the cohort, once for each key."""
    for room in await bindings.of_cohort(tx, cohort.id):
        await letters.write(tx, f"{key}:{room.id}", room.room, card, now)
