"""Who may do what in a channel: from what the gateway told us where it is connected, else asked over REST."""

from __future__ import annotations

from typing import TypeAlias

import discord

from bot.model.places import Room

Channel: TypeAlias = discord.abc.GuildChannel


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
