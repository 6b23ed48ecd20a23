"""Where pictures are drawn: in a thread, once for equal recipes, and never so long that a private answer waits for it.

A message in a channel never waits: its picture follows it. Pillow is imported when the first picture is drawn. What
takes too long goes on in its thread, so that the next who asks finds it done; what fails is logged, and the text stays
alone.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable

from bot.chat.picture import Picture

log = logging.getLogger(__name__)

KEPT = 32
"""Finished pictures that are kept: about 40 KB each."""


class Studio:
    """Draws recipes and remembers the last ones. `draw` is what platforms are given."""

    def __init__(self, patience: float = 2.0, draw: Callable[[Picture], bytes] | None = None) -> None:
        self._patience = patience
        self._draw = draw or _drawn
        self._finished: OrderedDict[str, bytes] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[bytes | None]] = {}
        self._one_at_a_time = asyncio.Lock()

    async def draw(self, picture: Picture) -> bytes | None:
        """The PNG, or None where it fails or is not done in time. Never raises but when cancelled."""
        digest = picture.digest
        if digest in self._finished:
            self._finished.move_to_end(digest)
            return self._finished[digest]
        task = self._under_way.get(digest)
        if task is None:
            task = self._under_way[digest] = asyncio.create_task(self._work(picture), name=f"picture {digest}")
            task.add_done_callback(lambda _: self._under_way.pop(digest, None))
        try:
            return await asyncio.wait_for(asyncio.shield(task), self._patience)
        except TimeoutError:
            log.warning("The picture “%s” is not drawn within %s s", picture.title, self._patience)
            return None

    async def _work(self, picture: Picture) -> bytes | None:
        try:
            async with self._one_at_a_time:  # the others would only take turns with the interpreter's lock
                png = await asyncio.to_thread(self._draw, picture)
        except Exception:
            log.exception("The picture “%s” could not be drawn", picture.title)
            return None
        self._finished[picture.digest] = png
        while len(self._finished) > KEPT:
            self._finished.popitem(last=False)
        return png


def _drawn(picture: Picture) -> bytes:
    from bot.pictures.drawing import png  # here, so that a bot that draws nothing never loads Pillow

    return png(picture)
