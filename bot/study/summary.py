"""The week's end: a summary for the room, a digest for the leaders; and the farewell of a cohort.

The law: one message a week in a room, after the last close of that week's questions; where a month closes with the week
(see `bot.rules.months`) it is the month's. A week belongs to the study days in it. A week without a single answer is
passed over in silence, with whatever month closes in it; its leaders hear of it once, in private, if the week before
had answers. What is written twice is one message: a later close of the same week edits it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import summary as cards
from bot.cards.summary import Farewell, Week
from bot.model.cohort import Cohort, Phase
from bot.model.rounds import Round
from bot.model.standing import Window
from bot.rules import calendar
from bot.rules.appearing import place_of
from bot.rules.calendar import DAY, local_date, week_start
from bot.rules.months import closing_month, month_end, month_key
from bot.rules.ranking import rank
from bot.rules.scoring import windows
from bot.store import answers, cohorts, jobs, letters, names, rounds, standings
from bot.store.jobs import JobKind
from bot.study import telling
from bot.study.desk import Desk
from bot.study.figures import best, counted_month, counted_week

_WEEK = timedelta(days=6)
_LONG_AGO = timedelta(days=62)


async def after_close(tx: AsyncConnection, desk: Desk, cohort: Cohort, what: Round, now: datetime) -> None:
    """A question has closed: if it was the last of its week, tell how the week went."""
    monday = week_start(what.day)
    still_open = any(week_start(other.day) == monday for other in await rounds.open_ones(tx, cohort.id))
    if not still_open and not await _more_to_come(tx, desk, cohort, monday, now):
        await _tell(tx, desk, cohort, monday, now)


async def before_open(tx: AsyncConnection, desk: Desk, opening: Sequence[Cohort], now: datetime) -> None:
    """Questions are about to open: where the last one was in an earlier week, that week has been told of by now.

    This catches the weeks whose end nobody could foresee at their last close, because of a pause or a withdrawal.
    """
    last = await rounds.last_closed_days(tx, [cohort.id for cohort in opening])
    for cohort in opening:
        this_week = week_start(local_date(now, cohort.schedule.zone))
        if cohort.id in last and week_start(last[cohort.id]) < this_week:
            await _tell(tx, desk, cohort, week_start(last[cohort.id]), now)


async def farewell(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """The cohort ends: say goodbye in its rooms, in place of the week's summary. Leaders get their digest."""
    today = local_date(now, cohort.schedule.zone)
    for room in await cohorts.rooms(tx, cohort.id):
        here = place_of(room.room)
        contenders = await standings.contenders(tx, cohort.id, Window.ALL, "all", here, today=today)
        facts = Farewell(
            cohort=cohort.name,
            asked=await rounds.count_all(tx, cohort.id),
            members=await cohorts.count_members(tx, cohort.id),
            answers=await answers.count_all(tx, cohort.id),
            top=best(rank(contenders)),
        )
        await letters.write(tx, f"farewell:{cohort.id}:{room.id}", room.room, cards.farewell(facts), now)


async def _more_to_come(tx: AsyncConnection, desk: Desk, cohort: Cohort, monday: date, now: datetime) -> bool:
    """Whether another question of this week is still planned."""
    due = await jobs.due_of(tx, JobKind.OPEN, cohort.id)
    if due is None or cohort.phase is Phase.FINISHED:
        return False
    done = {*await rounds.study_days(tx, cohort.id, monday), *await cohorts.skips(tx, cohort.id)}
    if due <= now:  # it opens right after this close
        opening = calendar.missed(cohort.schedule, now, done, desk.timing.grace)
        if opening is not None and week_start(opening.day) == monday:
            return True
    days = calendar.study_days_between(cohort.schedule, monday, monday + _WEEK)
    return any(
        day not in done and calendar.occurrence(cohort.schedule, day).opens_at >= max(due, now + DAY.resolution)
        for day in days
    )


async def _tell(tx: AsyncConnection, desk: Desk, cohort: Cohort, monday: date, now: datetime) -> None:
    """The week to its room, or the month that closes with it; and the week's digest to the leaders."""
    today = local_date(now, cohort.schedule.zone)
    week = await counted_week(tx, desk.bank, cohort, monday, today)
    key = f"{cohort.id}:{windows(monday)[Window.WEEK]}"
    month = await _closing_month(tx, desk, cohort, monday, today)
    if week.took_part and cohort.summary and cohort.phase is not Phase.FINISHED:
        for room in await cohorts.rooms(tx, cohort.id):
            called = await names.veils(tx, cohort.id, place_of(room.room))
            seen = week.called(called)
            card = cards.month_card(month.called(called), seen) if month else cards.room_card(seen)
            number = await letters.write(tx, f"summary:{key}:{room.id}", room.room, card, now)
            await letters.revise(tx, number, card, now)
    if week.took_part or await answers.participants(tx, cohort.id, monday - 7 * DAY, monday - DAY):
        await telling.tell_leaders(tx, cohort.id, f"digest:{key}", cards.digest(week), now)


async def _closing_month(tx: AsyncConnection, desk: Desk, cohort: Cohort, monday: date, today: date) -> Week | None:
    """The figures of the month that closes with this week, if one does."""
    told, told_in = await cohorts.month_told(tx, cohort.id)
    asked = await rounds.study_days(tx, cohort.id, monday - _LONG_AGO)
    first = closing_month(asked, monday, await _to_come(tx, cohort, monday + _WEEK), told, told_in)
    if first is None:
        return None
    await cohorts.tell_month(tx, cohort.id, month_key(first), monday)
    return await counted_month(tx, desk.bank, cohort, first, today)


async def _to_come(tx: AsyncConnection, cohort: Cohort, after: date) -> list[date]:
    """The study days that are planned after this day, until the end of its month and of the next."""
    start = after + DAY
    if cohort.phase is Phase.PAUSED:
        start = max(start, cohort.paused_until) if cohort.paused_until else date.max
    end = month_end(month_end(after) + DAY)
    skips = await cohorts.skips(tx, cohort.id)
    return [day for day in calendar.study_days_between(cohort.schedule, start, end) if day not in skips]
