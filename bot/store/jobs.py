"""Jobs: work that falls due at an instant. One of a key at a time; done work is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, case, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import job
from bot.store.sql import insert_into, upsert_many


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
    RETELL = "retell"


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
    claimed_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """A job to put: an earlier one of the same kind, subject and (of kinds with several) detail gives way."""

    kind: JobKind
    subject: int
    due: datetime
    detail: str = ""


async def put_all(tx: AsyncConnection, what: Sequence[Planned], *, keep: bool = False) -> None:
    """Have these done when due, in one statement. Earlier ones of the same key are moved, or with `keep` kept."""
    if not what:
        return
    rows = [_row(one) for one in what]
    if keep:
        await tx.execute(insert_into(tx, job).on_conflict_do_nothing(), rows)
    else:
        await upsert_many(tx, job, ("key",), [{**row, "claimed_until": None, "tries": 0} for row in rows])


def _row(what: Planned) -> dict[str, Any]:
    several = f":{what.detail}" if what.kind in _SEVERAL else ""
    return {
        "key": f"{what.kind}:{what.subject}{several}",
        "kind": what.kind,
        "subject": what.subject,
        "detail": what.detail,
        "due": what.due,
        "rank": _RANKS[what.kind],
    }


async def put(
    tx: AsyncConnection, kind: JobKind, subject: int, due: datetime, detail: str = "", *, keep: bool = False
) -> None:
    """Have this done when due. An earlier one of the same kind, subject and detail is moved, or with `keep` kept."""
    await put_all(tx, [Planned(kind, subject, due, detail)], keep=keep)


async def drop(tx: AsyncConnection, kind: JobKind, subject: int) -> None:
    """Have nothing of this kind done for this subject."""
    await drop_all(tx, kind, [subject])


async def drop_all(tx: AsyncConnection, kind: JobKind, subjects: Sequence[int]) -> None:
    """Have nothing of this kind done for these subjects."""
    if subjects:
        await tx.execute(delete(job).where(job.c.kind == kind, job.c.subject.in_(subjects)))


def _free(now: datetime, lease: timedelta) -> Any:
    """Due, and nobody works on it: a claim that was not finished lapses after its lease.

    One that ends too late to be possible is from before the clock went back.
    """
    until = job.c.claimed_until
    return (job.c.due <= now) & or_(until.is_(None), until <= now, until > now + 2 * lease)


async def any_due(tx: AsyncConnection, now: datetime, lease: timedelta) -> bool:
    """Whether there is something to claim."""
    return (await tx.execute(select(job.c.id).where(_free(now, lease)).limit(1))).first() is not None


async def claim(tx: AsyncConnection, now: datetime, lease: timedelta, most: int) -> list[Job]:
    """Take what is due and nobody works on, oldest first."""
    query = select(job).where(_free(now, lease)).order_by(job.c.due, job.c.rank, job.c.id).limit(most)
    rows = (await tx.execute(query.with_for_update(skip_locked=True))).all()
    if rows:
        ids = [row.id for row in rows]
        taken = update(job).where(job.c.id.in_(ids)).values(claimed_until=now + lease, tries=job.c.tries + 1)
        await tx.execute(taken)
    return [Job(r.id, JobKind(r.kind), r.subject, r.detail, r.due, r.tries + 1, now + lease) for r in rows]


async def held(tx: AsyncConnection, claimed: Sequence[Job]) -> list[Job]:
    """Those of the claimed jobs that are still this claimant's, locked until the transaction ends.

    The fence: a lease may have run out, another process may have taken the job and even be done with it; or it was put
    anew or dropped since. Work that begins with this look is done by one claimant, whatever the clocks say.
    """
    query = select(job.c.id, job.c.due, job.c.tries, job.c.claimed_until)
    query = query.where(job.c.id.in_([one.id for one in claimed])).order_by(job.c.id).with_for_update()
    stand = {row.id: (row.due, row.tries, row.claimed_until) for row in await tx.execute(query)}
    return [one for one in claimed if stand.get(one.id) == (one.due, one.tries, one.claimed_until)]


async def finish(tx: AsyncConnection, done: Iterable[Job], later: Mapping[int, datetime]) -> None:
    """These are done, but for those that are to be done `later`, by id, or that were put anew for another time."""
    again = []
    over: dict[datetime, list[int]] = defaultdict(list)
    for one in done:
        if one.id in later:
            again.append({"number": one.id, "until": later[one.id]})
        else:
            over[one.due].append(one.id)
    if again:
        moved = update(job).where(job.c.id == bindparam("number"))
        await tx.execute(moved.values(due=bindparam("until"), claimed_until=None), again)
    for was, ids in over.items():
        await tx.execute(delete(job).where(job.c.id.in_(ids), job.c.due == was))


async def next_due(tx: AsyncConnection) -> datetime | None:
    """When there is something to claim next."""
    waiting = select(job.c.due).where(job.c.claimed_until.is_(None)).order_by(job.c.due).limit(1)
    free_at = case((job.c.claimed_until > job.c.due, job.c.claimed_until), else_=job.c.due)
    claimed = select(func.min(free_at)).where(job.c.claimed_until.is_not(None))
    found = [(await tx.execute(query)).scalar() for query in (waiting, claimed)]
    return min((at for at in found if at is not None), default=None)


async def due_of(tx: AsyncConnection, kind: JobKind, subject: int) -> datetime | None:
    """When the next job of this kind falls due for a subject."""
    return (await due_of_all(tx, kind, [subject])).get(subject)


async def due_of_all(tx: AsyncConnection, kind: JobKind, subjects: Collection[int]) -> dict[int, datetime]:
    """When the next job of this kind falls due, by subject, where there is one."""
    query = select(job.c.subject, func.min(job.c.due).label("due")).where(job.c.kind == kind)
    rows = await tx.execute(query.where(job.c.subject.in_(subjects)).group_by(job.c.subject))
    return {row.subject: row.due for row in rows}


async def next_of(tx: AsyncConnection, kind: JobKind) -> datetime | None:
    """When the next job of this kind falls due."""
    found: datetime | None = (await tx.execute(select(func.min(job.c.due)).where(job.c.kind == kind))).scalar()
    return found
