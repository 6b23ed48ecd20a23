"""The schema: its steps lead to what the code expects, over a database with data, after a copy of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, Table, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.keeper import InUse
from bot.store.migrate import NewerSchema, migrate, newest
from bot.store.schema import metadata
from bot.store.store import Store
from tests.core.releases import RELEASED, STEPS, as_released, everything
from tests.core.world import MONDAY
from tests.fakes import postgres


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'takt.db'}"


def differences(connection: Connection) -> list[object]:
    """What the schema of the code has otherwise. What a table is for is said in the code alone."""
    found = compare_metadata(MigrationContext.configure(connection), metadata)
    return [one for one in found if one[0] != "add_table_comment"]


async def test_the_steps_lead_to_the_schema_of_the_code(tmp_path: Path) -> None:
    await migrate(url(tmp_path), MONDAY)
    engine = create_async_engine(url(tmp_path))
    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_a_database_that_is_up_to_date_is_left_alone(tmp_path: Path) -> None:
    assert await migrate(url(tmp_path), MONDAY) is None
    assert await migrate(url(tmp_path), MONDAY) is None
    assert [file.name for file in tmp_path.glob("*before*")] == []


async def test_a_database_of_a_later_release_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    await migrate(url(tmp_path), MONDAY)
    with sqlite3.connect(tmp_path / "takt.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    before = (tmp_path / "takt.db").read_bytes()
    with pytest.raises(NewerSchema, match="9999"):
        await migrate(url(tmp_path), MONDAY)
    assert (tmp_path / "takt.db").read_bytes() == before
    assert newest() != "9999"


async def test_a_second_bot_on_the_same_file_is_refused(tmp_path: Path) -> None:
    async with Store(url(tmp_path)).opened():
        with pytest.raises(InUse, match="in use by another running Takt"):
            async with Store(url(tmp_path)).opened():
                pass
    async with Store(url(tmp_path)).opened():
        pass


# ── from every released version, with data ───────────────────────────────────────────────────────────────────────────


def address(engine: str, folder: Path) -> str:
    return url(folder) if engine == "sqlite" else postgres.empty()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
@pytest.mark.parametrize("release", RELEASED)
async def test_every_released_version_comes_up_to_date_with_all_its_rows(
    release: str, engine: str, tmp_path: Path
) -> None:
    place = address(engine, tmp_path)
    before = await as_released(place, release)
    assert min(len(rows) for rows in before.values()) == 3
    copy = await migrate(place, MONDAY)
    opened = create_async_engine(place)
    after = await everything(opened)
    for table, rows in before.items():
        assert [{name: row[name] for name in rows[0]} for row in after[table]] == rows, table
    async with opened.connect() as connection:
        assert await connection.run_sync(differences) == []
        if engine == "sqlite":
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
            assert (await connection.execute(text("PRAGMA integrity_check"))).scalar() == "ok"
    await opened.dispose()
    if engine == "sqlite" and release != newest():
        assert copy and copy.name == f"takt-before-{newest()}-20261123T080000.db"
        kept = create_async_engine(f"sqlite+aiosqlite:///{copy}")
        assert await everything(kept) == before
        await kept.dispose()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
async def test_a_step_that_fails_leaves_the_database_as_it_was(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = address(engine, tmp_path)
    before = await as_released(place, "0001")
    real, made = Operations.create_table, iter(range(3))

    def three_times(*given: Any, **options: Any) -> Table:
        if next(made, None) is None:
            raise OSError(28, "No space left on device")
        return real(*given, **options)

    monkeypatch.setattr(Operations, "create_table", three_times)
    with pytest.raises(OSError, match="No space left"):
        await migrate(place, MONDAY)
    monkeypatch.undo()
    opened = create_async_engine(place)
    assert await everything(opened) == before
    await opened.dispose()


def test_every_step_but_the_newest_is_of_a_release_that_is_tested() -> None:
    steps = sorted(file.name.split("_")[1] for file in (STEPS / "versions").glob("step_*.py"))
    assert steps[: len(RELEASED)] == list(RELEASED)
