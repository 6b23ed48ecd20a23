"""One Slack workspace with an app of its own. Several may run side by side.

Requests come in through Bolt (`gateway`) to the desk; letters go out through a client that never sends twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import doctor
from adapters.slack.branch import SLACK, Branch, Ways, utcnow
from adapters.slack.desk import Desk, Workspace
from adapters.slack.gateway import (
    SignedHttp,
    Socket,
    SocketMode,
    Transport,
    bolt_app,
    library_logger,
    signed_http,
    socket_mode,
)
from adapters.slack.history import History
from adapters.slack.pictures import PAUSES
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.picture import Draw
from bot.chat.platform import DeliveryError, Finding, Pace, Unauthorised
from bot.chat.request import Ask, Back
from bot.chat.watch import NOBODY, Watch
from bot.model.places import Account, Address, MessageRef, Room

__all__ = ["SignedHttp", "SlackPlatform", "SocketMode", "Transport"]

PACE = Pace(a_second=5.0, burst=20.0, gap=1.0)
"""Slack allows about a message a second in one channel, and several hundred a minute in a workspace."""


class SlackPlatform:
    """A workspace. The bot token begins with xoxb-; `transport` says how requests reach us.

    `allowed` are the workspaces (T...) that may be served, none for any. The rest is told with `Ways`.
    """

    def __init__(
        self,
        bot_token: str,
        transport: Transport,
        *,
        prefix: str = "",
        allowed: Iterable[str] = (),
        history: History = "full",
        clock: Callable[[], datetime] = utcnow,
        steady: Callable[[], float] = monotonic,
        base_url: str = SLACK,
        patience: float = 2.0,
        lookup_patience: float = 0.5,
        farewell: float = 4.0,
        draw: Draw | None = None,
        pauses: Sequence[float] = PAUSES,
        watch: Watch = NOBODY,
    ) -> None:
        self._ways = Ways(prefix, history, clock, steady, base_url, patience, lookup_patience, farewell, draw, pauses)
        self._transport = transport
        self._allowed = frozenset(allowed)
        self._watch = watch
        self._socket: Socket | None = None
        self._reaching = False
        self._client = AsyncWebClient(
            token=bot_token, base_url=base_url, timeout=20, logger=library_logger(), retry_handlers=[]
        )
        self.branch = Branch(self._client, self._ways)
        self.ready = asyncio.Event()
        """Set while requests are served."""
        self.port = 0
        """The port of signed HTTP while it is served."""

    @property
    def name(self) -> str:
        """The platform's name."""
        return "slack"

    @property
    def connected(self) -> bool:
        """Whether requests are served, and in Socket Mode whether it is open. Only reached: whether it can be."""
        return self._reaching or (self.ready.is_set() and (self._socket is None or self._socket.is_open))

    def serves(self, to: Address) -> bool:
        """Whether this is an address in our workspace. Before Slack has told which that is: in an allowed one."""
        known = {self.branch.workspace.team} if self.branch.workspace else self._allowed
        return to.platform == "slack" and to.community in known

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Serve until cancelled. Raises Unauthorised on a token that Slack does not accept, or no longer."""
        async with self._session():
            workspace = await self._identify()
            desk = self.branch.opened(workspace, catalogue, ask, self._allowed)
            try:
                async with self._connected(desk) as trouble:
                    await self._until_done(desk, trouble)
            finally:
                await self.branch.finish()

    async def reach(self) -> None:
        """Know the workspace and keep one session for letters, until cancelled. Raises Unauthorised, Later."""
        async with self._session():
            await self._identify()
            self._reaching = True
            try:
                await asyncio.Event().wait()
            finally:
                self._reaching = False
                await self.branch.finish()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a new message, once. Raises DeliveryError."""
        return await self.branch.post(to, card, key, reply_to)

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """What an earlier attempt left. Raises Unreadable, Later."""
        workspace = self.branch.workspace or await self._identify()
        return await self.branch.find(to, key, since, reply_to, workspace.bot)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace the content of a message of ours. Raises DeliveryError."""
        await self.branch.edit(ref, card)

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account created the channel or administers the workspace. Raises DeliveryError."""
        return await self.branch.manages(account, room)

    async def lacks(self, room: Room) -> Sequence[str]:
        """What Takt needs in this room and has not."""
        workspace = self.branch.workspace or await self._identify()
        return await self.branch.lacks(room, workspace.bot_name)

    async def examine(self) -> Sequence[Finding]:
        """The doctor's look. Never raises."""
        return await doctor.examine(self._client, self._transport, self._allowed, history=self._ways.history)

    async def _identify(self) -> Workspace:
        found = await self.branch.identify()
        if self._allowed and found.team not in self._allowed:
            raise Unauthorised(
                f"the bot token belongs to the workspace {found.team} ({found.name}), which is not among the allowed",
                f"Allow {found.team}, or use the token of an allowed workspace.",
            )
        self.branch.workspace = found
        return found

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[None]:
        """One HTTP session for all calls while we serve; calls at other times open one each."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
            self._client.session = session
            try:
                yield
            finally:
                self._client.session = None

    @asynccontextmanager
    async def _connected(self, desk: Desk) -> AsyncIterator[asyncio.Future[DeliveryError] | None]:
        base_url = self._ways.base_url
        match self._transport:
            case SocketMode() as transport:
                app = bolt_app(desk, base_url)
                async with socket_mode(transport, app, base_url, self._watch) as self._socket:
                    yield self._socket.trouble
            case SignedHttp() as transport:
                app = bolt_app(desk, base_url, transport.signing_secret)
                async with signed_http(transport, app, self._watch) as self.port:
                    yield None

    async def _until_done(self, desk: Desk, trouble: asyncio.Future[DeliveryError] | None) -> None:
        """Serve while connected, and before the connection goes finish what is under way."""
        try:
            now = self._ways.clock()
            await desk.tell(Back(desk.community, f"served:{now.isoformat()}", now))
            self.ready.set()
            await self._until_lost(desk, trouble)
        finally:
            self.ready.clear()
            await desk.close(self._ways.farewell)

    async def _until_lost(self, desk: Desk, trouble: asyncio.Future[DeliveryError] | None) -> None:
        removed = asyncio.ensure_future(desk.lost.wait())
        ends: list[asyncio.Future[Any]] = [removed, trouble] if trouble else [removed]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            removed.cancel()
        if trouble and trouble.done():
            raise trouble.result()
        raise Unauthorised("the app was removed from the workspace", "Install it again and give Takt the new token.")
