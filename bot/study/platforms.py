"""The platforms that run, and which of them a letter goes through."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.platform import ChatPlatform, Later
from bot.model.places import Account, Address, Room

_CONNECTING = 2.0
"""Seconds: at a start letters are due before a workspace is known. Whatever lasts longer is tried ever more rarely."""


class Platforms:
    """Finds the platform for an address."""

    def __init__(self, running: Sequence[ChatPlatform] = ()) -> None:
        self.running = list(running)

    def add(self, platform: ChatPlatform) -> None:
        """One more platform."""
        self.running.append(platform)

    def by_name(self) -> dict[str, list[ChatPlatform]]:
        """The connections to each platform."""
        found: dict[str, list[ChatPlatform]] = {}
        for one in self.running:
            found.setdefault(one.name, []).append(one)
        return found

    def of(self, to: Address) -> ChatPlatform:
        """The platform that serves this address. Raises Later where none does now: it may be connecting."""
        for platform in self.running:
            if platform.serves(to):
                return platform
        raise Later(f"no connection to {to.platform} {to.community}".rstrip(), _CONNECTING)

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account may manage this room."""
        return await self.of(room).manages(account, room)

    async def lacks(self, room: Room) -> Sequence[str]:
        """What Takt still needs in this room, each as a sentence that says what to do."""
        return await self.of(room).lacks(room)
