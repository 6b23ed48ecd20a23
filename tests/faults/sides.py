"""A platform's loopback server and its people, with the bot in another process."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.conversations.stage import Seen
from tests.fakes import discord_faults
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.slack_server import DROP_BEFORE, Fault
from tests.fakes.slack_stage import SlackStage
from tests.faults.child import Life

Clock = Callable[[], datetime]
_OF_A_ROUND = re.compile(r'"(?:answer|try):(\d+)')


class Slack:
    """Slack's loopback server."""

    name = "slack"
    posts = "chat.postMessage"

    def __init__(self, clock: Clock) -> None:
        self.stage = SlackStage(clock)

    def life(self, database: str, **more: Any) -> Life:
        """How a bot is started here."""
        return Life("slack", self.stage.server.base_url, database, **more)

    @property
    def connected(self) -> asyncio.Event:
        return self.stage.server.connected

    def hold(self, until: asyncio.Event, *, accept: bool) -> None:
        """The next post is answered only then."""
        self.stage.server.fail_next(self.posts, Fault(accept=accept, hold=until))

    def drop(self) -> None:
        """The next post fails before it arrives."""
        self.stage.server.fail_next(self.posts, DROP_BEFORE)

    def account(self, who: str) -> str:
        """The user id of this person."""
        return self.stage.user(who)

    def messages(self) -> Counter[str]:
        """All that was posted, by its reference: in rooms, threads and direct messages."""
        channels = self.stage.workspace.channels.values()
        return Counter(f"{channel.id}:{message['ts']}" for channel in channels for message in channel.messages)

    def forget(self) -> None:
        """Nothing: Slack drops no repeats by itself."""

    async def start(self) -> None:
        await self.stage.server.start()

    async def close(self) -> None:
        await self.stage.server.stop()

    def raw(self, seen: Seen) -> str:
        return json.dumps(list(seen.handle.blocks))


class Discord:
    """Discord's loopback server."""

    name = "discord"
    posts = "POST /channels/{channel_id}/messages"

    def __init__(self, clock: Clock) -> None:
        self.stage = DiscordStage(clock)

    def life(self, database: str, **more: Any) -> Life:
        """How a bot is started here."""
        server = self.stage.server
        return Life("discord", server.base_url, database, server.gateway.url, **more)

    @property
    def connected(self) -> asyncio.Event:
        return self.stage.server.gateway.connected

    def hold(self, until: asyncio.Event, *, accept: bool) -> None:
        """The next post is answered only then."""
        assert accept
        self.stage.server.fail_next(self.posts, discord_faults.held(until))

    def drop(self) -> None:
        """The next post fails before it arrives."""
        self.stage.server.fail_next(self.posts, discord_faults.DROP)

    def account(self, who: str) -> str:
        """The user id of this person."""
        return self.stage.person(who)

    def messages(self) -> Counter[str]:
        """All that was posted, by its reference: in rooms, threads and direct messages."""
        found = self.stage.server.world.messages
        return Counter(f"{channel}:{message['id']}" for channel, messages in found.items() for message in messages)

    def forget(self) -> None:
        """Discord drops repeats for some minutes, which would hide what would be a second message later."""
        self.stage.server.world.nonces.clear()

    async def start(self) -> None:
        await self.stage.server.start()

    async def close(self) -> None:
        await self.stage.server.stop()

    def raw(self, seen: Seen) -> str:
        return json.dumps(seen.handle.message)


Side = Slack | Discord
SIDES: dict[str, type[Slack] | type[Discord]] = {"slack": Slack, "discord": Discord}


def round_of(side: Side, seen: Seen) -> int | None:
    """The round that a message in the room is the card of."""
    found = _OF_A_ROUND.search(side.raw(seen))
    return int(found[1]) if found else None


def questions(side: Side) -> list[Seen]:
    """The open questions in the room, the oldest first."""
    return [seen for seen in side.stage.in_room() if "A" in seen.buttons]


async def until(condition: Callable[[], bool], patience: float = 30.0) -> None:
    """Wait for what another process brings about."""
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.01)
