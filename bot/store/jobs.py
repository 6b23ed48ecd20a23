"""Jobs: work that falls due at an instant. One of a key at a time; done work is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import job
from bot.store.sql import insert_into, upsert


class JobKind(StrEnum):
    """What there is to do, in the order in which it is done at one instant."""

    CLOSE = "close"
    OPEN = "open"
    REFRESH = "refresh"
    REMIND = "remind"


_RANKS = {kind: rank for rank, kind in enumerate(JobKind)}


@dataclass(frozen=True, slots=True)
class Job:
    """`subject` is the cohort, round or person it is about; `detail` what else it needs to know."""

    id: int
    kind: JobKind
    subject: int
    detail: str
    due: datetime
    tries: int


async def put(
    tx: AsyncConnection, kind: JobKind, subject: int, due: datetime, detail: str = "", *, keep: bool = False
) -> None:
    """Have this done when due. An earlier one of the same kind, subject and detail is moved, or with `keep` kept."""
    key = f"{kind}:{subject}:{detail}" if kind is JobKind.REMIND else f"{kind}:{subject}"
    values = {"key": key, "kind": kind, "subject": subject, "detail": detail, "due": due, "rank": _RANKS[kind]}
    if keep:
        await tx.execute(insert_into(tx, job).values(**values).on_conflict_do_nothing())
    else:
        await upsert(tx, job, ("key",), **values, claimed_until=None, tries=0)


async def drop(tx: AsyncConnection, kind: JobKind, subject: int) -> None:
    """Have nothing of this kind done for this subject."""
    await tx.execute(delete(job).where(job.c.kind == kind, job.c.subject == subject))


async def claim(tx: AsyncConnection, now: datetime, lease: timedelta, most: int) -> list[Job]:
    """Take what is due and nobody works on, oldest first. A claim that is not finished lapses after the lease."""
    free = or_(job.c.claimed_until.is_(None), job.c.claimed_until <= now)
    query = select(job).where(job.c.due <= now, free).order_by(job.c.due, job.c.rank, job.c.id).limit(most)
    rows = (await tx.execute(query.with_for_update(skip_locked=True))).all()
    if rows:
        ids = [row.id for row in rows]
        taken = update(job).where(job.c.id.in_(ids)).values(claimed_until=now + lease, tries=job.c.tries + 1)
        await tx.execute(taken)
    return [Job(r.id, JobKind(r.kind), r.subject, r.detail, r.due, r.tries + 1) for r in rows]


async def finish(tx: AsyncConnection, done: Job) -> None:
    """It is done, unless it was put anew for another time meanwhile."""
    await tx.execute(delete(job).where(job.c.id == done.id, job.c.due == done.due))


async def postpone(tx: AsyncConnection, what: Job, until: datetime) -> None:
    """Do it later."""
    await tx.execute(update(job).where(job.c.id == what.id).values(due=until, claimed_until=None))


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When the next job falls due."""
    found: datetime | None = (await tx.execute(select(func.min(job.c.due)))).scalar()
    return found


async def due_of(tx: AsyncConnection, kind: JobKind, subject: int) -> datetime | None:
    """When the next job of this kind falls due for a subject."""
    query = select(func.min(job.c.due)).where(job.c.kind == kind, job.c.subject == subject)
    found: datetime | None = (await tx.execute(query)).scalar()
    return found


async def next_of(tx: AsyncConnection, kind: JobKind) -> datetime | None:
    """When the next job of this kind falls due."""
    found: datetime | None = (await tx.execute(select(func.min(job.c.due)).where(job.c.kind == kind))).scalar()
    return found
