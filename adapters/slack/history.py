"""Reading back our own messages: every page, or as slowly as Slack lets apps that are sold outside its marketplace.

Those may make one call a minute, for 15 messages. A look that has no call left is put off, never taken for a miss: a
miss is a look that reached back to where it had to, with nothing newer unseen.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from adapters.slack.spans import Json
from bot.chat.platform import Later

History: TypeAlias = Literal["full", "slow", "none"]
"""What an app may read: all that it needs, one small page a minute, or nothing."""

_PAGE = 200
_SLOW_PAGE = 15
_PAUSE = 61.0
"""Seconds between two calls where there is one a minute."""
_MOST_KEPT = 1000

Call: TypeAlias = Callable[[Json], Awaitable[Json]]
"""Asks Slack for one page, by `oldest`, `limit` and perhaps a `cursor`."""


async def all_pages(call: Call, oldest: str) -> AsyncIterator[Json]:
    """Every message since then."""
    cursor: str | None = None
    while True:
        page: Json = {"limit": _PAGE, "oldest": oldest}
        response = await call(page | ({"cursor": cursor} if cursor else {}))
        for message in response["messages"]:
            yield message
        cursor = (response.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a look has come: all up to `oldest` was seen, more pages go on at `cursor`, `top` was the newest then."""

    oldest: str
    cursor: str = ""
    top: str = ""


class SlowReader:
    """One call a minute for a whole workspace. What was seen of a place is remembered until its look ends."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._steady = steady
        self._free_at = -math.inf
        self._places: dict[str, _Place] = {}

    async def messages(self, look: str, call: Call, oldest: str, *, thread: bool) -> AsyncIterator[Json]:
        """The messages since then that this call shows. Ends where all were seen by now, else raises Later.

        `look` names the look that goes on where it was. Slack tells the newest of a channel first, of a thread last.
        """
        place = self._places.get(look, _Place(oldest))
        wait = self._free_at - self._steady()
        if wait > 0:
            raise Later("Slack lets Takt read once a minute here", wait)
        self._free_at = self._steady() + _PAUSE
        page: Json = {"limit": _SLOW_PAGE, "oldest": place.oldest}
        response = await call(page | ({"cursor": place.cursor} if place.cursor else {}))
        for message in response["messages"]:
            yield message
        if not self._is_over(look, place, response, thread=thread):
            raise Later("Slack lets Takt read 15 messages a minute here, and there are more", _PAUSE)

    def forget(self, look: str) -> None:
        """The look is over."""
        self._places.pop(look, None)

    def _is_over(self, look: str, place: _Place, response: Json, *, thread: bool) -> bool:
        """Whether everything has been seen up to now. What came while older pages were read is still to be seen."""
        cursor = (response.get("response_metadata") or {}).get("next_cursor") or ""
        if cursor:
            top = place.top or max((message["ts"] for message in response["messages"]), default=place.oldest)
            self._keep(look, replace(place, cursor=cursor, top=top))
            return False
        if thread or not place.cursor:
            self.forget(look)
            return True
        self._keep(look, _Place(oldest=place.top))
        return False

    def _keep(self, look: str, place: _Place) -> None:
        self._places[look] = place
        while len(self._places) > _MOST_KEPT:
            del self._places[next(iter(self._places))]
