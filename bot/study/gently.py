"""Work through many at once without holding the loop: it may turn to others every few."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

_FEW = 16


async def gently(many: Iterable[T]) -> AsyncIterator[T]:
    """Each of these in turn."""
    for place, one in enumerate(many, 1):
        yield one
        if place % _FEW == 0:
            await asyncio.sleep(0)
