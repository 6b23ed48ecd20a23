"""The one writer of answers: gather what waits, check it in one look, write it in a few statements, commit, release.

Nobody is told that an answer is in before it is on the disk. A batch that fails is replayed one by one, so that one
bad submission costs nobody else theirs.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Reveal
from bot.model.domains import Domain
from bot.model.rounds import RoundState
from bot.rules.answering import Asked, Outcome, Ruling, Settle, Standing, Tap, rule
from bot.store import jobs
from bot.store.answers import seen_before, standing_of
from bot.store.jobs import JobKind
from bot.store.schema import account, answer, round_
from bot.store.sql import insert_into
from bot.store.standings import Score, add_scores
from bot.store.store import Store

Submission: TypeAlias = Tap | Settle
_MOST = 500


@dataclass(frozen=True, slots=True)
class _Seen:
    """A round and a person as the batch found them."""

    asked: Asked
    cohort: int
    person: int
    day: Any
    domain: Domain
    key: int
    seen_before: bool


_Places: TypeAlias = dict[tuple[int, int], Standing]


@dataclass(frozen=True, slots=True)
class _Found:
    """What stood before the batch, by round and account, the earliest first: of all accounts of the people in it.

    `whose` are those accounts; `unscored` the answers that never count.
    """

    standing: _Places
    whose: dict[int, int]
    unscored: set[tuple[int, int]]


class AnswerWriter:
    """Takes submissions from many at once; runs while `running()` is entered.

    `refresh`: how long after a new answer the count on the question's card is due to be edited.
    """

    def __init__(self, store: Store, refresh: timedelta) -> None:
        self._store = store
        self._refresh = refresh
        self._waiting: asyncio.Queue[tuple[Submission, asyncio.Future[Ruling]]] = asyncio.Queue()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[AnswerWriter]:
        """Run until left; what was handed in before is still written."""
        task = asyncio.create_task(self._run(), name="answer writer")
        try:
            yield self
        finally:
            await self._waiting.join()
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def submit(self, what: Submission) -> Ruling:
        """Hand in an answer; returns once it is committed. Raises what the database raises."""
        receipt: asyncio.Future[Ruling] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((what, receipt))
        return await receipt

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._settle(batch)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def _settle(self, batch: list[tuple[Submission, asyncio.Future[Ruling]]]) -> None:
        try:
            rulings = await self._write([what for what, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _release(batch[0][1], error)
                return
            for one in batch:
                await self._settle([one])
            return
        for (_, receipt), ruling in zip(batch, rulings, strict=True):
            _release(receipt, ruling)

    async def _write(self, batch: Sequence[Submission]) -> list[Ruling]:
        async with self._store.write() as tx:
            seen = await _look(tx, batch)
            found = await _standing(tx, batch, seen)
            after = dict(found.standing)
            rulings = []
            for what in batch:
                place = (what.round, what.account)
                ruling = _rule(seen.get(place), after.get(place), what)
                if ruling.standing is not None:
                    after[place] = ruling.standing
                rulings.append(ruling)
            await _keep(tx, seen, found, after)
            for number, first in _news(found.standing, after).items():
                await jobs.put(tx, JobKind.REFRESH, number, first + self._refresh, keep=True)
        return rulings


def _rule(seen: _Seen | None, standing: Standing | None, what: Submission) -> Ruling:
    return rule(seen.asked, standing, what) if seen else Ruling(Outcome.WITHDRAWN, None)


def _release(receipt: asyncio.Future[Ruling], result: Ruling | Exception) -> None:
    if receipt.done():  # the asker has gone away; the answer is kept all the same
        return
    if isinstance(result, Exception):
        receipt.set_exception(result)
    else:
        receipt.set_result(result)


async def _look(tx: AsyncConnection, batch: Sequence[Submission]) -> dict[tuple[int, int], _Seen]:
    """The rounds and accounts that the batch is about."""
    rounds = {what.round for what in batch}
    accounts = {what.account for what in batch}
    query = (
        select(round_, account.c.id.label("account"), account.c.person, seen_before().label("seen"))
        .select_from(round_)
        .join(account, account.c.id.in_(accounts))
        .where(round_.c.id.in_(rounds))
        # Where several processes write, a close waits for these answers, or these answers see that it is closed.
        .with_for_update(read=True, of=round_)
    )
    return {(row.id, row.account): _seen(row) for row in await tx.execute(query)}


def _seen(row: Any) -> _Seen:
    asked = Asked(RoundState(row.state), Reveal(row.reveal), row.closes_at)
    return _Seen(asked, row.cohort, row.person, row.day, Domain(row.domain), row.key, row.seen)


async def _standing(tx: AsyncConnection, batch: Sequence[Submission], seen: dict[tuple[int, int], _Seen]) -> _Found:
    people = {one.person for one in seen.values()}
    query = select(account.c.id, account.c.person).where(account.c.person.in_(people))
    whose = {row.id: row.person for row in await tx.execute(query)}
    linked: dict[int, list[int]] = defaultdict(list)
    for number, person in whose.items():
        linked[person].append(number)
    places = {(round_id, number) for (round_id, _), one in seen.items() for number in linked[one.person]}
    given = select(answer).where(tuple_(answer.c.round, answer.c.account).in_(sorted(places))).order_by(answer.c.id)
    rows = (await tx.execute(given)).all()
    standing = {(row.round, row.account): standing_of(row) for row in rows}
    return _Found(standing, whose, {(row.round, row.account) for row in rows if not row.scored})


async def _keep(tx: AsyncConnection, seen: dict[tuple[int, int], _Seen], found: _Found, after: _Places) -> None:
    """Write what is new and what changed, and count what became final and is its person's first."""
    before = found.standing
    unscored = found.unscored | {place for place in after if place not in before and seen[place].seen_before}
    counting = _first_of_people(after, found.whose) - unscored
    rows = {
        place: _row(place, s, scored=place not in unscored, counting=place in counting)
        for place, s in after.items()
        if before.get(place) is not s
    }
    new = [row for place, row in rows.items() if place not in before]
    changed = [row for place, row in rows.items() if place in before]
    if new:
        await tx.execute(insert_into(tx, answer), new)
    if changed:
        await tx.execute(_UPDATE, [{f"_{name}": value for name, value in row.items()} for row in changed])
    settled = [place for place, s in after.items() if s.final and not _was_final(before.get(place))]
    await add_scores(tx, [_score(seen[place], after[place]) for place in settled if place in counting])


