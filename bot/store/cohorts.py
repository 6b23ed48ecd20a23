"""Cohorts: when they study, what, and how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort, Phase, Plan, Reveal, Schedule
from bot.model.domains import Domain
from bot.model.places import Room
from bot.store import bindings
from bot.store.jobs import JobKind
from bot.store.schema import cohort, job, member, room, skip
from bot.store.sql import among, insert_id, insert_into


async def create(tx: AsyncConnection, new: Cohort) -> int:
    """Keep a new cohort (its id is ignored) and return its id."""
    return await insert_id(tx, cohort, **_columns(new))


async def save(tx: AsyncConnection, changed: Cohort) -> None:
    """Keep what changed in a cohort."""
    await tx.execute(update(cohort).where(cohort.c.id == changed.id).values(**_columns(changed)))


async def get(tx: AsyncConnection, number: int) -> Cohort | None:
    """A cohort by id."""
    return (await several(tx, [number])).get(number)


async def several(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, Cohort]:
    """Those of these cohorts that there are, by id."""
    return {row.id: _cohort(row) for row in await tx.execute(_SEVERAL, {"numbers": numbers})}


_SEVERAL = select(cohort).where(among("numbers", cohort.c.id))


async def at(tx: AsyncConnection, place: Room) -> Cohort | None:
    """The cohort that meets in this room now."""
    query = select(cohort).join(room, room.c.cohort == cohort.c.id).where(bindings.is_at(place))
    row = (await tx.execute(query)).one_or_none()
    return _cohort(row) if row else None


async def has_met_at(tx: AsyncConnection, number: int, place: Room) -> bool:
    """Whether this is or was a room of the cohort: its old questions can still be practised there."""
    query = select(room.c.id).where(
        room.c.cohort == number,
        room.c.platform == place.platform,
        room.c.community == place.community,
        room.c.channel == place.channel,
    )
    return (await tx.execute(query.limit(1))).first() is not None


async def of_person(tx: AsyncConnection, who: int) -> list[Cohort]:
    """The cohorts that a person belongs to and that still study, the newest first."""
    query = (
        select(cohort)
        .join(member, member.c.cohort == cohort.c.id)
        .where(member.c.person == who, member.c.left_at.is_(None), cohort.c.phase != Phase.FINISHED)
        .order_by(cohort.c.id.desc())
    )
    return [_cohort(row) for row in await tx.execute(query)]


async def unscheduled(tx: AsyncConnection, after: int, most: int) -> list[Cohort]:
    """Cohorts that ask questions and have no next opening, by id from `after` on."""
    waits = exists().where(job.c.kind == JobKind.OPEN, job.c.subject == cohort.c.id)
    query = select(cohort).where(cohort.c.phase == Phase.ACTIVE, cohort.c.id > after, ~waits)
    return [_cohort(row) for row in await tx.execute(query.order_by(cohort.c.id).limit(most))]


@dataclass(frozen=True, slots=True)
class Observance:
    """What the cohorts of a region and zone keep as their holidays, those of them that keep the same."""

    region: str
    zone: str
    days: frozenset[date]
    kept: str


async def observances(tx: AsyncConnection) -> list[Observance]:
    """The holidays that are kept by cohorts that ask questions, each with those that keep the same."""
    kept = (cohort.c.holidays, cohort.c.zone, cohort.c.holiday_days)
    query = select(*kept).where(cohort.c.phase == Phase.ACTIVE, cohort.c.holidays != "").distinct()
    return [Observance(region, zone, _days(text), text) for region, zone, text in await tx.execute(query)]


async def observe(tx: AsyncConnection, which: Observance, days: Collection[date]) -> None:
    """The cohorts that kept this keep these days from now on."""
    same = (cohort.c.holidays == which.region) & (cohort.c.zone == which.zone) & (cohort.c.holiday_days == which.kept)
    query = update(cohort).where(cohort.c.phase == Phase.ACTIVE, same)
    await tx.execute(query.values(holiday_days=_days_text(days)))


async def remove(tx: AsyncConnection, number: int) -> None:
    """Delete a cohort with everything in it."""
    await tx.execute(delete(cohort).where(cohort.c.id == number))


async def take_numbers(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, int]:
    """The Q-numbers for the next question of each of these cohorts, used up."""
    query = update(cohort).where(cohort.c.id.in_(numbers)).values(next_number=cohort.c.next_number + 1)
    taken = await tx.execute(query.returning(cohort.c.id, cohort.c.next_number))
    return {row.id: row.next_number - 1 for row in taken}


async def warn_dry(tx: AsyncConnection, numbers: Collection[int], warned: bool) -> set[int]:
    """Remember whether the leaders know that the bank runs dry. Returns the cohorts of which that is news."""
    if not numbers:
        return set()
    query = update(cohort).where(cohort.c.id.in_(numbers), cohort.c.warned_dry != warned).values(warned_dry=warned)
    return set((await tx.execute(query.returning(cohort.c.id))).scalars())


async def skip_day(tx: AsyncConnection, number: int, day: date) -> None:
    """Ask nothing on this study day."""
    await tx.execute(insert_into(tx, skip).values(cohort=number, day=day).on_conflict_do_nothing())


async def unskip_day(tx: AsyncConnection, number: int, day: date) -> None:
    """Ask on this study day after all."""
    await tx.execute(delete(skip).where(skip.c.cohort == number, skip.c.day == day))


async def skips(tx: AsyncConnection, number: int) -> frozenset[date]:
    """The study days on which nothing is to be asked."""
    return (await skips_of(tx, [number])).get(number, frozenset())


async def skips_of(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, frozenset[date]]:
    """The study days on which nothing is to be asked, of those of the cohorts that have any."""
    found: dict[int, set[date]] = defaultdict(set)
    for row in await tx.execute(select(skip).where(skip.c.cohort.in_(numbers))):
        found[row.cohort].add(row.day)
    return {number: frozenset(days) for number, days in found.items()}


async def months_told(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, tuple[str, date | None]]:
    """The key of the last month told in each cohort's rooms, and the Monday of the week it was told in."""
    rows = await tx.execute(
        select(cohort.c.id, cohort.c.month_told, cohort.c.month_week).where(cohort.c.id.in_(numbers))
    )
    return {one: (month, date.fromisoformat(week) if week else None) for one, month, week in rows}


