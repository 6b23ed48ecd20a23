"""Nudges, planned when a question opens: for each member who asked for one, at their time of day.

A job says only whom and which question; whether the nudge still makes sense is looked up when it falls due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.model.people import Person
from bot.model.rounds import Round, Series
from bot.rules.calendar import is_study_day, local_date
from bot.rules.quiet import nudge_time
from bot.store import cohorts, jobs, memberships, people, rounds
from bot.store.jobs import JobKind, Planned
from bot.study import telling


async def plan(tx: AsyncConnection, opened: Sequence[tuple[Cohort, Round]], now: datetime) -> None:
    """Questions open, one in a cohort: whoever wants to be nudged will be, about questions of the day."""
    daily = {cohort.id: (cohort, what) for cohort, what in opened if what.series is Series.DAILY}
    if not daily:
        return
    nudges = [await _plan(tx, *daily[m.cohort], m.person, now) for m in await memberships.to_nudge(tx, daily)]
    await jobs.put_all(tx, [one for one in nudges if one is not None])


async def replan(tx: AsyncConnection, who: int, now: datetime) -> None:
    """A person changed when they want to be nudged, or their clock."""
    await jobs.drop(tx, JobKind.NUDGE, who)
    person = await people.get(tx, who)
    for cohort in await cohorts.of_person(tx, who):
        for what in await rounds.open_ones(tx, cohort.id):
            if what.series is Series.DAILY:
                nudge = await _plan(tx, cohort, what, person, now)
                await jobs.put_all(tx, [nudge] if nudge else [])


async def _plan(tx: AsyncConnection, cohort: Cohort, what: Round, person: Person, now: datetime) -> Planned | None:
    if person.nudge_at is None:
        return None
    due = nudge_time(person.nudge_at, await telling.clock_of(tx, person), what.opens_at, what.closes_at)
    if due is None or due <= now:
        return None
    day = local_date(due, cohort.schedule.zone)
    if day != what.day and not is_study_day(cohort.schedule, day):
        return None
    return Planned(JobKind.NUDGE, person.id, due, str(what.id))
