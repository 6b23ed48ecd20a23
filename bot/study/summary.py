"""The week's end: a summary for the room, a digest for the leaders; and the farewell of a cohort.

The law: one message a week in a room, after the last close of that week's questions; where a month closes with the week
(see `bot.rules.months`) it is the month's. A week belongs to the study days in it. A week without a single answer is
passed over in silence, with whatever month closes in it; its leaders hear of it once, in private, if the week before
had answers. What is written twice is one message: a later close of the same week edits it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import summary as cards
from bot.cards.summary import Farewell
from bot.model.cohort import Cohort, Phase
from bot.model.rounds import Round
from bot.model.standing import Window
from bot.rules import calendar
from bot.rules.appearing import place_of
from bot.rules.calendar import DAY, local_date, week_start
from bot.rules.months import closing_month, month_end, month_key
from bot.rules.ranking import rank
from bot.rules.scoring import windows
from bot.store import answers, bindings, cohorts, jobs, letters, memberships, names, rounds, standings
from bot.store.jobs import JobKind, Planned
from bot.study import telling
from bot.study.desk import Desk
from bot.study.figures import best, counted_month, counted_week

_WEEK = timedelta(days=6)
_LONG_AGO = timedelta(days=62)
_RETOLD_AFTER = timedelta(hours=1)
"""After an opening: first come the questions, also of cohorts that open a little later."""


async def after_close(tx: AsyncConnection, desk: Desk, closed: Sequence[tuple[Cohort, Round]], now: datetime) -> None:
    """Questions have closed: where one was the last of its week, tell how the week went."""
    numbers = {cohort.id for cohort, _ in closed}
    still_open = await rounds.open_ones_of(tx, numbers)
    going_on = {(what.cohort, week_start(what.day)) for theirs in still_open.values() for what in theirs}
    weeks = {(cohort.id, week_start(what.day)): cohort for cohort, what in closed}
    over = [(cohort, monday) for (number, monday), cohort in weeks.items() if (number, monday) not in going_on]
    if over:
        plans = await _plans(tx, [cohort.id for cohort, _ in over], min(monday for _, monday in over))
        await _tell_all(
            tx, desk, [week for week in over if not _more_to_come(desk, *week, plans[week[0].id], now)], now
        )


async def before_open(tx: AsyncConnection, desk: Desk, opening: Sequence[Cohort], now: datetime) -> None:
    """Questions are about to open: where the last one was in an earlier week, that week has been told of by now.

    This catches the weeks whose end nobody could foresee at their last close, because of a pause or a withdrawal. Where
    the summary stands in the room, it is only looked at anew, and that need not be before the question.
    """
    last = await rounds.last_closed_days(tx, [cohort.id for cohort in opening])
    weeks = [(cohort, week_start(last[cohort.id])) for cohort in opening if cohort.id in last]
    over = [(one, monday) for one, monday in weeks if monday < week_start(local_date(now, one.schedule.zone))]
    standing = await _standing(tx, over)
    changed = [Planned(JobKind.RETELL, one.id, now + _RETOLD_AFTER, f"{monday}") for one, monday in standing]
    await jobs.put_all(tx, changed)
    await _tell_all(tx, desk, [week for week in over if week not in standing], now)


async def _standing(tx: AsyncConnection, weeks: Sequence[tuple[Cohort, date]]) -> list[tuple[Cohort, date]]:
    """Those of these weeks whose summary is in the room already."""
    rooms = await bindings.of_cohorts(tx, [cohort.id for cohort, _ in weeks])
    keys = [[_key(cohort, monday, room.id) for room in rooms.get(cohort.id, ())] for cohort, monday in weeks]
    written = await letters.written(tx, [key for theirs in keys for key in theirs])
    return [week for week, theirs in zip(weeks, keys, strict=True) if theirs and written.issuperset(theirs)]


async def retell(tx: AsyncConnection, desk: Desk, number: int, monday: str, now: datetime) -> None:
    """A week was told, and the next has begun: what has changed in it since is edited."""
    cohort = await cohorts.get(tx, number)
    if cohort is not None:
        await _tell_all(tx, desk, [(cohort, date.fromisoformat(monday))], now)


async def retell_changed(tx: AsyncConnection, cohort: Cohort, mondays: Collection[date], now: datetime) -> None:
    """Something in these weeks has changed: their summaries are edited where they stand in the room.

    Not those of before the week in whose place the last month was told: they would be told as of weeks alone.
    """
    last = (await cohorts.months_told(tx, [cohort.id]))[cohort.id][1] or date.min
    changed = await _standing(tx, [(cohort, monday) for monday in mondays if monday >= last])
    await jobs.put_all(tx, [Planned(JobKind.RETELL, cohort.id, now, f"{monday}") for _, monday in changed])


async def farewell(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    """The cohort ends: say goodbye in its rooms, in place of the week's summary. Leaders get their digest."""
    today = local_date(now, cohort.schedule.zone)
    for room in await bindings.of_cohort(tx, cohort.id):
        here = place_of(room.room)
        contenders = await standings.contenders(tx, cohort.id, Window.ALL, "all", here, today=today)
        facts = Farewell(
            cohort=cohort.name,
            asked=await rounds.count_all(tx, cohort.id),
            members=await memberships.count(tx, cohort.id),
            answers=await answers.count_all(tx, cohort.id),
            top=best(rank(contenders)),
        )
        await letters.write(tx, f"farewell:{cohort.id}:{room.id}", room.room, cards.farewell(facts), now)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is known of a cohort's days: when the next question opens, and the days that were asked or are skipped."""

    due: datetime | None
    done: Collection[date]


