"""Work through many at once without holding the loop: it may turn to others every few.

In a thread beside the loop there is nobody to let in: there the interpreter shares itself out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

_FEW = 16


async def gently(many: Iterable[T]) -> AsyncIterator[T]:
    """Each of these in turn."""
    on_loop = _on_loop()
    for place, one in enumerate(many, 1):
        yield one
        if on_loop and place % _FEW == 0:
            await asyncio.sleep(0)


def _on_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
