"""Rounds, their posts, and what was prepared or seen before its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Reveal
from bot.model.domains import Domain
from bot.model.rounds import Round, RoundState, Series
from bot.store.schema import coming, post, preview, round_
from bot.store.sql import insert_id, insert_into, upsert


async def create(tx: AsyncConnection, new: Round, key: int) -> int:
    """Keep a new round (its id is ignored); `key` is the right position. Raises IntegrityError for a repeated one."""
    return await insert_id(
        tx,
        round_,
        cohort=new.cohort,
        series=new.series,
        day=new.day,
        ordinal=new.ordinal,
        number=new.number,
        item=new.item,
        version=new.version,
        seed=new.seed,
        order=",".join(map(str, new.order)),
        domain=new.domain,
        subtopic=new.subtopic,
        key=key,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
        reveal=new.reveal,
        state=new.state,
        late=new.late,
    )


async def get(tx: AsyncConnection, number: int) -> Round | None:
    """A round by id."""
    row = (await tx.execute(select(round_).where(round_.c.id == number))).one_or_none()
    return round_of(row) if row else None


async def keys(tx: AsyncConnection, numbers: Sequence[int]) -> dict[int, int]:
    """The right position of each of these rounds."""
    query = select(round_.c.id, round_.c.key).where(round_.c.id.in_(numbers))
    return {row.id: row.key for row in await tx.execute(query)}


async def set_state(tx: AsyncConnection, number: int, state: RoundState, closes_at: datetime | None = None) -> bool:
    """Close or withdraw an open round, or withdraw a closed one. Returns whether anything changed."""
    changes: dict[str, Any] = {"state": state} | ({"closes_at": closes_at} if closes_at else {})
    query = update(round_).where(round_.c.id == number, round_.c.state != state, round_.c.state != "withdrawn")
    return bool((await tx.execute(query.values(**changes))).rowcount)


async def open_ones(tx: AsyncConnection, cohort: int) -> list[Round]:
    """The open rounds of a cohort, the oldest first."""
    query = select(round_).where(round_.c.cohort == cohort, round_.c.state == RoundState.OPEN).order_by(round_.c.id)
    return [round_of(row) for row in await tx.execute(query)]


async def latest(tx: AsyncConnection, cohort: int, *, before: int | None = None) -> Round | None:
    """The cohort's last round that was not withdrawn; with `before`, the last closed one before that round."""
    query = select(round_).where(round_.c.cohort == cohort, round_.c.state != RoundState.WITHDRAWN)
    if before is not None:
        query = query.where(round_.c.id < before, round_.c.state == RoundState.CLOSED)
    row = (await tx.execute(query.order_by(round_.c.id.desc()).limit(1))).one_or_none()
    return round_of(row) if row else None


