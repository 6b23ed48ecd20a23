"""Databases as released versions left them: made by the steps of that time, and rows in every table of it."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, MetaData, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import bot.store

RELEASED = ("0001", "0002")
STEPS = Path(bot.store.__file__).parent / "migrations"


async def as_released(url: str, revision: str, rows: int = 3) -> dict[str, list[dict[str, Any]]]:
    """Make the database of this release with so many rows in each table. Returns its rows by table."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade, revision)
            await connection.run_sync(fill, rows)
        return await everything(engine)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def fill(connection: Connection, rows: int) -> None:
    """Rows in every table that there is, each with all its columns; the how-manieth has the how-manieth parents."""
    for table in _tables(connection):
        for number in range(1, rows + 1):
            connection.execute(insert(table).values({column.name: _value(column, number) for column in table.columns}))


def _value(column: Any, number: int) -> Any:
    keys = list(column.foreign_keys)
    if keys and keys[0].column.table is column.table:
        return number - 1 or None
    if keys or (column.primary_key and column.type.python_type is int):
        return number
    kind = column.type.python_type
    if kind is bool:
        return number % 2 == 0
    if kind is int:
        return number % 4
    if kind is datetime:
        return datetime(2026, 11, 23, 7, 0, 0, number)
    if kind is date:
        return date(2026, 11, 23 + number)
    if kind is time:
        return time(7, number, 30, number)
    return f"{column.name} {number} — “é”"


async def everything(engine: AsyncEngine) -> dict[str, list[dict[str, Any]]]:
    """All rows by table, in the order of their keys."""
    async with engine.connect() as connection:
        return await connection.run_sync(_everything)


def _everything(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for table in _tables(connection):
        rows = connection.execute(select(table)).mappings()
        found[table.name] = sorted(
            (dict(row) for row in rows), key=lambda row: [str(row[k.name]) for k in table.primary_key]
        )
    return found
