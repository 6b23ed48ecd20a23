"""Letters go out once: a nonce lets Discord drop a repeat at once, a short reference lets us find one later."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import discord

from adapters.discord.errors import (
    NO_ACCESS,
    NO_PERMISSION,
    NO_REPLY,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
)
from adapters.discord.render import Rendered, reference_in, shortened
from adapters.discord.requests import PLATFORM
from bot.chat.platform import Unreadable
from bot.model.places import Address, MessageRef, Room

Direct: TypeAlias = dict[str, int]
"""The channels of direct messages by user: Discord limits how fast they are opened."""

NOBODY = discord.AllowedMentions.none()
SKEW = timedelta(minutes=5)
"""How far our clock may be ahead of Discord's, which dates the messages that `find` looks through."""

_NO_THREAD = (50024, NO_ACCESS, NO_PERMISSION, 160005, 160006, UNKNOWN_MESSAGE)
"""No thread can be made there: not a text channel, no permission, too many threads, no such message."""


def nonce_of(key: str) -> str:
    """What Discord recognises a repeated send by: 25 characters at most."""
    return hashlib.sha256(key.encode()).hexdigest()[:25]


def reference_of(key: str) -> str:
    """What stands in a letter's footer."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest())[:10].decode()


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: drawn, under its key, and named for the thread that it may have to open."""

    drawn: Rendered
    key: str
    name: str
    community: str = ""


async def send(
    client: discord.Client, to: Address, direct: Direct, letter: Letter, reply_to: MessageRef | None
) -> MessageRef:
    """Send a letter to a room or an account; with `reply_to` in a thread under that message, else as a reply to it."""
    if reply_to is None:
        return await _put(await channel_of(client, to, direct), letter)
    if letter.community:
        sent = await _in_thread(client, letter, reply_to)
        if sent is not None:
            return sent
    place = client.get_partial_messageable(int(reply_to.channel))
    try:
        return await _put(place, letter, int(reply_to.message))
    except discord.HTTPException as error:
        if error.code != NO_REPLY:
            raise
        return await _put(place, letter)


async def _in_thread(client: discord.Client, letter: Letter, under: MessageRef) -> MessageRef | None:
    """Send in the thread under a message, which is made if need be. None where Takt may not."""
    thread = await _thread(client, under, letter.name)
    if thread is None:
        return None
    try:
        return await _put(client.get_partial_messageable(thread), letter)
    except discord.HTTPException as error:
        if error.code not in (NO_ACCESS, NO_PERMISSION, THREAD_ARCHIVED):
            raise
        return None


class _Reference(discord.MessageReference):
    """The message that is replied to. discord.py writes its ids as numbers; Discord describes them as text."""

    def to_dict(self) -> Any:
        return {key: str(id) if key.endswith("_id") else id for key, id in super().to_dict().items()}

    to_message_reference_dict = to_dict


async def _put(place: discord.PartialMessageable, letter: Letter, reply_to: int | None = None) -> MessageRef:
    embeds, view, files = list(letter.drawn.embeds), letter.drawn.view(), letter.drawn.files()
    nonce = nonce_of(letter.key)
    if reply_to is None:
        sent = await place.send(embeds=embeds, view=view, files=files, nonce=nonce, allowed_mentions=NOBODY)
    else:
        reference = _Reference(message_id=reply_to, channel_id=place.id, fail_if_not_exists=True)
        sent = await place.send(
            embeds=embeds, view=view, files=files, nonce=nonce, allowed_mentions=NOBODY, reference=reference
        )
    return MessageRef(PLATFORM, letter.community, str(sent.channel.id), str(sent.id))


async def channel_of(client: discord.Client, to: Address, direct: Direct) -> discord.PartialMessageable:
    """Where letters to this address go: the channel, or the direct messages with the account."""
    if isinstance(to, Room):
        return client.get_partial_messageable(int(to.channel))
    if to.user not in direct:
        # `create_dm` sends the id as a number, which Discord's description does not allow.
        direct[to.user] = int((await client.http.start_private_message(to.user))["id"])
    return client.get_partial_messageable(direct[to.user])


async def _thread(client: discord.Client, under: MessageRef, name: str) -> int | None:
    """The thread under a message, made if need be. Discord gives it the message's own id."""
    try:
        made = await client.http.start_thread_with_message(
            int(under.channel), int(under.message), name=shortened(name, 100), auto_archive_duration=1440
        )
    except discord.HTTPException as error:
        if error.code == THREAD_EXISTS:
            return int(under.message)
        if error.code in _NO_THREAD:
            return None
        raise
    return int(made["id"])


async def search(
    client: discord.Client, to: Address, direct: Direct, key: str, since: datetime, reply_to: MessageRef | None
) -> MessageRef | None:
    """The letter with this key among our own messages since then, if it is there. Raises Unreadable."""
    community = to.community if isinstance(to, Room) else ""
    places = [await channel_of(client, to, direct)]
    if reply_to is not None and community:
        places.insert(0, client.get_partial_messageable(int(reply_to.message)))
    for place in places:
        try:
            found = await _in_history(client, place, reference_of(key), since - SKEW)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL and place is not places[-1]:
                continue  # no thread was made
            raise
        except discord.Forbidden as error:
            raise Unreadable(f"Takt may not read the history there: {error.text}") from error
        if found is not None:
            return MessageRef(PLATFORM, community, str(found.channel.id), str(found.id))
    return None


async def _in_history(
    client: discord.Client, place: discord.abc.Messageable, reference: str, since: datetime
) -> discord.Message | None:
    assert client.user is not None
    async for message in place.history(limit=None, after=since, oldest_first=False):
        if message.author.id == client.user.id and reference_in(message) == reference:
            return message
    return None
