"""What the web room needs from whoever sets it up: something that moves the clock, something that keeps its records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

Clock: TypeAlias = Callable[[], datetime]


class Time(Protocol):
    """Moves the clock that the whole bot reads. The room itself only ever asks."""

    async def advance_to(self, instant: datetime) -> None:
        """Let everything happen that falls due until then, in order, and return when it has."""

    async def stops(self) -> Sequence[tuple[str, datetime]]:
        """The next events worth moving to, each with a short label such as `Next question`."""


class Journal(Protocol):
    """Keeps the room's records over restarts: texts by key. What was written must outlive the process."""

    async def read(self) -> Mapping[str, str]:
        """Everything that was kept."""

    async def write(self, key: str, value: str) -> None:
        """Keep this value, in place of an earlier one."""

    async def erase(self, key: str) -> None:
        """Forget this key. Unknown keys are no error."""


class MemoryJournal:
    """A journal that lasts as long as the object does."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    async def read(self) -> Mapping[str, str]:
        """Everything that was kept."""
        return dict(self._kept)

    async def write(self, key: str, value: str) -> None:
        """Keep this value, in place of an earlier one."""
        self._kept[key] = value

    async def erase(self, key: str) -> None:
        """Forget this key."""
        self._kept.pop(key, None)
