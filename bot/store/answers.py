"""Answers: written in batches by one writer, counted into the standings when they are settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.model.rounds import Confidence
from bot.rules.answering import Standing
from bot.store.schema import account, answer, person, round_
from bot.store.standings import Score, add_scores, clear_standings


@dataclass(frozen=True, slots=True)
class Given:
    """One account's answer in one round. `right` and `scored` are for the core: they are told when they may be."""

    round: int
    account: int
    person: int
    first: int
    last: int
    confidence: Confidence
    final: bool
    scored: bool
    right: bool
    at: datetime


def _given() -> Select[Any]:
    return (
        select(answer, account.c.person, round_.c.key, round_.c.day, round_.c.domain, round_.c.cohort)
        .join(account, account.c.id == answer.c.account)
        .join(round_, round_.c.id == answer.c.round)
    )


def _of(row: Any) -> Given:
    return Given(
        row.round,
        row.account,
        row.person,
        row.first,
        row.last,
        Confidence(row.confidence),
        row.final,
        row.scored,
        row.last == row.key,
        row.at,
    )


def standing_of(row: Any) -> Standing:
    """The part of an answer's row that the rule of answering looks at."""
    return Standing(row.first, row.last, Confidence(row.confidence), row.final, row.event, row.at)


async def of_person(tx: AsyncConnection, number: int, who: int) -> Given | None:
    """A person's answer in a round; where two accounts answered, the earlier one."""
    query = _given().where(answer.c.round == number, account.c.person == who).order_by(answer.c.id).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return _of(row) if row else None


async def of_round(tx: AsyncConnection, number: int) -> list[Given]:
    """All answers in a round."""
    return [_of(row) for row in await tx.execute(_given().where(answer.c.round == number).order_by(answer.c.id))]


async def of_account(tx: AsyncConnection, number: int, which: int) -> Given | None:
    """What one account answered in a round, whether or not it is what counts for its person."""
    row = (await tx.execute(_given().where(answer.c.round == number, answer.c.account == which))).one_or_none()
    return _of(row) if row else None


async def count(tx: AsyncConnection, number: int) -> int:
    """How many have answered a round."""
    return int((await tx.execute(select(func.count()).where(answer.c.round == number, counts()))).scalar_one())


async def count_all(tx: AsyncConnection, cohort: int) -> int:
    """How many answers a cohort gave, without those to withdrawn questions."""
    query = (
        select(func.count())
        .select_from(answer)
        .join(round_, round_.c.id == answer.c.round)
        .where(round_.c.cohort == cohort, round_.c.state != "withdrawn", counts())
    )
    return int((await tx.execute(query)).scalar_one())


async def shares(tx: AsyncConnection, numbers: Sequence[int]) -> dict[int, Counter[int]]:
    """How many last chose each position, by round."""
    # As by `counts`, in one pass: on a server that compares all answers of a round with each other.
    turn = func.row_number().over(partition_by=(answer.c.round, account.c.person), order_by=answer.c.id)
    theirs = (
        select(answer.c.round, answer.c.last, turn.label("turn"))
        .join(account, account.c.id == answer.c.account)
        .where(answer.c.round.in_(numbers))
        .subquery()
    )
    query = select(theirs.c.round, theirs.c.last, func.count().label("n")).where(theirs.c.turn == 1)
    query = query.group_by(theirs.c.round, theirs.c.last)
    found: dict[int, Counter[int]] = {number: Counter() for number in numbers}
    for row in await tx.execute(query):
        found[row.round][row.last] = row.n
    return found


async def days_answered(tx: AsyncConnection, cohort: int, who: int, since: date = date.min) -> set[date]:
    """The study days on which a person answered in time."""
    query = (
        select(round_.c.day)
        .join(answer, answer.c.round == round_.c.id)
        .where(round_.c.cohort == cohort, _by(who), round_.c.series == "daily", round_.c.day >= since)
        .where(round_.c.state != "withdrawn")
    )
    return set((await tx.execute(query)).scalars())


async def regulars_of(tx: AsyncConnection, cohorts: Collection[int], least: int) -> dict[tuple[int, int], set[date]]:
    """The study days on which people answered in time, by (cohort, person), for those with at least so many."""
    query = (
        select(round_.c.cohort, account.c.person, round_.c.day)
        .join(answer, answer.c.account == account.c.id)
        .join(round_, round_.c.id == answer.c.round)
        .where(round_.c.cohort.in_(cohorts), round_.c.series == "daily", round_.c.state != "withdrawn")
        .distinct()
    )
    days: dict[tuple[int, int], set[date]] = {}
    for number, who, day in await tx.execute(query):
        days.setdefault((number, who), set()).add(day)
    return {who: theirs for who, theirs in days.items() if len(theirs) >= least}


