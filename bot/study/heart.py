"""Keeps the bot beating: once a second by the scheduler, and at once when the bell rings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.study.pulse import Pulse
from bot.study.ticker import Ticker

log = logging.getLogger(__name__)

_FINISHING = 4.0


@asynccontextmanager
async def beating(ticker: Ticker, bell: asyncio.Event, pulse: Pulse | None = None) -> AsyncIterator[None]:
    """Beat until left, and let the pulse know; then let what is under way finish, for a few seconds at most.

    What does not finish is looked for at the next start before it is sent again.
    """
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(bell.set, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None)
    beats = asyncio.create_task(_beats(ticker, bell, pulse or Pulse()), name="heart")
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
        beats.cancel()
        with suppress(asyncio.CancelledError):
            await beats
        await ticker.scout.stop()
        with suppress(TimeoutError):
            await asyncio.wait_for(ticker.post_office.finish(), _FINISHING)


async def _beats(ticker: Ticker, bell: asyncio.Event, pulse: Pulse) -> None:
    while True:
        await bell.wait()
        bell.clear()
        pulse.begins()
        try:
            await ticker.beat()
        except Exception:  # a full disk or a locked file must not stop the heart: the work is still in the table
            log.exception("a beat failed; the next one tries again")
            pulse.ends(well=False)
        else:
            pulse.ends(well=True)
