"""Keeps the bot beating: once a second by the scheduler, and at once when the bell rings, here or elsewhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.store import bell
from bot.study.desk import Desk
from bot.study.pulse import EVERY, Pulse
from bot.study.ticker import Ticker

log = logging.getLogger(__name__)

_FINISHING = 4.0


@asynccontextmanager
async def beating(ticker: Ticker, desk: Desk, pulse: Pulse | None = None) -> AsyncIterator[None]:
    """Beat until left, and let the pulse know; then let what is under way finish, for a few seconds at most.

    What does not finish is looked for at the next start before it is sent again.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(desk.bell.set, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None)
    ears = [] if desk.store.on_sqlite else [asyncio.create_task(bell.hear(desk.store, desk.bell.set), name="ears")]
    beats = asyncio.create_task(_beats(ticker, desk.bell, pulse or Pulse()), name="heart")
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        for task in (*ears, beats):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await ticker.scout.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(ticker.post_office.finish(), _FINISHING)


@asynccontextmanager
async def ringing(desk: Desk, pulse: Pulse | None = None) -> AsyncIterator[None]:
    """For a process that does not beat: what its requests leave to do is told to those that do.

    Its pulse says that it could tell.
    """
    task = asyncio.create_task(_rings(desk, pulse or Pulse()), name="bell")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _rings(desk: Desk, pulse: Pulse) -> None:
    well = True
    while True:
        with suppress(TimeoutError):
            await asyncio.wait_for(desk.bell.wait(), EVERY)
        pulse.begins()
        if desk.bell.is_set():
            desk.bell.clear()
            well = await _rung(desk)
        pulse.ends(well=well)


async def _rung(desk: Desk) -> bool:
    try:
        await bell.ring(desk.store)
    except Exception as error:  # whoever beats looks each second all the same
        log.warning("the bell could not be rung: %s", error)
        return False
    return True


async def _beats(ticker: Ticker, rung: asyncio.Event, pulse: Pulse) -> None:
    while True:
        await rung.wait()
        rung.clear()
        pulse.begins()
        try:
            await ticker.beat()
        except Exception:  # a full disk or a locked file must not stop the heart: the work is still in the table
            log.exception("a beat failed; the next one tries again")
            pulse.ends(well=False)
        else:
            pulse.ends(well=True)
