"""Lets a service outside know that the bot is well, so that it raises the alarm once nothing comes any more."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import aiohttp

from bot.study.pulse import Beat

log = logging.getLogger(__name__)

_EVERY = 60.0
_PATIENCE = 10.0


class Pinger:
    """Asks for an address after a good beat of a bot that is ready, once a minute at most. No beat waits for it.

    The address may be as good as a password, and is never logged.
    """

    def __init__(
        self, url: str, is_ready: Callable[[], Awaitable[bool]], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._url = url
        self._is_ready = is_ready
        self._clock = clock
        self._last = float("-inf")
        self._was_well = True
        self._under_way: asyncio.Task[None] | None = None

    def heard(self, beat: Beat) -> None:
        """A beat ended."""
        if not beat.well or self._under_way or self._clock() - self._last < _EVERY:
            return
        self._last = self._clock()
        self._under_way = asyncio.create_task(self._ping(), name="heartbeat")
        self._under_way.add_done_callback(self._done)

    async def stop(self) -> None:
        """Ping no more."""
        self._last = float("inf")
        if self._under_way:
            self._under_way.cancel()
            await asyncio.wait({self._under_way})

    def _done(self, _: object) -> None:
        self._under_way = None

    async def _ping(self) -> None:
        try:
            if not await self._is_ready():
                return
            timeout = aiohttp.ClientTimeout(total=_PATIENCE)
            async with (
                aiohttp.ClientSession(timeout=timeout, headers={"User-Agent": "takt"}) as session,
                session.get(self._url) as response,
            ):
                trouble = "" if response.ok else f"it answered {response.status}"
        except Exception as error:  # of the text of an error it is not known whether the address stands in it
            trouble = type(error).__name__
        if trouble and self._was_well:
            log.warning("the heartbeat address cannot be reached: %s", trouble)
        self._was_well = not trouble
