"""A whole bot in one process: real store, real content, a pretend platform and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.app import Content, Takt, assembled, load_content
from bot.chat.message import Button, Card, Form, Reply
from bot.chat.request import Asker, Invoked, Pressed, Submitted
from bot.model.places import Account, Room
from bot.study.desk import Timing
from tests.fakes.pretend import PretendPlatform

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@cache
def content() -> Content:
    return load_content()


class World:
    """People type, press and send; time moves only when told to."""

    def __init__(self, takt: Takt, platform: PretendPlatform, clock: list[datetime]) -> None:
        self.takt = takt
        self.desk = takt.desk
        self.platform = platform
        self.room = Room("pretend", "guild", "cpim")
        self._clock = clock
        self._events = count(1)

    @property
    def now(self) -> datetime:
        return self._clock[0]

    def asker(self, who: str, *, direct: bool = False, room: Room | None = None) -> Asker:
        place = None if direct else room or self.room
        return Asker(Account("pretend", "", who), who.capitalize(), place, "#cpim", "Guild")

    async def command(self, who: str, name: str, rest: str = "", *, direct: bool = False, **values: str) -> Reply:
        request = Invoked(self.asker(who, direct=direct), self._event(), self.now, name, values, rest)
        return await self.takt.dispatcher.ask(request)

    async def press(
        self, who: str, token: str, *, event: str = "", at: datetime | None = None, direct: bool = False
    ) -> Reply:
        request = Pressed(self.asker(who, direct=direct), event or self._event(), at or self.now, token)
        return await self.takt.dispatcher.ask(request)

    async def submit(self, who: str, token: str, *, direct: bool = False, **values: str) -> Reply:
        request = Submitted(self.asker(who, direct=direct), self._event(), self.now, token, values)
        return await self.takt.dispatcher.ask(request)

    async def settle(self) -> None:
        """Do everything that is due now."""
        await self.takt.ticker.beat()

    async def advance(self, to: datetime | timedelta) -> None:
        """Move the clock, stopping at each instant at which something falls due."""
        goal = self.now + to if isinstance(to, timedelta) else to
        await self.settle()
        while (due := await self.takt.ticker.next_due()) is not None and due <= goal:
            self._clock[0] = max(due, self.now + timedelta(microseconds=1))
            await self.settle()
        self._clock[0] = goal
        await self.settle()

    def _event(self) -> str:
        return f"event-{next(self._events)}"


@asynccontextmanager
async def world(
    folder: Path, start: datetime = MONDAY, timing: Timing | None = None, platform: PretendPlatform | None = None
) -> AsyncIterator[World]:
    """A bot on a database in this folder: entering twice with the same folder is a restart."""
    clock = [start]
    platform = platform or PretendPlatform()
    platform.managers.add("lea")
    url = f"sqlite+aiosqlite:///{folder / 'takt.db'}"
    async with assembled(url, content(), [platform], lambda: clock[0], timing) as takt:
        await takt.ticker.start()
        yield World(takt, platform, clock)


def labels(reply: Reply) -> list[str]:
    """The labels of a card's buttons."""
    assert isinstance(reply, Card)
    return [button.label for row in reply.buttons for button in row]


def token(reply: Reply, label: str) -> str:
    """The token behind a card's button."""
    assert isinstance(reply, Card), reply
    found = [b.token for row in reply.buttons for b in row if isinstance(b, Button) and b.label == label]
    assert found, f"no button {label!r} among {labels(reply)}"
    return found[0]


def as_card(reply: Reply) -> Card:
    assert isinstance(reply, Card), reply
    return reply


def as_form(reply: Reply) -> Form:
    assert isinstance(reply, Form), reply
    return reply
