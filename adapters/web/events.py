"""What happens in the room goes to every open page as numbered events; a page that lost the line gets what it missed.

An event's number names the run of the process too, so that a page that outlives a restart is told to begin anew.
"""

from __future__ import annotations

import json
from asyncio import Queue
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

from adapters.web.ports import Clock

KEPT = 2_000
"""Events held for pages that come back; a page that missed more is sent the whole state."""

_WAITING = 4_000
"""Events that may wait for one slow page before its line is cut; it comes back and catches up."""


@dataclass(frozen=True, slots=True)
class Event:
    """One piece of news. `reader` is the member it is for; "" is everybody."""

    number: int
    reader: str
    body: str

    def concerns(self, member: str) -> bool:
        """Whether a page that acts as this member may see it."""
        return self.reader in ("", member)


Line: TypeAlias = "Queue[Event | None]"
"""What one page is waiting on. None: the line is cut."""


class Feed:
    """The events of one run, and the lines of the pages that follow them."""

    def __init__(self, run: str, clock: Clock) -> None:
        self._run = run
        self._clock = clock
        self._number = 0
        self._kept: deque[Event] = deque(maxlen=KEPT)
        self._lines: dict[int, tuple[str, Line]] = {}

    def publish(self, kind: str, reader: str = "", **body: Any) -> None:
        """Tell every page that may know."""
        self._number += 1
        event = Event(self._number, reader, self.body(kind, **body))
        self._kept.append(event)
        for key, (member, line) in list(self._lines.items()):
            if event.concerns(member):
                self._hand(key, line, event)

    def body(self, kind: str, **body: Any) -> str:
        """The JSON of an event: its kind, the pretend time, and what it is about."""
        return json.dumps({"type": kind, "now": self._clock().isoformat(), **body}, ensure_ascii=False)

    def missed(self, last: str, member: str) -> Sequence[Event] | None:
        """What came after the event of this id, for this member. None where that can no longer be told."""
        run, _, number = last.rpartition("-")
        if run != self._run or not number.isdecimal() or int(number) > self._number:
            return None
        oldest = self._kept[0].number if self._kept else self._number + 1
        if int(number) < oldest - 1:
            return None
        return [e for e in self._kept if e.number > int(number) and e.concerns(member)]

    @contextmanager
    def follow(self, member: str) -> Iterator[Line]:
        """A line that gets every event from now on."""
        line: Line = Queue(_WAITING)
        key = id(line)
        self._lines[key] = (member, line)
        try:
            yield line
        finally:
            self._lines.pop(key, None)

    def cut(self) -> None:
        """End every line: the server is going."""
        for key, (_, line) in list(self._lines.items()):
            self._end(key, line)

    def id(self, number: int | None = None) -> str:
        """The id that a page hands back when it returns; without a number that of the latest event."""
        return f"{self._run}-{self._number if number is None else number}"

    def _hand(self, key: int, line: Line, event: Event) -> None:
        if line.full():
            self._end(key, line)
        else:
            line.put_nowait(event)

    def _end(self, key: int, line: Line) -> None:
        self._lines.pop(key, None)
        if line.full():
            line.get_nowait()
        line.put_nowait(None)
