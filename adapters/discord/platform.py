"""Discord, in and out. The core sees requests and letters; this class owns the connection and nothing of the study."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

from adapters.discord import commands, doctor, letters, places
from adapters.discord.errors import delivering
from adapters.discord.permissions import MANAGES, missing
from adapters.discord.render import render
from adapters.discord.replies import NOBODY, Answering, Stopwatch
from adapters.discord.requests import PLATFORM, Interaction, incoming
from bot.chat.command import Catalogue
from bot.chat.message import Card, Tone
from bot.chat.platform import DeliveryError, Finding, Later, Refused, Unreadable
from bot.chat.request import Ask, Back, Gone
from bot.chat.text import say
from bot.model.places import Account, Address, Community, MessageRef, Room

log = logging.getLogger(__name__)

NOT_SERVED = Card(
    "Takt is not set up for this server",
    say("Whoever runs this Takt has to add the server to its allow-list first."),
    tone=Tone.REFUSAL,
)


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
    finishing: float = 5.0
    """How long requests at hand may take when the connection is closed."""


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
    ) -> None:
        self._token = token
        self._clock = clock
        self._allowed = allowed
        self._prefix = prefix
        self._settings = settings
        self._client: discord.Client | None = None
        self._direct: letters.Direct = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        """`discord`."""
        return PLATFORM

    def serves(self, to: Address) -> bool:
        """Rooms of served servers, and every Discord account."""
        return to.platform == PLATFORM and (isinstance(to, Account) or self._serves(to.community))

    def _serves(self, community: str) -> bool:
        return not self._allowed or community in self._allowed

    # ── in ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Log in, register what changed of the commands, and answer until cancelled."""
        declared = commands.payloads(catalogue, self._prefix)
        client = self._new_client()
        self._listen(client, catalogue, ask)
        try:
            with delivering():
                async with asyncio.timeout(self._settings.sending):
                    await client.login(self._token)
                    if self._settings.sync:
                        await self._sync(client, declared)
                self._client = client
                await client.connect()
            raise Later("Discord closed the connection", 15.0)
        finally:
            await self._finish(client)

    def _new_client(self) -> discord.Client:
        options: dict[str, Any] = {
            "intents": discord.Intents(guilds=True),
            "allowed_mentions": NOBODY,
            "member_cache_flags": discord.MemberCacheFlags.none(),
            "chunk_guilds_at_startup": False,
            "max_messages": None,
            "max_ratelimit_timeout": 30.0,
        }
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

    async def _finish(self, client: discord.Client) -> None:
        """Finish what is at hand, within its time, then close."""
        if self._client is client:
            self._client = None
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._settings.finishing)
        await client.close()

    def _listen(self, client: discord.Client, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Buttons and forms are routed by their tokens and nothing else, so those of an earlier run still work."""

        async def on_interaction(interaction: Interaction) -> None:
            if self._client is client:
                self._start(self._answer(interaction, catalogue, ask))

        async def on_guild_join(guild: discord.Guild) -> None:
            if await self._welcome(guild):
                await ask(Back(Community(PLATFORM, str(guild.id)), self._event("join", guild.id), self._clock()))

        async def on_guild_available(guild: discord.Guild) -> None:
            if not self._serves(str(guild.id)):
                log.warning("Discord: ignoring server %s (%s): it is not on the allow-list", guild.name, guild.id)

        async def on_guild_remove(guild: discord.Guild) -> None:
            await ask(Gone(Community(PLATFORM, str(guild.id)), self._event("remove", guild.id), self._clock()))

        async def on_guild_channel_delete(channel: discord.abc.GuildChannel) -> None:
            room = Room(PLATFORM, str(channel.guild.id), str(channel.id))
            await ask(Gone(room, self._event("delete", channel.id), self._clock()))

        async def on_error(event: str, *_: object) -> None:
            log.exception("Discord: handling %s failed", event)

        for listener in (on_interaction, on_guild_join, on_guild_available, on_guild_remove, on_guild_channel_delete):
            client.event(listener)
        client.event(on_error)

    def _event(self, what: str, id: int) -> str:
        """The gateway gives such events no id of their own."""
        return f"{what}:{id}:{self._clock().isoformat()}"

    async def _welcome(self, guild: discord.Guild) -> bool:
        """Whether a server that has just added Takt is served; Takt leaves any other."""
        if self._serves(str(guild.id)):
            return True
        log.warning("Discord: leaving server %s (%s): it is not on the allow-list", guild.name, guild.id)
        await guild.leave()
        return False

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, interaction: Interaction, catalogue: Catalogue[Any], ask: Ask) -> None:
        if interaction.guild_id is not None and not self._serves(str(interaction.guild_id)):
            log.warning("Discord: refused a request from server %s: not on the allow-list", interaction.guild_id)
            if interaction.type is not discord.InteractionType.autocomplete:
                embeds = list(render(NOT_SERVED, self._prefix).embeds)
                await interaction.response.send_message(embeds=embeds, ephemeral=True, allowed_mentions=NOBODY)
            return
        request = incoming(interaction, catalogue, self._prefix)
        if request is not None:
            await Answering(interaction, request, self._prefix, self._settings.stopwatch).run(ask)

    # ── out ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _rest(self) -> AsyncIterator[discord.Client]:
        """The client that serves, or, when none does, one for this call alone. What goes wrong is a DeliveryError."""
        with delivering():
            async with asyncio.timeout(self._settings.sending):
                if self._client is not None:
                    yield self._client
                    return
                async with self._new_client() as client:
                    await client.login(self._token)
                    yield client

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a letter. A repeat within a few minutes is dropped by Discord itself, which returns the first one."""
        drawn = render(card, self._prefix, letters.reference_of(key))
        async with self._rest() as client:
            return await letters.send(client, to, self._direct, drawn, key, card.title, reply_to)

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
        drawn = render(card, self._prefix)
        async with self._rest() as client:
            message = client.get_partial_messageable(int(ref.channel)).get_partial_message(int(ref.message))
            await message.edit(embeds=list(drawn.embeds), view=drawn.view(), allowed_mentions=NOBODY)

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether the account has Manage Channels or Manage Server in the room."""
        async with self._rest() as client:
            channel = await places.channel_in(client, room)
            permissions = await places.held_by(channel, int(account.user))
            return any(getattr(permissions, flag) for flag in MANAGES)

    async def lacks(self, room: Room) -> Sequence[str]:
        """The permissions that Takt needs in the room and has not, each with where to grant it."""
        try:
            async with self._rest() as client:
                channel = await places.channel_in(client, room)
                return missing(await places.held(client, channel), channel.name)
        except Refused:
            return missing(discord.Permissions.none(), "")

    async def examine(self) -> Sequence[Finding]:
        """Token, installation, intents, servers."""
        try:
            async with self._rest() as client:
                return await doctor.look(client, self._allowed)
        except DeliveryError as error:
            return [doctor.unwell(error)]
