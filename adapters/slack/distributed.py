"""One Slack app in many workspaces: each installs it by itself, in the browser, and any process serves all of them.

A workspace is worked in by a `Branch`, as one with an app of its own is; this file only finds the right one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any

import aiohttp

from adapters.slack import doctor
from adapters.slack.branch import Ways
from adapters.slack.branches import Branches, Known
from adapters.slack.gateway import SignedHttp, bolt_app, signed_http
from adapters.slack.installations import Installations, States
from adapters.slack.installing import Credentials, Installing
from adapters.slack.reception import Reception
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.platform import Finding, Later, Pace, Refused, Unauthorised, Unreadable
from bot.chat.request import Ask, Back
from bot.chat.watch import NOBODY, Watch
from bot.model.places import Account, Address, Community, MessageRef, Room

__all__ = ["Credentials", "SlackApp", "Ways"]

_log = logging.getLogger(__name__)
_KEYS = "Give back the key that sealed them, after the newest one, or have the workspaces install Takt again."
PACE = Pace(a_second=50.0, burst=100.0, gap=1.0)
"""Slack counts each workspace by itself: this keeps one machine from opening too many connections at once."""


@contextmanager
def _of_one() -> Iterator[None]:
    """What one workspace asks to wait for holds up no other."""
    try:
        yield
    except Later as error:
        raise Later(str(error), error.seconds) from error


class SlackApp:
    """The app. `allowed` are the workspaces (T...) that may install it, none for any; `most` are remembered at once."""

    def __init__(
        self,
        credentials: Credentials,
        transport: SignedHttp,
        installations: Installations,
        states: States,
        *,
        allowed: Iterable[str] = (),
        ways: Ways | None = None,
        watch: Watch = NOBODY,
        most: int = 2000,
    ) -> None:
        self._credentials = credentials
        self._transport = transport
        self._installations = installations
        self._states = states
        self._allowed = frozenset(allowed)
        self._ways = ways or Ways()
        self._watch = watch
        self._reaching = False
        remedy = f"Install it at {credentials.install}"
        self.branches = Branches(installations, self._ways, remedy, most)
        self.ready = asyncio.Event()
        """Set while requests are served."""
        self.port = 0
        """The port while it is served."""

    @property
    def name(self) -> str:
        """The platform's name."""
        return "slack"

    @property
    def connected(self) -> bool:
        """Whether requests are served. Only reached: whether letters can go."""
        return self._reaching or self.ready.is_set()

    def serves(self, to: Address) -> bool:
        """Whether this is an address on Slack that may be served. Whether Takt is installed there, `post` sees."""
        return to.platform == "slack" and (not self._allowed or to.community in self._allowed)

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Serve until cancelled. Raises Unauthorised where no stored token can be opened."""
        async with self._session():
            await self._seal_anew()
            reception = Reception(self.branches, self._ways, catalogue, ask, self._allowed, self._remove)

            async def welcome(team: str) -> None:
                self.branches.drop(team)
                now = self._ways.clock()
                await reception.tell(Back(Community("slack", team), f"installed:{team}:{now.isoformat()}", now))

            pages = Installing(
                self._credentials,
                self._ways,
                self.branches.client(),
                self._installations,
                self._states,
                self._allowed,
                welcome,
            ).routes()
            app = bolt_app(reception, self._ways.base_url, self._transport.signing_secret)
            async with signed_http(self._transport, app, self._watch, pages) as self.port:
                self.ready.set()
                try:
                    await asyncio.Event().wait()
                finally:
                    self.ready.clear()
                    await asyncio.gather(reception.close(), self.branches.close())

    async def reach(self) -> None:
        """Keep one session for letters, until cancelled."""
        async with self._session():
            self._reaching = True
            try:
                await asyncio.Event().wait()
            finally:
                self._reaching = False
                await self.branches.close()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a new message, once. Raises DeliveryError."""
        known = await self._of(to)
        with _of_one():
            return await known.branch.post(to, card, key, reply_to)

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """What an earlier attempt left. Raises Unreadable, Later."""
        try:
            known = await self._of(to)
        except Refused as refused:
            raise Unreadable(str(refused)) from refused
        with _of_one():
            return await known.branch.find(to, key, since, reply_to, known.workspace.bot)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace the content of a message of ours. Raises DeliveryError."""
        known = await self._of(ref)
        with _of_one():
            await known.branch.edit(ref, card)

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account created the channel or administers the workspace. Raises DeliveryError."""
        return await (await self._of(room)).branch.manages(account, room)

    async def lacks(self, room: Room) -> Sequence[str]:
        """What Takt needs in this room and has not. Raises DeliveryError."""
        branch = (await self._of(room)).branch
        branch.workspace = branch.workspace or await branch.identify()
        return await branch.lacks(room, branch.workspace.bot_name)

    async def examine(self) -> Sequence[Finding]:
        """The doctor's look. Never raises."""
        return await doctor.examine_app(self._credentials.install, self._transport, self._installations)

    async def _of(self, to: Address | MessageRef) -> Known:
        return await self.branches.of(to.community)

    async def _remove(self, team: str) -> None:
        await self._installations.remove(team)
        self.branches.drop(team)
        _log.info("Slack workspace %s removed Takt", team)

    async def _seal_anew(self) -> None:
        """Every token under the newest key, so that older ones can be taken away after a start."""
        count = await self._installations.seal_anew()
        if count.lost:
            told = f"{count.lost} of {count.all} stored Slack tokens cannot be opened with the encryption keys given"
            if count.lost == count.all:
                raise Unauthorised(told, _KEYS)
            _log.error("%s. %s", told, _KEYS)

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session:
            self.branches.session = session
            try:
                yield
            finally:
                self.branches.session = None
