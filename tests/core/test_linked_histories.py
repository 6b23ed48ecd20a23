"""Whatever happens in whatever order, the standings that are kept equal a recount of every answer from scratch.

Random histories: several accounts answer several questions, at once and one after another, change their minds, settle;
questions close and are withdrawn; accounts are linked and unlinked.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort, Reveal, Schedule
from bot.model.domains import Domain
from bot.model.places import Account
from bot.model.rounds import Confidence, Round, RoundState, Series
from bot.rules.answering import Settle, Tap
from bot.store import answers, cohorts, links, memberships, people, rounds
from bot.store.schema import account
from bot.store.store import Store
from bot.store.writer import AnswerWriter
from bot.study import linking
from tests.core.recount import kept, recounted
from tests.fakes.engines import prepare

START = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
ACCOUNTS, ROUNDS = 4, 3


@dataclass(frozen=True)
class Taps:
    """Several at once, in one batch: (account, round, position), or None for a position to settle."""

    who: tuple[tuple[int, int, int | None], ...]


@dataclass(frozen=True)
class Close:
    round: int


@dataclass(frozen=True)
class Withdraw:
    round: int


@dataclass(frozen=True)
class Link:
    first: int
    second: int


@dataclass(frozen=True)
class Unlink:
    which: int


Step: TypeAlias = Taps | Close | Withdraw | Link | Unlink

accounts = st.integers(1, ACCOUNTS)
numbers = st.integers(1, ROUNDS)
taps = st.tuples(accounts, numbers, st.one_of(st.integers(0, 3), st.none()))
at_once = st.lists(taps, min_size=1, max_size=6).map(tuple)
settled = st.tuples(accounts, numbers, st.integers(0, 3)).map(lambda tap: (tap, (tap[0], tap[1], None)))
steps = st.one_of(
    st.builds(Taps, at_once),
    st.builds(Taps, st.lists(settled, min_size=2, max_size=4).map(lambda pairs: sum(pairs, ()))),
    st.builds(Link, accounts, accounts),
    st.builds(Unlink, accounts),
    st.builds(Close, numbers),
    st.builds(Withdraw, numbers),
)
previews = st.sets(st.tuples(accounts, numbers), max_size=3)


@dataclass
class History:
    """A store in which four people with an account each may answer the questions of one cohort."""

    store: Store
    writer: AnswerWriter
    now: datetime = START
    owners: dict[int, int] = field(default_factory=dict)

    async def begin(self, seen: set[tuple[int, int]]) -> None:
        async with self.store.write() as tx:
            new = Cohort(0, "Early birds", Schedule("Europe/Berlin"), "cpim-9.0", created_at=START)
            cohort = await cohorts.create(tx, new)
            for n in range(1, ACCOUNTS + 1):
                known = await people.welcome(tx, Account("discord", "", f"u{n}"), f"Member {n}", "", START)
                self.owners[known.account] = known.person
                if n != ACCOUNTS:
                    await memberships.join(tx, cohort, known.person, START, leader=n == 1)
            for n in range(1, ROUNDS + 1):
                await rounds.create(tx, asked(cohort, n))
            for who, n in seen:
                await rounds.saw(tx, cohort, self.owners[who], f"ITEM-{n}", n)

    async def take(self, step: Step) -> None:
        self.now += timedelta(minutes=1)
        if isinstance(step, Taps):
            await asyncio.gather(*(self._tap(*one) for one in step.who))
            return
        async with self.store.write() as tx:
            await self._change(tx, step)

    async def _tap(self, who: int, number: int, position: int | None) -> None:
        event = f"{who}:{number}:{self.now}:{position}"
        if position is None:
            async with self.store.read() as tx:
                mine = [one.last for one in await answers.of_round(tx, number) if one.account == who]
            last = mine[0] if mine else 0
            await self.writer.submit(Settle(number, who, last, Confidence.SURE, event, self.now))
        else:
            await self.writer.submit(Tap(number, who, position, event, self.now))

    async def _change(self, tx: AsyncConnection, step: Close | Withdraw | Link | Unlink) -> None:
        if isinstance(step, Close):
            if (found := await rounds.get(tx, step.round)) and found.state is RoundState.OPEN:
                await rounds.set_state(tx, [step.round], RoundState.CLOSED)
                await answers.count_rest(tx, [step.round])
        elif isinstance(step, Withdraw):
            if await rounds.set_state(tx, [step.round], RoundState.WITHDRAWN):
                await answers.uncount(tx, step.round)
        elif isinstance(step, Link):
            first, second = await links.known(tx, step.first), await links.known(tx, step.second)
            alone = not second.linked and len(await links.accounts(tx, second.person)) == 1
            if alone and first.person != second.person:
                await linking.link(tx, second.id, first.person, self.now)
        elif (gone := await links.of_account(tx, step.which)) is not None:
            await linking.unlink(tx, gone, self.now)

    async def check(self) -> None:
        async with self.store.read() as tx:
            assert await kept(tx) == await recounted(tx)

    async def part(self) -> None:
        """Unlink whoever is linked: everybody is who they were."""
        for number in self.owners:
            await self.take(Unlink(number))
            await self.check()
        async with self.store.read() as tx:
            owners = {row.id: row.person for row in await tx.execute(select(account))}
            assert owners == self.owners
            assert {m.person.id for m in await memberships.of_cohort(tx, 1)} >= set(range(1, ACCOUNTS))
            assert [m.person.id for m in await memberships.of_cohort(tx, 1, leaders=True)] == [1]


def asked(cohort: int, n: int) -> Round:
    """From Friday to Monday: two weeks, two months."""
    return Round(
        id=0,
        cohort=cohort,
        series=Series.DAILY,
        day=date(2026, 11, 27) + timedelta(days=2 * (n - 1)),
        ordinal=1,
        number=n,
        item=f"ITEM-{n}",
        version=1,
        seed=n,
        order=(0, 1, 2, 3),
        key=n % 4,
        domain=list(Domain)[n % 3],
        subtopic="",
        opens_at=START,
        closes_at=START + timedelta(days=30),
        reveal=Reveal.AT_CLOSE if n == 2 else Reveal.AT_ONCE,
    )


async def play(seen: set[tuple[int, int]], history: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(prepare(Path(folder)))
        async with store.opened():
            writer = AnswerWriter(store, timedelta(seconds=20))
            async with writer.running():
                played = History(store, writer)
                await played.begin(seen)
                for step in history:
                    await played.take(step)
                    await played.check()
                await played.part()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(previews, st.lists(steps, min_size=3, max_size=25))
def test_the_standings_equal_a_recount_at_every_step(seen: set[tuple[int, int]], history: list[Step]) -> None:
    asyncio.run(play(seen, history))


def test_a_long_history_in_which_everything_happens() -> None:
    history: list[Step] = [
        Taps(((1, 1, 1), (2, 1, 2), (3, 1, 1))),
        Taps(((2, 1, None), (1, 2, 2), (2, 2, 2))),
        Link(1, 2),
        Taps(((1, 3, 0), (2, 3, 3), (2, 3, None))),
        Close(1),
        Link(1, 3),
        Taps(((3, 2, 1), (4, 3, 0), (1, 3, 1), (1, 3, None))),
        Withdraw(1),
        Close(3),
        Unlink(2),
        Taps(((2, 2, None), (2, 3, 0))),
        Link(2, 4),
        Taps(((4, 2, 2),)),
        Close(2),
    ]
    asyncio.run(play({(3, 2)}, history))
