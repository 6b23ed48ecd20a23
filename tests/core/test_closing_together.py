"""Questions that close together close as each would alone, in few statements; one that fails stays alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, select

from bot.app import Takt, assembled
from bot.store.schema import answer, job, letter, round_
from bot.study import ticker
from tests.bench import flood
from tests.core.recount import kept, recounted
from tests.core.world import content
from tests.fakes import postgres
from tests.fakes.engines import ON_SQLITE, prepare

FRIDAY = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)


@asynccontextmanager
async def open_everywhere(
    url: str, count: int, each: int = 0, clock: list[datetime] | None = None
) -> AsyncIterator[Takt]:
    """Cohorts whose questions of the day are open and have so many answers each, at the time of their close."""
    clock = [datetime.min] if clock is None else clock
    clock[0] = flood.DUE + timedelta(seconds=1)
    await flood.fill(url, content().bank, count)
    async with assembled(url, content(), [], lambda: clock[0]) as takt:
        await takt.ticker.work()
        await flood.deliver_all(url)
        if each:
            await flood.answer_all(url, each)
        clock[0] = flood.DUE + timedelta(hours=13, minutes=1)
        yield takt


async def left_open(takt: Takt) -> set[int]:
    async with takt.desk.store.read() as tx:
        return set((await tx.execute(select(round_.c.cohort).where(round_.c.state == "open"))).scalars())


async def everything(takt: Takt) -> dict[str, Any]:
    """What is kept, without the ids that depend on the order."""
    said: dict[str, list[str]] = {}
    async with takt.desk.store.read() as tx:
        for row in await tx.execute(select(letter).order_by(letter.c.id)):
            card = re.sub(r"(answer|why|try|report):\d+", r"\1", row.card)
            what = f"{row.key.partition(':')[0]} {row.edition} {row.under is None} {row.due} {card}"
            said.setdefault(row.community, []).append(what)
        jobs = await tx.execute(select(job.c.kind, job.c.due, func.count()).group_by(job.c.kind, job.c.due))
        given = select(answer.c.account, answer.c.final, answer.c.counted).order_by(answer.c.account)
        given_rows = [tuple(row) for row in await tx.execute(given)]
        return {"said": said, "jobs": {tuple(row) for row in jobs}, "given": given_rows, "stand": await kept(tx)}


async def test_questions_that_close_together_close_as_each_would_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "DUE", FRIDAY)  # so that the week ends with it
    async with open_everywhere(prepare(tmp_path / "together"), 20, each=6) as takt:
        await takt.ticker.work()
        together = await everything(takt)
        async with takt.desk.store.read() as tx:
            assert await kept(tx) == await recounted(tx)
    monkeypatch.setattr(ticker, "_TOGETHER", {})
    async with open_everywhere(prepare(tmp_path / "alone"), 20, each=6) as takt:
        await takt.ticker.work()
        alone = await everything(takt)
    assert together == alone
    assert {tuple(one.split()[0] for one in said) for said in together["said"].values()} == {
        ("round", "reveal", "summary")
    }
    assert len(together["given"]) == 120 and all(final and counted for _, final, counted in together["given"])


@ON_SQLITE
async def test_a_close_among_many_costs_few_statements(tmp_path: Path) -> None:
    async with open_everywhere(prepare(tmp_path), 200) as takt:
        seen: list[str] = []
        for engine in (takt.desk.store._writer.sync_engine, takt.desk.store._writes._engine):
            event.listen(engine, "before_cursor_execute", lambda *what: seen.append(what[2]))
        await takt.ticker.work()
        assert not await left_open(takt)
    assert len(seen) < 300


async def test_one_bad_question_costs_no_other_its_close(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_everywhere(prepare(tmp_path), 30) as takt:
        async with takt.desk.store.write() as tx:
            await tx.exec_driver_sql("UPDATE round SET \"order\" = '?' WHERE cohort = 7 AND state = 'open'")
        await takt.ticker.work()
        assert await left_open(takt) == {7}
    assert "job close for" in caplog.text


async def test_questions_close_together_on_postgresql() -> None:
    async with open_everywhere(postgres.fresh(), 60, each=2) as takt:
        await takt.ticker.work()
        assert not await left_open(takt)
        async with takt.desk.store.read() as tx:
            assert await kept(tx) == await recounted(tx) != ({}, {})


async def test_the_monday_after_questions_come_first_and_what_changed_in_the_week_is_edited_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flood, "DUE", FRIDAY)
    clock = [FRIDAY]
    async with open_everywhere(prepare(tmp_path), 3, 3, clock) as takt:
        await takt.ticker.work()
        async with takt.desk.store.write() as tx:
            await tx.exec_driver_sql("UPDATE person SET name = 'Ana' WHERE id IN (4, 5, 6)")  # those of the second
        before = await editions(takt)
        clock[0] = FRIDAY + timedelta(days=3, seconds=1)
        await takt.ticker.work()
        assert await left_open(takt) == {1, 2, 3}
        assert await editions(takt) == before
        clock[0] += timedelta(hours=1)
        await takt.ticker.work()
        assert await editions(takt) == {**before, 2: before[2] + 1}


async def editions(takt: Takt) -> dict[int, int]:
    """Of each cohort's summary."""
    async with takt.desk.store.read() as tx:
        rows = await tx.execute(select(letter.c.key, letter.c.edition).where(letter.c.key.startswith("summary:")))
        return {int(row.key.split(":")[1]): row.edition for row in rows}
