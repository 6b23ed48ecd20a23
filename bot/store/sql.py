"""What SQLite and PostgreSQL say in different words."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Boolean, ColumnElement, Dialect, Table, Text, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

Numbers = Collection[int] | Collection[tuple[int, ...]]


class _Many(TypeDecorator[Numbers]):
    """Numbers, or tuples of them, as one parameter."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Numbers | None, dialect: Dialect) -> str:
        return json.dumps(sorted(value or ()))


class among(FunctionElement[bool]):
    """Whether columns of numbers, together, are one of the tuples (of the numbers, for one column) in a parameter.

    As `in_`, for many: the statement is the same whatever their number, so it can be built once, and is compiled once.
    """

    type = Boolean()
    inherit_cache = True

    def __init__(self, parameter: str, *columns: ColumnElement[int]) -> None:
        many: BindParameter[Any] = bindparam(parameter, type_=_Many())
        super().__init__(many, *columns)

    def self_group(self, against: Any = None) -> Any:
        """As it is: compared with true, as functions are on SQLite, it would be told by no index."""
        return self


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **how: Any) -> str:
    many, *columns = (compiler.process(clause, **how) for clause in element.clauses)
    if len(columns) == 1:
        return f"{columns[0]} IN (SELECT value FROM json_each({many}))"
    parts = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(columns)))
    return f"({', '.join(columns)}) IN (SELECT {parts} FROM json_each({many}))"


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **how: Any) -> str:
    many, *columns = (compiler.process(clause, **how) for clause in element.clauses)
    if len(columns) == 1:
        return f"{columns[0]} IN (SELECT value::bigint FROM jsonb_array_elements_text(CAST({many} AS jsonb)))"
    parts = ", ".join(f"(value->>{n})::bigint" for n in range(len(columns)))
    return f"({', '.join(columns)}) IN (SELECT {parts} FROM jsonb_array_elements(CAST({many} AS jsonb)))"


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
