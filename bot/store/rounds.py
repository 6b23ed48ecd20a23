"""Rounds, their posts, and what was prepared or seen before its time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Reveal
from bot.model.domains import Domain
from bot.model.rounds import Round, RoundState, Series
from bot.store.schema import OPEN, coming, link, post, preview, round_
from bot.store.sql import among, insert_into, upsert


async def create(tx: AsyncConnection, new: Round) -> int:
    """Keep a new round (its id is ignored). Raises IntegrityError for a repeated one."""
    return (await create_all(tx, [new]))[new.cohort]


async def create_all(tx: AsyncConnection, new: Sequence[Round]) -> dict[int, int]:
    """Keep new rounds, one for each cohort at most (their ids are ignored). Their ids, by cohort."""
    rows = [_row(one) for one in new]
    made = await tx.execute(insert_into(tx, round_).returning(round_.c.id, round_.c.cohort), rows)
    return {row.cohort: row.id for row in made}


def _row(new: Round) -> dict[str, Any]:
    return {
        "cohort": new.cohort,
        "series": new.series,
        "day": new.day,
        "ordinal": new.ordinal,
        "number": new.number,
        "item": new.item,
        "version": new.version,
        "seed": new.seed,
        "order": ",".join(map(str, new.order)),
        "domain": new.domain,
        "subtopic": new.subtopic,
        "key": new.key,
        "opens_at": new.opens_at,
        "closes_at": new.closes_at,
        "reveal": new.reveal,
        "state": new.state,
        "late": new.late,
    }


async def get(tx: AsyncConnection, number: int) -> Round | None:
    """A round by id."""
    row = (await tx.execute(select(round_).where(round_.c.id == number))).one_or_none()
    return round_of(row) if row else None


async def several(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, Round]:
    """These rounds by id, those that exist."""
    return {row.id: round_of(row) for row in await tx.execute(_SEVERAL, {"numbers": numbers})}


_SEVERAL = select(round_).where(among("numbers", round_.c.id))


async def keys(tx: AsyncConnection, numbers: Sequence[int]) -> dict[int, int]:
    """The right position of each of these rounds."""
    query = select(round_.c.id, round_.c.key).where(round_.c.id.in_(numbers))
    return {row.id: row.key for row in await tx.execute(query)}


async def set_state(tx: AsyncConnection, numbers: Collection[int], state: RoundState) -> set[int]:
    """Close or withdraw those of these rounds that are open, or withdraw closed ones. Returns which have changed."""
    query = update(round_).where(round_.c.id.in_(numbers), round_.c.state != state, round_.c.state != "withdrawn")
    return set((await tx.execute(query.values(state=state).returning(round_.c.id))).scalars())


async def restore(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """Rounds that were withdrawn after their close are closed again."""
    await tx.execute(update(round_).where(round_.c.id.in_(numbers)).values(state=RoundState.CLOSED))


async def open_ones(tx: AsyncConnection, cohort: int) -> list[Round]:
    """The open rounds of a cohort, the oldest first."""
    return (await open_ones_of(tx, [cohort])).get(cohort, [])


async def open_ones_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, list[Round]]:
    """The open rounds of these cohorts, of each the oldest first, where there are any."""
    found: dict[int, list[Round]] = defaultdict(list)
    query = select(round_).where(round_.c.cohort.in_(cohorts), sql(OPEN)).order_by(round_.c.id)
    for row in await tx.execute(query):
        found[row.cohort].append(round_of(row))
    return found


async def latest(tx: AsyncConnection, cohort: int) -> Round | None:
    """The cohort's last round that was not withdrawn."""
    query = select(round_).where(round_.c.cohort == cohort, round_.c.state != RoundState.WITHDRAWN)
    row = (await tx.execute(query.order_by(round_.c.id.desc()).limit(1))).one_or_none()
    return round_of(row) if row else None


async def closed_last_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, Round]:
    """Of each of these cohorts that has one, the closed round that was asked last."""
    last = select(func.max(round_.c.id)).where(round_.c.cohort.in_(cohorts), round_.c.state == RoundState.CLOSED)
    query = select(round_).where(round_.c.id.in_(last.group_by(round_.c.cohort)))
    return {row.cohort: round_of(row) for row in await tx.execute(query)}


async def last_closed_days(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, date]:
    """Of each of these cohorts that has one, the latest study day with a closed round."""
    query = select(round_.c.cohort, func.max(round_.c.day).label("day")).group_by(round_.c.cohort)
    found = await tx.execute(query.where(round_.c.cohort.in_(cohorts), round_.c.state == RoundState.CLOSED))
    return {row.cohort: row.day for row in found}


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
    return (await asked_items_of(tx, [cohort])).get(cohort, [])


async def asked_items_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, list[str]]:
    """The ids of the items asked in these cohorts, of each the oldest first, withdrawn ones included."""
    found: dict[int, list[str]] = defaultdict(list)
    query = select(round_.c.cohort, round_.c.item).where(round_.c.cohort.in_(cohorts)).order_by(round_.c.id)
    for number, item in await tx.execute(query):
        found[number].append(item)
    return found


async def study_days(tx: AsyncConnection, cohort: int, since: date = date.min) -> list[date]:
    """The days on which a daily question was really asked, ascending."""
    return (await study_days_of(tx, [cohort], since)).get(cohort, [])


