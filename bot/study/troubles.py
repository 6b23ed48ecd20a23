"""What happens when a letter cannot be delivered: the schedule goes on, and those who can act are told in private."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import leaders as cards
from bot.chat.platform import Refused
from bot.model.cohort import Cohort
from bot.model.places import Account, Room
from bot.model.rounds import Round
from bot.store import bindings, cohorts, letters, memberships, people, rounds
from bot.store.letters import Letter, LetterState
from bot.study import telling

GIVEN_UP = "it could not be delivered before its question closed"


async def on_parked(tx: AsyncConnection, letter: Letter, why: Refused, now: datetime) -> None:
    """A room refuses: its leaders are told once a day. A person refuses: told with their next private reply."""
    if isinstance(letter.to, Room):
        await _tell_leaders(tx, letter, letter.to, why, now)
    elif not letter.key.startswith("trouble:"):
        await _keep_for_later(tx, letter, letter.to, now)


async def on_given_up(tx: AsyncConnection, cohort: Cohort, what: Round, number: int, now: datetime) -> None:
    """A question's letter never reached its room, and the question has closed: its leaders are told once an outage."""
    before = await rounds.post_before(tx, what, number)
    last = await letters.get(tx, before) if before else None
    unreached = await letters.get(tx, number)
    if unreached is None or (last is not None and last.state is LetterState.PARKED and last.trouble == GIVEN_UP):
        return
    room = next((r for r in await bindings.of_cohort(tx, cohort.id) if r.room == unreached.to), None)
    if room is not None:
        card = cards.never_reached(room.name or room.room.channel, what.number)
        key = f"trouble:{cohort.id}:{room.room.channel}:unreached:{number}"
        await telling.tell_leaders(tx, cohort.id, key, card, now)


async def _tell_leaders(tx: AsyncConnection, letter: Letter, room: Room, why: Refused, now: datetime) -> None:
    cohort = await cohorts.at(tx, room)
    if cohort is None or letter.ref is not None:  # nobody is there any more, or only an edit failed
        return
    name = next((r.name for r in await bindings.of_cohort(tx, cohort.id) if r.room == room), "")
    card = cards.cannot_post(name or room.channel, str(why), why.remedy, letter.id)
    key = f"trouble:{cohort.id}:{room.channel}:{now:%Y-%m-%d}"
    for leader in await memberships.of_cohort(tx, cohort.id, leaders=True):
        if not await letters.is_written(tx, f"{key}:{leader.person.id}"):
            await telling.tell_later(tx, leader.person.id, card, now)
    await telling.tell_leaders(tx, cohort.id, key, card, now)


async def _keep_for_later(tx: AsyncConnection, letter: Letter, to: Account, now: datetime) -> None:
    known = await people.identify(tx, to)
    if known is not None and letter.ref is None:
        await telling.tell_later(tx, known.person, letter.card, now)
