"""Which rooms cohorts meet in, and met in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.places import Community, Room
from bot.store import memberships
from bot.store.schema import room
from bot.store.sql import insert_id


@dataclass(frozen=True, slots=True)
class BoundRoom:
    """A room as the store knows it."""

    id: int
    room: Room
    name: str


async def bind(tx: AsyncConnection, number: int, place: Room, name: str, when: datetime) -> int:
    """Make a channel the cohort's room. Raises IntegrityError where another cohort meets there."""
    await memberships.number_all(tx, number)
    return await insert_id(
        tx,
        room,
        cohort=number,
        platform=place.platform,
        community=place.community,
        channel=place.channel,
        name=name,
        bound_at=when,
    )


async def unbind(tx: AsyncConnection, place: Room | Community, when: datetime, why: str) -> list[int]:
    """Unbind a room, or all rooms of a community. The record stays. Returns the cohorts concerned."""
    where = is_at(place) if isinstance(place, Room) else _in(place)
    query = update(room).where(where).values(unbound_at=when, unbound_why=why).returning(room.c.cohort)
    return sorted(set((await tx.execute(query)).scalars()))


async def rebind(tx: AsyncConnection, place: Community, why: str) -> list[int]:
    """Bind again what was unbound for this reason, where nobody else has moved in. Returns the cohorts concerned."""
    later = room.alias("later")
    newer = exists().where(
        later.c.platform == room.c.platform,
        later.c.community == room.c.community,
        later.c.channel == room.c.channel,
        or_(later.c.unbound_at.is_(None), later.c.id > room.c.id),
        later.c.id != room.c.id,
    )
    query = (
        update(room)
        .where(room.c.platform == place.platform, room.c.community == place.id)
        .where(room.c.unbound_why == why, room.c.unbound_at.is_not(None), ~newer)
        .values(unbound_at=None, unbound_why="")
        .returning(room.c.cohort)
    )
    return sorted(set((await tx.execute(query)).scalars()))


async def return_to(tx: AsyncConnection, number: int, place: Room) -> None:
    """Bind the room that the cohort met in last once more."""
    last = select(func.max(room.c.id)).where(
        room.c.cohort == number,
        room.c.platform == place.platform,
        room.c.community == place.community,
        room.c.channel == place.channel,
    )
    query = update(room).where(room.c.id == last.scalar_subquery())
    await tx.execute(query.values(unbound_at=None, unbound_why=""))


async def of_cohort(tx: AsyncConnection, number: int) -> list[BoundRoom]:
    """The rooms where a cohort meets now, the first one first."""
    return (await of_cohorts(tx, [number])).get(number, [])


async def of_cohorts(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, list[BoundRoom]]:
    """The rooms where these cohorts meet now, of each the first one first."""
    found: dict[int, list[BoundRoom]] = defaultdict(list)
    query = select(room).where(room.c.cohort.in_(numbers), room.c.unbound_at.is_(None)).order_by(room.c.id)
    for row in await tx.execute(query):
        found[row.cohort].append(BoundRoom(row.id, Room(row.platform, row.community, row.channel), row.name))
    return found


async def names(tx: AsyncConnection) -> dict[Room, str]:
    """What each room was called when it was last bound, also those that were left."""
    rows = await tx.execute(select(room).order_by(room.c.id))
    return {Room(r.platform, r.community, r.channel): r.name for r in rows if r.name}


async def name_of(tx: AsyncConnection, number: int, place: Room) -> str:
    """What a room of the cohort was called when it was bound, also one that it has left."""
    query = (
        select(room.c.name)
        .where(room.c.cohort == number, room.c.platform == place.platform)
        .where(room.c.community == place.community, room.c.channel == place.channel)
    )
    return str((await tx.execute(query.order_by(room.c.id.desc()).limit(1))).scalar() or "")


async def get(tx: AsyncConnection, number: int) -> tuple[BoundRoom, int] | None:
    """A room that is bound now, by id, and its cohort."""
    row = (await tx.execute(select(room).where(room.c.id == number, room.c.unbound_at.is_(None)))).one_or_none()
    return (BoundRoom(row.id, Room(row.platform, row.community, row.channel), row.name), row.cohort) if row else None


async def any_outside(tx: AsyncConnection, platform: str) -> bool:
    """Whether any cohort ever met on another platform than this one."""
    return (await tx.execute(select(room.c.id).where(room.c.platform != platform).limit(1))).first() is not None


async def any_of(tx: AsyncConnection, platform: str) -> bool:
    """Whether any cohort ever met on this platform."""
    return (await tx.execute(select(room.c.id).where(room.c.platform == platform).limit(1))).first() is not None


def _in(place: Community) -> Any:
    return (room.c.platform == place.platform) & (room.c.community == place.id) & room.c.unbound_at.is_(None)


def is_at(place: Room) -> Any:
    """Whether a row of `room` binds this one now."""
    return _in(Community(place.platform, place.community)) & (room.c.channel == place.channel)
