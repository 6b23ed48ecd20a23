"""Nudges, told when they fall due: only by those who asked for one, and only while it would help.

The law: a nudge is for an open question that the person has not answered. It is never sent to somebody who rests, has
passed, has left or is in their quiet hours, and never much later than it was asked for: one that is late is no help.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import nudges as cards
from bot.model.rounds import RoundState
from bot.rules.calendar import local_date
from bot.rules.resting import resting_until
from bot.store import answers, cohorts, memberships, people, rests, rounds
from bot.study import owning, telling
from bot.study.asking import describe
from bot.study.desk import Desk

LATEST = timedelta(hours=1)
"""How late a nudge still comes, after an outage."""


async def nudge(tx: AsyncConnection, desk: Desk, who: int, detail: str, due: datetime, now: datetime) -> None:
    """Remind one person of one question by direct message, with its letters to press."""
    what = await rounds.get(tx, int(detail))
    cohort = await cohorts.get(tx, what.cohort) if what else None
    if what is None or cohort is None or what.state is not RoundState.OPEN or now >= what.closes_at:
        return
    if now - due > LATEST or not await _wants_it(tx, who, cohort.id, now):
        return
    if await answers.of_person(tx, what.id, who) is None:
        bank = await owning.bank_of(tx, desk.bank, [what])
        asked = describe(bank, cohort, what, await answers.count(tx, what.id))
        card = cards.still_open(asked, cohort.name)
        await telling.tell(tx, await people.get(tx, who), f"nudge:{cohort.id}:{what.id}:{who}", card, now)


async def _wants_it(tx: AsyncConnection, who: int, cohort: int, now: datetime) -> bool:
    membership = await memberships.get(tx, cohort, who)
    if membership is None or membership.alumni or membership.person.nudge_at is None:
        return False
    if await telling.quiet_end(tx, membership.person, now) is not None:
        return False
    today = local_date(now, await telling.clock_of(tx, membership.person))
    return resting_until(await rests.of_person(tx, who), today) is None
