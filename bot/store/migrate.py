"""Brings the schema up to date at start: on a connection of its own, all or nothing, after a copy of what was there.

Alembic takes its steps, and is loaded only where there is a step to take: a bot that starts as it stopped keeps its
memory for other things. Which steps there are is told by their files, and where a database stands by its one row.
"""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.backup import back_up
from bot.store.store import async_url
from bot.store.whole import NotDone

if TYPE_CHECKING:
    from alembic.config import Config

LOCK = 7_221_150  # any number, but the same in every process
_MIGRATIONS = Path(__file__).parent / "migrations"


class NewerSchema(Exception):
    """The database was written by a later release."""


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str:
    """The schema that this release works with."""
    return max(known())


@cache
def known() -> frozenset[str]:
    """The schemas that this release can work with or step up from. Each stands in the name of its step."""
    named = (re.match(r"step_(\d{4})_", file.name) for file in (_MIGRATIONS / "versions").iterdir())
    return frozenset(found[1] for found in named if found)


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
    if not inspect(connection).has_table("alembic_version"):
        return None
    heads = connection.execute(text("SELECT version_num FROM alembic_version ORDER BY version_num")).scalars().all()
    if len(heads) > 1:
        raise NotDone(f"the database names several schemas, {', '.join(heads)}: it is damaged; restore a backup")
    return str(heads[0]) if heads else None


def refuse_newer(current: str | None) -> None:
    """Raise NewerSchema if a later release wrote this."""
    if current is not None and current not in known():
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
    from alembic import command

    command.upgrade(_config(connection), "head")
