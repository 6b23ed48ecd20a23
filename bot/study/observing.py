"""Keeping a cohort's holidays up to date: anew at every start, for the package may have learnt, and before they end."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.rules.calendar import local_date
from bot.rules.holidays import is_stale, observed
from bot.store import cohorts
from bot.study.desk import Desk


async def keep_up(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime, *, anew: bool = False) -> Cohort:
    """The cohort with holidays that reach far enough ahead, kept like that if anything changed."""
    today = local_date(now, cohort.schedule.zone)
    if not cohort.holidays or not (anew or is_stale(cohort, today)):
        return cohort
    fresh = observed(cohort, desk.holidays, today)
    if fresh != cohort:
        await cohorts.save(tx, fresh)
    return fresh
