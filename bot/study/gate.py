"""Lets presses in while they can be answered in time: in a jam whoever comes is told so at once, and nothing is begun.

A jam is many who have waited long: one slow press alone keeps nobody out. What was let in is always brought to its end.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, islice


@dataclass(frozen=True, slots=True)
class Limits:
    """When it is a jam: `many` have waited for `long` seconds, or `most` are under way at all.

    A platform takes an answer for `window` seconds. A press that was older when it arrived finds nobody listening, and
    is not let in before others while many wait.
    """

    many: int = 64
    long: float = 1.5
    most: int = 4000
    window: timedelta = timedelta(seconds=3)


class Jam(Exception):
    """Nothing was begun: it would be answered too late."""


class Gate:
    """Counts what is under way. `seconds` is a clock that only goes forward."""

    def __init__(self, limits: Limits = Limits(), seconds: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._seconds = seconds
        self._under_way: dict[int, float] = {}
        """When each was let in, the earliest first."""
        self._numbers = count()
        self._least_lag: timedelta | None = None
        """What a press has at least taken to us: the way, and how far the platform's clock and ours are apart."""

    @contextmanager
    def passed(self, lag: timedelta) -> Iterator[None]:
        """Let a press in that took so long to arrive, and out again. Raises Jam."""
        least = self._least_lag = lag if self._least_lag is None else min(lag, self._least_lag)
        if self._is_jammed(late=lag - least > self._limits.window):
            raise Jam
        number = next(self._numbers)
        self._under_way[number] = self._seconds()
        try:
            yield
        finally:
            del self._under_way[number]

    def _is_jammed(self, *, late: bool) -> bool:
        limits, waiting = self._limits, self._under_way
        if len(waiting) < limits.many:
            return False
        since = next(islice(waiting.values(), limits.many - 1, None))
        return late or len(waiting) >= limits.most or self._seconds() - since >= limits.long
