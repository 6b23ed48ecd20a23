"""Opening a round: the round, its posts and the jobs that follow, all in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import Bank, UnknownItem
from bot.cards import leaders as leader_cards
from bot.cards import question as cards
from bot.cards.question import Asked, Yesterday
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.model.rounds import Round, RoundState, Series
from bot.rules import calendar
from bot.rules.calendar import Occurrence
from bot.rules.figures import MIN_SHARES, share
from bot.rules.looking import look_at
from bot.rules.picking import option_order
from bot.store import answers, cohorts, jobs, letters, rounds
from bot.store.jobs import JobKind
from bot.study import nudge_plan, telling
from bot.study.choosing import Chosen, choose, unasked
from bot.study.desk import Desk

_LATE = timedelta(minutes=10)
_RUNNING_DRY = 10


async def schedule(tx: AsyncConnection, cohort: Cohort, after: datetime) -> datetime | None:
    """Have the next question asked at the cohort's next opening. Returns when, or None where nothing is planned."""
    due = _next_opening(cohort, after)
    if due is None:
        await unschedule(tx, cohort.id)
    else:
        await jobs.put(tx, JobKind.OPEN, cohort.id, due)
        await _schedule_look(tx, cohort, due, after)
    return due


async def unschedule(tx: AsyncConnection, cohort: int) -> None:
    """Nothing more is asked by itself, so nothing is looked at before it."""
    await jobs.drop(tx, JobKind.OPEN, cohort)
    await jobs.drop(tx, JobKind.LOOK, cohort)


async def _schedule_look(tx: AsyncConnection, cohort: Cohort, opens_at: datetime, now: datetime) -> None:
    when = look_at(opens_at, cohort.id, now)
    if when is None:
        await jobs.drop(tx, JobKind.LOOK, cohort.id)
    else:
        await jobs.put(tx, JobKind.LOOK, cohort.id, when)


def _next_opening(cohort: Cohort, after: datetime) -> datetime | None:
    if cohort.phase is Phase.FINISHED or not cohort.schedule.days:
        return None
    if cohort.phase is Phase.ACTIVE:
        return calendar.next_occurrence(cohort.schedule, after).opens_at
    if cohort.paused_until is None:
        return None
    eve = calendar.instant(cohort.paused_until, cohort.schedule.opens, cohort.schedule.zone) - timedelta(seconds=1)
    return calendar.next_occurrence(cohort.schedule, max(eve, after)).opens_at


async def end_pause(tx: AsyncConnection, cohort: Cohort, now: datetime) -> Cohort:
    """The cohort as it is now: active again from the day until which it was paused."""
    today = calendar.local_date(now, cohort.schedule.zone)
    if cohort.phase is not Phase.PAUSED or cohort.paused_until is None or today < cohort.paused_until:
        return cohort
    active = replace(cohort, phase=Phase.ACTIVE, paused_until=None)
    await cohorts.save(tx, active)
    return active


