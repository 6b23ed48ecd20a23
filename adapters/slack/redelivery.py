"""What Slack delivers again is answered as before and not done twice.

Slack redelivers with the same id when an acknowledgement was late or lost. The memory is bounded: it holds the last
two thousand, many times what can be under way within the minutes in which Slack tries again.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Redelivery(Generic[Answer]):
    """Does each piece of work once, by its id, and hands its answer to every delivery of it."""

    def __init__(self, most: int = 2000) -> None:
        self._most = most
        self._seen: OrderedDict[str, asyncio.Future[Answer]] = OrderedDict()

    async def once(self, id: str, start: Callable[[], asyncio.Future[Answer]]) -> Answer:
        """The answer of this work, started now or before."""
        if (known := self._seen.get(id)) is not None:
            return await asyncio.shield(known)
        future = self._seen[id] = start()
        while len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return await asyncio.shield(future)
