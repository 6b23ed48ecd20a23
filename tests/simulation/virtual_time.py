"""An event loop whose time jumps: as soon as everybody waits, it is as late as the first of them waits for.

Nothing in it sleeps, and nothing depends on how fast the machine is: the order of things follows from the code alone.
"""

from __future__ import annotations

import asyncio
import math
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stuck(Exception):
    """Everybody waits for something that never comes."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its `time()` is in seconds since it was made, and passes only while nobody has anything to do."""

    def __init__(self) -> None:
        self.passed = 0.0
        super().__init__(_Jumping(self))
        self._clock_resolution = 1e-6  # finer, and after some months nothing that is due is later than now

    def time(self) -> float:
        return self.passed


class _Jumping(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if not found and timeout is None:
            raise Stuck("; ".join(str(task) for task in asyncio.all_tasks(self._loop)))
        if not found and timeout:
            # A wait too short for the clock to show would never end.
            self._loop.passed = max(self._loop.passed + timeout, math.nextafter(self._loop.passed, math.inf))
        return found


def played(what: Coroutine[Any, Any, Result]) -> Result:
    """Run this in a time of its own, from beginning to end."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(what)
