"""What the gateway tells: interactions become requests, servers and channels that come and go become news of places."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from structlog.contextvars import bound_contextvars

from adapters.discord.places import Rights
from adapters.discord.render import render
from adapters.discord.replies import NOBODY, Answering, Stopwatch
from adapters.discord.requests import PLATFORM, Interaction, asker_of, incoming
from bot.chat.command import Catalogue
from bot.chat.message import Card, Tone
from bot.chat.picture import Draw
from bot.chat.request import Ask, Back, Gone
from bot.chat.text import say
from bot.chat.watch import NOBODY as NOBODY_WATCHES
from bot.chat.watch import Watch
from bot.model.places import Community, Room

log = logging.getLogger(__name__)

_REMEMBERED = 500
"""Interactions. Whoever resumes is told again of the latest few."""
NOT_SERVED = Card(
    "Takt is not set up for this server",
    say("Whoever runs this Takt has to add the server to its allow-list first."),
    tone=Tone.REFUSAL,
)


class Inbox:
    """Everything that comes in over one connection. Its `on_...` methods are discord.py's events."""

    def __init__(
        self,
        catalogue: Catalogue[Any],
        ask: Ask,
        *,
        clock: Callable[[], datetime],
        allowed: frozenset[str],
        prefix: str,
        stopwatch: Stopwatch,
        rights: Rights,
        draw: Draw | None = None,
        watch: Watch = NOBODY_WATCHES,
    ) -> None:
        self._catalogue = catalogue
        self._ask = ask
        self._clock = clock
        self._allowed = allowed
        self._prefix = prefix
        self._stopwatch = stopwatch
        self._rights = rights
        self._draw = draw
        self._watch = watch
        self._tasks: set[asyncio.Task[Any]] = set()
        self._known: deque[int] = deque(maxlen=_REMEMBERED)

    @property
    def _events(self) -> tuple[Any, ...]:
        return (
            self.on_interaction,
            self.on_guild_available,
            self.on_guild_join,
            self.on_guild_remove,
            self.on_guild_channel_delete,
            self.on_error,
        )

    def attach(self, client: discord.Client) -> None:
        """Hear this client. Buttons and forms are routed by their tokens alone, so that old ones still work."""
        for event in self._events:
            client.event(event)

    async def finish(self, client: discord.Client, seconds: float) -> None:
        """Take no more, finish what is at hand within its time, and drop the rest."""
        for event in self._events:
            # A closed client still dispatches what it has begun, and would fail at it.
            if event != self.on_error:
                delattr(client, event.__name__)
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def on_interaction(self, interaction: Interaction) -> None:
        """A command, a button, a form, or something being typed. What is told twice is done once."""
        if interaction.id in self._known:
            return
        self._known.append(interaction.id)
        task = asyncio.current_task()  # discord.py gives each event a task of its own
        assert task is not None
        self._tasks.add(task)
        try:
            await self._answer(interaction)
        finally:
            self._tasks.discard(task)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server that Takt was in before. It stays even if it is not served: the list may be the mistake."""
        if not self._serves(guild.id):
            log.warning("Discord: ignoring server %s (%s): it is not on the allow-list", guild.name, guild.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A server that has just added Takt, which leaves it if it is not served."""
        if self._serves(guild.id):
            await self._ask(Back(Community(PLATFORM, str(guild.id)), self._event("join", guild.id), self._clock()))
        else:
            log.warning("Discord: leaving server %s (%s): it is not on the allow-list", guild.name, guild.id)
            await guild.leave()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A server that is gone, or has removed Takt."""
        await self._ask(Gone(Community(PLATFORM, str(guild.id)), self._event("remove", guild.id), self._clock()))

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel that is gone."""
        room = Room(PLATFORM, str(channel.guild.id), str(channel.id))
        await self._ask(Gone(room, self._event("delete", channel.id), self._clock()))

    async def on_error(self, event: str, *_: object) -> None:
        """A bug while one of the above was handled."""
        log.exception("Discord: handling %s failed", event)

    def _serves(self, guild: int) -> bool:
        return not self._allowed or str(guild) in self._allowed

    def _event(self, what: str, id: int) -> str:
        """The gateway gives such events no id of their own."""
        return f"{what}:{id}:{self._clock().isoformat()}"

    async def _answer(self, interaction: Interaction) -> None:
        with bound_contextvars(request=secrets.token_hex(4), platform=PLATFORM):
            await self._answered(interaction)

    async def _answered(self, interaction: Interaction) -> None:
        try:
            if interaction.guild_id is not None and not self._serves(interaction.guild_id):
                await self._refuse(interaction)
            elif request := incoming(interaction, self._catalogue, self._prefix):
                self._rights.note(asker_of(interaction), interaction.permissions)
                answering = Answering(interaction, request, self._prefix, self._stopwatch, self._draw, self._watch)
                await answering.run(self._ask)
        except Exception:
            log.exception("Discord: interaction %s failed", interaction.id)

    async def _refuse(self, interaction: Interaction) -> None:
        log.warning("Discord: refused a request from server %s: it is not on the allow-list", interaction.guild_id)
        if interaction.type is not discord.InteractionType.autocomplete:
            embeds = list(render(NOT_SERVED, self._prefix).embeds)
            await interaction.response.send_message(embeds=embeds, ephemeral=True, allowed_mentions=NOBODY)
