"""What came of an exam: kept once, however often it is told, and with all that follows from it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import countdown_result as cards
from bot.model.appointment import Appointment, Outcome
from bot.model.people import Person
from bot.rules.appearing import place_of
from bot.rules.calendar import local_date
from bot.rules.countdown import exam_day
from bot.store import appointments, bindings, cohorts, letters, memberships, names
from bot.store.appointments import Kept
from bot.study import reminding


def sat_on(kept: Kept | None, today: date) -> date:
    """The day a result is about: the booked one, else the target if it has come, else today."""
    if kept is None:
        return today
    day = exam_day(kept.appointment)
    if day is None or (kept.appointment.booked is None and day > today):
        return today
    return day


def concerns(kept: Kept | None, sat: date, zone: str, now: datetime) -> bool:
    """Whether a button about the exam of this day is about what is on record, and the exam has begun."""
    today = local_date(now, zone)
    if kept is None:
        return sat <= today
    what = kept.appointment
    if what.booked is not None:
        return sat == exam_day(what) and what.booked.at <= now
    asked_since = what.outcome is Outcome.NONE and local_date(kept.set_at, zone) <= sat
    return sat <= today and (sat == exam_day(what) or asked_since)


async def keep(tx: AsyncConnection, who: int, sat: date, zone: str, outcome: Outcome, ask: int, now: datetime) -> bool:
    """Keep the outcome. Returns whether the bot will ask again. Told twice, nothing happens twice."""
    kept = await appointments.get(tx, who)
    before = kept.appointment.outcome if kept else Outcome.NONE
    if kept is None or (kept.appointment.booked is None and exam_day(kept.appointment) != sat):
        await appointments.save(tx, who, Appointment(zone, target=sat), now)
    await appointments.set_outcome(tx, who, outcome, sat if outcome is Outcome.PASSED else None)
    if Outcome.PASSED in (before, outcome) and before is not outcome:
        await memberships.change_all(tx, who, alumni=outcome is Outcome.PASSED)
    if before is not outcome:
        await reminding.drop(tx, who)
    if outcome is not Outcome.WAITING or ask >= reminding.MOST_ASKS:
        return False
    await reminding.ask_again(tx, who, sat, zone, ask + 1, now)
    return True


async def announce(tx: AsyncConnection, who: Person, cohort: int, sat: date, now: datetime) -> bool:
    """Have a cohort's rooms told, once for ever. Returns whether there is a room."""
    rooms = await bindings.of_cohort(tx, cohort)
    for bound in rooms:
        name = await names.name_of(tx, cohort, who, place_of(bound.room))
        await letters.write(tx, _key(who.id, cohort, sat, bound.id), bound.room, cards.announcement(name), now)
    return bool(rooms)


async def audiences(tx: AsyncConnection, who: int, sat: date) -> list[cards.Audience]:
    """The cohorts that could be told, each with whether it has been."""
    return [
        cards.Audience(cohort.id, cohort.name, await _told(tx, who, cohort.id, sat))
        for cohort in await cohorts.of_person(tx, who)
    ]


async def _told(tx: AsyncConnection, who: int, cohort: int, sat: date) -> bool:
    keys = [_key(who, cohort, sat, bound.id) for bound in await bindings.of_cohort(tx, cohort)]
    return any([await letters.is_written(tx, key) for key in keys])


def _key(who: int, cohort: int, sat: date, room: int) -> str:
    return letters.key_about(who, f"passed:{sat}:{cohort}:{room}")
