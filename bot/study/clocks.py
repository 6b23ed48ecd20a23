"""How long ago something was, whatever the wall clock did meanwhile: no jump makes a doubt look older than it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

_TICK = timedelta(seconds=2)
"""Differences up to this between two looks are no jump."""


class Clocks:
    """The wall clock beside one that never jumps (in seconds): by the difference it is seen to jump."""

    def __init__(self, clock: Callable[[], datetime], steady: Callable[[], float] | None) -> None:
        self.clock = clock
        self.steady = steady or (lambda: clock().timestamp())
        self._began = self.steady()
        self._first = self._last = self._lowest = self._highest = self._ahead()

    def jump(self) -> timedelta:
        """How far the wall clock has jumped since the last look: below zero where it went back, zero for no jump."""
        ahead = self._ahead()
        jumped, self._last = ahead - self._last, ahead
        self._lowest, self._highest = min(self._lowest, ahead), max(self._highest, ahead)
        return timedelta(seconds=jumped) if abs(jumped) > _TICK.total_seconds() else timedelta(0)

    @property
    def astray(self) -> timedelta:
        """By how much the instants that were written down since the start may be wrong."""
        return timedelta(seconds=self._highest - self._lowest)

    def passed_since(self, at: datetime) -> timedelta:
        """How much time has passed since then at least, as far as this process can tell.

        Never more than it has run: a clock that was ahead when it started is not seen to have jumped.
        """
        undisturbed = datetime.fromtimestamp(self._first + self.steady(), at.tzinfo)
        since_start = timedelta(seconds=self.steady() - self._began)
        return max(timedelta(0), min(self.clock() - at, undisturbed - at, since_start))

    def _ahead(self) -> float:
        return self.clock().timestamp() - self.steady()


class Doubts:
    """Since when each doubtful letter has been in doubt, on the clock that never jumps: by its id and its try."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._since: dict[int, tuple[int, float]] = {}

    def begin(self, letter: int, tries: int) -> None:
        """We handed it over ourselves, and have just lost sight of it."""
        self._since[letter] = (tries, self._clocks.steady())

    def lasted(self, letter: int, tries: int, tried_at: datetime) -> timedelta:
        """For how long it has been in doubt. What another process tried counts from then, as far as we know."""
        known = self._since.get(letter)
        if known is None or known[0] != tries:
            began = self._clocks.steady() - self._clocks.passed_since(tried_at).total_seconds()
            known = self._since[letter] = (tries, began)
        return timedelta(seconds=self._clocks.steady() - known[1])

    def end(self, letter: int) -> None:
        """It is in doubt no longer."""
        self._since.pop(letter, None)
