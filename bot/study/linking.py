"""Linking an account to a person, and unlinking it: with standings, reminders and nudges as they then should be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.appointment import Outcome
from bot.store import answers, appointments, links, people
from bot.store.links import Linked
from bot.study import nudge_plan, reminding


async def link(tx: AsyncConnection, account: int, to: int, now: datetime) -> Linked:
    """One person from now on. Where both accounts answered a round, the earlier answer counts."""
    made = await links.join(tx, account, to, now)
    await _as_they_are(tx, made, now)
    return made


async def unlink(tx: AsyncConnection, gone: Linked, now: datetime) -> None:
    """Two people again, each with what was theirs and what their accounts answered."""
    await links.part(tx, gone, now)
    await _as_they_are(tx, gone, now)


async def _as_they_are(tx: AsyncConnection, link: Linked, now: datetime) -> None:
    both = (link.person, link.origin)
    await answers.recount_people(tx, both)
    for who in both:
        await _remind(tx, who, now)
        await nudge_plan.replan(tx, who, now)


async def _remind(tx: AsyncConnection, who: int, now: datetime) -> None:
    """Of what is to come: what was told before, to either of them, is not told again."""
    kept = await appointments.get(tx, who)
    if kept is None:
        await reminding.drop(tx, who)
    elif kept.appointment.outcome is Outcome.NONE:
        zone = reminding.zone_of(await people.get(tx, who), kept.appointment)
        await reminding.plan(tx, who, kept.appointment, zone, max(kept.set_at, now))
