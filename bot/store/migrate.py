"""Brings the schema up to date at start: on a connection of its own, all or nothing, after a copy of what was there."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.backup import back_up
from bot.store.store import async_url
from bot.store.whole import NotDone

LOCK = 7_221_150  # any number, but the same in every process


class NewerSchema(Exception):
    """The database was written by a later release."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The schema that this release works with."""
    return str(ScriptDirectory.from_config(_config()).get_current_head())


async def migrate(url: str, now: datetime, *, copy_first: bool = True) -> Path | None:
    """Bring the database up to date. Returns the backup made before changing an existing SQLite file, if one was.

    Raises NewerSchema where a later release wrote it. Whatever fails leaves the database as it was.
    """
    target = async_url(url)
    on_sqlite = target.get_backend_name() == "sqlite"
    engine = create_async_engine(target)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(schema_of)
            await connection.rollback()
            refuse_newer(current)
            if current == newest():
                return None
            backup = await _back_up(str(target.database), now) if on_sqlite and current and copy_first else None
            await (_on_sqlite if on_sqlite else _on_server)(connection)
            return backup
    finally:
        await engine.dispose()


def schema_of(connection: Connection) -> str | None:
    """The schema of this database, or None where there is none. Raises NotDone where it names several."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if len(heads) > 1:
        raise NotDone(f"the database names several schemas, {', '.join(heads)}: it is damaged; restore a backup")
    return heads[0] if heads else None


def refuse_newer(current: str | None) -> None:
    """Raise NewerSchema if a later release wrote this."""
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchema(f"the database has schema {current}, which this release does not know: install a later Takt")


async def _back_up(database: str, now: datetime) -> Path:
    file = Path(database)
    copy = file.with_name(f"{file.stem}-before-{newest()}-{now:%Y%m%dT%H%M%S}.db")
    await asyncio.to_thread(back_up, file, copy)
    return copy


async def _on_sqlite(connection: AsyncConnection) -> None:
    """Foreign keys are off while tables are rebuilt, or rebuilding a parent would delete its children."""
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    driver.isolation_level = None
    await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    await connection.exec_driver_sql("BEGIN IMMEDIATE")
    await connection.run_sync(upgrade)
    broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    if broken:
        raise RuntimeError(f"the migration would leave {len(broken)} rows without their parents; nothing was changed")
    await connection.commit()


async def _on_server(connection: AsyncConnection) -> None:
    async with connection.begin():
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        await connection.run_sync(upgrade)


def upgrade(connection: Connection) -> None:
    """Take every step that is missing, in the transaction that is open."""
    command.upgrade(_config(connection), "head")
