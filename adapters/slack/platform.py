"""One Slack workspace with an app of its own. Several may run side by side.

Requests come in through Bolt (`gateway`) to the desk; letters go out through a client that never sends twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import doctor
from adapters.slack.desk import Desk, Workspace
from adapters.slack.errors import code, delivery
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
from adapters.slack.letters import Letters
from adapters.slack.people import People
from adapters.slack.pictures import PAUSES, Pictures
from adapters.slack.spans import Voice
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.picture import Draw
from bot.chat.platform import DeliveryError, Finding, Pace, Unauthorised
from bot.chat.request import Ask, Back
from bot.chat.watch import NOBODY, Watch
from bot.model.places import Account, Address, MessageRef, Room

__all__ = ["SignedHttp", "SlackPlatform", "SocketMode", "Transport"]

_log = logging.getLogger(__name__)
PACE = Pace(a_second=5.0, burst=20.0, gap=1.0)
"""Slack allows about a message a second in one channel, and several hundred a minute in a workspace."""
SLACK = "https://slack.com/api/"
_LAST_PICTURES = 3.0
"""Seconds that pictures under way are given when the connection is closed."""


def _utcnow() -> datetime:
    return datetime.now(UTC)


class SlackPlatform:
    """A workspace. The bot token begins with xoxb-; `transport` says how requests reach us.

    `allowed` are the workspaces (T...) that may be served, none for any; `patience` is how many seconds a handler may
    take before its request is acknowledged without the answer; `pauses` come before each try to show a picture.
    """

    def __init__(
        self,
        bot_token: str,
        transport: Transport,
        *,
        prefix: str = "",
        allowed: Iterable[str] = (),
        history: History = "full",
        clock: Callable[[], datetime] = _utcnow,
        steady: Callable[[], float] = monotonic,
        base_url: str = SLACK,
        patience: float = 2.0,
        lookup_patience: float = 0.5,
        farewell: float = 4.0,
        draw: Draw | None = None,
        pauses: Sequence[float] = PAUSES,
        watch: Watch = NOBODY,
    ) -> None:
        self._transport = transport
        self._prefix = prefix
        self._allowed = frozenset(allowed)
        self._history = history
        self._clock = clock
        self._base_url = base_url
        self._patience = patience
        self._farewell = farewell
        self._watch = watch
        self._workspace: Workspace | None = None
        self._socket: Socket | None = None
        self._reaching = False
        # No retry handlers: the post office decides what is sent again.
        self._client = AsyncWebClient(
            token=bot_token, base_url=base_url, timeout=20, logger=library_logger(), retry_handlers=[]
        )
        self._people = People(self._client, clock, lookup_patience)
        self._pictures = Pictures(self._client, draw, pauses)
        self._letters = Letters(self._client, self._pictures, history=history, steady=steady)
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
        known = {self._workspace.team} if self._workspace else self._allowed
        return to.platform == "slack" and to.community in known

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Serve until cancelled. Raises Unauthorised on a token that Slack does not accept, or no longer."""
        async with self._session():
            workspace = await self._identify()
            desk = Desk(
                workspace,
                catalogue,
                ask,
                self._client,
                self._people,
                clock=self._clock,
                prefix=self._prefix,
                allowed=self._allowed,
                patience=self._patience,
            )
            try:
                async with self._connected(desk) as trouble:
                    await self._until_done(desk, trouble)
            finally:
                await self._pictures.finish(_LAST_PICTURES)
                await self._people.close()

    async def reach(self) -> None:
        """Know the workspace and keep one session for letters, until cancelled. Raises Unauthorised, Later."""
        async with self._session():
            await self._identify()
            self._reaching = True
            try:
                await asyncio.Event().wait()
            finally:
                self._reaching = False
                await self._pictures.finish(_LAST_PICTURES)
                await self._people.close()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a new message, once. Raises DeliveryError."""
        return await self._letters.post(to, card, key, reply_to, self._voice(to))

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """What an earlier attempt left. Raises Unreadable, Later."""
        workspace = self._workspace or await self._identify()
        return await self._letters.find(to, key, since, reply_to, workspace.bot)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace the content of a message of ours. Raises DeliveryError."""
        await self._letters.edit(ref, card, self._voice(ref))

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account created the channel or administers the workspace. Raises DeliveryError."""
        try:
            channel = (await self._client.conversations_info(channel=room.channel))["channel"]
        except Exception as error:
            if not isinstance(error, SlackApiError) or code(error) not in ("channel_not_found", "missing_scope"):
                raise delivery(error) from error
            channel = {}
        return channel.get("creator") == account.user or (await self._people.fresh(account.user)).admin

    async def lacks(self, room: Room) -> Sequence[str]:
        """What Takt needs in this room and has not."""
        workspace = self._workspace or await self._identify()
        return await doctor.lacks(self._client, room, workspace.bot_name, history=self._history)

    async def examine(self) -> Sequence[Finding]:
        """The doctor's look. Never raises."""
        return await doctor.examine(self._client, self._transport, self._allowed, history=self._history)

    async def _identify(self) -> Workspace:
        told = await doctor.identify(self._client)
        self._pictures.learn(told)
        found = Workspace(told["team_id"], told.get("team") or "", told["user_id"], told.get("user") or "takt")
        if self._allowed and found.team not in self._allowed:
            raise Unauthorised(
                f"the bot token belongs to the workspace {found.team} ({found.name}), which is not among the allowed",
                f"Allow {found.team}, or use the token of an allowed workspace.",
            )
        self._workspace = found
        return found

    def _voice(self, to: Room | Account | MessageRef) -> Voice:
        return Voice(to.community, self._prefix)

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
        match self._transport:
            case SocketMode() as transport:
                app = bolt_app(desk, self._base_url)
                async with socket_mode(transport, app, self._base_url, self._watch) as self._socket:
                    yield self._socket.trouble
            case SignedHttp() as transport:
                app = bolt_app(desk, self._base_url, transport.signing_secret)
                async with signed_http(transport, app, self._watch) as self.port:
                    yield None

    async def _until_done(self, desk: Desk, trouble: asyncio.Future[DeliveryError] | None) -> None:
        """Serve while connected, and before the connection goes finish what is under way."""
        try:
            now = self._clock()
            await desk.tell(Back(desk.community, f"served:{now.isoformat()}", now))
            self.ready.set()
            await self._until_lost(desk, trouble)
        finally:
            self.ready.clear()
            await desk.close(self._farewell)

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
