"""Many who wonder the same at once are answered by one look.

A look begins after everybody whom it answers has asked, so each is told what was true when they asked or later. Where
some come together more are on their way: the next look waits a moment for them, for one look costs as much as another.
Who comes alone never waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


_FEW, _MOMENT = 24, 0.004


async def for_company(already: int) -> None:
    """Wait a moment, unless somebody is alone, or there are enough for one look as it is."""
    if 1 < already < _FEW:
        await asyncio.sleep(_MOMENT)


class Gathered(Generic[Key, Value]):
    """`look` finds the values of several keys together; keys without one are left out. One look at a time."""

    def __init__(self, look: Callable[[Collection[Key]], Awaitable[Mapping[Key, Value]]]) -> None:
        self._look = look
        self._waiting: list[tuple[Key, asyncio.Future[Value | None]]] = []
        self._looking: asyncio.Task[None] | None = None

    async def of(self, key: Key) -> Value | None:
        """The value of one key, or None. Raises what the look raises."""
        told: asyncio.Future[Value | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, told))
        if self._looking is None:
            self._looking = asyncio.create_task(self._run(), name="gathered look")
        return await told

    async def _run(self) -> None:
        while self._waiting:
            await for_company(len(self._waiting))
            asked, self._waiting = self._waiting, []
            try:
                found = await self._look({key for key, _ in asked})
            except Exception as error:
                for _, told in asked:
                    if not told.done():
                        told.set_exception(error)
            else:
                for key, told in asked:
                    if not told.done():  # else whoever asked has gone away
                        told.set_result(found.get(key))
        self._looking = None