async def last_closed(tx: AsyncConnection, cohort: int) -> Round | None:
    """The cohort's closed round of the latest study day."""
    query = (
        select(round_)
        .where(round_.c.cohort == cohort, round_.c.state == RoundState.CLOSED)
        .order_by(round_.c.day.desc(), round_.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(query)).one_or_none()
    return round_of(row) if row else None


async def count_all(tx: AsyncConnection, cohort: int) -> int:
    """How many questions a cohort was asked, without withdrawn ones."""
    query = select(func.count()).where(round_.c.cohort == cohort, round_.c.state != RoundState.WITHDRAWN)
    return int((await tx.execute(query)).scalar_one())


async def by_number(tx: AsyncConnection, cohort: int, number: int) -> Round | None:
    """A cohort's round by its Q-number."""
    query = select(round_).where(round_.c.cohort == cohort, round_.c.number == number)
    row = (await tx.execute(query)).one_or_none()
    return round_of(row) if row else None


async def asked_items(tx: AsyncConnection, cohort: int) -> list[str]:
    """The ids of the items asked in a cohort, oldest first, repeats and withdrawn ones included."""
    return list(
        (await tx.execute(select(round_.c.item).where(round_.c.cohort == cohort).order_by(round_.c.id))).scalars()
    )


async def study_days(tx: AsyncConnection, cohort: int, since: date = date.min) -> list[date]:
    """The days on which a daily question was really asked, ascending."""
    query = (
        select(round_.c.day)
        .where(round_.c.cohort == cohort, round_.c.series == Series.DAILY, round_.c.day >= since)
        .where(round_.c.state != RoundState.WITHDRAWN)
        .distinct()
        .order_by(round_.c.day)
    )
    return list((await tx.execute(query)).scalars())


async def next_ordinal(tx: AsyncConnection, cohort: int, series: Series, day: date) -> int:
    """The ordinal that a further round of this series and day would have."""
    query = select(func.max(round_.c.ordinal)).where(
        round_.c.cohort == cohort, round_.c.series == series, round_.c.day == day
    )
    return int((await tx.execute(query)).scalar() or 0) + 1


async def between(tx: AsyncConnection, cohort: int, first: date, last: date) -> list[Round]:
    """The rounds of these study days that were not withdrawn, in order."""
    query = (
        select(round_)
        .where(round_.c.cohort == cohort, round_.c.day >= first, round_.c.day <= last)
        .where(round_.c.state != RoundState.WITHDRAWN)
        .order_by(round_.c.id)
    )
    return [round_of(row) for row in await tx.execute(query)]


async def count_asked(tx: AsyncConnection, cohort: int, since: datetime, first: date = date.min) -> int:
    """How many rounds were open at some time since this instant, from this study day on."""
    query = (
        select(func.count())
        .select_from(round_)
        .where(round_.c.cohort == cohort, round_.c.closes_at > since, round_.c.day >= first)
        .where(round_.c.state != RoundState.WITHDRAWN)
    )
    return int((await tx.execute(query)).scalar_one())


def round_of(row: Row[Any]) -> Round:
    """A row of the round table as the model has it."""
    return Round(
        id=row.id,
        cohort=row.cohort,
        series=Series(row.series),
        day=row.day,
        ordinal=row.ordinal,
        number=row.number,
        item=row.item,
        version=row.version,
        seed=row.seed,
        order=tuple(int(i) for i in row.order.split(",")),
        domain=Domain(row.domain),
        subtopic=row.subtopic,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        reveal=Reveal(row.reveal),
        state=RoundState(row.state),
        late=row.late,
    )


# --- posts


async def add_post(tx: AsyncConnection, number: int, room: int, letter: int) -> None:
    """Note which letter asks this round in this room."""
    await tx.execute(insert_into(tx, post).values(round=number, room=room, letter=letter))


async def posts(tx: AsyncConnection, number: int) -> Sequence[int]:
    """The letters that ask this round, one for each room."""
    return (await tx.execute(select(post.c.letter).where(post.c.round == number))).scalars().all()


# --- the coming question


@dataclass(frozen=True, slots=True)
class Coming:
    """A question chosen ahead because somebody looked at it."""

    item: str
    seed: int


async def prepare(tx: AsyncConnection, cohort: int, item: str, seed: int) -> None:
    """Fix what will be asked next."""
    await upsert(tx, coming, ("cohort",), cohort=cohort, item=item, seed=seed)


async def prepared(tx: AsyncConnection, cohort: int) -> Coming | None:
    """What was fixed to be asked next."""
    row = (await tx.execute(select(coming).where(coming.c.cohort == cohort))).one_or_none()
    return Coming(row.item, row.seed) if row else None


async def clear_prepared(tx: AsyncConnection, cohort: int, item: str = "") -> None:
    """Nothing is fixed any more; with `item`, only if it was this one."""
    query = delete(coming).where(coming.c.cohort == cohort)
    await tx.execute(query.where(coming.c.item == item) if item else query)


ANY_SEED = -1
"""In a preview: whatever the question is drawn with, for items whose text does not depend on it."""


async def saw(tx: AsyncConnection, cohort: int, who: int, item: str, seed: int) -> None:
    """A person has seen this question before it was asked."""
    new = insert_into(tx, preview).values(cohort=cohort, person=who, item=item, seed=seed)
    await tx.execute(new.on_conflict_do_nothing())


async def seen_items(tx: AsyncConnection, cohort: int, who: int) -> list[str]:
    """The items that a person has seen before they were asked."""
    query = select(preview.c.item).where(preview.c.cohort == cohort, preview.c.person == who).distinct()
    return list((await tx.execute(query)).scalars())
