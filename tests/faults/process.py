"""Starts, watches and ends the bot's processes.

They are forked from one that has done nothing but import, so that a life costs a fraction of a second; what they share
is code, never a connection, a file or a thread.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from tests.faults.child import Life, live

Result = TypeVar("Result")
_LAST_WORD = 0.2
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.child"])


class Died(Exception):
    """The process ended while something was expected of it."""


class Process:
    """One life. `died` is set once it is over; then `status` is its exit status, -9 after SIGKILL."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.died = asyncio.Event()
        self._process = _FORKS.Process(target=live, args=(life,), daemon=True)
        self._process.start()
        asyncio.get_running_loop().add_reader(self._process.sentinel, self._ended)

    def _ended(self) -> None:
        asyncio.get_running_loop().remove_reader(self._process.sentinel)
        self._process.join()
        self.died.set()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def status(self) -> int | None:
        return self._process.exitcode

    def signal(self, what: signal.Signals) -> None:
        """Send a signal, if it lives."""
        if not self.died.is_set():
            with suppress(ProcessLookupError):  # it has just ended, and nobody has heard of it yet
                os.kill(self.pid, what)

    async def kill(self) -> None:
        """End it without warning, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        await self.died.wait()

    async def during(self, work: Coroutine[Any, Any, Result], patience: float) -> Result:
        """What comes of this while the process lives. Raises Died, TimeoutError, or what the work raises."""
        task = asyncio.create_task(work)
        death = asyncio.create_task(self.died.wait())
        try:
            await asyncio.wait({task, death}, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if self.died.is_set():  # its last word may have arrived and not been read yet
                await asyncio.wait({task}, timeout=_LAST_WORD)
            if task.done():
                return task.result()
            if self.died.is_set():
                raise Died(f"status {self.status}")
            raise TimeoutError
        finally:
            task.cancel()
            death.cancel()
            await asyncio.gather(task, death, return_exceptions=True)


@asynccontextmanager
async def living(life: Life) -> AsyncIterator[Process]:
    """A process for as long as this is entered; killed at the end if it still runs."""
    process = Process(life)
    try:
        yield process
    finally:
        await process.kill()