def _first_of_people(after: _Places, whose: dict[int, int]) -> set[tuple[int, int]]:
    """Of the answers of each person to each round the earliest, which alone can count."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for place in after:
        first.setdefault((place[0], whose[place[1]]), place)
    return set(first.values())


def _news(before: _Places, after: _Places) -> dict[int, datetime]:
    """The rounds with new answers, and when the first of those was given."""
    new = [(place[0], standing.at) for place, standing in after.items() if place not in before]
    return {number: min(at for n, at in new if n == number) for number in {n for n, _ in new}}


def _was_final(standing: Standing | None) -> bool:
    return standing is not None and standing.final


def _row(place: tuple[int, int], standing: Standing, *, scored: bool, counting: bool) -> dict[str, Any]:
    return {
        "round": place[0],
        "account": place[1],
        "first": standing.first,
        "last": standing.last,
        "confidence": standing.confidence,
        "final": standing.final,
        "scored": scored,
        "counted": standing.final and counting,
        "event": standing.event,
        "at": standing.at,
    }


_CHANGING = ("last", "confidence", "final", "counted", "event", "at")
_UPDATE = (
    update(answer)
    .where(answer.c.round == bindparam("_round"), answer.c.account == bindparam("_account"))
    .values({name: bindparam(f"_{name}") for name in _CHANGING})
)


def _score(seen: _Seen, standing: Standing) -> Score:
    return Score(seen.cohort, seen.person, seen.day, seen.domain, standing.last == seen.key, standing.confidence)
