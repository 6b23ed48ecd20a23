"""Reminders: planned when a countdown is set or moved, told when they fall due, if they still make sense then.

A job says only which reminder it is; everything else is looked up again when it falls due, so that a countdown that was
moved, cleared or forgotten meanwhile reminds of nothing. The letter's key makes a second one of a kind impossible.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import countdown_result
from bot.cards import reminders as cards
from bot.chat.message import Card
from bot.model.appointment import Appointment, Outcome, Reminder, Topic
from bot.model.people import Person, Quiet
from bot.rules.calendar import DAY, instant, local_date
from bot.rules.countdown import exam_day, reminders
from bot.rules.quiet import quiet_until
from bot.rules.reminders import EARLIEST, MORNING
from bot.store import appointments, jobs, memberships, people
from bot.store.appointments import Kept
from bot.store.jobs import JobKind
from bot.study import recollecting, telling
from bot.study.desk import Desk

LATEST = time(21, 0)
"""After this hour nothing that is late is made up for before the morning."""
MOST_ASKS = 2
"""How often the bot asks again where there was no result yet."""
_ASKS_AFTER = {1: 4 * DAY, 2: 11 * DAY}
_ASK_AGAIN = "ask-again"
_RESULT_MATTERS = timedelta(days=30)
_LATELY = timedelta(hours=12)


async def plan(tx: AsyncConnection, who: int, appointment: Appointment, zone: str, set_at: datetime) -> None:
    """Have the reminders of an appointment told, in place of all that were planned. Set late: only those to come."""
    await jobs.drop(tx, JobKind.REMIND, who)
    for reminder in reminders(appointment, zone, set_at):
        await jobs.put(tx, JobKind.REMIND, who, reminder.due, _detail(reminder))


async def replan(tx: AsyncConnection, who: int, now: datetime) -> None:
    """Plan anew after the person's zone has changed."""
    kept = await appointments.get(tx, who)
    if kept is None:
        await jobs.drop(tx, JobKind.REMIND, who)
    elif kept.appointment.outcome is Outcome.NONE:
        # This morning's reminder may be yet to come on the old clock and gone by on the new one: it is told, once.
        zone = zone_of(await people.get(tx, who), kept.appointment)
        await plan(tx, who, kept.appointment, zone, max(kept.set_at, now - _LATELY))


async def drop(tx: AsyncConnection, who: int) -> None:
    """Remind of nothing any more."""
    await jobs.drop(tx, JobKind.REMIND, who)


async def ask_again(tx: AsyncConnection, who: int, sat: date, zone: str, ask: int, now: datetime) -> None:
    """Ask for the result once more some days later, as the `ask`-th time. A second call moves nothing."""
    days = local_date(now, zone) - sat
    after = max(_ASKS_AFTER[ask], days + 3 * DAY)
    await jobs.put(tx, JobKind.REMIND, who, instant(sat + after, MORNING, zone), f"{_ASK_AGAIN}:{ask}", keep=True)


def zone_of(person: Person, appointment: Appointment) -> str:
    """On whose clock a person is reminded: their own, else the one they gave with the appointment."""
    return person.zone or appointment.zone


async def remind(tx: AsyncConnection, desk: Desk, who: int, detail: str, due: datetime, now: datetime) -> None:
    """Tell one reminder by direct message, unless it makes no sense any more. At a civil hour, even after an outage."""
    person, kept = await people.get(tx, who), await appointments.get(tx, who)
    if kept is None or person.forgotten or not person.reminders or await _is_alumnus(tx, who):
        return
    zone = zone_of(person, kept.appointment)
    later = _later(person.quiet, detail, kept.appointment, zone, now)
    if later is not None:
        await jobs.put(tx, JobKind.REMIND, who, later, detail)
        return
    if detail.startswith(_ASK_AGAIN):
        await _tell_ask(tx, person, kept.appointment, detail, now)
        return
    found = _still_due(kept, zone, detail, now)
    if found is not None:
        card = await _card(tx, desk, person, kept.appointment, found.topic, zone, now)
        key = f"remind:{who}:{_counts_to(kept.appointment, found.topic)}:{found.topic}{found.days}"
        await telling.tell(tx, person, key, card, now)


# --- whether and when


def _detail(reminder: Reminder) -> str:
    return f"{reminder.topic}:{reminder.days}"


