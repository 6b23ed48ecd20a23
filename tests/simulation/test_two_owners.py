"""Two bots on one PostgreSQL. One is stalled in each step until long after its lease, and then goes on.

Nothing comes twice: neither a letter nor a job, whoever of the two was where when it happened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.app import Takt, assembled
from bot.chat.message import Card
from bot.model.cohort import Cohort
from bot.model.places import Account, Address, MessageRef, Room
from bot.store import bindings, cohorts, memberships
from bot.store.schema import job, letter, round_
from bot.study import asking
from bot.study.desk import Timing
from tests.core.world import content
from tests.fakes import postgres
from tests.fakes.pretend import PretendPlatform
from tests.simulation.town import at_seven

SATURDAY = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
STALL = Timing().lease + timedelta(seconds=10)
"""Longer than a lease, and shorter than it takes until a miss is believed."""
WRITES = 10
"""The day below takes no more transactions of one process than this."""


class Stall:
    """The `at`-th step of one process takes until it is let go."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.reached, self.over = asyncio.Event(), asyncio.Event()

    async def step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.reached.set()
            await self.over.wait()


class Shared(PretendPlatform):
    """Both bots post through it; the one that stalls may stall before the platform takes a message, or after."""

    before: Stall | None = None
    after: Stall | None = None

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        if self.before:
            await self.before.step()
        ref = await super().post(to, card, key, reply_to)
        if self.after:
            await self.after.step()
        return ref


class Both:
    """Two bots, one clock, one platform."""

    def __init__(self, one: Takt, two: Takt, platform: Shared, clock: list[datetime]) -> None:
        self.one, self.two, self.platform, self.clock = one, two, platform, clock

    async def found(self) -> None:
        """A cohort that is asked at seven."""
        room = Room("pretend", "guild", "cpim")
        lea = await self.one.desk.directory.who(Account("pretend", "", "lea"), "Lea", "", self.clock[0])
        async with self.one.desk.store.write() as tx:
            new = Cohort(0, "Early birds", at_seven("UTC"), "cpim-9.0", seed=7, created_at=self.clock[0])
            number = await cohorts.create(tx, new)
            await bindings.bind(tx, number, room, "#cpim", self.clock[0])
            await memberships.join(tx, number, lea.person, self.clock[0], leader=True)
            kept = await cohorts.get(tx, number)
            assert kept
            await asking.schedule(tx, kept, self.clock[0])

    async def pass_time(self, bot: Takt, much: timedelta) -> None:
        """Time passes, and a bot does what falls due meanwhile."""
        goal = self.clock[0] + much
        while (due := await bot.ticker.next_due()) is not None and due < goal:
            self.clock[0] = max(due, self.clock[0] + timedelta(seconds=1))
            await bot.ticker.settle()
        self.clock[0] = goal
        await bot.ticker.settle()

    async def a_stalled_day(self, stall: Stall) -> bool:
        """One asks Sunday's question and stalls; the other takes over; then one goes on. False: it never stalled."""
        self.clock[0] = datetime.fromisoformat("2026-11-22T07:00:01+00:00")
        working = asyncio.create_task(self.one.ticker.settle())
        waiting = asyncio.create_task(stall.reached.wait())
        await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
        if not stall.reached.is_set():
            waiting.cancel()
            return False
        await self.pass_time(self.two, STALL)
        stall.over.set()
        await working
        await self.pass_time(self.two, timedelta(minutes=10))
        await self.one.ticker.settle()
        return True

    async def twice(self) -> list[str]:
        """What was done more than once, or not at all."""
        keys = [m.key for m in self.platform.messages]
        wrong = [f"{key} was posted {keys.count(key)} times" for key in set(keys) if keys.count(key) > 1]
        async with self.two.desk.store.read() as tx:
            days = [str(row.day) for row in await tx.execute(select(round_.c.day))]
            late = [row.kind for row in await tx.execute(select(job).where(job.c.due < self.clock[0]))]
            left = [row.key for row in await tx.execute(select(letter).where(letter.c.state != "sent"))]
        if days != ["2026-11-22"]:
            wrong.append(f"asked on {days}")
        return wrong + [f"job {kind} is left" for kind in late] + [f"letter {key} is left" for key in left]


def stalling(write: Callable[[], Any], before: Stall | None, after: Stall | None) -> Callable[[], Any]:
    """A store's `write()` that stalls before the transaction begins, or right after it is committed."""

    @asynccontextmanager
    async def stalled() -> AsyncIterator[Any]:
        if before:
            await before.step()
        async with write() as tx:
            yield tx
        if after:
            await after.step()

    return stalled


@asynccontextmanager
async def both() -> AsyncIterator[Both]:
    clock, platform, url = [SATURDAY], Shared(), postgres.fresh()
    platform.managers.add("lea")
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(
                assembled(url, content(), [platform], lambda: clock[0], steady=lambda: clock[0].timestamp())
            )
            for _ in range(2)
        ]
        for bot in (one, two):
            await bot.ticker.start()
        yield Both(one, two, platform, clock)


@pytest.mark.parametrize("where", ["before a transaction", "after a transaction"])
async def test_who_stalls_between_transactions_past_its_lease_does_nothing_twice(
    monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    for number in range(1, WRITES + 1):
        async with both() as day:
            await day.found()
            stall = Stall(number)
            store = day.one.desk.store
            split = (stall, None) if where.startswith("before") else (None, stall)
            monkeypatch.setattr(store, "write", stalling(store.write, *split))
            stalled = await day.a_stalled_day(stall)
            assert await day.twice() == [], f"stalled {where}, the {number}th"
        if not stalled:
            assert number > 4
            return
    raise AssertionError("the day has more transactions than this test knows")


@pytest.mark.parametrize("where", ["before", "after"])
async def test_who_stalls_around_the_platforms_acceptance_past_its_lease_posts_nothing_twice(where: str) -> None:
    async with both() as day:
        await day.found()
        stall = Stall(1)
        setattr(day.platform, where, stall)
        assert await day.a_stalled_day(stall)
        assert await day.twice() == []
        assert [m.key for m in day.platform.messages] == ["round:1:1"]
