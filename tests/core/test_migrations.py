"""The schema: its steps lead to what the code expects, over a database with data, after a copy of it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.keeper import InUse
from bot.store.migrate import NewerSchema, migrate, newest
from bot.store.schema import metadata
from bot.store.store import Store
from tests.core.world import MONDAY


def url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'takt.db'}"


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


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
