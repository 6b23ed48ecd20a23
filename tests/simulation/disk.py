"""SQLite in the loop's own thread, so that the order of things follows from the seed; commits fail by plan.

It is the real SQLite on a real file. Only the thread that aiosqlite gives each connection is left out, and with it the
chance that decides which of several threads is faster.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch

import aiosqlite.core
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

import bot.app
import bot.store.store
from bot.store.at_once import AtOnce, Result, Work
from tests.simulation.faults import Died, Fault, Plan, Step, Trouble

_LONGEST_FULL = 600.0


class Disk:
    """What one process sees of the file. Once `dead` nothing of it is written any more."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dead = False
        self._full_until = 0.0

    def run(self, function: Any) -> Any:
        """Do what the connection was asked to do, unless something goes wrong with it."""
        inner = getattr(function, "func", function)
        name = inner.__name__
        if self.dead and name not in ("close", "close_and_stop", "rollback"):
            raise Died
        if name == "commit" and inner.__self__.in_transaction:
            return self._commit(inner)
        return function()

    def _commit(self, commit: Callable[[], None]) -> None:
        fault = self.plan.meets(Step.COMMIT)
        if self.plan.time() < self._full_until:
            raise sqlite3.OperationalError("database or disk is full")
        if fault is not None:
            self._fails(fault, commit)
        commit()

    def _fails(self, fault: Fault, commit: Callable[[], None]) -> None:
        match fault.trouble:
            case Trouble.LOCKED:
                raise sqlite3.OperationalError("database is locked")
            case Trouble.FULL:
                self._full_until = self.plan.time() + fault.size**3 * _LONGEST_FULL
                raise sqlite3.OperationalError("database or disk is full")
            case Trouble.UNSEEN:
                commit()
                raise sqlite3.OperationalError("disk I/O error")
            case Trouble.CRASH_AFTER:
                commit()
        self.dead = True
        raise Died


_TURNS = ("execute", "commit")
"""After these it is others' turn; fetching and closing could not be told apart from them."""


class _Inline:
    """Stands where aiosqlite puts what its thread should do: it is done at once, and mostly told in the next turn."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk

    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, function = item
        try:
            result = self._disk.run(function)
        except BaseException as error:
            if future is not None:
                future.get_loop().call_soon(_tell, future, None, error)
            return
        if future is None:
            return
        if getattr(function, "func", function).__name__ in _TURNS:
            future.get_loop().call_soon(_tell, future, result, None)
        else:
            future.set_result(result)


def _tell(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


class _NoThread:
    daemon = True

    def __init__(self, **_: object) -> None:
        pass

    def start(self) -> None:
        pass


_compiled: MutableMapping[Any, Any] = LRUCache(2000)


def _engine(*args: Any, **options: Any) -> AsyncEngine:
    """An engine that need not compile again what one before it has compiled: a world starts its process often."""
    engine = create_async_engine(*args, **options)
    engine.sync_engine._compiled_cache = _compiled
    return engine


class _Here(AtOnce):
    """Work that is known beforehand, done in the loop's thread as well, a turn after it was asked for."""

    def __init__(self, engine: Engine, threads: int, disk: Disk) -> None:
        self._engine, self._disk = engine, disk

    async def run(self, work: Work[Result]) -> Result:
        await asyncio.sleep(0)
        if self._disk.dead:
            raise Died
        return self._run(work)

    def close(self) -> None:
        self._engine.dispose()


def _direct(disk: Disk) -> Callable[..., Engine]:
    """Makes engines whose commits go through the disk."""

    class Connection(sqlite3.Connection):
        def commit(self) -> None:
            disk.run(super().commit)

    def make(*args: Any, **options: Any) -> Engine:
        engine = create_engine(*args, **options, connect_args={"factory": Connection})
        engine._compiled_cache = _compiled
        return engine

    return make


async def _up_to_date(url: str, now: datetime) -> None:
    """Nothing is to be migrated: that is tested elsewhere, and looking takes longer than a simulated day."""


@contextmanager
def without_threads(disk: Callable[[], Disk]) -> Iterator[None]:
    """New connections to SQLite use the disk of the process that runs now."""
    with (
        patch.object(aiosqlite.core, "SimpleQueue", lambda: _Inline(disk())),
        patch.object(aiosqlite.core, "Thread", _NoThread),
        patch.object(bot.store.store, "create_async_engine", _engine),
        patch.object(bot.store.store, "create_engine", lambda *args, **more: _direct(disk())(*args, **more)),
        patch.object(bot.store.store, "AtOnce", lambda engine, threads: _Here(engine, threads, disk())),
        patch.object(bot.app, "migrate", _up_to_date),
        patch.object(SQLiteDialect_pysqlite, "__eq__", lambda one, other: type(one) is type(other)),
        patch.object(SQLiteDialect_pysqlite, "__hash__", lambda one: hash(type(one))),
    ):
        yield
