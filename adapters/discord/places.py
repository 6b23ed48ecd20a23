"""Who may do what in a channel: from what the gateway told us where it is connected, else asked over REST."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

import discord

from bot.chat.request import Asker
from bot.model.places import Account, Room

Channel: TypeAlias = discord.abc.GuildChannel
FRESH = timedelta(minutes=1)


class Rights:
    """What Discord told of members' permissions with their latest requests: it saves asking while one is handled."""

    def __init__(self, clock: Callable[[], datetime], most: int = 1000) -> None:
        self._clock = clock
        self._most = most
        self._told: dict[tuple[str, str], tuple[datetime, discord.Permissions]] = {}

    def note(self, asker: Asker, permissions: discord.Permissions) -> None:
        """Remember what the asker may do in the room they ask from."""
        if asker.room is not None:
            key = (asker.account.user, asker.room.channel)
            self._told.pop(key, None)
            self._told[key] = (self._clock(), permissions)
        if len(self._told) > self._most:
            del self._told[next(iter(self._told))]

    def of(self, account: Account, room: Room) -> discord.Permissions | None:
        """What was told within the last minute."""
        at, permissions = self._told.get((account.user, room.channel), (None, None))
        return permissions if at is not None and self._clock() - at <= FRESH else None


async def channel_in(client: discord.Client, room: Room) -> Channel:
    """The room's channel (of a thread: the channel it belongs to), with its server. Raises NotFound, Forbidden."""
    known = client.get_channel(int(room.channel))
    if isinstance(known, discord.Thread):
        known = known.parent
    if isinstance(known, discord.abc.GuildChannel) and not known.guild.unavailable:
        return known
    guild = await client.fetch_guild(int(room.community), with_counts=False)
    fetched = await guild.fetch_channel(int(room.channel))
    if isinstance(fetched, discord.Thread):
        fetched = await guild.fetch_channel(fetched.parent_id)
        assert not isinstance(fetched, discord.Thread), "a thread never belongs to a thread"
    return fetched


async def held(client: discord.Client, channel: Channel) -> discord.Permissions:
    """What Takt may do in the channel."""
    assert client.user is not None
    return await held_by(channel, client.user.id)


async def held_by(channel: Channel, user: int) -> discord.Permissions:
    """What a user may do in the channel: nothing if they are not in the server."""
    try:
        member = channel.guild.get_member(user) or await channel.guild.fetch_member(user)
    except discord.NotFound:
        return discord.Permissions.none()
    return channel.permissions_for(member)
