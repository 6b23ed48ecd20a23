"""Where a process dies: at its n-th commit or request, before it or after. Set from outside; the product knows nothing.

A commit is one of SQLAlchemy's; a request is whatever aiohttp sends: a call, or a frame on a socket.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import aiohttp
from sqlalchemy.engine.default import DefaultDialect

COMMIT, REQUEST = "commit", "request"


@dataclass(frozen=True)
class Failpoint:
    """Die at the `at`-th commit or request, counted from 1: before it, or when it is done (a request: answered)."""

    kind: str
    at: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.kind} {self.at}"


def arm(where: Failpoint) -> None:
    """Have this process die there."""
    toll = _Toll(where)
    if where.kind == COMMIT:
        commit = DefaultDialect.do_commit
        DefaultDialect.do_commit = toll.around(commit)  # type: ignore[method-assign]
    else:
        session, socket = aiohttp.ClientSession, aiohttp.ClientWebSocketResponse
        session._request = toll.around_async(session._request)  # type: ignore[method-assign]
        socket.send_str = toll.around_async(socket.send_str)  # type: ignore[method-assign]


class _Toll:
    """Counts, and rings once."""

    def __init__(self, where: Failpoint) -> None:
        self._where = where
        self._count = 0

    def _begins(self) -> bool:
        self._count += 1
        here = self._count == self._where.at
        if here and not self._where.after:
            _die()
        return here

    def around(self, does: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(does)
        def call(*args: Any, **kwargs: Any) -> Any:
            here = self._begins()
            result = does(*args, **kwargs)
            if here:
                _die()
            return result

        return call

    def around_async(self, does: Callable[..., Awaitable[Any]]) -> Callable[..., Any]:
        @wraps(does)
        async def call(*args: Any, **kwargs: Any) -> Any:
            here = self._begins()
            result = await does(*args, **kwargs)
            if here:
                _die()
            return result

        return call


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
