"""The bell between processes on one PostgreSQL: whoever leaves work for others rings, whoever works hears it.

It only saves waiting: the work lies in the tables, and is looked for each second all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import text

from bot.store.store import Store

log = logging.getLogger(__name__)

_CHANNEL = "takt_bell"
_AGAIN = 1.0
_PROBE = 60.0
"""Seconds after which a silent connection is asked whether it still is one."""


async def ring(store: Store) -> None:
    """Let every process that listens know that there is work. Raises what the database raises."""
    async with store.outside() as connection:
        await connection.execute(text(f"NOTIFY {_CHANNEL}"))


async def hear(store: Store, heard: Callable[[], None]) -> None:
    """Call `heard` whenever another process rings, until cancelled. A lost connection is made anew."""
    while True:
        try:
            await _listen(store, heard)
        except Exception as error:
            log.debug("the bell is not heard: %s", error)
        await asyncio.sleep(_AGAIN)
        heard()  # it may have rung meanwhile


async def _listen(store: Store, heard: Callable[[], None]) -> None:
    """Until the connection ends."""
    ended = asyncio.Event()

    def rung(*_: Any) -> None:
        heard()

    async with store.outside() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        driver.add_termination_listener(lambda _: ended.set())
        await driver.add_listener(_CHANNEL, rung)
        try:
            while not ended.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(ended.wait(), _PROBE)
                await driver.execute("SELECT 1", timeout=10)
        finally:
            if not driver.is_closed():
                await driver.remove_listener(_CHANNEL, rung)
