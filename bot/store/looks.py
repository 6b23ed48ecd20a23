"""What rooms lacked when they were last looked at before an opening: kept, so that nobody is told twice."""

from __future__ import annotations

from sqlalchemy import Text, cast, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import asides
from bot.store.schema import note, room

_PREFIX = "look:"


async def found(tx: AsyncConnection, bound: int) -> str:
    """What a room, by its id, lacked at the last look; "" where it lacked nothing."""
    return await asides.read_note(tx, f"{_PREFIX}{bound}")


async def keep(tx: AsyncConnection, bound: int, lacks: str) -> None:
    """What a room lacks now."""
    if lacks:
        await asides.write_note(tx, f"{_PREFIX}{bound}", lacks)
    else:
        await tx.execute(delete(note).where(note.c.key == f"{_PREFIX}{bound}"))


async def forget(tx: AsyncConnection, cohort: int) -> None:
    """The cohort goes, with all its rooms."""
    for bound in (await tx.execute(select(room.c.id).where(room.c.cohort == cohort))).scalars().all():
        await keep(tx, bound, "")


async def lacking(tx: AsyncConnection) -> int:
    """How many rooms in which a cohort meets lacked something at their last look."""
    kept = room.join(note, note.c.key == literal(_PREFIX) + cast(room.c.id, Text))
    query = select(func.count()).select_from(kept).where(room.c.unbound_at.is_(None))
    return int((await tx.execute(query)).scalar_one())
