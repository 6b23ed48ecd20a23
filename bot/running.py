"""Runs the platforms side by side: an outage of one does not touch the other."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import Any

from bot.chat.command import Catalogue
from bot.chat.platform import ChatPlatform, DeliveryError, Unauthorised
from bot.chat.request import Ask

log = logging.getLogger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 300.0
_SETTLED = 60.0
"""Seconds without a failure after which an outage is over."""
_PARTING = 9.0
"""Seconds from a signal to the end, whatever hangs: whoever stops us does not wait for ever."""


class Role(StrEnum):
    """What a process does. One that is given none does all."""

    GATEWAY = "gateway"
    """Takes requests over connections that it opens: Discord's gateway, Slack's Socket Mode."""
    WEB = "web"
    """Takes requests that come to it: Slack's signed HTTP."""
    WORKER = "worker"
    """Does what falls due, and delivers letters."""


ALL_ROLES = frozenset(Role)


async def serve_all(
    platforms: Sequence[ChatPlatform], catalogue: Catalogue[Any], ask: Ask, only_reach: Collection[ChatPlatform] = ()
) -> None:
    """Serve every platform until cancelled, or `only_reach` it. Raises Unauthorised for a bad token at the start."""
    async with asyncio.TaskGroup() as group:
        for platform in platforms:
            connect = platform.reach if platform in only_reach else partial(platform.serve, catalogue, ask)
            group.create_task(_supervised(platform, connect), name=f"{platform.name} supervised")


async def _supervised(platform: ChatPlatform, connect: Callable[[], Awaitable[None]]) -> None:
    """Stay connected, and after an outage connect again: soon at first, then every five minutes."""
    loop = asyncio.get_running_loop()
    pause = _FIRST_PAUSE
    outage = _Outage(platform)
    while True:
        began = loop.time()
        settled = loop.call_later(_SETTLED, outage.end)
        try:
            await connect()
        except Unauthorised as error:
            if outage.is_first:  # later the other platforms are served, and go on
                raise
            outage.tell(logging.ERROR, str(error), f"refuses the token: {error} {error.remedy}")
        except DeliveryError as error:
            outage.tell(logging.WARNING, str(error), f"cannot be reached and is tried again in {pause:.0f} s: {error}")
        except Exception as error:
            outage.tell(logging.ERROR, repr(error), f"is interrupted and connects again in {pause:.0f} s", error)
        finally:
            settled.cancel()
        if loop.time() - began > _SETTLED:
            pause = _FIRST_PAUSE
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


class _Outage:
    """What is told of an outage: each reason once, however often the platform is tried, and that it is over."""

    def __init__(self, platform: ChatPlatform) -> None:
        self._platform = platform
        self._told: set[str] = set()
        self.is_first = True
        """Whether the platform has neither been served for a while nor failed."""

    def tell(self, level: int, reason: str, what: str, bug: Exception | None = None) -> None:
        """Tell it, unless this reason was told. A bug comes with its traceback."""
        self.is_first = False
        if reason not in self._told:
            self._told.add(reason)
            log.log(level, "%s %s", self._platform.name, what, exc_info=bug)

    def end(self) -> None:
        """It has not failed for a while. What comes next is another outage."""
        self.is_first = False
        if self._told and self._platform.connected:
            log.info("%s is well again", self._platform.name)
        self._told.clear()


@contextmanager
def collecting_lightly() -> Iterator[None]:
    """What was loaded so far stays until the end, so that collecting garbage does not walk all of it each time.

    Modules and the bank are most of what there is: a full collection holds everything up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until SIGTERM or Ctrl-C, on which it is cancelled and given some seconds to finish.

    A second signal changes nothing: what was accepted is still brought to its end.
    """
    task = asyncio.create_task(work, name="takt")
    told = asyncio.Event()
    if sys.platform != "win32":  # there Ctrl-C arrives as KeyboardInterrupt, which cancels us
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, told.set)
    stopping = asyncio.create_task(told.wait(), name="signals")
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
    except asyncio.CancelledError:
        log.info("interrupted")
    finally:
        stopping.cancel()
    if not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=_PARTING)
    if not task.done():
        log.warning("what is under way takes too long; it is looked for at the next start")
    elif not task.cancelled():
        task.result()
    log.info("stopped")
