"""The days of a challenge, their questions, and what was answered.

An answer belongs to an account; whose it is, is derived. Where two accounts of a person answered, the earlier counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.challenge import ChallengeDay, ChallengeItem
from bot.model.domains import Domain
from bot.store.schema import account, challenge, challenge_answer, challenge_day, challenge_item
from bot.store.sql import insert_id, insert_into

# --- days and their questions


async def open_day(tx: AsyncConnection, new: ChallengeDay, items: Sequence[ChallengeItem]) -> int:
    """Keep a day with its questions (their ids and the day's are ignored) and return its id."""
    number = await insert_id(
        tx,
        challenge_day,
        challenge=new.challenge,
        day=new.day,
        ordinal=new.ordinal,
        opens_at=new.opens_at,
        closes_at=new.closes_at,
    )
    rows = [
        {
            "day": number,
            "ordinal": one.ordinal,
            "item": one.item,
            "version": one.version,
            "seed": one.seed,
            "order": ",".join(map(str, one.order)),
            "domain": one.domain,
            "subtopic": one.subtopic,
            "key": one.key,
        }
        for one in items
    ]
    await tx.execute(insert_into(tx, challenge_item), rows)
    return number


async def close_day(tx: AsyncConnection, number: int, at: datetime | None = None) -> bool:
    """Close a day, with `at` before its time. Returns whether it was open."""
    values: dict[str, Any] = {"closed": True} | ({"closes_at": at} if at else {})
    query = update(challenge_day).where(challenge_day.c.id == number, ~challenge_day.c.closed)
    return bool((await tx.execute(query.values(**values))).rowcount)


async def days(tx: AsyncConnection, number: int) -> list[ChallengeDay]:
    """The days that were opened, in order."""
    query = select(challenge_day).where(challenge_day.c.challenge == number).order_by(challenge_day.c.day)
    return [_day(row) for row in await tx.execute(query)]


async def day(tx: AsyncConnection, number: int) -> ChallengeDay | None:
    """A day by id."""
    row = (await tx.execute(select(challenge_day).where(challenge_day.c.id == number))).one_or_none()
    return _day(row) if row else None


async def items_of_day(tx: AsyncConnection, number: int) -> list[ChallengeItem]:
    """A day's questions, in order."""
    query = select(challenge_item).where(challenge_item.c.day == number).order_by(challenge_item.c.ordinal)
    return [_item(row) for row in await tx.execute(query)]


async def item(tx: AsyncConnection, number: int) -> ChallengeItem | None:
    """A question by id."""
    row = (await tx.execute(select(challenge_item).where(challenge_item.c.id == number))).one_or_none()
    return _item(row) if row else None


async def items(tx: AsyncConnection, number: int) -> list[ChallengeItem]:
    """All questions of a challenge, in order."""
    query = (
        select(challenge_item)
        .join(challenge_day, challenge_day.c.id == challenge_item.c.day)
        .where(challenge_day.c.challenge == number)
        .order_by(challenge_item.c.id)
    )
    return [_item(row) for row in await tx.execute(query)]


async def asked_items(tx: AsyncConnection, cohort: int) -> list[str]:
    """The ids of the items that a cohort's challenges asked, oldest first."""
    return (await asked_items_of(tx, [cohort])).get(cohort, [])


async def asked_items_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, list[str]]:
    """The ids of the items that the challenges of these cohorts asked, of each the oldest first."""
    found: dict[int, list[str]] = defaultdict(list)
    query = (
        select(challenge.c.cohort, challenge_item.c.item)
        .join(challenge_day, challenge_day.c.id == challenge_item.c.day)
        .join(challenge, challenge.c.id == challenge_day.c.challenge)
        .where(challenge.c.cohort.in_(cohorts))
        .order_by(challenge_item.c.id)
    )
    for number, item in await tx.execute(query):
        found[number].append(item)
    return found


# --- answers


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose on one of the questions."""

    item: int
    person: int
    position: int
    right: bool
    at: datetime


async def answer(tx: AsyncConnection, number: int, account_id: int, position: int, event: str, at: datetime) -> None:
    """Keep an answer, unless this account has one."""
    new = insert_into(tx, challenge_answer).values(
        item=number, account=account_id, position=position, event=event, at=at
    )
    await tx.execute(new.on_conflict_do_nothing())


async def chosen(tx: AsyncConnection, day_id: int, who: int) -> dict[int, Chosen]:
    """What a person chose on a day, by question."""
    query = _answers().where(challenge_item.c.day == day_id, account.c.person == who)
    return {one.item: one for one in reversed([_chosen(row) for row in await tx.execute(query)])}


async def answers(tx: AsyncConnection, number: int) -> list[Chosen]:
    """All answers of a challenge, one for each question and person."""
    query = (
        _answers()
        .join(challenge_day, challenge_day.c.id == challenge_item.c.day)
        .where(challenge_day.c.challenge == number)
    )
    found: dict[tuple[int, int], Chosen] = {}
    for row in await tx.execute(query):
        found.setdefault((row.item, row.person), _chosen(row))
    return list(found.values())


async def count_played(tx: AsyncConnection, day_id: int) -> int:
    """How many people answered at least one question of a day."""
    query = (
        select(func.count(func.distinct(account.c.person)))
        .select_from(challenge_answer)
        .join(challenge_item, challenge_item.c.id == challenge_answer.c.item)
        .join(account, account.c.id == challenge_answer.c.account)
        .where(challenge_item.c.day == day_id)
    )
    return int((await tx.execute(query)).scalar_one())


def _answers() -> Select[Any]:
    """The earliest first."""
    return (
        select(challenge_answer, challenge_item.c.key, account.c.person)
        .join(challenge_item, challenge_item.c.id == challenge_answer.c.item)
        .join(account, account.c.id == challenge_answer.c.account)
        .order_by(challenge_answer.c.at, challenge_answer.c.id)
    )


def _chosen(row: Row[Any]) -> Chosen:
    return Chosen(row.item, row.person, row.position, row.position == row.key, row.at)


def _day(row: Row[Any]) -> ChallengeDay:
    return ChallengeDay(row.id, row.challenge, row.day, row.ordinal, row.opens_at, row.closes_at, row.closed)


def _item(row: Row[Any]) -> ChallengeItem:
    order = tuple(int(i) for i in row.order.split(","))
    return ChallengeItem(
        row.id, row.day, row.ordinal, row.item, row.version, row.seed, order, Domain(row.domain), row.subtopic, row.key
    )
