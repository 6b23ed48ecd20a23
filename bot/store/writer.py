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
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Reveal
from bot.model.domains import Domain
from bot.model.rounds import RoundState
from bot.rules.answering import Asked, Outcome, Ruling, Settle, Standing, Tap, rule
from bot.store import jobs, rounds
from bot.store.answers import standing_of
from bot.store.gathered import for_company
from bot.store.jobs import JobKind
from bot.store.schema import account, answer, person, round_
from bot.store.sql import among, insert_into
from bot.store.standings import Score, add_scores
from bot.store.store import Store

Submission: TypeAlias = Tap | Settle
_MOST = 500


_Place: TypeAlias = tuple[int, int]
"""A round and an account."""


@dataclass(frozen=True, slots=True)
class Counting:
    """The answer that counts for a person in a round, whether it earns points, and whether another account gave it."""

    standing: Standing
    scored: bool
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. `counting` is None where its person has no answer in the round."""

    ruling: Ruling
    counting: Counting | None


@dataclass(frozen=True, slots=True)
class _Round:
    """A round as the batch found it."""

    asked: Asked
    cohort: int
    item: str
    seed: int
    day: date
    domain: Domain
    key: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What stood before the batch.

    `whose`: the people of the batch by account, with all accounts they have. `standing`: what those accounts had
    answered, the earliest first. `unscored`: the answers that never count, also of those that may come now.
    """

    rounds: dict[int, _Round]
    whose: dict[int, int]
    standing: dict[_Place, Standing]
    unscored: set[_Place]


