"""Takt was removed from a place, or came back to one: jobs stop and start again; the record stays."""

from __future__ import annotations

import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import leaders as cards
from bot.commands.context import Context
from bot.model.cohort import Phase
from bot.model.places import Community, Room
from bot.store import bindings, cohorts, letters
from bot.study import asking, telling

log = logging.getLogger(__name__)

REMOVED = "removed"
GONE = "gone"


async def gone(context: Context, place: Community | Room) -> None:
    """Unbind what was there. A cohort without a room asks nothing more."""
    why = REMOVED if isinstance(place, Community) else GONE
    async with context.desk.store.write() as tx:
        for number in await bindings.unbind(tx, place, context.at, why):
            if not await bindings.of_cohort(tx, number):
                await asking.unschedule(tx, number)
                if isinstance(place, Room):
                    await _tell_leaders(tx, context, number, place)
        if isinstance(place, Room):
            await letters.drop_waiting(tx, place, context.at, "the room is gone")
    log.info("%s %s: unbound", place, why)


async def back(context: Context, place: Community) -> None:
    """Bind again what was unbound by the removal."""
    async with context.desk.store.write() as tx:
        for number in await bindings.rebind(tx, place, REMOVED):
            cohort = await cohorts.get(tx, number)
            if cohort is not None:
                await asking.schedule(tx, cohort, context.at)
    context.desk.bell.set()


async def _tell_leaders(tx: AsyncConnection, context: Context, number: int, place: Room) -> None:
    """Whoever was put out of a channel by mistake can be let in again: nothing is lost."""
    cohort = await cohorts.get(tx, number)
    if cohort is not None and cohort.phase is not Phase.FINISHED:
        name = await bindings.name_of(tx, number, place)
        key = f"gone:{number}:{context.event}"
        await telling.tell_leaders(tx, number, key, cards.room_gone(cohort.name, name), context.at)
