"""Who belongs to which cohort."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import Membership
from bot.store.people import person_of
from bot.store.schema import member, person
from bot.store.sql import insert_into


async def join(tx: AsyncConnection, number: int, who: int, when: datetime, *, leader: bool = False) -> bool:
    """Make a person a member, a returning one too. Returns whether that is new."""
    row = {"cohort": number, "person": who, "joined_at": when, "leader": leader}
    new = insert_into(tx, member).values(**row, number=_next_number(number))
    if (await tx.execute(new.on_conflict_do_nothing())).rowcount:
        return True
    back = update(member).where(_member(number, who), member.c.left_at.is_not(None)).values(left_at=None)
    returned = bool((await tx.execute(back)).rowcount)
    if leader:
        await change(tx, number, who, leader=True)
    return returned


async def change(tx: AsyncConnection, number: int, who: int, /, **values: Any) -> None:
    """Set columns of a membership."""
    await tx.execute(update(member).where(_member(number, who)).values(**values))


async def change_all(tx: AsyncConnection, who: int, **values: Any) -> None:
    """Set columns of all memberships of a person."""
    await tx.execute(update(member).where(member.c.person == who).values(**values))


async def of_person(tx: AsyncConnection, who: int) -> list[Membership]:
    """A person's memberships that were not left, the newest cohort first."""
    query = _memberships().where(member.c.person == who).order_by(member.c.cohort.desc())
    return [_membership(row) for row in await tx.execute(query)]


async def get(tx: AsyncConnection, number: int, who: int) -> Membership | None:
    """A person's membership, if any, and not left."""
    row = (await tx.execute(_memberships().where(_member(number, who)))).one_or_none()
    return _membership(row) if row else None


async def of_cohort(tx: AsyncConnection, number: int, *, leaders: bool = False) -> list[Membership]:
    """The members of a cohort in the order in which they joined, or its leaders alone."""
    query = _memberships().where(member.c.cohort == number).order_by(member.c.joined_at, member.c.person)
    if leaders:
        query = query.where(member.c.leader)
    return [_membership(row) for row in await tx.execute(query)]


async def to_nudge(tx: AsyncConnection, numbers: Collection[int]) -> list[Membership]:
    """Who of these cohorts studies for their exam and asked to be nudged."""
    query = _memberships().where(member.c.cohort.in_(numbers), ~member.c.alumni, person.c.nudge_at.is_not(None))
    return [_membership(row) for row in await tx.execute(query.order_by(member.c.joined_at, member.c.person))]


async def count(tx: AsyncConnection, number: int) -> int:
    """How many members a cohort has."""
    query = select(func.count()).where(member.c.cohort == number, member.c.left_at.is_(None))
    return int((await tx.execute(query)).scalar_one())


def _next_number(number: int) -> Any:
    """A member's own number, for good: nobody's changes when somebody leaves."""
    return select(func.coalesce(func.max(member.c.number), 0) + 1).where(member.c.cohort == number).scalar_subquery()


async def number_all(tx: AsyncConnection, number: int) -> None:
    """Members from before there were numbers get theirs, in the order in which they joined."""
    query = select(member.c.person).where(member.c.cohort == number, member.c.number == 0)
    for who in (await tx.execute(query.order_by(member.c.joined_at, member.c.person))).scalars().all():
        await change(tx, number, who, number=_next_number(number))


def _memberships() -> Select[Any]:
    flags = (member.c.leader, member.c.alumni, member.c.shares_countdown, member.c.named)
    columns = (member.c.cohort, member.c.joined_at, *flags)
    return select(person, *columns).join(member, member.c.person == person.c.id).where(member.c.left_at.is_(None))


def _membership(row: Row[Any]) -> Membership:
    flags = (row.leader, row.alumni, row.shares_countdown, row.named)
    return Membership(row.cohort, person_of(row), row.joined_at, *flags)


def _member(number: int, who: int) -> Any:
    return (member.c.cohort == number) & (member.c.person == who)
