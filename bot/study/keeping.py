"""The daily backup of a running bot: in a thread of its own, caught up after downtime, and never a reason to stop."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from threading import Event

from bot.store.rota import Rota
from bot.store.whole import NotDone

log = logging.getLogger(__name__)

LOOK_EVERY = 600.0  # seconds
AGAIN_AFTER = 3600.0


@asynccontextmanager
async def daily_backups(rota: Rota | None, clock: Callable[[], datetime]) -> AsyncIterator[None]:
    """Make one whenever one is due, until left. None: make none."""
    task = asyncio.create_task(_daily(rota, clock), name="daily backups") if rota else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _daily(rota: Rota, clock: Callable[[], datetime]) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY if await keep_up(rota, clock()) else AGAIN_AFTER)


async def keep_up(rota: Rota, now: datetime) -> bool:
    """Make today's backup unless it is there. Returns False where it failed; the log says why."""
    stop = Event()
    try:
        if await asyncio.to_thread(rota.is_due, now):
            made = await asyncio.to_thread(rota.make, now, stop)
            log.info("the daily backup is made: %s", made)
    except asyncio.CancelledError:
        stop.set()  # the thread sees it and leaves, or it would hold up the process at its end
        raise
    except (NotDone, OSError, sqlite3.Error) as error:
        log.error("the daily backup failed and is tried again in an hour; the bot goes on: %s", error)
        return False
    return True
