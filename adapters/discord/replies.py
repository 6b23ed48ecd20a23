"""The three-second stopwatch: a reply that is quick answers at once, one that is slow is deferred and follows.

A form and a suggestion cannot follow a deferral. A handler that should open a form and is too slow is answered with
an apology while there is still time to answer at all; if it gives a card in the end, that card follows.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

import aiohttp
import discord

from adapters.discord.errors import ALREADY_ANSWERED, UNKNOWN_INTERACTION
from adapters.discord.forms import CHOICE, CHOICES, modal
from adapters.discord.render import Rendered, reference_in, render, shortened
from adapters.discord.requests import PLATFORM, Incoming, Interaction
from bot.chat.command import Gives
from bot.chat.message import Card, Form, Invalid, Reply, Silence, Suggestions, Tone
from bot.chat.picture import Draw
from bot.chat.request import Ask, Suggest
from bot.chat.text import say
from bot.chat.watch import NOBODY as NOBODY_WATCHES
from bot.chat.watch import Watch

log = logging.getLogger(__name__)

NOBODY = discord.AllowedMentions.none()
SLOW = Card(
    "That took too long",
    say("Something on our side was slow just now. Nothing is lost: please try once more."),
    tone=Tone.WARNING,
)
_Kind = discord.InteractionResponseType


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """Seconds after which an answer is deferred, and after which a form is given up. Discord waits three."""

    answer: float = 1.5
    form: float = 2.4


class Answering:
    """One interaction on its way to its answer."""

    def __init__(
        self,
        interaction: Interaction,
        incoming: Incoming,
        prefix: str,
        stopwatch: Stopwatch,
        draw: Draw | None = None,
        watch: Watch = NOBODY_WATCHES,
    ) -> None:
        self._interaction = interaction
        self._incoming = incoming
        self._prefix = prefix
        self._stopwatch = stopwatch
        self._draw = draw
        self._watch = watch
        self._image: bytes | None = None
        self._began = time.perf_counter()
        self._is_noted = False

    async def run(self, ask: Ask) -> None:
        """Ask the core, and bring its reply to the member. Never raises but when cancelled."""
        work = asyncio.ensure_future(self._ask(ask))
        try:
            await self._wait(work)
            self._note_acknowledged()
            await self._give(await work)
            self._note_acknowledged()
        except asyncio.CancelledError:
            work.cancel()
            raise
        except (discord.HTTPException, aiohttp.ClientError, OSError, TimeoutError, RuntimeError) as error:
            if isinstance(error, RuntimeError) and "closed" not in str(error):
                raise
            # Discord has ended the connection for good, and discord.py has closed all that it has.
            await self._lost(error)
            # A reply that cannot be shown must not stop what the member asked for.
            await work

    async def _ask(self, ask: Ask) -> Reply:
        """The core's reply, or a kind card for a bug: it is logged under the reference that the card shows.

        Its picture is drawn within the same stopwatch; where Takt may attach no files its words are shown.
        """
        try:
            reply = await ask(self._incoming.request)
        except Exception:
            return broken("A request failed")
        if isinstance(reply, Card) and reply.picture and self._draw and self._may_attach:
            self._image = await self._draw(reply.picture)
        return reply

    @property
    def _may_attach(self) -> bool:
        return self._interaction.guild_id is None or self._interaction.app_permissions.attach_files

    async def _wait(self, work: asyncio.Future[Reply]) -> None:
        hasty = self._incoming.hasty
        done, _ = await asyncio.wait([work], timeout=self._stopwatch.form if hasty else self._stopwatch.answer)
        if done:
            return
        if isinstance(self._incoming.request, Suggest):
            await self._suggest(Suggestions())
        elif hasty:
            await self._new(SLOW)
        else:
            await self._interaction.response.defer(ephemeral=True, thinking=not self._replaces)

    def _note_acknowledged(self) -> None:
        """How long Discord waited for its first answer, whichever that was."""
        if not self._is_noted and self._interaction.response.is_done():
            self._is_noted = True
            self._watch.acknowledged(PLATFORM, time.perf_counter() - self._began)

    @property
    def _replaces(self) -> bool:
        """Whether the answer takes the place of the message with the button: only of one that is private anyway."""
        message = self._interaction.message
        if self._incoming.gives is not Gives.REPLACE or message is None:
            return False
        return message.flags.ephemeral or self._interaction.guild_id is None

    async def _give(self, reply: Reply) -> None:
        if isinstance(self._incoming.request, Suggest):
            await self._suggest(reply if isinstance(reply, Suggestions) else Suggestions())
            return
        match reply:
            case Form() as form:
                await self._form(form)
            case Card() as card if self._replaces:
                await self._replace(card)
            case Card() as card:
                await self._new(card)
            case Invalid() as invalid:
                await self._new(invalid.card)
            case Silence() | Suggestions():
                await self._nothing()

    async def _suggest(self, suggestions: Suggestions) -> None:
        if self._interaction.response.is_done():
            return
        picks = [
            discord.app_commands.Choice(name=shortened(pick.label, CHOICE), value=pick.value)
            for pick in suggestions.picks
            if 0 < len(pick.value) <= CHOICE and pick.label
        ]
        await self._interaction.response.autocomplete(picks[:CHOICES])

    async def _form(self, form: Form) -> None:
        response = self._interaction.response
        if not response.is_done() and self._interaction.type is not discord.InteractionType.modal_submit:
            await self._open(form)
        elif response.type is not _Kind.channel_message:
            await self._new(broken(f"Form {form.token!r} cannot be shown: it was not declared, or follows a form"))

    async def _open(self, form: Form) -> None:
        try:
            opening = modal(form)
        except ValueError:
            await self._new(broken(f"Form {form.token!r} cannot be drawn"))
        else:
            await self._interaction.response.send_modal(opening)

    async def _new(self, card: Card) -> None:
        """A private message of its own."""
        drawn = self._drawn(card)
        embeds, view, files = list(drawn.embeds), drawn.view(), drawn.files()
        response = self._interaction.response
        if not response.is_done():
            await response.send_message(embeds=embeds, view=view, files=files, ephemeral=True, allowed_mentions=NOBODY)
        elif response.type is _Kind.deferred_channel_message:
            await self._interaction.edit_original_response(
                embeds=embeds, view=view, attachments=files, allowed_mentions=NOBODY
            )
        else:
            await self._interaction.followup.send(
                embeds=embeds, view=view, files=files, ephemeral=True, allowed_mentions=NOBODY
            )

    async def _replace(self, card: Card) -> None:
        """In the place of the private message with the button. A letter keeps its reference."""
        assert self._interaction.message is not None
        drawn = self._drawn(card, reference_in(self._interaction.message))
        embeds, view, files = list(drawn.embeds), drawn.view(), drawn.files()
        if self._interaction.response.is_done():
            await self._interaction.edit_original_response(
                embeds=embeds, view=view, attachments=files, allowed_mentions=NOBODY
            )
        else:
            await self._interaction.response.edit_message(
                embeds=embeds, view=view, attachments=files, allowed_mentions=NOBODY
            )

    async def _nothing(self) -> None:
        """Acknowledge without a word. A command's acknowledgement shows, so it is taken back."""
        response = self._interaction.response
        if not response.is_done():
            await response.defer(ephemeral=True, thinking=self._interaction.message is None)
        if response.type is _Kind.deferred_channel_message:
            await self._interaction.delete_original_response()

    def _drawn(self, card: Card, reference: str = "") -> Rendered:
        try:
            return render(card, self._prefix, reference, private=True, image=self._image)
        except Exception:
            return render(broken(f"Card {card.title!r} cannot be drawn"), self._prefix, private=True)

    async def _lost(self, error: Exception) -> None:
        if isinstance(error, discord.HTTPException) and error.code in (UNKNOWN_INTERACTION, ALREADY_ANSWERED):
            log.warning("A reply came too late for Discord: %s (interaction %s)", error.text, self._interaction.id)
            self._watch.missed(PLATFORM)
        elif isinstance(error, discord.HTTPException) and error.status == 400:
            with suppress(discord.HTTPException):
                await self._new(broken("Discord refused a reply"))
        else:
            log.error("A reply was lost: %s (interaction %s)", error or type(error).__name__, self._interaction.id)


def broken(what: str) -> Card:
    """The card for a bug. Its reference stands in the log beside the traceback of the exception being handled."""
    reference = secrets.token_hex(3).upper()
    log.error("%s (reference %s)", what, reference, exc_info=sys.exc_info()[0] is not None)
    return Card(
        "Something went wrong on our side",
        say(
            "Sorry: that was not your doing. Please try again in a moment. If it stays, tell whoever runs Takt "
            "this reference: `{reference}`",
            reference=reference,
        ),
        tone=Tone.WARNING,
    )
