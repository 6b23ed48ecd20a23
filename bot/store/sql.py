"""What SQLite and PostgreSQL say in different words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_into(tx: AsyncConnection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update` on this connection's engine."""
    return (sqlite if tx.dialect.name == "sqlite" else postgresql).insert(table)


async def insert_id(tx: AsyncConnection, table: Table, /, **values: Any) -> int:
    """Insert one row and return its id."""
    return int((await tx.execute(insert_into(tx, table).values(**values).returning(table.c.id))).scalar_one())


async def upsert(tx: AsyncConnection, table: Table, by: tuple[str, ...], /, **values: Any) -> None:
    """Insert a row, or overwrite the one with this key by these values."""
    await upsert_many(tx, table, by, [values])


async def upsert_many(
    tx: AsyncConnection, table: Table, by: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert rows, or overwrite those with these keys, in one statement. All rows name the same columns."""
    statement = insert_into(tx, table)
    rest = {name: statement.excluded[name] for name in rows[0] if name not in by}
    await tx.execute(statement.on_conflict_do_update(index_elements=list(by), set_=rest), rows)
