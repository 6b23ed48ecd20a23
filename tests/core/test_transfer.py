"""Everything goes from one engine to the other, row for row, or nothing does; and the bot carries on there."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app import assembled
from bot.store import copying, transfer
from bot.store.keeper import InUse, Keeper
from bot.store.migrate import newest
from bot.store.whole import NotDone
from tests.core.recount import kept, recounted
from tests.core.releases import as_released, everything
from tests.core.world import MONDAY, World, answered, ask_now, content, found_cohort, latest_round, world
from tests.fakes import postgres
from tests.fakes.engines import ON_SQLITE
from tests.fakes.pretend import PretendPlatform

move = transfer.transfer


def ignore(_table: str, _rows: int) -> None:
    pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with rows in every table."""
    file = tmp_path_factory.mktemp("made") / "takt.db"
    asyncio.run(as_released(f"sqlite+aiosqlite:///{file}", newest(), _ROWS))
    return file


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "_BATCH", 3)


@pytest.fixture
def source(made: Path, tmp_path: Path) -> str:
    shutil.copyfile(made, tmp_path / "takt.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'takt.db'}"


async def rows_at(url: str) -> dict[str, list[dict[str, Any]]]:
    engine = create_async_engine(url)
    try:
        return await everything(engine)
    finally:
        await engine.dispose()


async def scalar(url: str, statement: str) -> Any:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            found = await connection.execute(text(statement))
            return found.scalar() if found.returns_rows else None
    finally:
        await engine.dispose()


@asynccontextmanager
async def carrying_on(url: str, platform: PretendPlatform, start: datetime) -> AsyncIterator[World]:
    clock = [start]
    async with assembled(url, content(), [platform], lambda: clock[0]) as takt:
        await takt.ticker.start()
        yield World(takt, platform, clock)


async def test_every_row_arrives_there_and_back_and_ids_never_come_again(source: str, tmp_path: Path) -> None:
    target, back = postgres.empty(), f"sqlite+aiosqlite:///{tmp_path / 'back.db'}"
    with sqlite3.connect(tmp_path / "takt.db") as raw:
        raw.execute("UPDATE sqlite_sequence SET seq = 41 WHERE name = 'notice'")  # the later ones were told and deleted
    raw.close()
    told: dict[str, int] = {}
    await move(source, target, MONDAY, told.__setitem__)
    before = await rows_at(source)
    assert await rows_at(target) == before
    assert told == dict.fromkeys(before, _ROWS)
    await move(target, back, MONDAY, ignore)
    assert await rows_at(back) == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["back.db", "takt.db", "takt.db.lock"]
    for place in (target, back):
        assert await scalar(place, "INSERT INTO notice (person, card, at) VALUES (1, '', 0) RETURNING id") == 42
        assert await scalar(place, f"INSERT INTO {_REST} RETURNING id") == _ROWS + 1


_ROWS = 4
_REST = "rest (person, first, last) VALUES (1, '2026-11-23', '2026-11-24')"


@ON_SQLITE
async def test_a_study_group_carries_on_on_postgresql(tmp_path: Path) -> None:
    platform = PretendPlatform()
    async with world(tmp_path, platform=platform) as group:
        await found_cohort(group)
        await group.advance(timedelta(days=1))
        first = await latest_round(group)
        for who, right in (("ana", True), ("ben", False), ("caro", True)):
            await answered(group, who, first, right=right)
        await group.advance(timedelta(hours=1))
        left_at = group.now
    target = postgres.empty()
    await move(f"sqlite:///{tmp_path / 'takt.db'}", target, left_at, ignore)
    async with carrying_on(target, platform, left_at) as group:
        await group.advance(timedelta(days=1))
        second = await latest_round(group)
        assert second > first
        await answered(group, "ana", second)
        await answered(group, "dan", second)
        await group.advance(timedelta(days=1))
        third = await ask_now(group)
        await answered(group, "ben", third)
        async with group.desk.store.read() as tx:
            assert (totals := await kept(tx)) == await recounted(tx)
        assert sum(t.answered for (_, window, _, _), t in totals[0].items() if window == "all") == 6
        keys = [message.key for message in platform.messages]
        assert len(keys) == len(set(keys))


async def test_a_database_that_was_tried_before_and_has_no_rows_counts_as_empty(source: str) -> None:
    target = postgres.fresh()
    await move(source, target, MONDAY, ignore)
    assert await scalar(target, "SELECT count(*) FROM answer") == _ROWS


# ── refusals: nothing there, nothing changed here ────────────────────────────────────────────────────────────────────


async def refused(source: str, target: str, said: str) -> None:
    with pytest.raises(NotDone, match=said):
        await move(source, target, MONDAY, ignore)


async def tables_at(url: str) -> Any:
    return await scalar(url, "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")


async def test_a_target_with_rows_or_with_tables_of_others_is_refused(source: str) -> None:
    target, others = postgres.fresh(), postgres.empty()
    await scalar(target, "INSERT INTO person (created_at) VALUES (1) RETURNING id")
    await scalar(
        others, "CREATE TABLE invoices (id INT); SELECT 1" if False else "CREATE TABLE invoices AS SELECT 1 AS id"
    )
    await refused(source, target, "is not empty: person has rows")
    await refused(source, others, "is not empty: it has other tables")
    assert await scalar(target, "SELECT count(*) FROM person") == 1 and await tables_at(others) == 1


async def test_a_running_bot_an_older_schema_and_an_absent_file_are_refused(source: str, tmp_path: Path) -> None:
    target = postgres.empty()
    with Keeper(tmp_path / "takt.db"), pytest.raises(InUse):
        await move(source, target, MONDAY, ignore)
    (tmp_path / "old").mkdir()
    old = f"sqlite+aiosqlite:///{tmp_path / 'old' / 'takt.db'}"
    await as_released(old, "0001")
    await refused(old, target, "older release: `takt migrate` first")
    await refused(f"sqlite:///{tmp_path / 'none.db'}", target, "there is no")
    await refused(source, source, "the database itself")
    assert await tables_at(target) == 0


async def test_a_server_that_is_not_there_is_one_line_without_the_password(source: str) -> None:
    with pytest.raises(NotDone, match="cannot be reached") as caught:
        await move(source, "postgresql://takt:hunter2@127.0.0.1:1/takt", MONDAY, ignore)
    assert "hunter2" not in str(caught.value)


async def test_a_row_that_arrives_otherwise_is_noticed_and_nothing_is_kept(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.empty()
    before, real = (tmp_path / "takt.db").read_bytes(), copying._write

    async def careless(to: Any, table: Any, rows: Any) -> None:
        if table.name == "answer":
            rows = [(*rows[0][:3], (rows[0][3] + 1) % 4, *rows[0][4:]), *rows[1:]]
        await real(to, table, rows)

    monkeypatch.setattr(copying, "_write", careless)
    await refused(source, target, "answer differs after copying")
    await refused(source, f"sqlite:///{tmp_path / 'copy.db'}", "answer differs after copying")
    monkeypatch.setattr(copying, "_write", lambda to, table, rows: real(to, table, rows[:2]))
    await refused(source, f"sqlite:///{tmp_path / 'copy.db'}", r"cohort differs after copying, at \(3, ")
    assert await tables_at(target) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["takt.db", "takt.db.lock"]
    assert (tmp_path / "takt.db").read_bytes() == before


async def test_a_text_that_the_server_does_not_take_names_its_table(source: str, tmp_path: Path) -> None:
    target = postgres.empty()
    with sqlite3.connect(tmp_path / "takt.db") as raw:
        raw.execute("UPDATE person SET name = 'a' || char(0) || 'b' WHERE id = 2")
    raw.close()
    await refused(source, target, "person cannot be copied: ")
    assert await tables_at(target) == 0
