"""Telling leaders and members something in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Card
from bot.model.people import Person
from bot.rules.quiet import quiet_until
from bot.store import asides, cohorts, letters, links, memberships, people


async def tell_leaders(tx: AsyncConnection, cohort: int, key: str, card: Card, now: datetime) -> None:
    """A direct message to each leader, once for each key."""
    for leader in await memberships.of_cohort(tx, cohort, leaders=True):
        await tell(tx, leader.person, f"{key}:{leader.person.id}", card, now)


async def tell(tx: AsyncConnection, who: Person, key: str, card: Card, now: datetime) -> None:
    """A direct message to a person's first account, once for each key; in their quiet hours when these end."""
    if who.forgotten:
        return
    accounts = await people.accounts_of(tx, who.id)
    if accounts:
        later = await quiet_end(tx, who, now)
        await letters.write(tx, key, accounts[0], card, now, due=later)


async def clock_of(tx: AsyncConnection, who: Person) -> str:
    """The zone on whose clock a person lives, as far as it is known: their own, else their newest cohort's."""
    if who.zone:
        return who.zone
    mine = await cohorts.of_person(tx, who.id)
    return mine[0].schedule.zone if mine else "UTC"


async def quiet_end(tx: AsyncConnection, who: Person, now: datetime) -> datetime | None:
    """When the quiet hours end that it is now for this person. None where they may be written to."""
    if who.quiet is None:
        return None
    return quiet_until(who.quiet, now, await clock_of(tx, who))


async def tell_later(tx: AsyncConnection, who: int, card: Card, now: datetime, topic: str = "") -> None:
    """With the person's next private reply: for what is no reminder, duel or nudge that they asked for.

    What waits on the same topic gives way. Whose account is linked to another person's is told as that person.
    """
    await asides.leave_notice(tx, await links.current(tx, who), card, now, topic)


async def untell(tx: AsyncConnection, who: int, topic: str) -> None:
    """What waits to be told on this topic is no longer so."""
    await asides.drop_notice(tx, await links.current(tx, who), topic)
