"""A statement is compiled once for each process that tests, and not anew for each test's database.

Compiling is a quarter of the time of a test that opens a database of its own. What was compiled for one engine serves
every other one of the same dialect; SQLAlchemy only cannot know that two engines are alike.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

_COMPILED: LRUCache[Any, Any] = LRUCache(5000)
_DIALECTS = (PGDialect_asyncpg, SQLiteDialect_aiosqlite, SQLiteDialect_pysqlite)
_ALIKE = {
    "__hash__": lambda self: hash(type(self)),
    "__eq__": lambda self, other: type(self) is type(other),
}


def compile_once() -> None:
    """From now on."""
    for dialect in _DIALECTS:
        for name, method in _ALIKE.items():
            setattr(dialect, name, method)

    @event.listens_for(Engine, "engine_connect")
    def on_connect(connection: Connection) -> None:
        connection.execution_options(compiled_cache=_COMPILED)
