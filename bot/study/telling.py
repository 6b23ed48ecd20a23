"""Telling leaders and members something in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Card
from bot.model.people import Person
from bot.store import asides, cohorts, letters, people


async def tell_leaders(tx: AsyncConnection, cohort: int, key: str, card: Card, now: datetime) -> None:
    """A direct message to each leader, once for each key."""
    for leader in await cohorts.members(tx, cohort, leaders=True):
        await tell(tx, leader.person, f"{key}:{leader.person.id}", card, now)


async def tell(tx: AsyncConnection, who: Person, key: str, card: Card, now: datetime) -> None:
    """A direct message to a person's first account, once for each key."""
    if who.forgotten:
        return
    accounts = await people.accounts_of(tx, who.id)
    if accounts:
        await letters.write(tx, key, accounts[0], card, now)


async def tell_later(tx: AsyncConnection, who: int, card: Card, now: datetime) -> None:
    """With the person's next private reply: for what is no reminder, duel or nudge that they asked for."""
    await asides.leave_notice(tx, who, card, now)