async def tell_months(tx: AsyncConnection, told: Mapping[int, tuple[str, date]]) -> None:
    """Remember which month is told in these cohorts, and in place of the week of which Monday."""
    rows = [{"number": one, "month": month, "week": monday.isoformat()} for one, (month, monday) in told.items()]
    if rows:
        query = update(cohort).where(cohort.c.id == bindparam("number"))
        await tx.execute(query.values(month_told=bindparam("month"), month_week=bindparam("week")), rows)


async def gone_from(tx: AsyncConnection, place: Room, why: str) -> Cohort | None:
    """The cohort that met here last, if its room was unbound for this reason and it has not finished."""
    last = select(func.max(room.c.id)).where(
        room.c.platform == place.platform, room.c.community == place.community, room.c.channel == place.channel
    )
    query = (
        select(cohort)
        .join(room, room.c.cohort == cohort.c.id)
        .where(room.c.id == last.scalar_subquery(), room.c.unbound_why == why, cohort.c.phase != Phase.FINISHED)
    )
    row = (await tx.execute(query)).one_or_none()
    return _cohort(row) if row else None


async def any_ever(tx: AsyncConnection) -> bool:
    """Whether there is or was any cohort."""
    return (await tx.execute(select(cohort.c.id).limit(1))).first() is not None


def _columns(c: Cohort) -> dict[str, Any]:
    return {
        "name": c.name,
        "zone": c.schedule.zone,
        "opens": c.schedule.opens,
        "closes": c.schedule.closes,
        "days": sum(1 << day for day in c.schedule.days),
        "blueprint": c.blueprint,
        "phase": c.phase,
        "paused_until": c.paused_until,
        "reveal": c.reveal,
        "summary": c.summary,
        "plan_start": c.plan.start if c.plan else None,
        "plan_end": c.plan.end if c.plan else None,
        "plan_weeks": _weeks_text(c.plan.weeks) if c.plan else "",
        "seed": c.seed,
        "created_at": c.created_at,
        "holidays": c.holidays,
        "holiday_days": _days_text(c.schedule.holidays),
    }


def _cohort(row: Row[Any]) -> Cohort:
    days = frozenset(day for day in range(7) if row.days >> day & 1)
    plan = Plan(row.plan_start, row.plan_end, _weeks(row.plan_weeks)) if row.plan_start else None
    return Cohort(
        id=row.id,
        name=row.name,
        schedule=Schedule(row.zone, row.opens, days, row.closes, _days(row.holiday_days)),
        blueprint=row.blueprint,
        phase=Phase(row.phase),
        paused_until=row.paused_until,
        reveal=Reveal(row.reveal),
        summary=row.summary,
        plan=plan,
        seed=row.seed,
        created_at=row.created_at,
        next_number=row.next_number,
        holidays=row.holidays,
    )


def _days(text: str) -> frozenset[date]:
    return frozenset(date.fromisoformat(day) for day in text.split(",") if day)


def _days_text(days: Collection[date]) -> str:
    return ",".join(day.isoformat() for day in sorted(days))


_MIXED = "mixed"


def _weeks_text(weeks: Sequence[Domain | None]) -> str:
    return ",".join(week or _MIXED for week in weeks)


def _weeks(text: str) -> tuple[Domain | None, ...]:
    return tuple(None if week == _MIXED else Domain(week) for week in text.split(",") if week)
