"""Takt was removed from a place, or came back to one: jobs stop and start again; the record stays."""

from __future__ import annotations

import logging

from bot.commands.context import Context
from bot.model.places import Community, Room
from bot.store import cohorts, jobs, letters
from bot.store.jobs import JobKind
from bot.study import asking

log = logging.getLogger(__name__)

REMOVED = "removed"
GONE = "gone"


async def gone(context: Context, place: Community | Room) -> None:
    """Unbind what was there. A cohort without a room asks nothing more."""
    why = REMOVED if isinstance(place, Community) else GONE
    async with context.desk.store.write() as tx:
        for number in await cohorts.unbind(tx, place, context.at, why):
            if not await cohorts.rooms(tx, number):
                await jobs.drop(tx, JobKind.OPEN, number)
        if isinstance(place, Room):
            await letters.drop_waiting(tx, place, context.at, "the room is gone")
    log.info("%s %s: unbound", place, why)


async def back(context: Context, place: Community) -> None:
    """Bind again what was unbound by the removal."""
    async with context.desk.store.write() as tx:
        for number in await cohorts.rebind(tx, place, REMOVED):
            cohort = await cohorts.get(tx, number)
            if cohort is not None:
                await asking.schedule(tx, cohort, context.at)
    context.desk.bell.set()
