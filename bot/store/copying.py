"""Copies every row from one database into another and compares them, row for row, whichever engines the two are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, MetaData, Table, Text, collate, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.schema import Instant, metadata
from bot.store.whole import NotDone

_BATCH = 5_000
Rows: TypeAlias = list[tuple[Any, ...]]
Tell: TypeAlias = Callable[[str, int], None]
"""Hears of each table and its number of rows once it is known to be equal."""


def _plain_tables() -> list[Table]:
    """The tables, parents first, with instants as the numbers that they are kept as: nothing need be converted."""
    plain = MetaData()
    tables = [table.to_metadata(plain) for table in metadata.sorted_tables]
    for table in tables:
        for column in table.columns:
            if isinstance(column.type, Instant):
                column.type = BigInteger()
    return tables


async def copy_everything(source: AsyncConnection, target: AsyncConnection) -> None:
    """Copy all rows, and the last id of each table, in the transactions that are open. The target's tables are empty.

    Raises NotDone with the table whose rows the target does not take.
    """
    for table in _plain_tables():
        try:
            async for rows in _rows(source, table):
                await _write(target, table, rows)
        except Exception as error:
            raise NotDone(f"{table.name} cannot be copied: {getattr(error, 'orig', None) or error}") from error
    await _number(target, await _last_ids(source))


async def refuse_different(source: AsyncConnection, target: AsyncConnection, tell: Tell) -> None:
    """Read all rows of both again, side by side in the order of their keys. Raises NotDone at the first difference."""
    for table in _plain_tables():
        seen, copies = 0, _rows(target, table)
        async for rows in _rows(source, table):
            _refuse_difference(table, rows, await anext(copies, []))
            seen += len(rows)
        _refuse_difference(table, [], await anext(copies, []))
        tell(table.name, seen)
    if (there := await _last_ids(target)) != (here := await _last_ids(source)):
        raise NotDone(f"the last ids differ: {sorted(here.items() ^ there.items())[0]}; nothing was kept")


def _refuse_difference(table: Table, rows: Rows, copies: Rows) -> None:
    if rows != copies:
        pairs = zip([*rows, None], [*copies, None], strict=False)
        first = next(one or other for one, other in pairs if one != other)
        raise NotDone(f"{table.name} differs after copying, at {first}; nothing was kept")


async def _rows(connection: AsyncConnection, table: Table) -> AsyncIterator[Rows]:
    """All rows in the order of their keys, which is the same on every engine: texts by their bytes."""
    on_server = connection.dialect.name != "sqlite"
    order = [collate(key, "C") if on_server and isinstance(key.type, Text) else key for key in table.primary_key]
    async with connection.stream(select(table).order_by(*order)) as found:
        async for rows in found.partitions(_BATCH):
            yield [tuple(row) for row in rows]


async def _write(target: AsyncConnection, table: Table, rows: Rows) -> None:
    names = [column.name for column in table.columns]
    if target.dialect.name == "sqlite":
        await target.execute(table.insert(), [dict(zip(names, row, strict=True)) for row in rows])
        return
    server: Any = (await target.get_raw_connection()).driver_connection
    await server.copy_records_to_table(table.name, records=rows, columns=names)


_NUMBERED = [table for table in metadata.sorted_tables if table.dialect_options["sqlite"].get("autoincrement")]
"""Tables whose ids never come again."""


async def _last_ids(connection: AsyncConnection) -> dict[str, int]:
    """The highest id that each of these tables has ever given, where it has given any."""
    if connection.dialect.name == "sqlite":
        found = await connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
        given = {row.name: row.seq for row in found}
    else:
        given = {
            table.name: (await connection.execute(_LAST, {"of": f'"{table.name}"'})).scalar() for table in _NUMBERED
        }
    last = {}
    for table in _NUMBERED:
        highest = (await connection.execute(select(func.max(table.c.id)))).scalar()
        last[table.name] = max(given.get(table.name) or 0, highest or 0)
    return {name: number for name, number in last.items() if number}


_LAST = text("SELECT pg_sequence_last_value(CAST(pg_get_serial_sequence(:of, 'id') AS regclass))")
_GO_ON = text("SELECT setval(pg_get_serial_sequence(:of, 'id'), :number)")


async def _number(connection: AsyncConnection, last: dict[str, int]) -> None:
    """Have each table go on after these ids."""
    if connection.dialect.name == "sqlite":
        await connection.execute(text("DELETE FROM sqlite_sequence"))
    for name, number in last.items():
        if connection.dialect.name == "sqlite":
            statement = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :number)"
            await connection.execute(text(statement), {"name": name, "number": number})
        else:
            await connection.execute(_GO_ON, {"of": f'"{name}"', "number": number})
