"""The REST routes that the adapter uses, by the path templates of Discord's own description."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.fakes import discord_limits
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_interactions import Interactions
from tests.fakes.discord_world import (
    DM,
    NO_ACCESS,
    NO_DIRECT,
    NO_PERMISSION,
    TEXT,
    THREAD,
    UNKNOWN_GUILD,
    UNKNOWN_MEMBER,
    ApiError,
    Json,
    World,
    bits,
    fill,
)


@dataclass(frozen=True)
class Call:
    """A request as a route needs it."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any
    files: dict[str, bytes]


Route: TypeAlias = Callable[[Call], Awaitable[Any]]


class Rest:
    """The routes over one world."""

    def __init__(self, world: World, gateway: Gateway, interactions: Interactions, violations: list[str]) -> None:
        self._world = world
        self._gateway = gateway
        self._interactions = interactions
        self._violations = violations
        self.commands: list[Json] = []
        self.syncs = 0

    def routes(self) -> dict[tuple[str, str], Route]:
        """What is answered."""
        channel, hook = "/channels/{channel_id}", "/webhooks/{webhook_id}/{webhook_token}"
        commands = "/applications/{application_id}/commands"
        return {
            ("GET", "/users/@me"): self._me,
            ("GET", "/oauth2/applications/@me"): self._application,
            ("GET", "/gateway/bot"): self._gateway_bot,
            ("GET", "/users/@me/guilds"): self._guilds,
            ("DELETE", "/users/@me/guilds/{guild_id}"): self._leave,
            ("POST", "/users/@me/channels"): self._direct,
            ("GET", commands): self._get_commands,
            ("PUT", commands): self._put_commands,
            ("GET", "/guilds/{guild_id}"): self._guild,
            ("GET", "/guilds/{guild_id}/members/{user_id}"): self._member,
            ("GET", channel): self._channel,
            ("GET", f"{channel}/messages"): self._history,
            ("POST", f"{channel}/messages"): self._post,
            ("PATCH", f"{channel}/messages/{{message_id}}"): self._edit,
            ("POST", f"{channel}/messages/{{message_id}}/threads"): self._thread,
            ("POST", "/interactions/{interaction_id}/{interaction_token}/callback"): self._callback,
            ("POST", hook): self._follow,
            ("GET", f"{hook}/messages/@original"): self._original,
            ("PATCH", f"{hook}/messages/@original"): self._edit_original,
            ("DELETE", f"{hook}/messages/@original"): self._delete_original,
        }

    async def _me(self, call: Call) -> Json:
        return self._world.bot

    async def _application(self, call: Call) -> Json:
        return self._world.application

    async def _gateway_bot(self, call: Call) -> Json:
        limit = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
        return {"url": self._gateway.url, "shards": 1, "session_start_limit": limit}

    async def _guilds(self, call: Call) -> list[Json]:
        if "after" in call.query or "before" in call.query:
            return []
        return [g | {"owner": False, "permissions": "0"} for g in self._world.guilds.values()]

    async def _leave(self, call: Call) -> None:
        guild = self._world.guilds.pop(call.path["guild_id"])
        await self._gateway.dispatch("GUILD_DELETE", {"id": guild["id"]}, guild["id"])

    async def _direct(self, call: Call) -> Json:
        return self._world.direct(str(call.body["recipient_id"]))

    async def _get_commands(self, call: Call) -> list[Json]:
        return self.commands

    async def _put_commands(self, call: Call) -> list[Json]:
        self._violations.extend(discord_limits.commands(call.body))
        self.syncs += 1
        self.commands = [self._registered(command) for command in call.body]
        return self.commands

    def _registered(self, command: Json) -> Json:
        """A command as Discord gives it back: with what it adds, without what says nothing."""
        added: Json = {"id": self._world.snowflake(), "application_id": self._world.application["id"]}
        added |= {"version": self._world.snowflake(), "default_member_permissions": None, "nsfw": False}
        added |= {"dm_permission": True, "name_localizations": None, "description_localizations": None}
        return {**added, **_slim(command)}

    async def _guild(self, call: Call) -> Json:
        if call.path["guild_id"] not in self._world.guilds:
            raise ApiError(*UNKNOWN_GUILD)
        return self._world.guilds[call.path["guild_id"]]

    async def _member(self, call: Call) -> Json:
        key = (call.path["guild_id"], call.path["user_id"])
        if key not in self._world.members:
            raise ApiError(*UNKNOWN_MEMBER)
        return self._world.members[key]

    def _at(self, call: Call, *flags: str) -> Json:
        """The channel, if Takt sees it and has these permissions there."""
        channel = self._world.channel(call.path["channel_id"])
        if channel["type"] == DM:
            return channel
        held = self._world.permissions(self._world.bot["id"], channel)
        if not held & bits("view_channel"):
            raise ApiError(*NO_ACCESS)
        if held & bits(*flags) != bits(*flags):
            raise ApiError(*NO_PERMISSION)
        return channel

    async def _channel(self, call: Call) -> Json:
        return self._at(call)

    async def _history(self, call: Call) -> list[Json]:
        channel = self._at(call)
        if channel["type"] != DM:
            held = self._world.permissions(self._world.bot["id"], channel)
            if not held & bits("read_message_history"):
                return []
        found = self._world.messages[channel["id"]]
        if "before" in call.query:
            found = [m for m in found if int(m["id"]) < int(call.query["before"])]
        if "after" in call.query:
            found = [m for m in found if int(m["id"]) > int(call.query["after"])][: int(call.query["limit"])]
        return found[::-1][: int(call.query.get("limit", 50))]

    async def _post(self, call: Call) -> Json:
        inside = self._world.channel(call.path["channel_id"])["type"] == THREAD
        flags = ["send_messages_in_threads" if inside else "send_messages", *(["attach_files"] if call.files else [])]
        channel = self._at(call, *flags)
        if channel["type"] == DM and channel["recipients"][0]["id"] in self._world.closed:
            raise ApiError(*NO_DIRECT)
        if call.body.get("message_reference"):
            self._may_reply(channel)
        self._violations.extend(discord_limits.message(call.body))
        key = (channel["id"], str(call.body.get("nonce")))
        if call.body.get("enforce_nonce") and key in self._world.nonces:
            return dict(self._world.nonces[key])
        message = self._world.new_message(channel, call.body, call.files)
        self._world.messages[channel["id"]].append(message)
        self._world.nonces[key] = message
        return message | {"nonce": call.body.get("nonce")}

    def _may_reply(self, channel: Json) -> None:
        held = bits("read_message_history")
        if channel["type"] != DM:
            held &= self._world.permissions(self._world.bot["id"], channel)
        if not held:
            raise ApiError(400, 160002, "Cannot reply without permission to read message history")

    async def _edit(self, call: Call) -> Json:
        channel = self._at(call, *(["attach_files"] if call.files else []))
        message = self._world.message(channel["id"], call.path["message_id"])
        self._violations.extend(discord_limits.message(call.body))
        fill(message, call.body, call.files)
        message["edited_timestamp"] = self._world.clock().isoformat()
        return message

    async def _thread(self, call: Call) -> Json:
        channel = self._at(call, "create_public_threads")
        if channel["type"] != TEXT:
            raise ApiError(400, 50024, "Cannot execute action on this channel type")
        message = self._world.message(channel["id"], call.path["message_id"])
        if message["id"] in self._world.channels:
            raise ApiError(400, 160004, "A thread has already been created for this message")
        thread = self._world.add_thread(channel, message["id"], call.body["name"])
        await self._gateway.dispatch("THREAD_CREATE", thread | {"newly_created": True}, channel["guild_id"])
        return thread

    async def _callback(self, call: Call) -> Json:
        id, token = call.path["interaction_id"], call.path["interaction_token"]
        return await self._interactions.callback(id, token, call.body, call.files)

    async def _follow(self, call: Call) -> Json:
        return await self._interactions.follow(call.path["webhook_token"], call.body, call.files)

    async def _original(self, call: Call) -> Json:
        return self._interactions.original(call.path["webhook_token"])

    async def _edit_original(self, call: Call) -> Json:
        return await self._interactions.edit(call.path["webhook_token"], call.body, call.files)

    async def _delete_original(self, call: Call) -> None:
        await self._interactions.delete(call.path["webhook_token"])


def _slim(value: Any) -> Any:
    if isinstance(value, list):
        return [_slim(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _slim(inner) for key, inner in value.items() if inner not in (False, [], None)}
    return value
