"""Questions that members write for their own cohort: each with every wording it had, and what its readers made of it.

The law: a wording that somebody has read never changes; a rewritten question has a new version. As an item of a bank a
question is called `own.` and its number, so that what was asked is found again, word for word, whatever became of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, Text, cast, delete, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.model.items import Item, Level, Option, Question, Status
from bot.store.schema import account, question, question_version, round_
from bot.store.sql import insert_id, upsert

PREFIX = "own."
"""What the ids of such items begin with. No domain is called so."""


_ITEM = literal(PREFIX) + cast(question.c.id, Text)
"""The id of a question as an item, in a statement."""


class Stage(StrEnum):
    """How far a question has come. Only approved ones are asked."""

    WRITING = "writing"
    WAITING = "waiting"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Own:
    """A question of a cohort in its newest wording. `author` owns the account it was written with; `writer` wrote it.

    The two differ once accounts were linked or parted.
    """

    id: int
    cohort: int
    author: int
    writer: int
    domain: Domain
    subtopic: str
    level: Level
    stage: Stage
    version: int
    words: Question
    at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class New:
    """A question as it is begun. Its options have no reasons yet."""

    cohort: int
    account: int
    person: int
    domain: Domain
    subtopic: str
    level: Level
    words: Question


# --- as items


def item_id(number: int) -> str:
    """The id of a question as an item of a bank."""
    return f"{PREFIX}{number}"


def is_own(item: str) -> bool:
    """Whether an item is a question of a cohort's own."""
    return item.startswith(PREFIX)


async def approved_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, list[Item]]:
    """The questions that these cohorts have to ask beside the bank's, by number; only cohorts that have any."""
    query = _current().where(question.c.cohort.in_(cohorts), question.c.state == Stage.APPROVED)
    found: dict[int, list[Item]] = {}
    for row in await tx.execute(query.order_by(question.c.id)):
        found.setdefault(row.cohort, []).append(_item(row))
    return found


async def items(tx: AsyncConnection, which: Collection[tuple[str, int]]) -> list[Item]:
    """These wordings, by item and version, as items of a bank, whatever became of them. Without those that are gone."""
    numbers = [(int(item.removeprefix(PREFIX)), version) for item, version in which if is_own(item)]
    if not numbers:
        return []
    query = _wordings().where(tuple_(question_version.c.question, question_version.c.version).in_(numbers))
    return [_item(row) for row in await tx.execute(query)]


def _item(row: Row[Any]) -> Item:
    asked = row.state == Stage.APPROVED and row.version == row.newest
    return Item(
        item_id(row.id),
        row.version,
        Domain(row.domain),
        row.subtopic,
        Level(row.level),
        Status.LIVE if asked else Status.RETIRED,
        _words(row),
    )


# --- writing


async def begin(tx: AsyncConnection, new: New, at: datetime) -> int:
    """Keep a question that is begun, and return its number."""
    number = await insert_id(
        tx,
        question,
        cohort=new.cohort,
        account=new.account,
        person=new.person,
        domain=new.domain,
        subtopic=new.subtopic,
        level=new.level,
        state=Stage.WRITING,
        version=1,
        at=at,
        changed_at=at,
    )
    await keep_words(tx, number, 1, new.words, at)
    return number


async def keep_words(tx: AsyncConnection, number: int, version: int, words: Question, at: datetime) -> None:
    """Keep this wording under its version, in place of what nobody has read of it yet."""
    options = [{"text": one.text, "why": one.why, "correct": one.correct} for one in words.options]
    await upsert(
        tx,
        question_version,
        ("question", "version"),
        question=number,
        version=version,
        stem=words.stem,
        options=json.dumps(options, ensure_ascii=False),
        ordered=words.ordered,
        at=at,
    )


async def move(tx: AsyncConnection, number: int, stage: Stage, at: datetime, version: int | None = None) -> None:
    """The question has come so far; its newest wording is this `version` from now on, if one is given."""
    values: dict[str, Any] = {"state": stage, "changed_at": at}
    if version is not None:
        values["version"] = version
    await tx.execute(update(question).where(question.c.id == number).values(**values))


# --- finding


async def get(tx: AsyncConnection, number: int) -> Own | None:
    """A question by its number."""
    row = (await tx.execute(_current().where(question.c.id == number))).one_or_none()
    return _own(row) if row else None


