"""A platform without a network, for tests of the core: it keeps what it is sent, and fails by plan."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.platform import DeliveryError, Finding
from bot.chat.request import Ask
from bot.model.places import Account, Address, MessageRef, Room


@dataclass
class Message:
    """A message as it stands: where, under which key, and what it says now."""

    ref: MessageRef
    to: Address
    key: str
    card: Card
    under: MessageRef | None = None
    edits: int = 0


@dataclass
class PretendPlatform:
    """Serves every address of its name. `failures` meet the next posts; those with True after taking them."""

    name: str = "pretend"
    managers: set[str] = field(default_factory=set)
    lacking: list[str] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    failures: list[tuple[DeliveryError, bool]] = field(default_factory=list)
    finds: int = 0
    asks: list[Ask] = field(default_factory=list)
    reached: int = 0
    connected: bool = True

    def serves(self, to: Address) -> bool:
        return to.platform == self.name

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        self.asks.append(ask)
        await asyncio.Event().wait()

    async def reach(self) -> None:
        self.reached += 1
        await asyncio.Event().wait()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        failure, accept = self.failures.pop(0) if self.failures else (None, True)
        channel = to.channel if isinstance(to, Room) else f"dm-{to.user}"
        ref = MessageRef(to.platform, to.community, channel, f"m{len(self.messages) + 1}")
        if accept:
            self.messages.append(Message(ref, to, key, card, reply_to))
        if failure:
            raise failure
        return ref

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        self.finds += 1
        return next((m.ref for m in self.messages if m.key == key), None)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        message = next(m for m in self.messages if m.ref == ref)
        message.card = card
        message.edits += 1

    async def manages(self, account: Account, room: Room) -> bool:
        return account.user in self.managers

    async def lacks(self, room: Room) -> Sequence[str]:
        return tuple(self.lacking)

    async def examine(self) -> Sequence[Finding]:
        return ()

    def in_room(self, channel: str) -> list[Message]:
        """The channel's messages, without what stands under others."""
        return [m for m in self.messages if m.ref.channel == channel and m.under is None and isinstance(m.to, Room)]

    def under(self, message: Message) -> list[Message]:
        """What stands under a message."""
        return [m for m in self.messages if m.under == message.ref]

    def direct(self, user: str) -> list[Message]:
        """A user's direct messages."""
        return [m for m in self.messages if isinstance(m.to, Account) and m.to.user == user]

    def counts(self) -> dict[str, int]:
        """How many messages each channel got, without threads and direct messages."""
        found: dict[str, int] = defaultdict(int)
        for m in self.messages:
            if m.under is None and isinstance(m.to, Room):
                found[m.ref.channel] += 1
        return dict(found)
