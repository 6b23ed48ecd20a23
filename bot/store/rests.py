"""Rests: the days on which people are left alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.rules.resting import Rest
from bot.store.schema import person, rest
from bot.store.sql import insert_into


async def of_person(tx: AsyncConnection, who: int) -> list[Rest]:
    """A person's rests, past ones too, the earliest first."""
    query = select(rest.c.first, rest.c.last).where(rest.c.person == who).order_by(rest.c.first)
    return [Rest(row.first, row.last) for row in await tx.execute(query)]


async def of_people(tx: AsyncConnection, who: Iterable[int]) -> dict[int, list[Rest]]:
    """The rests of these people, for whoever has any."""
    found: dict[int, list[Rest]] = {}
    query = select(rest).where(rest.c.person.in_(list(who))).order_by(rest.c.first)
    for row in await tx.execute(query):
        found.setdefault(row.person, []).append(Rest(row.first, row.last))
    return found


async def keep(tx: AsyncConnection, who: int, rests: Iterable[Rest]) -> None:
    """These are a person's rests, in place of all that were kept."""
    await tx.execute(delete(rest).where(rest.c.person == who))
    for one in rests:
        await tx.execute(insert_into(tx, rest).values(person=who, first=one.first, last=one.last))


def rests_on(day: date) -> Any:
    """Whether the person of a query rests on this day."""
    return (
        select(rest.c.id)
        .where(rest.c.person == person.c.id, rest.c.first <= day, rest.c.last >= day)
        .correlate(person)
        .exists()
    )
