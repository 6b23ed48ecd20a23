"""What Takt asks of a Discord server, why, and what fails without it. Nothing here is privileged."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import urlencode

import discord


@dataclass(frozen=True, slots=True)
class Asked:
    """A scope or permission: Discord's flag for it ("" for a scope), what people see it called, why, what if not.

    What is not `needed` is asked for, and nobody is told off for leaving it out.
    """

    name: str
    flag: str
    why: str
    without: str
    needed: bool = True


SCOPES = (
    Asked("bot", "", "Takt posts in the channel and sends reminders as a bot user.", "Takt cannot join the server."),
    Asked(
        "applications.commands",
        "",
        "The slash commands appear for members.",
        "Nobody can type /score or /countdown.",
    ),
)
PERMISSIONS = (
    Asked(
        "View Channel",
        "view_channel",
        "Takt sees that the cohort's channel exists and may act in it.",
        "Nothing works in that channel.",
    ),
    Asked(
        "Send Messages",
        "send_messages",
        "The daily question and the weekly summary are messages.",
        "No question is posted; the leaders are told what to grant.",
    ),
    Asked(
        "Embed Links",
        "embed_links",
        "Questions, keys and boards are drawn as embeds.",
        "Messages arrive empty.",
    ),
    Asked(
        "Attach Files",
        "attach_files",
        "Summaries, boards and scores carry a picture, drawn by Takt.",
        "The same figures stand there in words.",
        needed=False,
    ),
    Asked(
        "Read Message History",
        "read_message_history",
        "After a dropped connection Takt looks whether its own post arrived, so that no question is asked twice.",
        "A post of uncertain outcome is reported to the leaders instead of settled; replies are plain messages.",
    ),
    Asked(
        "Create Public Threads",
        "create_public_threads",
        "The key and the reasons stand in a thread under the question.",
        "They are posted as a reply in the channel instead.",
    ),
    Asked(
        "Send Messages in Threads",
        "send_messages_in_threads",
        "The key and the reasons stand in a thread under the question.",
        "They are posted as a reply in the channel instead.",
    ),
)
MANAGES = ("manage_channels", "manage_guild")
"""Whoever has one of these in a channel may make a cohort of it."""


def requested() -> discord.Permissions:
    """Exactly the permissions in the table."""
    return discord.Permissions(**{asked.flag: True for asked in PERMISSIONS})


def invite_link(application: str) -> str:
    """The address at which someone with Manage Server adds the application of this id, with no more than is used."""
    query = {
        "client_id": application,
        "scope": " ".join(scope.name for scope in SCOPES),
        "permissions": str(requested().value),
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(query)}"


def application_of(token: str) -> str | None:
    """The application id that a bot token begins with, or None for what cannot be a token. It may be stale."""
    head, dot, _ = token.strip().partition(".")
    try:
        decoded = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return None
    return decoded if dot and decoded.isdigit() else None


def missing(held: discord.Permissions, channel: str) -> list[str]:
    """A sentence for each permission that is not held in the channel, saying where to grant it."""
    if not held.view_channel:
        return [_grant(PERMISSIONS[0], channel)]
    return [_grant(asked, channel) for asked in PERMISSIONS if asked.needed and not getattr(held, asked.flag)]


def _grant(asked: Asked, channel: str) -> str:
    where = f"#{channel}" if channel else "the channel"
    return f"Grant Takt “{asked.name}” in {where} (Edit Channel → Permissions → Takt). {asked.why}"
