"""Many at once: cohorts that open together are asked what they would be asked alone, in few statements; none twice."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.app import Takt, assembled
from bot.rules.answering import Tap
from bot.store import jobs
from bot.store.jobs import Job, JobKind
from bot.store.schema import job, letter, post, round_
from bot.study import ticker
from tests.bench import flood
from tests.core.world import content
from tests.fakes import postgres
from tests.fakes.engines import ON_SQLITE, prepare

COUNT = 300
NOW = flood.DUE + timedelta(seconds=1)


@asynccontextmanager
async def flooded(folder: Path, count: int = COUNT) -> AsyncIterator[Takt]:
    url = prepare(folder)
    await flood.fill(url, content().bank, count)
    async with assembled(url, content(), [], lambda: NOW) as takt:
        yield takt


def counted(takt: Takt, what: str) -> list[str]:
    """What is done on the database from now on: statements (`before_cursor_execute`) or commits."""
    seen: list[str] = []
    engine = takt.desk.store._writes._engine
    event.listen(engine, what, lambda _, *rest: seen.append(str(rest[1]) if rest else what))
    return seen


async def asked(takt: Takt, count: int = COUNT) -> dict[int, tuple[Any, ...]]:
    """By cohort what was asked and how it reads in its room, without the ids that depend on the order."""
    query = select(round_, letter.c.card, letter.c.community).join(post, post.c.round == round_.c.id)
    query = query.join(letter, letter.c.id == post.c.letter)
    async with takt.desk.store.read() as tx:
        rows = (await tx.execute(query)).all()
    assert len(rows) == len({row.cohort for row in rows}) == count
    assert all(row.community == f"guild-{row.cohort}" for row in rows)
    return {
        row.cohort: (
            (row.day, row.ordinal, row.number, row.item, row.seed, row.order, row.key, row.closes_at, row.late),
            re.sub(r"(answer|why):\d+", r"\1", row.card),
        )
        for row in rows
    }


@ON_SQLITE
async def test_cohorts_that_open_together_are_asked_what_they_would_be_asked_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with flooded(tmp_path / "together") as takt:
        statements = counted(takt, "before_cursor_execute")
        await takt.ticker.work()
        together = await asked(takt)
        async with takt.desk.store.read() as tx:
            left = await tx.execute(
                select(job.c.kind, func.min(job.c.due), func.count()).where(job.c.kind != "look").group_by(job.c.kind)
            )
            kinds = {tuple(row) for row in left}
    assert len(statements) < COUNT / 2
    assert kinds == {
        (JobKind.OPEN, flood.DUE + timedelta(days=1), COUNT),
        (JobKind.CLOSE, flood.DUE + timedelta(hours=13), COUNT),
    }
    monkeypatch.setattr(ticker, "_TOGETHER", {})
    async with flooded(tmp_path / "alone", 30) as takt:
        await takt.ticker.work()
        alone = await asked(takt, 30)
    assert alone == {number: together[number] for number in range(1, 31)}


async def test_one_bad_cohort_costs_no_other_its_question(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with flooded(tmp_path) as takt:
        async with takt.desk.store.write() as tx:
            await tx.exec_driver_sql("UPDATE cohort SET blueprint = 'gone' WHERE id = 7")
        await takt.ticker.work()
        async with takt.desk.store.read() as tx:
            opened = set((await tx.execute(select(round_.c.cohort).where(round_.c.state == "open"))).scalars())
    assert opened == set(range(1, COUNT + 1)) - {7}
    assert "job open for 7 failed" in caplog.text


@ON_SQLITE
async def test_a_tap_during_the_flood_waits_for_a_transaction_or_two(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticker, "_TOGETHER", {JobKind.OPEN: 10})
    async with flooded(tmp_path) as takt:
        commits = counted(takt, "commit")
        flooding = asyncio.create_task(takt.ticker.work())
        waited = []
        while not flooding.done():
            before = len(commits)
            await takt.desk.answers.submit(Tap(round=1, account=1, position=0, at=NOW, event=f"e{before}"))
            waited.append(len(commits) - before)
    assert len(waited) > 5
    assert max(waited) <= 3  # the one under way, the batch before ours in the line, and ours


async def test_what_was_put_anew_after_the_claim_is_done_at_its_new_time(tmp_path: Path) -> None:
    async with flooded(tmp_path) as takt:
        async with takt.desk.store.write() as tx:
            claimed = await jobs.claim(tx, NOW, timedelta(minutes=2), 1)
            await jobs.put(tx, JobKind.OPEN, claimed[0].subject, NOW + timedelta(days=3))
        await takt.ticker._work_on(claimed, NOW)
        async with takt.desk.store.read() as tx:
            assert await jobs.due_of(tx, JobKind.OPEN, claimed[0].subject) == NOW + timedelta(days=3)
            assert (await tx.execute(select(round_.c.id).where(round_.c.state == "open"))).first() is None


async def test_a_long_beat_ends_and_leaves_the_rest_to_the_next_one_at_once(tmp_path: Path) -> None:
    url, turns = prepare(tmp_path), itertools.count()
    await flood.fill(url, content().bank, 450)
    async with assembled(url, content(), [], lambda: NOW + 6 * timedelta(seconds=next(turns))) as takt:
        await takt.ticker.work()
        assert takt.desk.bell.is_set()
        takt.desk.bell.clear()
        async with takt.desk.store.read() as tx:
            opened = await tx.execute(select(func.count()).where(round_.c.state == "open"))
            assert opened.scalar_one() == 400
        await takt.ticker.work()
        assert not takt.desk.bell.is_set()
        assert len(await asked(takt, 450)) == 450


class Two:
    """Two processes on one PostgreSQL: each its own store and ticker, and a list of what was done."""

    def __init__(self, a: Takt, b: Takt, clock: list[datetime]) -> None:
        self.a, self.b, self.clock = a, b, clock
        self.done: list[str] = []
        self.entered, self.go_on = asyncio.Event(), asyncio.Event()
        a.ticker._do[JobKind.REMIND] = self._remind("a")
        b.ticker._do[JobKind.REMIND] = self._remind("b")
        self.slow = ""

    def _remind(self, who: str) -> Any:
        async def work(tx: Any, due: list[Job], now: datetime) -> dict[int, datetime]:
            if who == self.slow:
                self.entered.set()
                await self.go_on.wait()
            self.done.append(who)
            return {}

        return work

    async def claim(self, takt: Takt) -> list[Job]:
        async with takt.desk.store.write() as tx:
            return await jobs.claim(tx, self.clock[0], takt.desk.timing.lease, 10)

    def lease_over(self) -> None:
        self.clock[0] += timedelta(minutes=3)

    async def left(self) -> int:
        async with self.a.desk.store.read() as tx:
            return int((await tx.execute(select(func.count()).select_from(job))).scalar_one())


@asynccontextmanager
async def two() -> AsyncIterator[Two]:
    url, clock = postgres.fresh(), [NOW]
    async with (
        assembled(url, content(), [], lambda: clock[0]) as a,
        assembled(url, content(), [], lambda: clock[0]) as b,
    ):
        async with a.desk.store.write() as tx:
            await jobs.put(tx, JobKind.REMIND, 1, NOW)
        yield Two(a, b, clock)


async def test_whoever_comes_back_after_the_lease_does_nothing_that_another_has_done() -> None:
    async with two() as here:
        stale = await here.claim(here.a)
        here.lease_over()
        await here.b.ticker.work()
        await here.a.ticker._work_on(stale, NOW)
        assert here.done == ["b"]
        assert await here.left() == 0


async def test_whoever_comes_back_while_another_does_it_waits_and_does_nothing() -> None:
    async with two() as here:
        stale = await here.claim(here.a)
        here.lease_over()
        here.slow = "b"
        busy = asyncio.create_task(here.b.ticker.work())
        await here.entered.wait()
        late = asyncio.create_task(here.a.ticker._work_on(stale, NOW))
        here.go_on.set()
        await asyncio.gather(busy, late)
        assert here.done == ["b"]
        assert await here.left() == 0


async def test_nobody_claims_what_is_being_done_though_its_lease_is_over() -> None:
    async with two() as here:
        here.slow = "a"
        busy = asyncio.create_task(here.a.ticker.work())
        await here.entered.wait()
        here.lease_over()
        late = asyncio.create_task(here.b.ticker.work())
        here.go_on.set()
        await asyncio.gather(busy, late)
        assert here.done == ["a"]
        assert await here.left() == 0


async def test_a_flood_on_postgresql_asks_every_cohort_once() -> None:
    url = postgres.fresh()
    await flood.fill(url, content().bank, COUNT)
    async with assembled(url, content(), [], lambda: NOW) as a, assembled(url, content(), [], lambda: NOW) as b:
        await asyncio.gather(a.ticker.work(), b.ticker.work())
        await a.ticker.work()
        assert len(await asked(a)) == COUNT