async def page(tx: AsyncConnection, cohort: int, author: int | None, most: int, skip: int = 0) -> tuple[list[Own], int]:
    """Questions of a cohort, or of one author in it, changed last first; and how many there are."""
    mine = (question.c.cohort == cohort) & (account.c.person == author if author is not None else True)
    query = _current().where(mine).order_by(question.c.changed_at.desc(), question.c.id.desc())
    of = select(func.count()).select_from(question).join(account, account.c.id == question.c.account).where(mine)
    total = int((await tx.execute(of)).scalar_one())
    return [_own(row) for row in await tx.execute(query.limit(most).offset(skip))], total


async def same(tx: AsyncConnection, cohort: int, author: int, stem: str) -> Own | None:
    """The question that this author has begun in these words, if it is not in anybody's hands yet."""
    query = _current().where(
        question.c.cohort == cohort,
        account.c.person == author,
        question.c.state.in_((Stage.WRITING, Stage.WAITING)),
        question_version.c.stem == stem,
    )
    row = (await tx.execute(query.order_by(question.c.id).limit(1))).one_or_none()
    return _own(row) if row else None


async def count_open(tx: AsyncConnection, cohort: int, author: int) -> int:
    """How many questions of this author in the cohort wait for a reader or for the author."""
    query = select(func.count()).select_from(question).join(account, account.c.id == question.c.account)
    mine = query.where(question.c.cohort == cohort, account.c.person == author)
    still = (Stage.WRITING, Stage.WAITING, Stage.RETURNED)
    return int((await tx.execute(mine.where(question.c.state.in_(still)))).scalar_one())


async def waiting(tx: AsyncConnection, cohort: int) -> list[Own]:
    """The questions of a cohort that wait for a reader, those first that wait longest."""
    query = _current().where(question.c.cohort == cohort, question.c.state == Stage.WAITING)
    return [_own(row) for row in await tx.execute(query.order_by(question.c.changed_at, question.c.id))]


async def authors(tx: AsyncConnection, which: Collection[str]) -> dict[str, int]:
    """Who wrote these items, by item: the persons whom the accounts belong to now."""
    numbers = [int(item.removeprefix(PREFIX)) for item in which if is_own(item)]
    if not numbers:
        return {}
    query = select(question.c.id, account.c.person).join(account, account.c.id == question.c.account)
    return {item_id(row.id): row.person for row in await tx.execute(query.where(question.c.id.in_(numbers)))}


async def asked_of(tx: AsyncConnection, author: int) -> list[int]:
    """The rounds that asked a question of this author, with the account that it was written with or another."""
    wrote = select(_ITEM).join(account, account.c.id == question.c.account).where(account.c.person == author)
    return list((await tx.execute(select(round_.c.id).where(round_.c.item.in_(wrote)).order_by(round_.c.id))).scalars())


async def drop_unasked(tx: AsyncConnection, number: int) -> None:
    """Delete what was written with this account and neither may be asked nor ever was."""
    asked = select(round_.c.item).where(round_.c.item.startswith(PREFIX, autoescape=True))
    mine = (question.c.account == number) & (question.c.state != Stage.APPROVED)
    await tx.execute(delete(question).where(mine, _ITEM.not_in(asked)))


def _wordings() -> Select[Any]:
    """Every wording, with its question."""
    return (
        select(
            question.c.id,
            question.c.cohort,
            question.c.domain,
            question.c.subtopic,
            question.c.level,
            question.c.state,
            question.c.version.label("newest"),
            question.c.person.label("writer"),
            account.c.person.label("author"),
            question.c.at,
            question.c.changed_at,
            question_version.c.version,
            question_version.c.stem,
            question_version.c.options,
            question_version.c.ordered,
        )
        .join(account, account.c.id == question.c.account)
        .join(question_version, question_version.c.question == question.c.id)
    )


def _current() -> Select[Any]:
    """Every question in its newest wording."""
    return _wordings().where(question_version.c.version == question.c.version)


def _words(row: Row[Any]) -> Question:
    return Question(row.stem, tuple(Option(**one) for one in json.loads(row.options)), ordered=row.ordered)


def _own(row: Row[Any]) -> Own:
    return Own(
        row.id,
        row.cohort,
        row.author,
        row.writer,
        Domain(row.domain),
        row.subtopic,
        Level(row.level),
        Stage(row.state),
        row.version,
        _words(row),
        row.at,
        row.changed_at,
    )
