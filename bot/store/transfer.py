"""Brings everything into an empty database of another engine, in one transaction there; the source is only read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.backup import refuse_damaged
from bot.store.copying import Tell, copy_everything, refuse_different
from bot.store.keeper import Keeper
from bot.store.migrate import LOCK, migrate, newest, refuse_newer, schema_of, upgrade
from bot.store.schema import metadata
from bot.store.store import async_url
from bot.store.whole import NotDone, whole


async def transfer(source: str, target: str, now: datetime, tell: Tell) -> None:
    """Copy the database of one address to another, check it row for row, and only then keep it.

    A target on a server has no tables, or those of this release and no row; a SQLite file is not there yet. `tell`
    hears of each table that is equal. Raises NotDone, NewerSchema, InUse where a bot runs on a SQLite source, and what
    the database raises.
    """
    begin, end = async_url(source), async_url(target)
    if begin == end:
        raise NotDone("that is the database itself: name another one")
    if file := _file(begin):
        if not file.exists():
            raise NotDone(f"there is no {file}")
        with Keeper(file):
            await _into(begin, end, now, tell)
    else:
        await _into(begin, end, now, tell)


async def _into(begin: URL, end: URL, now: datetime, tell: Tell) -> None:
    file = _file(end)
    if file is None:
        async with _reading(begin) as source, _filling_server(end) as target:
            await _copy(source, target, tell)
        return
    if file.exists():
        raise NotDone(f"{file} is there already: name a file that is not")
    with whole(file) as part:
        place = end.set(database=str(part))
        await migrate(str(place), now)
        async with _reading(begin) as source, _connected(place) as target:
            await _copy(source, target, tell)
            await target.commit()
        await asyncio.to_thread(refuse_damaged, part)


async def _copy(source: AsyncConnection, target: AsyncConnection, tell: Tell) -> None:
    await copy_everything(source, target)
    await refuse_different(source, target, tell)


def _file(url: URL) -> Path | None:
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


@asynccontextmanager
async def _connected(url: URL) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            yield connection
    except OSError as error:
        raise NotDone(f"{url.render_as_string()} cannot be reached: {error}") from error
    finally:
        await engine.dispose()


@asynccontextmanager
async def _reading(url: URL) -> AsyncIterator[AsyncConnection]:
    """A connection on which everything is as at one instant, and nothing can be written."""
    if file := _file(url):
        url = url.set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    async with _connected(url) as connection:
        if file:
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            driver.isolation_level = None
            await connection.exec_driver_sql("BEGIN")
        else:
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        schema = await connection.run_sync(schema_of)
        refuse_newer(schema)
        if schema != newest():
            raise NotDone(f"{url.render_as_string()} has the schema of an older release: `takt migrate` first")
        yield connection


@asynccontextmanager
async def _filling_server(url: URL) -> AsyncIterator[AsyncConnection]:
    """One transaction, in which the tables are made and filled. Bots that start there meanwhile wait for its end."""
    async with _connected(url) as connection, connection.begin():
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        names = await connection.run_sync(_tables)
        if names and await connection.run_sync(schema_of) != newest():
            raise NotDone(f"{url.render_as_string()} is not empty: it has other tables; make a database for Takt alone")
        if names:
            await _refuse_rows(connection, url)
        else:
            await connection.run_sync(upgrade)
        yield connection


def _tables(connection: Connection) -> list[str]:
    return inspect(connection).get_table_names()


async def _refuse_rows(connection: AsyncConnection, url: URL) -> None:
    for table in metadata.sorted_tables:
        if (await connection.execute(select(table).limit(1))).first() is not None:
            raise NotDone(
                f"{url.render_as_string()} is not empty: {table.name} has rows; make a database for Takt alone"
            )