async def _plans(tx: AsyncConnection, numbers: Sequence[int], since: date) -> dict[int, _Plan]:
    due = await jobs.due_of_all(tx, JobKind.OPEN, numbers)
    asked = await rounds.study_days_of(tx, numbers, since)
    skips = await cohorts.skips_of(tx, numbers)
    return {one: _Plan(due.get(one), {*asked.get(one, ()), *skips.get(one, ())}) for one in numbers}


def _more_to_come(desk: Desk, cohort: Cohort, monday: date, plan: _Plan, now: datetime) -> bool:
    """Whether another question of this week is still planned."""
    due, done = plan.due, plan.done
    if due is None or cohort.phase is Phase.FINISHED:
        return False
    if due <= now:  # it opens right after this close
        opening = calendar.missed(cohort.schedule, now, done, desk.timing.grace)
        if opening is not None and week_start(opening.day) == monday:
            return True
    days = calendar.study_days_between(cohort.schedule, monday, monday + _WEEK)
    return any(
        day not in done and calendar.occurrence(cohort.schedule, day).opens_at >= max(due, now + DAY.resolution)
        for day in days
    )


async def _tell_all(tx: AsyncConnection, desk: Desk, weeks: Sequence[tuple[Cohort, date]], now: datetime) -> None:
    """These weeks, each of a cohort and from its Monday, to those who should hear of them."""
    months = await _closing_months(tx, weeks)
    took_part, before = set(), set()
    for monday in {monday for _, monday in weeks}:
        numbers = [cohort.id for cohort, of in weeks if of == monday]
        took_part |= {(one, monday) for one in await answers.participants_of(tx, numbers, monday, monday + _WEEK)}
        before |= {(one, monday) for one in await answers.participants_of(tx, numbers, monday - 7 * DAY, monday - DAY)}
    for cohort, monday in weeks:
        if (cohort.id, monday) in took_part | before:
            await _tell(tx, desk, cohort, monday, months.get((cohort.id, monday)), now)


async def _tell(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, monday: date, closing: date | None, now: datetime
) -> None:
    """The week to its room, or the month that closes with it; and the week's digest to the leaders."""
    today = local_date(now, cohort.schedule.zone)
    week = await counted_week(tx, desk.bank, cohort, monday, today)
    month = await counted_month(tx, desk.bank, cohort, closing, today) if closing else None
    if week.took_part and cohort.summary and cohort.phase is not Phase.FINISHED:
        for room in await bindings.of_cohort(tx, cohort.id):
            called = await names.veils(tx, cohort.id, place_of(room.room))
            seen = week.called(called)
            card = cards.month_card(month.called(called), seen) if month else cards.room_card(seen)
            number = await letters.write(tx, _key(cohort, monday, room.id), room.room, card, now)
            await letters.revise(tx, number, card, now)
    await telling.tell_leaders(tx, cohort.id, f"digest:{cohort.id}:{_week(monday)}", cards.digest(week), now)


def _week(monday: date) -> str:
    return windows(monday)[Window.WEEK]


def _key(cohort: Cohort, monday: date, room: int) -> str:
    return f"summary:{cohort.id}:{_week(monday)}:{room}"


async def _closing_months(tx: AsyncConnection, weeks: Sequence[tuple[Cohort, date]]) -> dict[tuple[int, date], date]:
    """The first of the month that closes with each of these weeks, where one does; it is told from now on."""
    if not weeks:
        return {}
    numbers = {cohort.id for cohort, _ in weeks}
    told = await cohorts.months_told(tx, numbers)
    asked = await rounds.study_days_of(tx, numbers, min(monday for _, monday in weeks) - _LONG_AGO)
    skips = await cohorts.skips_of(tx, numbers)
    found, news = {}, {}
    for cohort, monday in weeks:
        days = [day for day in asked.get(cohort.id, ()) if day >= monday - _LONG_AGO]
        to_come = _to_come(cohort, monday + _WEEK, skips.get(cohort.id, ()))
        first = closing_month(days, monday, to_come, *told[cohort.id])
        if first is not None:
            found[cohort.id, monday] = first
            told[cohort.id] = news[cohort.id] = (month_key(first), monday)
    await cohorts.tell_months(tx, news)
    return found


def _to_come(cohort: Cohort, after: date, skips: Collection[date]) -> list[date]:
    """The study days that are planned after this day, until the end of its month and of the next."""
    start = after + DAY
    if cohort.phase is Phase.PAUSED:
        start = max(start, cohort.paused_until) if cohort.paused_until else date.max
    end = month_end(month_end(after) + DAY)
    return [day for day in calendar.study_days_between(cohort.schedule, start, end) if day not in skips]
