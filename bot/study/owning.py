"""The questions that cohorts write for themselves, as items of a bank: to choose from, to show again, and to credit.

The law: nobody's bank but the cohort's has them. They are looked up for all cohorts and rounds at once, and where none
of these has any, it costs one look or none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank
from bot.cards import reveal
from bot.chat.message import Card
from bot.model.cohort import Cohort
from bot.model.places import Account, Community, Room
from bot.model.rounds import Round
from bot.rules.appearing import place_of
from bot.store import letters, memberships, names, people, questions
from bot.store.store import Store

SOMEBODY = "a member"
"""Whoever has left, was forgotten or hides."""


async def bank_of(tx: AsyncConnection, bank: Bank, asked: Iterable[Round]) -> Bank:
    """The bank with all that these rounds ask."""
    return await bank_with(tx, bank, {(one.item, one.version) for one in asked})


async def bank_with(tx: AsyncConnection, bank: Bank, which: Collection[tuple[str, int]]) -> Bank:
    """The bank with those of these wordings, by item and version, that are a cohort's own."""
    own = [one for one in which if questions.is_own(one[0])]
    return bank.joined(await questions.items(tx, own)) if own else bank


async def bank_for(store: Store, bank: Bank, item: str, version: int) -> Bank:
    """The bank with this wording. Only one of a cohort's own is looked up."""
    if not questions.is_own(item):
        return bank
    return await store.read_at_once(lambda tx: bank_with(tx, bank, {(item, version)}))


async def bank_among(tx: AsyncConnection, bank: Bank, groups: Sequence[Cohort]) -> Bank:
    """The bank with all that these cohorts have to ask."""
    own = await questions.approved_of(tx, [group.id for group in groups])
    return bank.joined([item for items in own.values() for item in items])


async def authors_of(tx: AsyncConnection, asked: Iterable[Round]) -> dict[int, int]:
    """Who wrote what these rounds ask, by round, of those that ask a question of the cohort's own."""
    own = [one for one in asked if questions.is_own(one.item)]
    if not own:
        return {}
    wrote = await questions.authors(tx, {one.item for one in own})
    return {one.id: wrote[one.item] for one in own if one.item in wrote}


async def credit(tx: AsyncConnection, cohort: int, author: int, here: Community) -> str:
    """What the author of a question is called to those who read here."""
    who = await people.get(tx, author)
    if who.forgotten or who.hidden or await memberships.get(tx, cohort, author) is None:
        return SOMEBODY
    return await names.name_of(tx, cohort, who, here)


async def uncredit(tx: AsyncConnection, author: int, now: datetime) -> None:
    """What stands under closed questions of somebody who wants to be forgotten names them no more."""
    for number in await questions.asked_of(tx, author):
        for letter in await letters.keyed(tx, f"reveal:{number}:"):
            await letters.revise(tx, letter.id, reveal.credited(letter.card, SOMEBODY), now)


async def credited(tx: AsyncConnection, cohort: int, key: Card, author: int, to: Room | Account) -> Card:
    """What goes under a closed question, with its author as they are called to those who read there."""
    return reveal.credited(key, await credit(tx, cohort, author, place_of(to)))
