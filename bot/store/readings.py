"""Who reads the questions that members write, what they answered before they saw the key, and what they decided.

The law: what a reader answered to a wording stands. Each reader has one answer and one decision to each wording.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import question_reader, question_reading
from bot.store.sql import insert_into


class Verdict(StrEnum):
    """What a reader decided on a wording. NONE: they have answered it, and not yet decided."""

    NONE = ""
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader answered to a wording (an option in the item's own order), and what they decided."""

    question: int
    version: int
    person: int
    option: int
    verdict: Verdict
    word: str


async def answer(tx: AsyncConnection, number: int, version: int, who: int, option: int, at: datetime) -> None:
    """Keep what a reader answered. They answer each wording once."""
    new = insert_into(tx, question_reading).values(question=number, version=version, person=who, option=option, at=at)
    await tx.execute(new.on_conflict_do_nothing())


async def decide(
    tx: AsyncConnection, number: int, version: int, who: int, verdict: Verdict, word: str, at: datetime
) -> None:
    """Keep what a reader decided on a wording that they have answered."""
    query = update(question_reading).where(
        question_reading.c.question == number,
        question_reading.c.version == version,
        question_reading.c.person == who,
    )
    await tx.execute(query.values(verdict=verdict, word=word, at=at))


async def readings(tx: AsyncConnection, numbers: Sequence[int]) -> list[Reading]:
    """What readers made of these questions in all their wordings, the oldest first."""
    query = select(question_reading).where(question_reading.c.question.in_(numbers))
    rows = await tx.execute(query.order_by(question_reading.c.version, question_reading.c.at))
    return [Reading(r.question, r.version, r.person, r.option, Verdict(r.verdict), r.word) for r in rows]


async def name_reader(tx: AsyncConnection, cohort: int, who: int, at: datetime) -> bool:
    """Somebody reads questions of the cohort from now on. Returns False where they did already."""
    new = insert_into(tx, question_reader).values(cohort=cohort, person=who, at=at).on_conflict_do_nothing()
    return bool((await tx.execute(new)).rowcount)


async def unname_reader(tx: AsyncConnection, cohort: int, who: int) -> bool:
    """They do not any more. Returns False where they did not."""
    where = (question_reader.c.cohort == cohort) & (question_reader.c.person == who)
    return bool((await tx.execute(delete(question_reader).where(where))).rowcount)


async def readers(tx: AsyncConnection, cohort: int) -> set[int]:
    """Who was named to read questions of the cohort, also those who have left it since."""
    query = select(question_reader.c.person).where(question_reader.c.cohort == cohort)
    return set((await tx.execute(query)).scalars())
