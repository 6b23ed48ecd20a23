"""A member's last weeks, for them alone: which study days they answered, and what became of the others."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards.pictures import WEEKS, StudyDays
from bot.model.cohort import Cohort
from bot.model.people import Membership
from bot.model.rounds import Series
from bot.rules.calendar import local_date, week_start
from bot.rules.streaks import Streak
from bot.store import answers, rounds
from bot.study.streaking import excused_of


async def study_days(tx: AsyncConnection, cohort: Cohort, me: Membership, streak: Streak, today: date) -> StudyDays:
    """The study days of the last weeks. Nothing was asked of them before they joined, unless they answered."""
    since = week_start(today) - timedelta(weeks=WEEKS - 1)
    joined = local_date(me.joined_at, cohort.schedule.zone)
    given = await answers.days_answered(tx, cohort.id, me.person.id, since)
    asked = [day for day in await rounds.study_days(tx, cohort.id, since) if day >= joined or day in given]
    still_open = [what.day for what in await rounds.open_ones(tx, cohort.id) if what.series is Series.DAILY]
    return StudyDays(
        today=today,
        asked=frozenset(asked),
        answered=frozenset(given),
        frozen=frozenset(streak.frozen),
        rested=await excused_of(tx, me.person.id, asked),
        open=max(still_open, default=None),
    )
