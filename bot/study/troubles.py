"""What happens when a letter cannot be delivered: the schedule goes on, and those who can act are told in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import leaders as cards
from bot.chat.platform import Refused
from bot.model.places import Account, Room
from bot.store import cohorts, letters, people
from bot.store.letters import Letter
from bot.study import telling


async def on_parked(tx: AsyncConnection, letter: Letter, why: Refused, now: datetime) -> None:
    """A room refuses: its leaders are told once a day. A person refuses: told with their next private reply."""
    if isinstance(letter.to, Room):
        await _tell_leaders(tx, letter, letter.to, why, now)
    elif not letter.key.startswith("trouble:"):
        await _keep_for_later(tx, letter, letter.to, now)


async def _tell_leaders(tx: AsyncConnection, letter: Letter, room: Room, why: Refused, now: datetime) -> None:
    cohort = await cohorts.at(tx, room)
    if cohort is None or letter.ref is not None:  # nobody is there any more, or only an edit failed
        return
    name = next((r.name for r in await cohorts.rooms(tx, cohort.id) if r.room == room), "")
    card = cards.cannot_post(name or room.channel, str(why), why.remedy, letter.id)
    key = f"trouble:{cohort.id}:{room.channel}:{now:%Y-%m-%d}"
    for leader in await cohorts.members(tx, cohort.id, leaders=True):
        if not await letters.is_written(tx, f"{key}:{leader.person.id}"):
            await telling.tell_later(tx, leader.person.id, card, now)
    await telling.tell_leaders(tx, cohort.id, key, card, now)


async def _keep_for_later(tx: AsyncConnection, letter: Letter, to: Account, now: datetime) -> None:
    known = await people.identify(tx, to)
    if known is not None and letter.ref is None:
        await telling.tell_later(tx, known.person, letter.card, now)
