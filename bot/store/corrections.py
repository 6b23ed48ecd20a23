"""Corrections: what leaders decided on reported questions, and what it means for what a cohort is asked next.

The law: a correction is about a version of an item, or about one round where the question was computed. It stands until
it is undone; of several on the same question the newest decides. Nothing of it is ever deleted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.rounds import Round
from bot.store.rounds import round_of
from bot.store.schema import correction, correction_report, correction_round, round_
from bot.store.sql import insert_id


@dataclass(frozen=True, slots=True)
class Target:
    """What a correction is about: a version of an item in a cohort; with `round` that one round alone."""

    cohort: int
    item: str
    version: int
    round: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was decided: by whom, when, and from which option to which (in the item's own order). `now` None: withdrawn.

    `word` is the leader's for the room, or "".
    """

    id: int
    target: Target
    was: int
    now: int | None
    word: str
    person: int
    at: datetime
    undone_by: int | None = None
    undone_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it has not been undone."""
        return self.undone_at is None


@dataclass(frozen=True, slots=True)
class Amended:
    """What a cohort has amended of the bank: options that are the key by (item, version), and items not to ask."""

    keys: Mapping[tuple[str, int], int] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    @property
    def items(self) -> frozenset[str]:
        """The items that are not as the bank has them."""
        return self.withdrawn | {item for item, _ in self.keys}


async def create(tx: AsyncConnection, new: Correction, rounds: Collection[int], reports: Collection[int]) -> int:
    """Keep a correction (its id is ignored), the rounds that it counts anew, and the reports that it settles."""
    target = new.target
    number = await insert_id(
        tx,
        correction,
        cohort=target.cohort,
        item=target.item,
        version=target.version,
        round=target.round,
        was=new.was,
        now=new.now,
        word=new.word,
        person=new.person,
        at=new.at,
    )
    for table, name, which in ((correction_round, "round", rounds), (correction_report, "report", reports)):
        if which:
            await tx.execute(table.insert(), [{"correction": number, name: one} for one in sorted(which)])
    return number


async def get(tx: AsyncConnection, number: int) -> Correction | None:
    """A correction by id."""
    row = (await tx.execute(select(correction).where(correction.c.id == number))).one_or_none()
    return _correction(row) if row else None


async def undo(tx: AsyncConnection, number: int, who: int, at: datetime) -> bool:
    """It does not stand any more. Returns False where it was so already."""
    query = update(correction).where(correction.c.id == number, correction.c.undone_at.is_(None))
    return bool((await tx.execute(query.values(undone_by=who, undone_at=at))).rowcount)


async def standing_on(tx: AsyncConnection, target: Target) -> Correction | None:
    """The newest correction of this question that stands."""
    query = select(correction).where(
        correction.c.cohort == target.cohort,
        correction.c.item == target.item,
        correction.c.version == target.version,
        correction.c.round.is_(None) if target.round is None else correction.c.round == target.round,
        correction.c.undone_at.is_(None),
    )
    row = (await tx.execute(query.order_by(correction.c.id.desc()).limit(1))).one_or_none()
    return _correction(row) if row else None


async def of_cohort(tx: AsyncConnection, cohort: int, most: int, skip: int = 0) -> list[Correction]:
    """A cohort's corrections, undone ones too, the newest first."""
    query = select(correction).where(correction.c.cohort == cohort).order_by(correction.c.id.desc())
    return [_correction(row) for row in await tx.execute(query.limit(most).offset(skip))]


async def standing(tx: AsyncConnection) -> list[Correction]:
    """The corrections of all cohorts that stand, the oldest first; of several on one question the newest."""
    query = select(correction).where(correction.c.undone_at.is_(None)).order_by(correction.c.id)
    newest = {one.target: one for one in [_correction(row) for row in await tx.execute(query)]}
    return sorted(newest.values(), key=lambda one: one.id)


async def count(tx: AsyncConnection, cohort: int) -> int:
    """How many corrections a cohort has made."""
    return int((await tx.execute(select(func.count()).where(correction.c.cohort == cohort))).scalar_one())


async def amended_of(tx: AsyncConnection, cohorts: Collection[int]) -> dict[int, Amended]:
    """What these cohorts have amended of the bank, those that have."""
    query = select(correction).where(
        correction.c.cohort.in_(cohorts), correction.c.round.is_(None), correction.c.undone_at.is_(None)
    )
    keys: dict[int, dict[tuple[str, int], int]] = {}
    withdrawn: dict[int, set[str]] = {}
    for row in await tx.execute(query.order_by(correction.c.id)):
        if row.now is None:
            withdrawn.setdefault(row.cohort, set()).add(row.item)
        else:
            keys.setdefault(row.cohort, {})[row.item, row.version] = row.now
    return {one: Amended(keys.get(one, {}), frozenset(withdrawn.get(one, ()))) for one in keys.keys() | withdrawn}


async def rounds_of(tx: AsyncConnection, numbers: Sequence[int]) -> dict[int, list[Round]]:
    """The rounds that each of these corrections counted anew, the oldest first."""
    found: dict[int, list[Round]] = {number: [] for number in numbers}
    query = (
        select(correction_round.c.correction, round_)
        .join(round_, round_.c.id == correction_round.c.round)
        .where(correction_round.c.correction.in_(numbers))
        .order_by(round_.c.id)
    )
    for row in await tx.execute(query):
        found[row.correction].append(round_of(row))
    return found


async def reports_of(tx: AsyncConnection, number: int) -> list[int]:
    """The reports that a correction settled."""
    query = select(correction_report.c.report).where(correction_report.c.correction == number)
    return list((await tx.execute(query.order_by(correction_report.c.report))).scalars())


async def asked(tx: AsyncConnection, target: Target) -> list[Round]:
    """Every round that asked this question, withdrawn ones too, the oldest first."""
    query = select(round_).where(
        round_.c.cohort == target.cohort, round_.c.item == target.item, round_.c.version == target.version
    )
    if target.round is not None:
        query = query.where(round_.c.id == target.round)
    return [round_of(row) for row in await tx.execute(query.order_by(round_.c.id))]


def _correction(row: Row[Any]) -> Correction:
    target = Target(row.cohort, row.item, row.version, row.round)
    return Correction(row.id, target, row.was, row.now, row.word, row.person, row.at, row.undone_by, row.undone_at)
