"""A pretend Slack workspace: its channels, people, messages and modals, without any transport."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.slack_checks import Json

BOT = "UTAKT"


class Refusal(Exception):
    """An answer `ok: false` with this error."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass
class Channel:
    id: str
    name: str
    creator: str
    members: set[str] = field(default_factory=set)
    private: bool = False
    archived: bool = False
    messages: list[Json] = field(default_factory=list)

    def message(self, ts: str) -> Json | None:
        return next((m for m in self.messages if m["ts"] == ts), None)

    def top(self) -> list[Json]:
        """The messages of the channel itself, oldest first."""
        return [m for m in self.messages if m.get("thread_ts", m["ts"]) == m["ts"]]

    def under(self, ts: str) -> list[Json]:
        """A message and the replies in its thread, oldest first."""
        return [m for m in self.messages if ts in (m["ts"], m.get("thread_ts"))]


@dataclass
class Member:
    id: str
    name: str
    tz: str = "Europe/Berlin"
    admin: bool = False


class Workspace:
    """State only: who may do what is decided here, as Slack documents it."""

    def __init__(self, clock: Callable[[], datetime], team: str = "T1") -> None:
        self.clock = clock
        self.team = team
        self.channels: dict[str, Channel] = {}
        self.members: dict[str, Member] = {BOT: Member(BOT, "takt")}
        self._last = 0

    def ts(self) -> str:
        """A time stamp as Slack gives: microseconds, never the same twice."""
        self._last = max(self._last + 1, int(self.clock().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def channel(self, name: str, creator: str = "UFOUNDER", *, private: bool = False, bot: bool = True) -> Channel:
        made = Channel(f"C{len(self.channels) + 1:03d}", name, creator, {creator}, private)
        if bot:
            made.members.add(BOT)
        self.channels[made.id] = made
        return made

    def member(self, name: str) -> Member:
        id = "U" + "".join(c for c in name.upper() if c.isalnum())
        if id not in self.members:
            self.members[id] = Member(id, name)
        return self.members[id]

    def direct(self, user: str) -> Channel:
        if user not in self.members:
            raise Refusal("user_not_found")
        id = f"D{user}"
        if id not in self.channels:
            self.channels[id] = Channel(id, "directmessage", user, {user, BOT})
        return self.channels[id]

    def seen_by_bot(self, id: str) -> Channel:
        found = self.channels.get(id)
        if found is None or (found.private and BOT not in found.members):
            raise Refusal("channel_not_found")
        return found

    def writable(self, id: str) -> Channel:
        found = self.seen_by_bot(id)
        if BOT not in found.members:
            raise Refusal("not_in_channel")
        if found.archived:
            raise Refusal("is_archived")
        return found

    def post(self, channel: Channel, body: Json) -> Json:
        thread = body.get("thread_ts")
        if thread:
            parent = channel.message(thread)
            if parent is None:
                raise Refusal("thread_not_found")
            parent["thread_ts"] = thread
        ts = self.ts()
        message = {"type": "message", "ts": ts, "user": BOT, "bot_id": "BTAKT", **_content(body)}
        if thread:
            message["thread_ts"] = thread
        if body.get("metadata"):
            message["metadata"] = deepcopy(body["metadata"])
        channel.messages.append(message)
        return message

    def update(self, channel: Channel, body: Json) -> Json:
        message = channel.message(body["ts"])
        if message is None:
            raise Refusal("message_not_found")
        message.update(_content(body))
        return message

    def history(self, channel: Channel, args: Json, thread: str | None = None) -> tuple[list[Json], str]:
        """A page of messages, newest first (a thread: oldest first), and the cursor of the next."""
        oldest = float(args.get("oldest") or 0)
        found = channel.under(thread) if thread else channel.top()
        found = [m for m in found if float(m["ts"]) > oldest or m["ts"] == thread]
        found = found if thread else found[::-1]
        start, limit = int(args.get("cursor") or 0), int(args.get("limit") or 100)
        page = [dict(m) for m in found[start : start + limit]]
        if str(args.get("include_all_metadata", "0")).lower() not in ("1", "true"):
            for message in page:
                message.pop("metadata", None)
        return page, str(start + limit) if start + limit < len(found) else ""


def _content(body: Json) -> Json:
    return {"text": body.get("text", ""), "blocks": deepcopy(body.get("blocks") or [])}