class AnswerWriter:
    """Takes submissions from many at once; runs while `running()` is entered.

    `refresh`: how long after a new answer the count on the question's card is due to be edited.
    """

    def __init__(self, store: Store, refresh: timedelta) -> None:
        self._store = store
        self._refresh = refresh
        self._waiting: asyncio.Queue[tuple[Submission, asyncio.Future[Receipt]]] = asyncio.Queue()

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

    async def submit(self, what: Submission) -> Receipt:
        """Hand in an answer; returns once it is committed. Raises what the database raises."""
        receipt: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.put_nowait((what, receipt))
        return await receipt

    async def _run(self) -> None:
        while True:
            batch = [await self._waiting.get()]
            await for_company(1 + self._waiting.qsize())
            while len(batch) < _MOST and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self._settle(batch)
            finally:
                for _ in batch:
                    self._waiting.task_done()

    async def _settle(self, batch: list[tuple[Submission, asyncio.Future[Receipt]]]) -> None:
        try:
            results = await self._write([what for what, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _release(batch[0][1], error)
                return
            for one in batch:
                await self._settle([one])
            return
        for (_, receipt), result in zip(batch, results, strict=True):
            _release(receipt, result)

    async def _write(self, batch: Sequence[Submission]) -> list[Receipt]:
        return await self._store.write_at_once(lambda tx: _write(tx, batch, self._refresh))


def _release(receipt: asyncio.Future[Receipt], result: Receipt | Exception) -> None:
    if receipt.done():  # the asker has gone away; the answer is kept all the same
        return
    if isinstance(result, Exception):
        receipt.set_exception(result)
    else:
        receipt.set_result(result)


async def _write(tx: AsyncConnection, batch: Sequence[Submission], refresh: timedelta) -> list[Receipt]:
    await _hold(tx, batch)
    found = await _look(tx, batch)
    after = dict(found.standing)
    rulings = []
    for what in batch:
        place = (what.round, what.account)
        ruling = _rule(found, after.get(place), what)
        if ruling.standing is not None:
            after[place] = ruling.standing
        rulings.append(ruling)
    first = _first_of_people(after, found.whose)
    await _keep(tx, found, after, set(first.values()) - found.unscored)
    for number, at in sorted(_news(found.standing, after).items()):
        await jobs.put(tx, JobKind.REFRESH, number, at + refresh, keep=True)
    return [_receipt(found, after, first, what, ruling) for what, ruling in zip(batch, rulings, strict=True)]


async def _hold(tx: AsyncConnection, batch: Sequence[Submission]) -> None:
    """Where several processes write answers, those of one person go one after the other.

    In one order for all, or two batches might wait for each other. Closes and all else are shut out as they are.
    """
    if tx.dialect.name == "postgresql":
        people = select(account.c.person).where(account.c.id.in_({what.account for what in batch}))
        held = select(person.c.id).where(person.c.id.in_(people)).order_by(person.c.id)
        await tx.execute(held.with_for_update(key_share=True))


def _rule(found: _Found, standing: Standing | None, what: Submission) -> Ruling:
    if what.round not in found.rounds or what.account not in found.whose:
        return Ruling(Outcome.WITHDRAWN, None)
    return rule(found.rounds[what.round].asked, standing, what)


def _receipt(
    found: _Found, after: dict[_Place, Standing], first: dict[_Place, _Place], what: Submission, ruling: Ruling
) -> Receipt:
    place = first.get((what.round, found.whose.get(what.account, 0)))
    if place is None:
        return Receipt(ruling, None)
    return Receipt(ruling, Counting(after[place], place not in found.unscored, place[1] != what.account))


async def _look(tx: AsyncConnection, batch: Sequence[Submission]) -> _Found:
    """The rounds and people that the batch is about, and what they had answered. Takes time as the batch is long."""
    asked = await _rounds(tx, {what.round for what in batch})
    whose = await _people(tx, {what.account for what in batch})
    linked: dict[int, list[int]] = defaultdict(list)
    for number, owner in whose.items():
        linked[owner].append(number)
    batch = [what for what in batch if what.round in asked and what.account in whose]
    places = {(what.round, number) for what in batch for number in linked[whose[what.account]]}
    rows = (await tx.execute(_GIVEN, {"places": places})).all()
    standing = {(row.round, row.account): standing_of(row) for row in rows}
    unscored = {(row.round, row.account) for row in rows if not row.scored}
    unscored |= await _previewed(tx, places - standing.keys(), asked, whose)
    return _Found(asked, whose, standing, unscored)


_GIVEN = select(answer).where(among("places", answer.c.round, answer.c.account)).order_by(answer.c.id)


async def _previewed(
    tx: AsyncConnection, places: set[_Place], asked: dict[int, _Round], whose: dict[int, int]
) -> set[_Place]:
    """Where the question was seen before it was asked."""
    if not places:
        return set()
    seen = await rounds.seen_by(tx, {(asked[number].cohort, whose[who]) for number, who in places})
    found = set()
    for number, who in places if seen else ():
        one = asked[number]
        drawn = [(one.cohort, whose[who], one.item, seed) for seed in (one.seed, rounds.ANY_SEED)]
        found |= {(number, who)} if seen.intersection(drawn) else set()
    return found


async def _rounds(tx: AsyncConnection, numbers: set[int]) -> dict[int, _Round]:
    return {row.id: _round(row) for row in (await tx.execute(_ROUNDS, {"numbers": numbers})).all()}


# Where several processes write, a close waits for these answers, or these answers see that it is closed.
_ROUNDS = select(round_).where(among("numbers", round_.c.id)).with_for_update(read=True, of=round_)


def _round(row: Any) -> _Round:
    asked = Asked(RoundState(row.state), Reveal(row.reveal), row.closes_at)
    return _Round(asked, row.cohort, row.item, row.seed, row.day, Domain(row.domain), row.key)


async def _people(tx: AsyncConnection, accounts: set[int]) -> dict[int, int]:
    """Whose these accounts are, with all other accounts of the same people."""
    return {row.id: row.person for row in (await tx.execute(_PEOPLE, {"accounts": accounts})).all()}


_PEOPLE = select(account.c.id, account.c.person).where(
    account.c.person.in_(select(account.c.person).where(among("accounts", account.c.id)))
)


async def _keep(tx: AsyncConnection, found: _Found, after: dict[_Place, Standing], counting: set[_Place]) -> None:
    """Write what is new and what changed, and count what became final and is its person's first."""
    before = found.standing
    rows = {
        place: _row(place, s, scored=place not in found.unscored, counting=place in counting)
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
    await add_scores(tx, [_score(found, place, after[place]) for place in settled if place in counting])


def _first_of_people(after: dict[_Place, Standing], whose: dict[int, int]) -> dict[_Place, _Place]:
    """Of the answers of each person to each round the earliest, which alone can count: by round and person."""
    first: dict[_Place, _Place] = {}
    for place in after:
        first.setdefault((place[0], whose[place[1]]), place)
    return first


def _news(before: dict[_Place, Standing], after: dict[_Place, Standing]) -> dict[int, datetime]:
    """The rounds with new answers, and when the first of those was given."""
    first: dict[int, datetime] = {}
    for place, standing in after.items():
        if place not in before:
            first[place[0]] = min(standing.at, first.get(place[0], standing.at))
    return first


def _was_final(standing: Standing | None) -> bool:
    return standing is not None and standing.final


def _row(place: _Place, standing: Standing, *, scored: bool, counting: bool) -> dict[str, Any]:
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


def _score(found: _Found, place: _Place, standing: Standing) -> Score:
    asked = found.rounds[place[0]]
    right = standing.last == asked.key
    return Score(asked.cohort, found.whose[place[1]], asked.day, asked.domain, right, standing.confidence)
