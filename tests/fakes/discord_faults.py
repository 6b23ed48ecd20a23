"""Faults on demand: what the next requests on a route meet, once each unless told otherwise."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any


@dataclass(frozen=True)
class Fault:
    """How a request goes wrong. `handled` ones have their effect before they do."""

    status: int = 0
    """An HTTP status to answer with; 0: the connection is dropped."""
    code: int = 0
    handled: bool = False
    retry_after: float = 0.0
    walled: bool = False
    """The answer comes from the wall before Discord."""
    until: asyncio.Event | None = None
    """The answer waits for this, and then is an ordinary one."""


DROP = Fault()
"""The connection breaks before the request had any effect."""
ACCEPT_THEN_DROP = Fault(handled=True)
"""It breaks after the request had its effect and before the answer."""
UNAVAILABLE = Fault(status=503)
ACCEPT_THEN_UNAVAILABLE = Fault(status=503, handled=True)


def rate_limited(seconds: float) -> Fault:
    """A 429 that tells how long to wait."""
    return Fault(status=429, retry_after=seconds)


def walled_off(seconds: float) -> Fault:
    """A 429 of the wall before Discord, which speaks no JSON and means every request."""
    return Fault(status=429, retry_after=seconds, walled=True)


def held(until: asyncio.Event) -> Fault:
    """An answer that comes late."""
    return Fault(until=until, handled=True)


@dataclass
class Plan:
    """The faults to come, by the pattern of `METHOD /path/template`."""

    _waiting: list[tuple[str, Fault]] = field(default_factory=list)

    def add(self, pattern: str, how: Fault, times: int = 1) -> None:
        """Let the next requests on matching routes go wrong."""
        self._waiting.extend([(pattern, how)] * times)

    def take(self, method: str, template: str) -> Fault | None:
        """The fault for this request, if one is planned: it is used up."""
        for planned in self._waiting:
            if fnmatch(f"{method} {template}", planned[0]):
                self._waiting.remove(planned)
                return planned[1]
        return None

    def left(self) -> list[Any]:
        """What was planned and did not happen."""
        return list(self._waiting)
