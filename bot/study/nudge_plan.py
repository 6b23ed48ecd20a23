"""Nudges, planned when a question opens: for each member who asked for one, at their time of day.

A job says only whom and which question; whether the nudge still makes sense is looked up when it falls due.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.model.people import Person
from bot.model.rounds import Round, Series
from bot.rules.calendar import is_study_day, local_date
from bot.rules.quiet import nudge_time
from bot.store import cohorts, jobs, people, rounds
from bot.store.jobs import JobKind
from bot.study import telling


async def plan(tx: AsyncConnection, cohort: Cohort, what: Round, now: datetime) -> None:
    """A question opens: whoever wants to be nudged will be, if it is a question of the day."""
    if what.series is not Series.DAILY:
        return
    for member in await cohorts.members(tx, cohort.id):
        if not member.alumni:
            await _plan_one(tx, cohort, what, member.person, now)


async def replan(tx: AsyncConnection, who: int, now: datetime) -> None:
    """A person changed when they want to be nudged, or their clock."""
    await jobs.drop(tx, JobKind.NUDGE, who)
    person = await people.get(tx, who)
    for cohort in await cohorts.of_person(tx, who):
        for what in await rounds.open_ones(tx, cohort.id):
            if what.series is Series.DAILY:
                await _plan_one(tx, cohort, what, person, now)


async def _plan_one(tx: AsyncConnection, cohort: Cohort, what: Round, person: Person, now: datetime) -> None:
    if person.nudge_at is None:
        return
    due = nudge_time(person.nudge_at, await telling.clock_of(tx, person), what.opens_at, what.closes_at)
    if due is None or due <= now:
        return
    day = local_date(due, cohort.schedule.zone)
    if day == what.day or is_study_day(cohort.schedule, day):
        await jobs.put(tx, JobKind.NUDGE, person.id, due, str(what.id))