async def _is_alumnus(tx: AsyncConnection, who: int) -> bool:
    """Whether all that this person belongs to is behind them."""
    theirs = await memberships.of_person(tx, who)
    return bool(theirs) and all(m.alumni for m in theirs)


def _still_due(kept: Kept, zone: str, detail: str, now: datetime) -> Reminder | None:
    """The reminder, where the appointment still has it, it is time, and no later one has taken its place."""
    due = [r for r in reminders(kept.appointment, zone, kept.set_at) if r.due <= now]
    found = next((r for r in due if _detail(r) == detail), None)
    if found is None or any(r.due > found.due and (r.topic is Topic.ATT) == (found.topic is Topic.ATT) for r in due):
        return None
    return found if _in_time(kept.appointment, found, zone, now) else None


def _in_time(appointment: Appointment, reminder: Reminder, zone: str, now: datetime) -> bool:
    if reminder.topic is Topic.HOW_WAS_IT:
        return now - reminder.due < _RESULT_MATTERS
    if appointment.booked:
        return now < appointment.booked.at
    return local_date(now, zone) <= _counts_to(appointment, reminder.topic)


def _counts_to(appointment: Appointment, topic: Topic) -> date:
    day = appointment.att_expires if topic is Topic.ATT else exam_day(appointment)
    assert day is not None, f"a reminder of {topic} needs its date"
    return day


def _later(quiet: Quiet | None, detail: str, appointment: Appointment, zone: str, now: datetime) -> datetime | None:
    """When to come again, None where it may be told now. Whose civil hours are all quiet is told when they end."""
    if ends := quiet_until(quiet, now, zone):
        return ends
    civil = _civil(detail, appointment, zone, now)
    return None if civil and quiet_until(quiet, civil, zone) else civil


def _civil(detail: str, appointment: Appointment, zone: str, now: datetime) -> datetime | None:
    """When to come again, where it is night for this person; None where it is a fit hour.

    The day's own reminder waits only for its earliest hour, and not where that would be too late.
    """
    local = now.astimezone(ZoneInfo(zone))
    if detail.startswith(Topic.TODAY):
        early = instant(local.date(), EARLIEST, zone)
        waits = appointment.booked is not None and now < early < appointment.booked.at
        return early if waits else None
    if local.time() >= LATEST:
        return instant(local.date() + DAY, MORNING, zone)
    morning = instant(local.date(), MORNING, zone)
    return morning if now < morning else None


# --- what


async def _card(
    tx: AsyncConnection,
    desk: Desk,
    person: Person,
    appointment: Appointment,
    topic: Topic,
    zone: str,
    now: datetime,
) -> Card:
    day = _counts_to(appointment, topic)
    booked = appointment.booked
    reached = local_date(booked.at, zone) if booked and topic is not Topic.ATT else day
    days = (reached - local_date(now, zone)).days
    until = cards.headline(days, booked=booked is not None)
    match topic:
        case Topic.WEAKEST:
            return cards.weakest(until, await recollecting.weakest_domains(tx, person.id))
        case Topic.FULL_PRACTICE:
            return cards.full_practice(until, desk.facts)
        case Topic.MISSED:
            return cards.missed(until, await recollecting.missed(tx, desk.bank, person.id))
        case Topic.BOOK:
            return cards.book(days, day)
        case Topic.ATT:
            return cards.att(days, day)
        case Topic.PAPERS:
            return cards.papers(days, desk.facts)
    assert booked is not None, f"a reminder of {topic} needs an appointment"
    match topic:
        case Topic.WAY_THERE:
            return cards.way_there(days, booked, desk.facts)
        case Topic.REST:
            return cards.rest(days, booked)
        case Topic.TODAY:
            return cards.today(days, booked, zone)
    return countdown_result.how_was_it(day)


async def _tell_ask(tx: AsyncConnection, person: Person, appointment: Appointment, detail: str, now: datetime) -> None:
    sat = exam_day(appointment)
    if appointment.outcome is not Outcome.WAITING or sat is None:
        return
    ask = int(detail.partition(":")[2])
    card = countdown_result.how_was_it(sat, ask)
    await telling.tell(tx, person, f"remind:{person.id}:{sat}:{_ASK_AGAIN}{ask}", card, now)
