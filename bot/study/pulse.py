"""When the heart beat last, how late and how well. Times in seconds by a clock that nobody moves."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

EVERY = 1.0
"""Seconds from one beat to the next, where no bell rings earlier."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat: how much later than it should have it began, how long it took, and whether all of it went well."""

    lag: float
    took: float
    well: bool


class Pulse:
    """Felt while the heart beats. `hear` is called after each beat, at once and in its task: it must not wait."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._ended = clock()
        self._lag = 0.0
        self.went_well = True
        """Whether the last beat did."""
        self.hear: list[Callable[[Beat], None]] = []

    def begins(self) -> None:
        """A beat begins."""
        now = self._clock()
        self._lag = max(0.0, now - self._began - EVERY)
        self._began = now

    def ends(self, *, well: bool) -> None:
        """It is done, well or not."""
        self._ended, self.went_well = self._clock(), well
        beat = Beat(self._lag, self._ended - self._began, well)
        for hear in self.hear:
            hear(beat)

    @property
    def silence(self) -> float:
        """How long ago the last beat ended, or the heart was made."""
        return self._clock() - self._ended
