"""Appointments: what is known of people's exams."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.appointment import Appointment, Booked, Outcome, Venue
from bot.model.people import Person
from bot.store.people import person_of
from bot.store.schema import appointment, member, person
from bot.store.sql import upsert


@dataclass(frozen=True, slots=True)
class Kept:
    """An appointment as the store has it: when it was told, when the exam was passed, and the hours studied."""

    appointment: Appointment
    set_at: datetime
    passed_on: date | None
    hours_done: int = 0


async def get(tx: AsyncConnection, who: int) -> Kept | None:
    """A person's appointment."""
    row = (await tx.execute(select(appointment).where(appointment.c.person == who))).one_or_none()
    return _kept(row) if row else None


async def save(tx: AsyncConnection, who: int, what: Appointment, at: datetime) -> None:
    """Keep what is known of a person's exam in place of what was. The hours studied stay."""
    booked = what.booked
    await upsert(
        tx,
        appointment,
        ("person",),
        person=who,
        zone=what.zone,
        booked_at=booked.at if booked else None,
        booked_zone=booked.zone if booked else "",
        venue=booked.venue if booked else "",
        target=what.target,
        att_expires=what.att_expires,
        outcome=what.outcome,
        passed_on=None,
        set_at=at,
    )


async def set_outcome(tx: AsyncConnection, who: int, outcome: Outcome, passed_on: date | None = None) -> None:
    """Keep what came of the exam."""
    query = update(appointment).where(appointment.c.person == who)
    await tx.execute(query.values(outcome=outcome, passed_on=passed_on))


async def set_hours(tx: AsyncConnection, who: int, hours: int) -> bool:
    """Keep how many hours a person has studied. Returns whether there is an appointment to keep it with."""
    query = update(appointment).where(appointment.c.person == who).values(hours_done=hours)
    return bool((await tx.execute(query)).rowcount)


async def clear(tx: AsyncConnection, who: int) -> bool:
    """Forget a person's appointment. Returns whether there was one."""
    return bool((await tx.execute(delete(appointment).where(appointment.c.person == who))).rowcount)


async def shared(tx: AsyncConnection, cohort: int) -> list[tuple[Person, Appointment]]:
    """The appointments that members of a cohort chose to share."""
    query = (
        select(
            person, *(c for c in appointment.c if c.name not in ("zone", "person")), appointment.c.zone.label("kept")
        )
        .join(appointment, appointment.c.person == person.c.id)
        .join(member, member.c.person == person.c.id)
        .where(member.c.cohort == cohort, member.c.shares_countdown, member.c.left_at.is_(None))
        .where(~person.c.forgotten, ~member.c.alumni)
    )
    return [(person_of(row), _appointment(row, row.kept)) for row in await tx.execute(query)]


def _kept(row: Row[Any]) -> Kept:
    return Kept(_appointment(row, row.zone), row.set_at, row.passed_on, row.hours_done)


def _appointment(row: Row[Any], zone: str) -> Appointment:
    booked = Booked(row.booked_at, row.booked_zone, Venue(row.venue)) if row.booked_at else None
    return Appointment(zone, booked, row.target, row.att_expires, Outcome(row.outcome))
