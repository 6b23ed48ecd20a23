"""The web room as a chat platform: letters come to its record, and pages act on it through its server.

It keeps what it shows in its journal before it says that a letter was posted, so that a letter is found again after the
process was killed. It never reads the wall clock: the time is what its clock says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from aiohttp import web

from adapters.web.desk import COMMUNITY, PLATFORM, Desk
from adapters.web.events import Feed
from adapters.web.guard import Guard, is_loopback
from adapters.web.ports import Clock, Journal, MemoryJournal, Time
from adapters.web.record import Record
from adapters.web.render import Json
from adapters.web.server import Server
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.picture import Draw
from bot.chat.platform import Finding, Refused
from bot.chat.request import Ask
from bot.model.places import Account, Address, MessageRef, Room

MEMBERS = ("Ana", "Ben", "Chloe", "Dev", "Esi")
ROOMS = {"study": "cpim-study"}


class WebPlatform:
    """A community named `web` with its rooms and pretend members, of whom the first manages the rooms."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        secret: str,
        clock: Clock,
        time: Time | None = None,
        journal: Journal | None = None,
        members: Sequence[str] = MEMBERS,
        rooms: Mapping[str, str] = ROOMS,
        community: str = "Takt’s web room",
        first_line: str = "/cohort create",
        draw: Draw | None = None,
    ) -> None:
        if not is_loopback(host):
            raise ValueError(
                f"The web room is for this machine only, and {host} can be reached from others: use 127.0.0.1"
            )
        self._host = host
        self._port = port
        self._secret = secret
        self._guard = Guard(secret)
        self._clock = clock
        self._time = time
        self._rooms = dict(rooms)
        self._community = community
        self._first_line = first_line
        self._draw = draw
        self._feed = Feed(uuid4().hex[:8], clock)
        self._record = Record(journal or MemoryJournal(), self._feed, clock, members)
        self._managers = {self._record.members[0].id}
        self._server: Server | None = None
        self._listening = asyncio.Event()
        self._address = ""

    @property
    def name(self) -> str:
        """Always `web`."""
        return PLATFORM

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms, the default one first."""
        return tuple(Room(PLATFORM, COMMUNITY, channel) for channel in self._rooms)

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """The pretend members by user id and name, the leader first."""
        return tuple((member.id, member.name) for member in self._record.members)

    @property
    def address(self) -> str:
        """Where the room is served, without its key. Empty while it is not."""
        return self._address

    async def listening(self) -> str:
        """Wait until pages are served, and return the whole address with its key."""
        await self._listening.wait()
        return f"{self._address}/?key={quote(self._secret, safe='')}"

    @property
    def connected(self) -> bool:
        """Whether pages are served."""
        return self._listening.is_set()

    def let_manage(self, member: str) -> None:
        """Make one more member a manager of the rooms."""
        self._managers.add(member)

    def serves(self, to: Address) -> bool:
        """Whether this is an address in the web room."""
        return to.platform == PLATFORM and to.community == COMMUNITY

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Serve pages until cancelled. Raises OSError where the port is taken."""
        await self._record.load()
        desk = Desk(catalogue, ask, self._record, self._clock, self._rooms, self._community)
        self._server = Server(desk, self._record, self._feed, self._clock, self._time, self._about, self._draw)
        runner = web.AppRunner(self._server.app(self._guard), access_log=None, shutdown_timeout=2.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
            self._address = _address(self._host, runner.addresses[0][1])
            self._listening.set()
            await asyncio.Event().wait()
        finally:
            self._listening.clear()
            self._address = ""
            await runner.cleanup()

    async def reach(self) -> None:
        """Letters are kept in the record: there is nothing to connect to."""
        await asyncio.Event().wait()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Put a message into a room or a member's direct messages. It is kept when this returns."""
        await self._record.load()
        place = self._place(to)
        message = await self._record.add(place, card, under=self._root(place, reply_to), key=key)
        return MessageRef(PLATFORM, COMMUNITY, place, str(message.id))

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """The message that was posted under this key."""
        await self._record.load()
        place = self._place(to)
        found = self._record.find(place, key, since, self._root(place, reply_to))
        return MessageRef(PLATFORM, COMMUNITY, place, str(found.id)) if found else None

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace what a message says."""
        await self._record.load()
        if not ref.message.isdecimal() or await self._record.change(int(ref.message), card) is None:
            raise Refused("The message is not in the web room any more.")

    async def manages(self, account: Account, room: Room) -> bool:
        """The first member manages every room."""
        return self.serves(account) and self.serves(room) and account.user in self._managers

    async def lacks(self, room: Room) -> Sequence[str]:
        """Nothing, ever."""
        return ()

    async def examine(self) -> Sequence[Finding]:
        """The web room needs no token and no grant."""
        where = self._address or "not open at the moment"
        return (Finding("web room", True, f"for this machine only; {where}"),)

    def state(self, member: str) -> Json:
        """What a page that opens now, for this member, is sent."""
        if self._server is None:
            raise RuntimeError("The web room was never served.")
        return self._server.state(member)

    def _about(self) -> Json:
        return {
            "room": self._record.birth,
            "community": self._community,
            "rooms": [{"id": channel, "name": name} for channel, name in self._rooms.items()],
            "leaders": sorted(self._managers),
            "firstLine": self._first_line,
        }

    def _place(self, to: Address) -> str:
        if isinstance(to, Room):
            if self.serves(to) and to.channel in self._rooms:
                return to.channel
            raise Refused(f"The web room has no channel {to.channel}.")
        if self.serves(to) and self._record.member(to.user):
            return f"@{to.user}"
        raise Refused(f"The web room has no member {to.user}.")

    def _root(self, place: str, reply_to: MessageRef | None) -> int | None:
        """The message under which a thread hangs: threads have no threads of their own."""
        if reply_to is None:
            return None
        held = self._record.message(int(reply_to.message)) if reply_to.message.isdecimal() else None
        if held is None or held.place != place:
            raise Refused("The message to reply to is not in the web room any more.")
        return held.under or held.id


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
