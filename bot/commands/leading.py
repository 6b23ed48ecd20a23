"""Whose cohort it is: the one of this room, and whether the asker leads it."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import mistakes
from bot.cards.cohort import Free
from bot.chat.request import Asker
from bot.commands.context import Context, Refusal, cohort_here
from bot.model.cohort import Cohort, Phase
from bot.rules.calendar import DAY, Occurrence, local_date
from bot.rules.holidays import falling_on_study_days
from bot.rules.outlook import upcoming
from bot.store import cohorts, jobs, memberships, rounds
from bot.store.jobs import JobKind
from bot.study import asking

_LOOK_AHEAD = timedelta(days=120)


async def here(context: Context, asker: Asker) -> Cohort:
    """The cohort of the room, or in a direct message the asker's own. Refuses where there is none."""
    cohort = await cohort_here(context, asker)
    if cohort is None:
        raise Refusal(mistakes.no_cohort_here())
    return cohort


async def led(context: Context, asker: Asker, number: int, *, anywhere: bool = False) -> Cohort:
    """The cohort that a button is about, for one of its leaders, and unless `anywhere` not in another cohort's room."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        cohort = await cohorts.get(tx, number)
        if cohort is None or not (anywhere or await _stands_here(tx, asker, cohort)):
            raise Refusal(mistakes.stale())
        membership = await memberships.get(tx, number, me.person)
        if membership is not None and membership.leader:
            return cohort
        leaders = await memberships.of_cohort(tx, number, leaders=True)
    raise Refusal(mistakes.leaders_only([leader.person.shown for leader in leaders]))


async def _stands_here(tx: AsyncConnection, asker: Asker, cohort: Cohort) -> bool:
    if asker.room is None:
        return cohort.phase is not Phase.FINISHED
    found = await cohorts.at(tx, asker.room)
    return found is not None and found.id == cohort.id


async def leads(context: Context, asker: Asker, cohort: Cohort) -> bool:
    """Whether the asker is one of the cohort's leaders."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
    return membership is not None and membership.leader


async def again(tx: AsyncConnection, number: int) -> Cohort:
    """The cohort as it is in this transaction. Refuses where it was deleted meanwhile."""
    cohort = await cohorts.get(tx, number)
    if cohort is None:
        raise Refusal(mistakes.stale())
    return cohort


async def reschedule(tx: AsyncConnection, context: Context, cohort: Cohort) -> None:
    """Have the next question asked as the cohort is now. An opening that is due already is left to happen."""
    due = await jobs.due_of(tx, JobKind.OPEN, cohort.id)
    if due is None or due > context.at + context.desk.timing.taps_under_way:
        await asking.schedule(tx, cohort, context.at)


async def ahead(tx: AsyncConnection, cohort: Cohort, context: Context, most: int = 1) -> tuple[Occurrence, ...]:
    """The next openings that bring a question."""
    since = local_date(context.at, cohort.schedule.zone) - DAY
    taken = {*await rounds.study_days(tx, cohort.id, since), *await cohorts.skips(tx, cohort.id)}
    return upcoming(cohort, context.at, taken, most)


def free_days(context: Context, cohort: Cohort, until: date | None = None) -> Free:
    """The holidays that take a question away, from today on, as far as a member would look ahead."""
    today = local_date(context.at, cohort.schedule.zone)
    last = until or today + _LOOK_AHEAD
    known = context.desk.holidays
    days = known.between(cohort.holidays, today, last) if cohort.holidays else {}
    region = known.named(cohort.holidays).name if cohort.holidays else ""
    return Free(region, falling_on_study_days(cohort.schedule, days, today, last))
