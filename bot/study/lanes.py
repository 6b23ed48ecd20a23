"""A lane: one connection to a platform. How many letters may go through it now, and from when on the next one.

A lane is narrow for letters that have just begun and wide for those that take long: what hangs stops counting after a
few seconds, so that a room that does not answer holds up no other of its workspace for longer.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from bot.chat.platform import Pace

AT_ONCE = 16
_YOUNG = 5.0
"""Seconds for which a letter under way counts among those at once."""
_MOST = 256
"""Letters under way in one lane, however old."""


class Lane:
    """Keeps a platform's pace. Times in seconds on a clock that never jumps, which is handed in."""

    def __init__(self, pace: Pace, steady: Callable[[], float]) -> None:
        self._pace = pace
        self._steady = steady
        self._tokens = pace.burst
        self._filled = steady()
        self._held_until = -math.inf
        self._begun: dict[int, float] = {}
        self.communities: set[str] = set()
        """Those that were seen to go through here."""

    @property
    def gap(self) -> float:
        """Seconds between two letters to one room."""
        return self._pace.gap

    def places(self) -> int:
        """How many letters may be begun now."""
        now = self._steady()
        if now < self._held_until:
            return 0
        self._fill(now)
        young = sum(now - begun < _YOUNG for begun in self._begun.values())
        return max(0, min(AT_ONCE - young, _MOST - len(self._begun), math.floor(min(self._tokens, AT_ONCE))))

    def wait(self) -> float:
        """Seconds until one may be begun: 0 where it may now."""
        if self.places():
            return 0.0
        now = self._steady()
        waits = [self._held_until - now]
        if self._tokens < 1:
            waits.append((1 - self._tokens) / self._pace.a_second)
        young = [begun for begun in self._begun.values() if now - begun < _YOUNG]
        if len(young) >= AT_ONCE or len(self._begun) >= _MOST:
            waits.append(min(young, default=now) + _YOUNG - now)
        return max(0.0, *waits)

    def begin(self, which: int) -> None:
        """A letter goes."""
        self._begun[which] = self._steady()
        self._tokens -= 1

    def end(self, which: int) -> None:
        """It has come back, whatever came of it."""
        self._begun.pop(which, None)

    def hold(self, seconds: float) -> None:
        """The platform asked for a pause of everything."""
        self._held_until = max(self._held_until, self._steady() + seconds)

    def _fill(self, now: float) -> None:
        if math.isinf(self._pace.a_second):
            self._tokens = self._pace.burst
        else:
            gained = max(0.0, now - self._filled) * self._pace.a_second
            self._tokens = min(self._pace.burst, self._tokens + gained)
        self._filled = now
