"""One writer, many readers. Never a transaction across a network call.

What is decided in a transaction is read in it and holds until it ends: nobody writes in between. On SQLite that is a
lock in the process and `BEGIN IMMEDIATE`; on PostgreSQL, where several processes write, an advisory lock (`server`).
"""

from __future__ import annotations

import asyncio
import errno
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.chat.watch import NOBODY, Watch
from bot.store import server
from bot.store.at_once import AtOnce, Result, Work
from bot.store.keeper import Keeper


def async_url(url: str) -> URL:
    """The address with the driver that we use, where none is named."""
    parsed = make_url(url)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}.get(parsed.drivername)
    return parsed.set(drivername=driver) if driver else parsed


class Store:
    """The database: `read()` gives a read-only connection, `write()` a transaction that nobody else writes beside.

    `read_at_once()` and `write_at_once()` are the same for work that is known beforehand: much faster on SQLite.

    `async with Store(url).opened()`: a SQLite file is locked for this process until it is left.
    """

    def __init__(self, url: str, watch: Watch = NOBODY) -> None:
        self.url = async_url(url)
        self.on_sqlite = self.url.get_backend_name() == "sqlite"
        self._writing = asyncio.Lock()
        self._watch = watch

    @property
    def file(self) -> Path | None:
        """The SQLite file, or None on a server."""
        return Path(self.url.database) if self.on_sqlite and self.url.database else None

    @asynccontextmanager
    async def opened(self, prepare: Callable[[], Awaitable[object]] | None = None) -> AsyncIterator[Self]:
        """Open it until left. `prepare` runs first, alone on the database: to bring its schema up to date."""
        async with AsyncExitStack() as stack:
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                _refuse_unusable(self.file)
                stack.enter_context(Keeper(self.file))
            if prepare:
                await prepare()
            self._writer = self._engine(read_only=False)
            stack.push_async_callback(self._writer.dispose)
            self._reader = self._engine(read_only=True)
            stack.push_async_callback(self._reader.dispose)
            if self.on_sqlite:
                self._writes = AtOnce(self._direct_engine(read_only=False), threads=1)
                stack.callback(self._writes.close)
                self._reads = AtOnce(self._direct_engine(read_only=True), threads=_READING)
                stack.callback(self._reads.close)
            try:
                yield self
            finally:
                await self._writing.acquire()  # whoever writes now may finish; nobody else begins

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """One transaction, committed at the end or rolled back by an exception. Keep it short."""
        with timed(self._watch, "write"):
            async with self._writing, self._writer.begin() as connection:
                if not self.on_sqlite:
                    await connection.execute(server.ALONE)
                yield connection

    @asynccontextmanager
    async def write_beside(self) -> AsyncIterator[AsyncConnection]:
        """A transaction as by `write`, but on a server beside others by `write_beside`, also of other processes.

        For work that locks the rows it decides upon, in one order for all, or that is one statement.
        """
        if self.on_sqlite:
            async with self.write() as connection:
                yield connection
        else:
            with timed(self._watch, "write"):
                async with self._writer.begin() as connection:
                    await connection.execute(server.BESIDE)
                    yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state and cannot write."""
        with timed(self._watch, "read"):
            async with self._reader.connect() as connection:
                yield connection

    async def write_at_once(self, work: Work[Result], *, alone: bool = False) -> Result:
        """One transaction as by `write_beside()`, for queries that await nothing but the database.

        `alone`: as by `write()`.
        """
        if not self.on_sqlite:
            async with self.write() if alone else self.write_beside() as connection:
                return await work(connection)
        with timed(self._watch, "write"):
            async with self._writing:
                return await self._writes.run(work)

    async def read_at_once(self, work: Work[Result]) -> Result:
        """One look as by `read()`, for queries that await nothing but the database."""
        if not self.on_sqlite:
            async with self.read() as connection:
                return await work(connection)
        with timed(self._watch, "read"):
            return await self._reads.run(work)

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[AsyncConnection]:
        """A connection to a server on which each statement stands for itself: for signals, not for rows."""
        async with self._writer.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    def _engine(self, *, read_only: bool) -> AsyncEngine:
        if not self.on_sqlite:
            return server.engine(self.url, read_only=read_only)
        # What is written is what members chose and typed: no error, and so no log, may repeat it.
        engine = create_async_engine(self.url, pool_size=4 if read_only else 1, max_overflow=0, hide_parameters=True)
        _prepare_sqlite(engine.sync_engine, read_only=read_only)
        return engine

    def _direct_engine(self, *, read_only: bool) -> Engine:
        url = self.url.set(drivername="sqlite")
        engine = create_engine(url, pool_size=_READING, hide_parameters=True)
        _prepare_sqlite(engine, read_only=read_only)
        return engine


def library_engine(url: str) -> AsyncEngine:
    """An engine for a library that brings its own queries. It keeps no connection, so that nothing need be closed."""
    place = async_url(url)
    if place.get_backend_name() != "sqlite":
        patience = {"timeout": 10, "command_timeout": 60}
        return create_async_engine(place, poolclass=NullPool, hide_parameters=True, connect_args=patience)
    engine = create_async_engine(place, poolclass=NullPool, hide_parameters=True)
    _prepare_sqlite(engine.sync_engine, read_only=False)

    @event.listens_for(engine.sync_engine, "do_connect")
    def on_connect(*_: object) -> None:
        if not Path(str(place.database)).exists():  # the driver would make an empty one
            raise FileNotFoundError(place.database)

    return engine


def _refuse_unusable(file: Path) -> None:
    """SQLite would say less of why, and its driver's thread would complain after us."""
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(file))
    if file.exists() and not os.access(file, os.R_OK | os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))


@contextmanager
def timed(watch: Watch, kind: str) -> Iterator[None]:
    """Tell how long the block took."""
    began = time.perf_counter()
    try:
        yield
    finally:
        watch.transaction(kind, time.perf_counter() - began)


def _prepare_sqlite(engine: Engine, *, read_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _: object) -> None:
        # SQLAlchemy begins each transaction itself (below): the driver must not.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


_READING = 2
"""Threads that read at once: more would wait for each other and for the event loop."""

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # a confirmed answer survives a power cut; batching makes it nearly free
    "foreign_keys=ON",
    "busy_timeout=5000",
)
