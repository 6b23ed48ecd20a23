"""Discord, in and out. The core sees requests and letters; this class owns the connection and nothing of the study."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import discord

from adapters.discord import commands, doctor, letters, places
from adapters.discord.errors import delivering
from adapters.discord.inbox import Inbox
from adapters.discord.lifeline import Lifeline
from adapters.discord.permissions import MANAGES, missing
from adapters.discord.pictures import Pictures
from adapters.discord.render import Rendered, render
from adapters.discord.replies import NOBODY, Stopwatch
from adapters.discord.requests import PLATFORM
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.picture import Draw
from bot.chat.platform import DeliveryError, Finding, Later, Pace, Refused, Unreadable
from bot.chat.request import Ask
from bot.chat.watch import NOBODY as NOBODY_WATCHES
from bot.chat.watch import Watch
from bot.model.places import Account, Address, MessageRef, Room

log = logging.getLogger(__name__)
PACE = Pace(a_second=40.0, burst=40.0)
"""Discord allows an application 50 requests a second; some are left for replies. discord.py minds the rooms."""
_LAST_PICTURES = 3.0
"""Seconds that pictures under way are given when the connection is closed."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards that this process serves, of how many."""

    ids: tuple[int, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Settings:
    """How the connection behaves. Times in seconds."""

    stopwatch: Stopwatch = field(default_factory=Stopwatch)
    sync: bool = True
    shards: Shards | None = None
    sending: float = 60.0
    """How long a letter may be under way before its outcome counts as doubtful."""
    gathering: float = 2.0
    """How long to wait for the servers that Takt is in; one that comes later has just added it."""
    finishing: float = 4.0
    """How long requests at hand may take when the connection is closed."""
    silence: float = 60.0
    """How long the gateway may say nothing before it counts as dead. It should speak every 41 seconds."""
    patience: float = 60.0
    """How long a gateway that is lost is left to discord.py."""


class DiscordPlatform:
    """One Discord application. Implements `bot.chat.platform.ChatPlatform`."""

    def __init__(
        self,
        token: str,
        *,
        clock: Callable[[], datetime],
        allowed: frozenset[str] = frozenset(),
        prefix: str = "",
        settings: Settings = Settings(),
        draw: Draw | None = None,
        watch: Watch = NOBODY_WATCHES,
    ) -> None:
        self._token = token
        self._clock = clock
        self._allowed = allowed
        self._prefix = prefix
        self._settings = settings
        self._draw = draw
        self._watch = watch
        self._client: discord.Client | None = None
        self._reaching = False
        self._rights = places.Rights(clock)
        self._direct: letters.Direct = {}
        self._pictures = Pictures(draw)

    @property
    def name(self) -> str:
        """`discord`."""
        return PLATFORM

    @property
    def connected(self) -> bool:
        """Whether the gateway is open: of several shards, every one of them. Where we only reach: whether we can."""
        if self._reaching:
            return True
        client = self._client
        if isinstance(client, discord.AutoShardedClient):
            up = [shard for shard in client.shards.values() if not shard.is_closed()]
            return len(up) == len(client.shard_ids or ())
        gateway = getattr(client, "ws", None)  # none before the first connection
        return gateway is not None and bool(gateway.open)

    def serves(self, to: Address) -> bool:
        """Rooms of served servers, and every Discord account."""
        here = not self._allowed or isinstance(to, Account) or to.community in self._allowed
        return to.platform == PLATFORM and here

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Log in, register what changed of the commands, and answer until cancelled."""
        declared = commands.payloads(catalogue, self._prefix)
        client = self._new_client()
        inbox = Inbox(
            catalogue,
            ask,
            clock=self._clock,
            allowed=self._allowed,
            prefix=self._prefix,
            stopwatch=self._settings.stopwatch,
            rights=self._rights,
            draw=self._draw,
            watch=self._watch,
        )
        inbox.attach(client)
        try:
            with delivering():
                async with asyncio.timeout(self._settings.sending):
                    await client.login(self._token)
                    if self._settings.sync:
                        await self._sync(client, declared)
                self._client = client
                await Lifeline(self._settings.patience).hold(client)
            raise Later("Discord closed the connection", 15.0)
        finally:
            if self._client is client:
                self._client = None
            try:
                await inbox.finish(client, self._settings.finishing)
                await self._pictures.finish(_LAST_PICTURES)
            finally:
                await client.close()

    async def reach(self) -> None:
        """Log in for letters alone, without the gateway, until cancelled."""
        client = self._new_client()
        try:
            with delivering():
                async with asyncio.timeout(self._settings.sending):
                    await client.login(self._token)
            self._client, self._reaching = client, True
            await asyncio.Event().wait()
        finally:
            self._reaching = False
            if self._client is client:
                self._client = None
            try:
                await self._pictures.finish(_LAST_PICTURES)
            finally:
                await client.close()

    def _new_client(self) -> discord.Client:
        options: dict[str, Any] = {
            "intents": discord.Intents(guilds=True),
            "allowed_mentions": NOBODY,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "chunk_guilds_at_startup": False,
            "max_messages": None,
            "guild_ready_timeout": self._settings.gathering,
            "max_ratelimit_timeout": 30.0,
            "heartbeat_timeout": self._settings.silence,
        }
        # Takt never speaks: spare the operator the warnings about libraries for voice.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        if (shards := self._settings.shards) is None:
            return discord.Client(**options)
        return discord.AutoShardedClient(shard_ids=list(shards.ids), shard_count=shards.count, **options)

    async def _sync(self, client: discord.Client, declared: list[commands.Payload]) -> None:
        """Register the commands, but only if they changed: Discord counts registrations."""
        # The public CommandTree builds commands from signatures; ours are data. So the two requests are made directly.
        application = client.application_id
        assert application is not None
        registered = await client.http.get_global_commands(application)
        if not commands.same(declared, registered):
            await client.http.bulk_upsert_global_commands(application, declared)
            log.info("Discord: registered %d commands", len(declared))

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _rest(self) -> AsyncIterator[discord.Client]:
        """The client that is logged in, else one for this call alone. What goes wrong is a DeliveryError."""
        with delivering():
            async with asyncio.timeout(self._settings.sending):
                if self._client is not None:
                    yield self._client
                    return
                async with self._new_client() as client:
                    await client.login(self._token)
                    yield client

    def _drawn(self, card: Card, reference: str = "", image: bytes | None = None) -> Rendered:
        try:
            return render(card, self._prefix, reference, image=image)
        except ValueError as error:
            raise Refused(str(error), "This is a fault of Takt's own: report it.") from error

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a letter. A repeat within a few minutes is dropped by Discord itself, which returns the first one."""
        community = to.community if isinstance(to, Room) else ""
        reference = letters.reference_of(key)
        async with self._rest() as client:
            letter = letters.Letter(self._drawn(card, reference), key, card.title, community)
            ref = await letters.send(client, to, self._direct, letter, reply_to)
        self._pictures.follow(ref, card.picture, partial(self._put, ref, card, reference))
        return ref

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """Look through our own messages for a letter's short reference."""
        async with self._rest() as client:
            found = await letters.search(client, to, self._direct, key, since, reply_to)
            if found is None and isinstance(to, Room):
                # To a reader without this permission Discord shows an empty channel, which proves nothing.
                channel = await places.channel_in(client, to)
                if not (await places.held(client, channel)).read_message_history:
                    raise Unreadable(f"Takt may not read the history of #{channel.name}")
            return found

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace what one of our messages says."""
        self._pictures.drop(ref)
        await self._put(ref, card)
        self._pictures.follow(ref, card.picture, partial(self._put, ref, card, ""))

    async def _put(self, ref: MessageRef, card: Card, reference: str = "", image: bytes | None = None) -> None:
        drawn = self._drawn(card, reference, image)
        async with self._rest() as client:
            message = client.get_partial_messageable(int(ref.channel)).get_partial_message(int(ref.message))
            # The files are always named: a picture of before must not stay under a text of now.
            await message.edit(
                embeds=list(drawn.embeds), view=drawn.view(), attachments=drawn.files(), allowed_mentions=NOBODY
            )

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether the account has Manage Channels or Manage Server in the room."""
        permissions = self._rights.of(account, room)
        if permissions is None:
            async with self._rest() as client:
                permissions = await places.held_by(await places.channel_in(client, room), int(account.user))
        return any(getattr(permissions, flag) for flag in MANAGES)

    async def lacks(self, room: Room) -> Sequence[str]:
        """The permissions that Takt needs in the room and has not, each with where to grant it."""
        try:
            async with self._rest() as client:
                channel = await places.channel_in(client, room)
                return missing(await places.held(client, channel), channel.name)
        except Refused as error:
            return [error.remedy or str(error)]

    async def examine(self) -> Sequence[Finding]:
        """Token, installation, intents, servers."""
        try:
            async with self._rest() as client:
                return await doctor.look(client, self._allowed)
        except DeliveryError as error:
            return [doctor.unwell(error)]
