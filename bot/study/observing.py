"""Keeping a cohort's holidays up to date: anew at every start, for the package may have learnt, and before they end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort, Schedule
from bot.rules.calendar import local_date
from bot.rules.holidays import is_stale, observed
from bot.store import cohorts
from bot.study.desk import Desk


async def keep_up(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> Cohort:
    """The cohort with holidays that reach far enough ahead, kept like that if anything changed."""
    today = local_date(now, cohort.schedule.zone)
    if not is_stale(cohort, today):
        return cohort
    fresh = observed(cohort, desk.holidays, today)
    if fresh != cohort:
        await cohorts.save(tx, fresh)
    return fresh


async def renew(tx: AsyncConnection, desk: Desk, now: datetime) -> None:
    """Every cohort that asks with the holidays of its region as they are known now: one statement for each change.

    Cohorts of a region that keep the same days are taken together, so a start costs regions and not cohorts.
    """
    for one in await cohorts.observances(tx):
        today = local_date(now, one.zone)
        kept = Cohort(0, "", Schedule(one.zone, holidays=one.days), "", holidays=one.region)
        days = observed(kept, desk.holidays, today).schedule.holidays
        if days != one.days:
            await cohorts.observe(tx, one, days)
