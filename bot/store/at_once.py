"""A whole look or transaction in one visit to SQLite's thread, where each statement by itself would be several.

The queries of this package are coroutines that wait for nothing but their connection. Over a connection that answers at
once such a coroutine never waits, so it can be run from its start to its end by an ordinary thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias, TypeVar, cast

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.ext.asyncio import AsyncConnection

Result = TypeVar("Result")
Work: TypeAlias = Callable[[AsyncConnection], Coroutine[Any, Any, Result]]
"""Queries over one connection. They may await nothing else."""


class AtOnce:
    """Threads that each have a connection of this engine."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, "sqlite")

    async def run(self, work: Work[Result]) -> Result:
        """Do this in one transaction, committed at the end or rolled back by an exception."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)

    def close(self) -> None:
        """Wait for what is under way, and let go of the file."""
        self._threads.shutdown()
        self._engine.dispose()

    def _run(self, work: Work[Result]) -> Result:
        with self._engine.begin() as connection:
            # The part of an AsyncConnection that queries use.
            return _to_the_end(work(cast(AsyncConnection, _Immediate(connection))))


class _Immediate:
    """A connection whose statements are awaited and yet wait for nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def dialect(self) -> Dialect:
        return self._connection.dialect

    async def execute(self, *what: Any) -> Any:
        return self._connection.execute(*what)


def _to_the_end(work: Coroutine[Any, Any, Result]) -> Result:
    try:
        work.send(None)
    except StopIteration as done:
        return cast(Result, done.value)
    work.close()
    raise RuntimeError(f"{work} waits for something else than its connection")
