"""A picture follows its message: the text is sent at once, in words, then the picture is drawn and put in their place.

Where there is no drawing, or Discord does not take it, the words stay. So do those of a letter that was found again
after a dropped connection. Private answers are not sent here: they bring their picture along (`replies`).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.chat.picture import Draw, Picture
from bot.chat.platform import DeliveryError, Refused
from bot.model.places import MessageRef

log = logging.getLogger(__name__)


class Pictures:
    """Which messages wait for their picture."""

    def __init__(self, draw: Draw | None) -> None:
        self._draw = draw
        self._following: dict[str, asyncio.Task[None]] = {}

    def drop(self, ref: MessageRef) -> None:
        """The message says something else from now on."""
        task = self._following.pop(ref.message, None)
        if task is not None:
            task.cancel()

    def follow(self, ref: MessageRef, picture: Picture | None, put: Callable[[bytes], Awaitable[None]]) -> None:
        """Let `put` bring the picture into this message, which was sent in words, as soon as it is drawn."""
        self.drop(ref)
        if picture is None or self._draw is None:
            return
        key = ref.message
        task = self._following[key] = asyncio.create_task(_follow(self._draw, picture, put))
        task.add_done_callback(lambda done: self._following.pop(key) if self._following.get(key) is done else None)

    async def finish(self, seconds: float) -> None:
        """Let what is under way finish within this time, and drop the rest."""
        tasks = list(self._following.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()


async def _follow(draw: Draw, picture: Picture, put: Callable[[bytes], Awaitable[None]]) -> None:
    try:
        png = await draw(picture)
        if png is not None:
            await put(png)
    except Refused as error:  # without “Attach Files”, which may be left out, and where the message is gone
        log.info("Discord: a message stays in words: %s", error)
    except DeliveryError as error:
        log.warning("Discord: a message stays without its picture: %s", error)
    except Exception:
        log.exception("Discord: a message stays without its picture")
