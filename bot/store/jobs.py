"""Jobs: work that falls due at an instant. One of a key at a time; done work is deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import job
from bot.store.sql import insert_into, upsert


class JobKind(StrEnum):
    """What there is to do, in the order in which it is done at one instant."""

    CLOSE = "close"
    OPEN = "open"
    REFRESH = "refresh"
    REMIND = "remind"
    DUEL = "duel"
    CHALLENGE = "challenge"
    CHALLENGE_CARD = "challenge-card"
    FORGIVE = "forgive"
    NUDGE = "nudge"
    LIVE = "live"
    LOOK = "look"


_SEVERAL = (JobKind.REMIND, JobKind.NUDGE)
"""Kinds of which one subject can have several, by their detail."""
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
    key = f"{kind}:{subject}:{detail}" if kind in _SEVERAL else f"{kind}:{subject}"
    values = {"key": key, "kind": kind, "subject": subject, "detail": detail, "due": due, "rank": _RANKS[kind]}
    if keep:
        await tx.execute(insert_into(tx, job).values(**values).on_conflict_do_nothing())
    else:
        await upsert(tx, job, ("key",), **values, claimed_until=None, tries=0)


async def drop(tx: AsyncConnection, kind: JobKind, subject: int) -> None:
    """Have nothing of this kind done for this subject."""
    await tx.execute(delete(job).where(job.c.kind == kind, job.c.subject == subject))


def _free(now: datetime) -> Any:
    """Due, and nobody works on it: a claim that was not finished lapses after its lease."""
    return (job.c.due <= now) & or_(job.c.claimed_until.is_(None), job.c.claimed_until <= now)


async def any_due(tx: AsyncConnection, now: datetime) -> bool:
    """Whether there is something to claim."""
    return (await tx.execute(select(job.c.id).where(_free(now)).limit(1))).first() is not None


async def claim(tx: AsyncConnection, now: datetime, lease: timedelta, most: int) -> list[Job]:
    """Take what is due and nobody works on, oldest first."""
    query = select(job).where(_free(now)).order_by(job.c.due, job.c.rank, job.c.id).limit(most)
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
    """When there is something to claim next."""
    free_at = case((job.c.claimed_until > job.c.due, job.c.claimed_until), else_=job.c.due)
    found: datetime | None = (await tx.execute(select(func.min(free_at)))).scalar()
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