async def study_days_of(tx: AsyncConnection, cohorts: Collection[int], since: date) -> dict[int, list[date]]:
    """The days on which a daily question was really asked in these cohorts, ascending."""
    found: dict[int, list[date]] = defaultdict(list)
    query = (
        select(round_.c.cohort, round_.c.day)
        .where(round_.c.cohort.in_(cohorts), round_.c.series == Series.DAILY, round_.c.day >= since)
        .where(round_.c.state != RoundState.WITHDRAWN)
        .distinct()
        .order_by(round_.c.day)
    )
    for number, day in await tx.execute(query):
        found[number].append(day)
    return found


async def ordinals_of(
    tx: AsyncConnection, cohorts: Collection[int], days: Collection[date]
) -> dict[tuple[int, Series, date], int]:
    """The highest ordinal by cohort, series and day, where there was a round, for these days."""
    which = (round_.c.cohort, round_.c.series, round_.c.day)
    query = select(*which, func.max(round_.c.ordinal)).group_by(*which)
    found = await tx.execute(query.where(round_.c.cohort.in_(cohorts), round_.c.day.in_(days)))
    return {(number, Series(series), day): ordinal for number, series, day, ordinal in found}


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
        key=row.key,
        domain=Domain(row.domain),
        subtopic=row.subtopic,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        reveal=Reveal(row.reveal),
        state=RoundState(row.state),
        late=row.late,
    )


# --- posts


async def add_posts(tx: AsyncConnection, posts: Sequence[tuple[int, int, int]]) -> None:
    """Note which letter asks a round in a room: (round, room, letter)."""
    rows = [{"round": number, "room": room, "letter": letter} for number, room, letter in posts]
    await tx.execute(insert_into(tx, post), rows)


async def posts(tx: AsyncConnection, number: int) -> Sequence[int]:
    """The letters that ask this round, one for each room."""
    return (await posts_of(tx, [number])).get(number, [])


async def posts_of(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, list[int]]:
    """The letters that ask these rounds, by round, of each the oldest room's first."""
    found: dict[int, list[int]] = defaultdict(list)
    query = select(post.c.round, post.c.letter).where(post.c.round.in_(numbers)).order_by(post.c.round, post.c.room)
    for number, which in await tx.execute(query):
        found[number].append(which)
    return found


async def post_before(tx: AsyncConnection, what: Round, letter: int) -> int | None:
    """The letter that asked the cohort's round before this one, in the room where this letter asks it."""
    here = select(post.c.room).where(post.c.round == what.id, post.c.letter == letter).scalar_subquery()
    query = select(post.c.letter).join(round_, round_.c.id == post.c.round)
    query = query.where(round_.c.cohort == what.cohort, round_.c.id < what.id, post.c.room == here)
    found: int | None = (await tx.execute(query.order_by(round_.c.id.desc()).limit(1))).scalar()
    return found


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
    return (await prepared_of(tx, [cohort])).get(cohort)


async def prepared_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, Coming]:
    """What was fixed to be asked next, in those of the cohorts in which something was."""
    rows = await tx.execute(select(coming).where(coming.c.cohort.in_(cohorts)))
    return {row.cohort: Coming(row.item, row.seed) for row in rows}


async def clear_prepared(tx: AsyncConnection, cohort: int) -> None:
    """Nothing is fixed any more."""
    await tx.execute(delete(coming).where(coming.c.cohort == cohort))


async def clear_asked(tx: AsyncConnection, asked: Mapping[int, str]) -> None:
    """What was asked is not fixed for next time: the item by cohort. Anything else stays fixed."""
    which = (coming.c.cohort == bindparam("number")) & (coming.c.item == bindparam("asked"))
    rows = [{"number": number, "asked": item} for number, item in asked.items()]
    if rows:
        await tx.execute(delete(coming).where(which), rows)


ANY_SEED = -1
"""In a preview: whatever the question is drawn with, for items whose text does not depend on it."""


async def saw(tx: AsyncConnection, cohort: int, who: int, item: str, seed: int) -> None:
    """A person has seen this question before it was asked."""
    new = insert_into(tx, preview).values(cohort=cohort, person=who, item=item, seed=seed)
    await tx.execute(new.on_conflict_do_nothing())


async def seen_by(tx: AsyncConnection, who: Collection[tuple[int, int]]) -> set[tuple[int, int, str, int]]:
    """What these people, each as (cohort, person), saw before it was asked: (cohort, person, item, seed).

    What was seen with an account that is linked to another person now was seen by that person.
    """
    seers: dict[int, list[int]] = {}
    for row in await tx.execute(_LENT, {"people": {person for _, person in who}}):
        seers.setdefault(row.person, []).append(row.origin)
    owners = {(cohort, seer): (cohort, person) for cohort, person in who for seer in (person, *seers.get(person, ()))}
    found = await tx.execute(_PREVIEWS, {"seers": owners})
    return {(*owners[row.cohort, row.person], row.item, row.seed) for row in found}


_LENT = select(link.c.person, link.c.origin).where(among("people", link.c.person))
_PREVIEWS = select(preview).where(among("seers", preview.c.cohort, preview.c.person))


async def seen_items(tx: AsyncConnection, cohort: int, who: int) -> list[str]:
    """The items that a person has seen before they were asked."""
    query = select(preview.c.item).where(preview.c.cohort == cohort, preview.c.person == who).distinct()
    return list((await tx.execute(query)).scalars())
