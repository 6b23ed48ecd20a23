"""Everything that was said in the web room and who is in it: kept in the journal first, then shown."""

from __future__ import annotations

import json
from asyncio import Lock
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from adapters.web.entries import Member, Message, enrolled
from adapters.web.events import Feed
from adapters.web.ports import Clock, Journal
from adapters.web.render import card_json, tokens
from bot.chat.message import Card

PRIVATE_KEPT = 100
"""Private replies kept for each member; older ones go, as they do on the other platforms."""


class Record:
    """The messages and members, in the order in which they came."""

    def __init__(self, journal: Journal, feed: Feed, clock: Clock, names: Sequence[str]) -> None:
        self._journal = journal
        self._feed = feed
        self._clock = clock
        self._lock = Lock()
        self._loaded = False
        self._last = 0
        self._birth = ""
        self._messages: dict[int, Message] = {}
        self._members: dict[str, Member] = {}
        for name in names:
            self._enrol(name)

    async def load(self) -> None:
        """Read the journal, once. Every other method wants it read."""
        async with self._lock:
            if self._loaded:
                return
            kept = await self._journal.read()
            for member in sorted((json.loads(v) for k, v in kept.items() if k.startswith("member:")), key=_order):
                self._members.setdefault(member["id"], Member(member["id"], member["name"]))
            for message in sorted((json.loads(v) for k, v in kept.items() if k.startswith("message:")), key=_order):
                self._messages[message["id"]] = Message(**message | {"tokens": tuple(message["tokens"])})
            self._last = max(self._messages, default=0)
            self._birth = kept.get("birth", "")
            if not self._birth:
                self._birth = uuid4().hex[:12]
                await self._journal.write("birth", self._birth)
            self._loaded = True

    @property
    def birth(self) -> str:
        """Tells this room from one that was begun anew, for pages that remember what was read."""
        return self._birth

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody, the leader first."""
        return tuple(self._members.values())

    def member(self, id: str) -> Member | None:
        """The member of this id."""
        return self._members.get(id)

    def message(self, id: int) -> Message | None:
        """The message of this id."""
        return self._messages.get(id)

    def seen_by(self, member: str) -> Iterator[Message]:
        """All that this member sees, oldest first."""
        return (m for m in self._messages.values() if m.visible_to(member))

    def directs(self) -> dict[str, list[int]]:
        """The ids of everybody's direct messages: for counting what is unread, without saying what they say."""
        ids: dict[str, list[int]] = {m.id: [] for m in self.members}
        for message in self._messages.values():
            if message.place.startswith("@") and not message.reader:
                ids[message.place[1:]].append(message.id)
        return ids

    def find(self, place: str, key: str, since: datetime, under: int | None) -> Message | None:
        """The message that was posted under this key."""
        for message in reversed(self._messages.values()):
            if (message.place, message.key, message.under) == (place, key, under):
                return message if datetime.fromisoformat(message.at) >= since else None
        return None

    async def add(self, place: str, card: Card, **rest: Any) -> Message:
        """A new message. Returns when it is kept."""
        async with self._lock:
            self._last += 1
            at = self._clock().isoformat()
            message = Message(self._last, place, at, card_json(card), tokens=tokens(card), **rest)
            await self._keep(message)
        if message.reader:
            await self._let_go(message.reader)
        return message

    async def change(self, id: int, card: Card) -> Message | None:
        """New content for a message, or None where there is no such message."""
        async with self._lock:
            old = self._messages.get(id)
            if old is None:
                return None
            both = tuple(dict.fromkeys((*old.tokens, *tokens(card))))
            message = replace(old, card=card_json(card), tokens=both)
            await self._keep(message)
        return message

    async def remove(self, id: int) -> None:
        """Take a message away."""
        async with self._lock:
            message = self._messages.get(id)
            if message is None:
                return
            await self._journal.erase(f"message:{id}")
            del self._messages[id]
            self._feed.publish("gone", message.audience, id=id)

    async def add_member(self, name: str) -> Member:
        """One more member. Raises ValueError, for people to read, where the name will not do."""
        async with self._lock:
            member = self._enrol(name)
            kept = {"id": member.id, "name": member.name, "order": len(self._members)}
            await self._journal.write(f"member:{member.id}", json.dumps(kept))
            self._feed.publish("members", members=[asdict(m) for m in self.members])
        return member

    async def _keep(self, message: Message) -> None:
        is_new = message.id not in self._messages
        await self._journal.write(f"message:{message.id}", json.dumps(asdict(message), ensure_ascii=False))
        self._messages[message.id] = message
        self._feed.publish("message", message.audience, message=message.public())
        if is_new and message.place.startswith("@") and not message.reader:
            self._feed.publish("direct", member=message.place[1:], id=message.id)

    async def _let_go(self, reader: str) -> None:
        private = [m.id for m in self._messages.values() if m.reader == reader]
        for id in private[:-PRIVATE_KEPT]:
            await self.remove(id)

    def _enrol(self, name: str) -> Member:
        member = enrolled(name, self.members)
        self._members[member.id] = member
        return member


def _order(kept: dict[str, Any]) -> int:
    return int(kept.get("order", kept["id"]))
