"""What exists on the pretend Discord: servers, channels, people, roles, messages. No network here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord

Json = dict[str, Any]
EPOCH = 1_420_070_400_000
TEXT, DM, THREAD = 0, 1, 11
EPHEMERAL = 64


class ApiError(Exception):
    """An error as Discord answers it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


UNKNOWN_CHANNEL = (404, 10003, "Unknown Channel")
UNKNOWN_GUILD = (404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = (404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")
NO_ACCESS = (403, 50001, "Missing Access")
NO_DIRECT = (403, 50007, "Cannot send messages to this user")
NO_PERMISSION = (403, 50013, "Missing Permissions")


def bits(*flags: str) -> int:
    """Permissions by their names in discord.py."""
    return discord.Permissions(**dict.fromkeys(flags, True)).value


EVERYONE = bits("view_channel", "read_message_history", "use_application_commands")
GRANTED = bits(
    "view_channel",
    "send_messages",
    "embed_links",
    "attach_files",
    "read_message_history",
    "create_public_threads",
    "send_messages_in_threads",
)


@dataclass
class World:
    """The state, as the JSON objects that Discord would send of it."""

    clock: Callable[[], datetime]
    users: dict[str, Json] = field(default_factory=dict)
    guilds: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    members: dict[tuple[str, str], Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    private: dict[str, tuple[str, Json]] = field(default_factory=dict)
    """Ephemeral messages by id, with the user who sees each."""
    closed: set[str] = field(default_factory=set)
    """Users who take no direct messages."""
    nonces: dict[tuple[str, str], Json] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self.bot = self.add_user("Takt", bot=True)
        self.application: Json = {
            "id": self.bot["id"],
            "name": "Takt",
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "owner": self.add_user("operator"),
            "verify_key": "",
            "flags": 0,
        }

    def snowflake(self) -> str:
        """A new id that carries the clock's time."""
        self._made += 1
        return str((int(self.clock().timestamp() * 1000) - EPOCH) << 22 | self._made)

    def add_user(self, name: str, *, bot: bool = False) -> Json:
        """A new account."""
        user: Json = {"id": self.snowflake(), "username": name.lower(), "global_name": None if bot else name}
        user |= {"discriminator": "0", "avatar": None, "bot": bot}
        self.users[user["id"]] = user
        return user

    def add_guild(self, name: str, granted: int = GRANTED) -> Json:
        """A new server with Takt in it, which has these permissions by a role of its own."""
        id, role = self.snowflake(), self.snowflake()
        guild: Json = {
            "id": id, "name": name, "icon": None, "splash": None, "owner_id": self.application["owner"]["id"],
            "emojis": [], "stickers": [], "features": [], "mfa_level": 0, "verification_level": 0, "description": None,
            "default_message_notifications": 0, "explicit_content_filter": 0, "afk_channel_id": None, "afk_timeout": 60,
            "system_channel_id": None, "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
            "banner": None, "premium_tier": 0, "preferred_locale": "en-US", "public_updates_channel_id": None,
            "nsfw_level": 0, "premium_progress_bar_enabled": False, "discovery_splash": None,
            "roles": [_role(id, "@everyone", EVERYONE), _role(role, "Takt", granted)],
        }  # fmt: skip
        self.guilds[id] = guild
        self.join(id, self.bot["id"], role)
        return guild

    def add_channel(self, guild: str, name: str) -> Json:
        """A new text channel."""
        channel: Json = {
            "id": self.snowflake(), "type": TEXT, "guild_id": guild, "name": name, "position": 0, "topic": None,
            "permission_overwrites": [], "nsfw": False, "parent_id": None, "rate_limit_per_user": 0,
            "last_message_id": None, "flags": 0,
        }  # fmt: skip
        return self._keep(channel)

    def add_thread(self, parent: Json, id: str, name: str) -> Json:
        """A new public thread, from a message where `id` is that message's."""
        now = self.clock().isoformat()
        metadata = {"archived": False, "auto_archive_duration": 1440, "archive_timestamp": now, "locked": False}
        thread: Json = {
            "id": id, "type": THREAD, "guild_id": parent["guild_id"], "parent_id": parent["id"], "name": name,
            "owner_id": self.bot["id"], "message_count": 0, "member_count": 1, "thread_metadata": metadata,
        }  # fmt: skip
        return self._keep(thread)

    def direct(self, user: str) -> Json:
        """The channel of direct messages between Takt and a user."""
        for channel in self.channels.values():
            if channel["type"] == DM and channel["recipients"][0]["id"] == user:
                return channel
        recipients = [self.users[user]]
        return self._keep({"id": self.snowflake(), "type": DM, "recipients": recipients, "last_message_id": None})

    def _keep(self, channel: Json) -> Json:
        self.channels[channel["id"]] = channel
        self.messages[channel["id"]] = []
        return channel

    def join(self, guild: str, user: str, *roles: str) -> Json:
        """Make a user a member, or give a member roles."""
        member = self.members.setdefault((guild, user), self._member(user))
        member["roles"] = [*dict.fromkeys([*member["roles"], *roles])]
        return member

    def _member(self, user: str) -> Json:
        return {
            "user": self.users[user], "roles": [], "joined_at": self.clock().isoformat(), "deaf": False, "mute": False,
            "flags": 0, "nick": None, "avatar": None, "banner": None, "premium_since": None, "pending": False,
            "communication_disabled_until": None,
        }  # fmt: skip

    def add_role(self, guild: str, name: str, permissions: int) -> str:
        """A new role."""
        role = _role(self.snowflake(), name, permissions)
        self.guilds[guild]["roles"].append(role)
        return str(role["id"])

    def channel(self, id: str) -> Json:
        """A channel that exists. Raises ApiError."""
        if id not in self.channels:
            raise ApiError(*UNKNOWN_CHANNEL)
        return self.channels[id]

    def message(self, channel: str, id: str) -> Json:
        """A message that exists and is not ephemeral. Raises ApiError."""
        for message in self.messages.get(channel, []):
            if message["id"] == id:
                return message
        raise ApiError(*UNKNOWN_MESSAGE)

    def anywhere(self, id: str) -> Json:
        """A message as it stands, ephemeral or not. Raises StopIteration where there is none."""
        if id in self.private:
            return self.private[id][1]
        return next(m for messages in self.messages.values() for m in messages if m["id"] == id)

    def permissions(self, user: str, channel: Json) -> int:
        """What a user may do in a server's channel, by Discord's published algorithm."""
        guild = self.guilds.get(channel["guild_id"])
        member = self.members.get((channel["guild_id"], user))
        if guild is None or member is None:
            return 0
        if guild["owner_id"] == user:
            return discord.Permissions.all().value
        if channel["type"] == THREAD:
            channel = self.channels[channel["parent_id"]]
        mine = {guild["id"], *member["roles"]}
        allowed = 0
        for role in guild["roles"]:
            if role["id"] in mine:
                allowed |= int(role["permissions"])
        for applies in ({guild["id"]}, set(member["roles"]), {user}):
            written = [o for o in channel["permission_overwrites"] if o["id"] in applies]
            for overwrite in written:
                allowed &= ~int(overwrite["deny"])
            for overwrite in written:
                allowed |= int(overwrite["allow"])
        return allowed

    def new_message(self, channel: Json, body: Json, files: dict[str, bytes] | None = None) -> Json:
        """A message by Takt with this content."""
        message: Json = {
            "id": self.snowflake(), "channel_id": channel["id"], "author": self.bot, "content": "", "embeds": [],
            "timestamp": self.clock().isoformat(), "edited_timestamp": None, "tts": False, "mention_everyone": False,
            "mentions": [], "mention_roles": [], "attachments": [], "pinned": False, "type": 0, "components": [],
            "flags": 0,
        }  # fmt: skip
        fill(message, body, files or {})
        if reference := body.get("message_reference"):
            message["message_reference"] = reference
            message["type"] = 19
        return message


def fill(message: Json, body: Json, files: dict[str, bytes]) -> None:
    """Write a request's content into a message."""
    for key in ("content", "embeds", "components"):
        if key in body:
            message[key] = body[key] or ([] if key != "content" else "")
    if "flags" in body:
        message["flags"] = body["flags"]
    if "attachments" in body:
        message["attachments"] = [
            {"id": str(a["id"]), "filename": name, "size": len(data), "url": "", "proxy_url": "", "text": _text(data)}
            | {"description": a.get("description")}
            for a in body["attachments"]
            for name, data in [(a["filename"], files.get(a["filename"], b""))]
        ]
    for embed in message["embeds"]:
        embed.setdefault("type", "rich")


def _text(data: bytes) -> str:
    """A file's text; of a picture a character for each byte."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _role(id: str, name: str, permissions: int) -> Json:
    return {
        "id": id, "name": name, "permissions": str(permissions), "position": 0, "color": 0, "hoist": False,
        "managed": False, "mentionable": False, "flags": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
    }  # fmt: skip
