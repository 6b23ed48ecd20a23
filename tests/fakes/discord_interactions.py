"""Interactions: three seconds to answer, one answer each, a token that lives for a quarter of an hour."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes import discord_limits
from tests.fakes.discord_world import EPHEMERAL, ApiError, Json, World, fill

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ANSWERS = {
    COMMAND: {MESSAGE, DEFERRED_MESSAGE, MODAL},
    COMPONENT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE},
}
WINDOW, LIFE = timedelta(seconds=3), timedelta(minutes=15)


@dataclass(frozen=True)
class Shown:
    """What a member sees of an answer: a message (by id), a modal, completions, or that it was taken back."""

    kind: str
    data: Json


@dataclass
class Interaction:
    """One interaction and what became of it."""

    id: str
    token: str
    type: int
    user: str
    channel: Json
    began: datetime
    message: Json | None = None
    answer: int = 0
    original: Json | None = None
    """The message that `@original` means."""
    shown: list[Shown] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def seen(self, number: int = 0, patience: float = 5.0) -> Shown:
        """What the member saw, first or later. Raises TimeoutError where nothing comes."""
        async with asyncio.timeout(patience), self.changed:
            await self.changed.wait_for(lambda: len(self.shown) > number)
            return self.shown[number]

    async def answered(self, patience: float = 5.0) -> int:
        """The type of the first answer, once there is one."""
        async with asyncio.timeout(patience), self.changed:
            await self.changed.wait_for(lambda: self.answer)
            return self.answer

    async def show(self, kind: str, data: Json) -> None:
        async with self.changed:
            self.shown.append(Shown(kind, data))
            self.changed.notify_all()


class Interactions:
    """All interactions of one server, and the requests that answer them."""

    def __init__(self, world: World, now: Callable[[], datetime], violations: list[str]) -> None:
        self._world = world
        self._now = now
        self._violations = violations
        self._by_token: dict[str, Interaction] = {}

    def begin(
        self, type: int, user: str, channel: Json, data: Json, message: Json | None = None
    ) -> tuple[Interaction, Json]:
        """A new interaction, and the event that tells the bot of it."""
        made = Interaction(
            self._world.snowflake(), secrets.token_urlsafe(24), type, user, channel, self._now(), message=message
        )
        self._by_token[made.token] = made
        event: Json = {
            "id": made.id, "application_id": self._world.application["id"], "type": type, "token": made.token,
            "version": 1, "data": data, "channel": channel, "channel_id": channel["id"], "locale": "en-GB",
            "attachment_size_limit": 10 << 20, "entitlements": [], "authorizing_integration_owners": {},
        }  # fmt: skip
        if "guild_id" in channel:
            guild = channel["guild_id"]
            held = str(self._world.permissions(user, channel))
            event |= {"guild_id": guild, "guild": {"id": guild, "locale": "en-US", "features": []}, "context": 0}
            event["member"] = self._world.join(guild, user) | {"permissions": held}
            event["app_permissions"] = str(self._world.permissions(self._world.bot["id"], channel))
        else:
            event |= {"user": self._world.users[user], "context": 1, "app_permissions": "0"}
        if message is not None:
            event["message"] = message
        return made, event

    def _live(self, token: str) -> Interaction:
        found = self._by_token.get(token)
        if found is None or self._now() - found.began > LIFE:
            raise ApiError(404, 10015, "Unknown Webhook")
        return found

    async def callback(self, id: str, token: str, body: Json, files: dict[str, bytes]) -> Json:
        """The first answer."""
        found = self._by_token.get(token)
        if found is None or found.id != id or self._now() - found.began > WINDOW:
            raise ApiError(404, 10062, "Unknown interaction")
        if found.answer:
            raise ApiError(400, 40060, "Interaction has already been acknowledged.")
        kind, data = body["type"], body.get("data") or {}
        if kind not in _ANSWERS[found.type] or (kind in (UPDATE, DEFERRED_UPDATE) and found.message is None):
            raise ApiError(400, 50035, f"Invalid Form Body: type {kind} cannot answer interaction type {found.type}")
        self._check(kind, data)
        async with found.changed:
            found.answer = kind
            found.changed.notify_all()
        await self._take(found, kind, data, files)
        message = found.original if kind in (MESSAGE, UPDATE) else None
        result: Json = {"interaction": {"id": found.id, "type": found.type}}
        if found.original is not None:
            result["interaction"]["response_message_id"] = found.original["id"]
        if message is not None:
            result["resource"] = {"type": kind, "message": message}
        return result

    def _check(self, kind: int, data: Json) -> None:
        check = {
            MESSAGE: discord_limits.message,
            UPDATE: discord_limits.message,
            MODAL: discord_limits.modal,
            CHOICES: discord_limits.choices,
        }.get(kind)
        broken = list(check(data)) if check else []
        if kind in (MESSAGE, DEFERRED_MESSAGE) and not data.get("flags", 0) & EPHEMERAL:
            broken.append("an answer that everybody sees")
        self._violations.extend(broken)

    async def _take(self, found: Interaction, kind: int, data: Json, files: dict[str, bytes]) -> None:
        if kind in (MESSAGE, DEFERRED_MESSAGE):
            found.original = self._private(found, data, files)
        else:
            found.original = found.message
        if kind == MESSAGE:
            await found.show("message", found.original or {})
        elif kind == UPDATE:
            fill(found.message or {}, data, files)
            await found.show("updated", found.message or {})
        elif kind in (MODAL, CHOICES):
            await found.show("modal" if kind == MODAL else "choices", data)

    def _private(self, found: Interaction, data: Json, files: dict[str, bytes]) -> Json:
        message = self._world.new_message(found.channel, data, files)
        message["flags"] = EPHEMERAL
        self._world.private[message["id"]] = (found.user, message)
        return message

    async def follow(self, token: str, body: Json, files: dict[str, bytes]) -> Json:
        """A further message. The first after a deferral takes the place of “thinking”."""
        found = self._live(token)
        if not found.answer:
            raise ApiError(404, 10015, "Unknown Webhook")
        self._violations.extend(discord_limits.message(body))
        if not body.get("flags", 0) & EPHEMERAL:
            self._violations.append("a followup that everybody sees")
        message = self._private(found, body, files)
        await found.show("message", message)
        return message

    def original(self, token: str) -> Json:
        """The message that `@original` means."""
        found = self._live(token)
        if found.original is None:
            raise ApiError(404, 10008, "Unknown Message")
        return found.original

    async def edit(self, token: str, body: Json, files: dict[str, bytes]) -> Json:
        """Edit `@original`."""
        found, message = self._live(token), self.original(token)
        self._violations.extend(discord_limits.message(body))
        fill(message, body, files)
        await found.show("message" if found.answer == DEFERRED_MESSAGE else "updated", message)
        return message

    async def delete(self, token: str) -> None:
        """Take `@original` back."""
        found, message = self._live(token), self.original(token)
        self._world.private.pop(message["id"], None)
        await found.show("deleted", {})
