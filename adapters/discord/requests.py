"""A Discord interaction becomes one of the core's requests, with what must be known before its handler runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import discord

from adapters.discord.commands import given
from adapters.discord.forms import typed
from bot.chat.command import Catalogue, Gives
from bot.chat.request import Asker, Invoked, Pressed, Request, Submitted, Suggest
from bot.model.places import Account, Room

PLATFORM = "discord"
Interaction: TypeAlias = discord.Interaction[discord.Client]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request, what its answer gives, and whether that may be a form, which cannot wait for a deferral."""

    request: Request
    gives: Gives = Gives.NEW
    hasty: bool = False


def incoming(interaction: Interaction, catalogue: Catalogue[Any], prefix: str) -> Incoming | None:
    """The request that an interaction makes, or None for kinds that Takt never offers."""
    data: Mapping[str, Any] = dict(interaction.data or {})
    asker, event, at = asker_of(interaction), str(interaction.id), interaction.created_at
    match interaction.type:
        case discord.InteractionType.application_command:
            got = given(data, prefix)
            command = catalogue.command(got.name)
            hasty = command is not None and command.opens_form
            return Incoming(Invoked(asker, event, at, got.name, got.values), hasty=hasty)
        case discord.InteractionType.autocomplete:
            got = given(data, prefix)
            request = Suggest(asker, event, at, got.name, got.focused, got.values.get(got.focused, ""))
            return Incoming(request, hasty=True)
        case discord.InteractionType.component:
            gives = _gives(catalogue, data["custom_id"])
            return Incoming(Pressed(asker, event, at, data["custom_id"]), gives, hasty=gives is Gives.FORM)
        case discord.InteractionType.modal_submit:
            submitted = Submitted(asker, event, at, data["custom_id"], typed(data["components"]))
            return Incoming(submitted, _gives(catalogue, data["custom_id"]))
        case _:
            return None


def _gives(catalogue: Catalogue[Any], token: str) -> Gives:
    found = catalogue.action(token)
    return found[0].gives if found else Gives.NEW


def asker_of(interaction: Interaction) -> Asker:
    """Who asks and from where. In a thread the room is the channel that the thread belongs to."""
    account = Account(PLATFORM, "", str(interaction.user.id))
    name = interaction.user.display_name
    channel = interaction.channel
    if interaction.guild_id is None or channel is None:
        return Asker(account, name, None)
    room, shown = channel.id, getattr(channel, "name", "") or ""
    if isinstance(channel, discord.Thread):
        room, shown = channel.parent_id, channel.parent.name if channel.parent else ""
    community = interaction.guild.name if interaction.guild else ""
    return Asker(account, name, Room(PLATFORM, str(interaction.guild_id), str(room)), shown, community)