async def open_due(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> Round | None:
    """Ask what is due now, at most one question: after downtime only the latest, within its grace."""
    taken = {*await rounds.study_days(tx, cohort.id), *await cohorts.skips(tx, cohort.id)}
    due = calendar.missed(cohort.schedule, now, taken, desk.timing.grace)
    if due is None or (cohort.created_at and due.opens_at < cohort.created_at):
        return None
    return await _ask(tx, desk, cohort, due, Series.DAILY, now)


async def ask_now(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime, domain: Domain | None = None
) -> Round | None:
    """Ask at a leader's wish: today's question if today has had none, else an extra one. None: nothing fits."""
    today = calendar.local_date(now, cohort.schedule.zone)
    is_todays = calendar.is_study_day(cohort.schedule, today) and today not in await rounds.study_days(tx, cohort.id)
    series = Series.DAILY if is_todays else Series.EXTRA
    return await _ask(tx, desk, cohort, Occurrence(today, now, _closing(cohort, today, now)), series, now, domain)


async def replace_round(tx: AsyncConnection, desk: Desk, cohort: Cohort, old: Round, now: datetime) -> Round | None:
    """Ask another question in place of one that was withdrawn."""
    when = Occurrence(old.day, now, _closing(cohort, old.day, now))
    return await _ask(tx, desk, cohort, when, old.series, now, avoid=old.item)


def _closing(cohort: Cohort, today: date, now: datetime) -> datetime:
    if not cohort.schedule.days:
        return now + timedelta(days=1)
    if calendar.is_study_day(cohort.schedule, today):
        planned = calendar.occurrence(cohort.schedule, today).closes_at
        if planned > now:
            return planned
    return calendar.next_occurrence(cohort.schedule, now).opens_at


async def _ask(
    tx: AsyncConnection,
    desk: Desk,
    cohort: Cohort,
    when: Occurrence,
    series: Series,
    now: datetime,
    domain: Domain | None = None,
    avoid: str = "",
) -> Round | None:
    rooms = await cohorts.rooms(tx, cohort.id)
    chosen = await choose(tx, desk, cohort, when.day, domain=domain, avoid=(avoid,) if avoid else ())
    if chosen is None or not rooms:
        return None
    new = await _keep(tx, cohort, when, series, chosen, late=now - when.opens_at > _LATE)
    card = cards.open_card(await describe(tx, desk.bank, cohort, new, 0), await _yesterday(tx, desk, new))
    for room in rooms:
        letter = await letters.write(tx, f"round:{new.id}:{room.id}", room.room, card, now)
        await rounds.add_post(tx, new.id, room.id, letter)
    await jobs.put(tx, JobKind.CLOSE, new.id, new.closes_at)
    await nudge_plan.plan(tx, cohort, new, now)
    await rounds.clear_prepared(tx, cohort.id, new.item)
    await _warn_if_dry(tx, desk, cohort, now)
    return new


async def _keep(
    tx: AsyncConnection, cohort: Cohort, when: Occurrence, series: Series, chosen: Chosen, *, late: bool
) -> Round:
    question = chosen.item.draw(chosen.seed)
    order = option_order(chosen.seed, len(question.options), question.ordered)
    new = Round(
        id=0,
        cohort=cohort.id,
        series=series,
        day=when.day,
        ordinal=await rounds.next_ordinal(tx, cohort.id, series, when.day),
        number=await cohorts.take_number(tx, cohort.id),
        item=chosen.item.id,
        version=chosen.item.version,
        seed=chosen.seed,
        order=order,
        domain=chosen.item.domain,
        subtopic=chosen.item.subtopic,
        opens_at=when.opens_at,
        closes_at=when.closes_at,
        reveal=cohort.reveal,
        state=RoundState.OPEN,
        late=late,
    )
    return replace(new, id=await rounds.create(tx, new, order.index(question.key)))


async def describe(tx: AsyncConnection, bank: Bank, cohort: Cohort, what: Round, answered: int) -> Asked:
    """A round as its card shows it."""
    item = bank.item(what.item, what.version)
    return Asked(what, item.draw(what.seed), bank.subtopic(what.subtopic).name, cohort.schedule.zone, answered)


async def _yesterday(tx: AsyncConnection, desk: Desk, new: Round) -> Yesterday | None:
    """One line on the question before."""
    last = await rounds.latest(tx, new.cohort, before=new.id)
    if last is None:
        return None
    counts = (await answers.shares(tx, [last.id]))[last.id]
    try:
        key = last.order.index(desk.bank.item(last.item, last.version).draw(last.seed).key)
    except UnknownItem:  # an older release of the bank runs: the question of today comes all the same
        return None
    answered = counts.total()
    right = share(counts[key], answered) if answered >= MIN_SHARES else None
    return Yesterday(last.id, last.number, key, answered, right)


async def _warn_if_dry(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> None:
    left = await unasked(tx, desk, cohort)
    if await cohorts.warn_dry(tx, cohort.id, left <= _RUNNING_DRY) and left <= _RUNNING_DRY:
        await telling.tell_leaders(
            tx, cohort.id, f"dry:{cohort.id}:{now:%Y-%m-%d}", leader_cards.running_dry(cohort.name, left), now
        )