async def missed_rounds(tx: AsyncConnection, who: int, most: int) -> list[int]:
    """The closed rounds that a person answered wrongly, the latest first."""
    query = (
        _given()
        .where(account.c.person == who, round_.c.state == "closed", answer.c.last != round_.c.key, counts())
        .order_by(round_.c.id.desc())
        .limit(most)
    )
    return [row.round for row in await tx.execute(query)]


async def given_by(tx: AsyncConnection, cohort: int, who: int, since: date = date.min) -> tuple[int, int]:
    """How many questions a person answered in time from this study day on, and how many of those are not final yet."""
    query = (
        select(func.count(), func.count().filter(~answer.c.final))
        .select_from(answer)
        .join(round_, round_.c.id == answer.c.round)
        .where(round_.c.cohort == cohort, _by(who), round_.c.day >= since)
        .where(round_.c.state != "withdrawn", counts())
    )
    row = (await tx.execute(query)).one()
    return int(row[0]), int(row[1])


async def participants(tx: AsyncConnection, cohort: int, first: date, last: date) -> int:
    """How many people answered at least once on these study days."""
    return (await participants_of(tx, [cohort], first, last)).get(cohort, 0)


async def participants_of(tx: AsyncConnection, cohorts: Collection[int], first: date, last: date) -> dict[int, int]:
    """How many people answered at least once on these study days, by cohort, where anybody did."""
    query = (
        select(round_.c.cohort, func.count(func.distinct(account.c.person)))
        .join(answer, answer.c.account == account.c.id)
        .join(round_, round_.c.id == answer.c.round)
        .join(person, person.c.id == account.c.person)
        .where(round_.c.cohort.in_(cohorts), round_.c.day >= first, round_.c.day <= last)
        .where(round_.c.state != "withdrawn")
        .group_by(round_.c.cohort)
    )
    return {number: count for number, count in await tx.execute(query)}


async def count_rest(tx: AsyncConnection, numbers: Collection[int]) -> None:
    """These rounds close: everything that stands and is not in the standings yet goes in."""
    theirs = answer.c.round.in_(numbers)
    waiting = _given().where(theirs, answer.c.scored, ~answer.c.counted, counts())
    scores = [score_of(row) for row in await tx.execute(waiting)]
    await add_scores(tx, scores)
    counted = and_(answer.c.scored, counts())
    await tx.execute(update(answer).where(theirs).values(counted=counted, final=true()))


async def uncount(tx: AsyncConnection, number: int) -> None:
    """A withdrawn round: what it gave is taken back. The answers stay."""
    counted = _given().where(answer.c.round == number, answer.c.counted)
    scores = [score_of(row) for row in await tx.execute(counted)]
    await add_scores(tx, scores, sign=-1)
    await tx.execute(update(answer).where(answer.c.round == number).values(counted=False))


async def recount_people(tx: AsyncConnection, who: Collection[int]) -> None:
    """Build the standings of these people anew from their answers: after accounts were linked or unlinked."""
    theirs = answer.c.account.in_(select(account.c.id).where(account.c.person.in_(who)))
    settled = or_(answer.c.final, round_.c.state == "closed")
    counting = (
        select(answer.c.id)
        .join(round_, round_.c.id == answer.c.round)
        .where(theirs, answer.c.scored, settled, round_.c.state != "withdrawn", counts())
    )
    # Which ones count hangs on none of the flags that are set here.
    await tx.execute(update(answer).where(theirs).values(counted=answer.c.id.in_(counting)))
    await clear_standings(tx, who)
    rows = await tx.execute(_given().where(theirs, answer.c.counted))
    await add_scores(tx, [score_of(row) for row in rows])


def _by(who: int) -> Any:
    """Whether an answer is of this person: looked up by round and account, not among all answers of a round."""
    return answer.c.account.in_(select(account.c.id).where(account.c.person == who))


def counts() -> Any:
    """Whether an answer is the one of its person that counts: none of their accounts answered the round before it.

    For a statement over `answer`. Before is what came in first: a change of mind keeps its answer's place.
    """
    mine, before, theirs = account.alias(), answer.alias(), account.alias()
    owned = select(theirs.c.id).join(mine, mine.c.person == theirs.c.person).where(mine.c.id == answer.c.account)
    earlier = select(before.c.id).where(
        before.c.round == answer.c.round,
        before.c.account.in_(owned.correlate(answer)),
        before.c.id + 0 < answer.c.id,  # a sum, or SQLite would walk through all answers up to this one
    )
    return ~earlier.correlate(answer).exists()


def score_of(row: Any) -> Score:
    """What an answer's row adds to the standings."""
    return Score(row.cohort, row.person, row.day, Domain(row.domain), row.last == row.key, Confidence(row.confidence))
