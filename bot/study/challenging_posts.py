"""What a challenge says to the rooms: written once for each, with names as they are used there, and kept up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import challenge_room as cards
from bot.cards.challenge_facts import Standings
from bot.chat.message import Card
from bot.model.challenge import Challenge
from bot.model.cohort import Cohort
from bot.rules.appearing import place_of
from bot.store import bindings, challenges, letters
from bot.study.challenging_facts import standings


async def post(
    tx: AsyncConnection,
    cohort: Cohort,
    challenge: Challenge,
    what: str,
    make: Callable[[Standings], Card],
    now: datetime,
) -> None:
    """One message for each room, under this name."""
    for room in await bindings.of_cohort(tx, cohort.id):
        card = make(await standings(tx, cohort, challenge, place_of(room.room), now))
        letter = await letters.write(tx, f"challenge:{challenge.id}:{what}:{room.id}", room.room, card, now)
        await challenges.add_post(tx, challenge.id, what, room.id, letter)


async def revise(
    tx: AsyncConnection,
    cohort: Cohort,
    challenge: Challenge,
    what: str,
    make: Callable[[Standings], Card],
    now: datetime,
) -> None:
    """What was posted under this name says this from now on."""
    for number in await challenges.posts(tx, challenge.id, what):
        sent = await letters.get(tx, number)
        if sent is not None:
            card = make(await standings(tx, cohort, challenge, place_of(sent.to), now))
            await letters.revise(tx, number, card, now)


async def refresh(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """Bring the announcement up to date."""
    await revise(tx, cohort, challenge, challenges.ANNOUNCEMENT, cards.announcement, now)
