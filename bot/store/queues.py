"""Queues: one for each address with unsent letters. Whoever has claimed a queue, and nobody else, hands over its first.

The row of a queue is the lock of its address on a server: it is taken before a letter that stands there is changed, so
that no process misses what another has just written. A queue may be due too early, never too late: who claims it
looks at the letter and puts it back. A claim lapses after its lease; the `claim` in the row proves that it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, delete, func, or_, select, true, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.places import Account, Address, Room
from bot.store.schema import CLAIMED, UNSENT, letter, queue
from bot.store.sql import insert_into

_PLACE = ("platform", "community", "channel", "user")


@dataclass(frozen=True, slots=True)
class Claim:
    """A queue that is ours until the lease ends. `first` is the id of its first letter, None where it is empty."""

    queue: int
    token: int
    first: int | None


def place_of(to: Address) -> dict[str, str]:
    """An address as columns."""
    user = to.user if isinstance(to, Account) else ""
    channel = to.channel if isinstance(to, Room) else ""
    return {"platform": to.platform, "community": to.community, "channel": channel, "user": user}


async def wake(tx: AsyncConnection, to: Address, due: datetime) -> None:
    """There is an unsent letter to this address: have it looked at when due, or earlier."""
    await wake_all(tx, [(to, due)])


async def wake_all(tx: AsyncConnection, which: Sequence[tuple[Address, datetime]]) -> None:
    """The same for several addresses, taken in one order always: two transactions never wait for each other."""
    rows = [{**place_of(to), "due": due} for to, due in which]
    new = insert_into(tx, queue)
    earlier = case((new.excluded.due < queue.c.due, new.excluded.due), else_=queue.c.due)
    upsert = new.on_conflict_do_update(index_elements=_PLACE, set_={"due": earlier})
    await tx.execute(upsert, sorted(rows, key=lambda row: [str(row[name]) for name in _PLACE]))


def _of(platform: str, but: Collection[str]) -> Any:
    mine = queue.c.platform == platform
    return and_(mine, queue.c.community.not_in(sorted(but))) if but else mine


def _free(now: datetime, lease: timedelta) -> Any:
    """Not claimed, or no longer. A claim that ends too late to be possible is from before the clock went back."""
    until = queue.c.claimed_until
    return and_(queue.c.due <= now, or_(until.is_(None), until <= now, until > now + 2 * lease))


async def any_due(tx: AsyncConnection, platform: str, now: datetime, lease: timedelta, but: Collection[str]) -> bool:
    """Whether there is something to claim outside these communities."""
    query = select(queue.c.id).where(_of(platform, but), _free(now, lease)).limit(1)
    return (await tx.execute(query)).first() is not None


async def claim(
    tx: AsyncConnection,
    platform: str,
    now: datetime,
    lease: timedelta,
    most: int,
    token: int,
    *,
    but: Collection[str] = (),
    own: Collection[int] = (),
) -> list[Claim]:
    """Take queues that are due, the longest waiting first: none of the communities in `but`, nor those in `own`.

    On a server what another process is claiming just now is passed over.
    """
    query = select(queue.c.id).where(_of(platform, but), _free(now, lease))
    if own:
        query = query.where(queue.c.id.not_in(sorted(own)))
    query = query.order_by(queue.c.due, queue.c.id).limit(most).with_for_update(skip_locked=True)
    ids = (await tx.execute(query)).scalars().all()
    if not ids:
        return []
    taken = update(queue).where(queue.c.id.in_(ids)).values(claimed_until=now + lease, claim=token)
    await tx.execute(taken)
    rows = await tx.execute(select(queue.c.id, _first()).where(queue.c.id.in_(ids)).order_by(queue.c.due, queue.c.id))
    return [Claim(number, token, first) for number, first in rows]


def _first() -> Any:
    """The id of the oldest unsent letter of a queue, the only one that may go: letters keep their order."""
    here = and_(*(letter.c[name] == queue.c[name] for name in _PLACE))
    return select(func.min(letter.c.id)).where(here, sql(UNSENT)).correlate(queue).scalar_subquery()


async def renew(tx: AsyncConnection, held: Claim, until: datetime) -> bool:
    """Hold a claim for longer. Returns False where it is lost: another has, or had, the letter in hand."""
    mine = (queue.c.id == held.queue) & (queue.c.claim == held.token)
    return bool((await tx.execute(update(queue).where(mine).values(claimed_until=until))).rowcount)


async def let_go(tx: AsyncConnection, held: Claim, not_before: datetime) -> None:
    """Give up a claim: the next letter may go when it is due, `not_before` at the earliest.

    In the transaction that made or renewed it, and so has the row locked: what others wrote before shows, what they
    write from now on waits.
    """
    mine = (queue.c.id == held.queue) & (queue.c.claim == held.token)
    first = (await tx.execute(select(_first()).select_from(queue).where(mine))).scalar()
    if first is None:
        await tx.execute(delete(queue).where(mine))
        return
    due = (await tx.execute(select(letter.c.due).where(letter.c.id == first))).scalar_one()
    free = {"claimed_until": None, "claim": 0, "due": max(due, not_before)}
    await tx.execute(update(queue).where(mine).values(**free))


async def put_back(tx: AsyncConnection, held: Claim) -> None:
    """Give up a claim just made, with nothing done: others may have it at once."""
    mine = (queue.c.id == held.queue) & (queue.c.claim == held.token)
    await tx.execute(update(queue).where(mine).values(claimed_until=None, claim=0))


async def next_due(tx: AsyncConnection, platform: str, but: Collection[str] = ()) -> datetime | None:
    """When there is something to claim next outside these communities."""
    free = select(queue.c.due).where(_of(platform, but), queue.c.claimed_until.is_(None)).order_by(queue.c.due).limit(1)
    lapse = select(func.min(queue.c.claimed_until)).where(_of(platform, but), sql(CLAIMED))
    found = [at for query in (free, lapse) if (at := (await tx.execute(query)).scalar()) is not None]
    return min(found, default=None)


async def mend(tx: AsyncConnection) -> None:
    """Give every unsent letter a queue that has none, so that nothing can be forgotten."""
    there = select(true()).where(*(queue.c[name] == letter.c[name] for name in _PLACE)).exists()
    place = [letter.c[name] for name in _PLACE]
    lone: Select[Any] = select(*place, func.min(letter.c.due)).where(sql(UNSENT), ~there).group_by(*place)
    await tx.execute(insert_into(tx, queue).from_select([*_PLACE, "due"], lone).on_conflict_do_nothing())


async def free_all(tx: AsyncConnection) -> None:
    """No claim stands: for a process that has the database alone."""
    await tx.execute(update(queue).where(sql(CLAIMED)).values(claimed_until=None, claim=0))


async def look_anew(tx: AsyncConnection, now: datetime) -> None:
    """Have every queue that waits looked at now: the clock went back, and what they wait for is too far away."""
    await tx.execute(update(queue).where(queue.c.due > now).values(due=now))
