"""The Web API's methods over a pretend workspace: each takes arguments and answers, or raises a Refusal."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.fakes.slack_checks import Json, check_message, check_view
from tests.fakes.slack_workspace import BOT, Channel, Refusal, Workspace

SCOPES = (
    "chat:write,commands,im:write,files:write,users:read,channels:read,groups:read,"
    "channels:history,groups:history,im:history"
)
_NEEDS = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "conversations.info": "channels:read",
    "conversations.members": "channels:read",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}


@dataclass
class Whispered:
    """A message that one person alone sees, as it stands now."""

    user: str
    channel: str
    ts: str
    body: Json


@dataclass
class Stored:
    """A file: as it was announced, and what was uploaded."""

    id: str
    name: str
    length: int
    alt: str
    data: bytes = b""
    complete: bool = False


@dataclass
class Opened:
    """A modal that is open on somebody's screen."""

    user: str
    id: str
    view: Json


@dataclass
class ResponseUrl:
    """Five uses within half an hour."""

    user: str
    channel: str
    until: datetime
    original: Whispered | Json | None = None
    left: int = 5


@dataclass
class Trigger:
    """One use within three seconds of real time."""

    user: str
    until: float
    used: bool = False


class WebApi:
    """Answers calls, collects what broke a rule, and tells watchers what came onto somebody's screen."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.scopes = SCOPES
        self.token_error = ""
        self.app_token_error = ""
        self.violations: list[str] = []
        self.calls: list[tuple[str, Json]] = []
        self.whispers: list[Whispered] = []
        self.urls: dict[str, ResponseUrl] = {}
        self.triggers: dict[str, Trigger] = {}
        self.files: dict[str, Stored] = {}
        self.slow_to_know = 0
        """How many messages with a fresh file are refused, because Slack does not know yet that it is an image."""
        self.upload_url = ""
        self._watchers: dict[str, asyncio.Queue[Whispered | Opened]] = {}
        self._numbers = itertools.count(1)
        self._waiting: dict[str, list[asyncio.Event]] = defaultdict(list)

    def answer(self, method: str, args: Json) -> Json:
        """Raises Refusal."""
        self.calls.append((method, args))
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if handler is None:
            self.violations.append(f"{method} is not known")
            raise Refusal("unknown_method")
        if self.token_error and method != "apps.connections.open":
            raise Refusal(self.token_error)
        needed = _NEEDS.get(method)
        if needed and needed not in self.scopes.split(","):
            raise Refusal("missing_scope", needed=needed, provided=self.scopes)
        answer: Json = handler(args)
        for event in self._waiting.pop(method, []):
            event.set()
        return answer

    def called(self, method: str) -> list[Json]:
        return [args for name, args in self.calls if name == method]

    def next_call(self, method: str) -> asyncio.Event:
        """Set once this method was called and answered."""
        event = asyncio.Event()
        self._waiting[method].append(event)
        return event

    # What the tests hand out with an interaction

    def new_trigger(self, user: str) -> str:
        id = f"{next(self._numbers)}.trigger"
        self.triggers[id] = Trigger(user, asyncio.get_running_loop().time() + 3)
        return id

    def new_url(self, user: str, channel: str, original: Whispered | Json | None = None) -> str:
        id = str(next(self._numbers))
        self.urls[id] = ResponseUrl(user, channel, self.workspace.clock() + timedelta(minutes=30), original)
        return id

    def watch(self, *keys: str) -> asyncio.Queue[Whispered | Opened]:
        """What comes by these response URLs and triggers, and to these users, from now on."""
        queue: asyncio.Queue[Whispered | Opened] = asyncio.Queue()
        self._watchers.update(dict.fromkeys(keys, queue))
        return queue

    def _show(self, what: Whispered | Opened, *keys: str) -> None:
        if isinstance(what, Whispered) and what not in self.whispers:
            self.whispers.append(what)
        queues = (self._watchers.get(key) for key in keys)
        if queue := next((q for q in queues if q is not None), None):
            queue.put_nowait(what)

    def checked(self, where: str, body: Json) -> None:
        self.violations += [f"{where}: {found}" for found in check_message(body)]

    def whisper(self, user: str, channel: str, body: Json, *keys: str) -> Whispered:
        """Something private comes onto a screen."""
        self.checked("private message", body)
        what = Whispered(user, channel, self.workspace.ts(), body)
        self._show(what, *keys)
        return what

    def respond(self, id: str, body: Json) -> str:
        """A call of a response URL. Raises Refusal with Slack's word."""
        url = self.urls.get(id)
        if url is None or self.workspace.clock() > url.until:
            raise Refusal("expired_url")
        if not url.left:
            raise Refusal("used_url")
        url.left -= 1
        if body.get("replace_original"):
            self.checked("replaced message", body)
            self._replace(url, body, f"url:{id}")
        else:
            if body.get("response_type") == "in_channel":
                self.violations.append("a private answer was sent to the channel")
            self.whisper(url.user, url.channel, body, f"url:{id}")
        return "ok"

    def _replace(self, url: ResponseUrl, body: Json, key: str) -> None:
        original = url.original
        if isinstance(original, Whispered):
            original.body = body
            self._show(original, key)
        elif original is not None:
            if not url.channel.startswith("D"):
                self.violations.append("a message of the room was replaced by a private answer")
            original.update(text=body.get("text", ""), blocks=body.get("blocks") or [])
            self._show(Whispered(url.user, url.channel, original["ts"], original), key)
        else:
            self.violations.append("nothing was there to be replaced")

    # Methods

    def _auth_test(self, args: Json) -> Json:
        return {"team": "Loopback", "team_id": self.workspace.team, "user": "takt", "user_id": BOT, "bot_id": "BTAKT"}

    def _chat_postMessage(self, args: Json) -> Json:
        channel = self.workspace.writable(args["channel"])
        self.checked("chat.postMessage", args)
        self._images(args)
        message = self.workspace.post(channel, args)
        return {"channel": channel.id, "ts": message["ts"], "message": message}

    def _chat_postEphemeral(self, args: Json) -> Json:
        channel = self.workspace.writable(args["channel"])
        if args["user"] not in channel.members:
            raise Refusal("user_not_in_channel")
        found = self.whisper(args["user"], channel.id, args, f"user:{args['user']}")
        return {"message_ts": found.ts}

    def _chat_update(self, args: Json) -> Json:
        channel = self.workspace.writable(args["channel"])
        self.checked("chat.update", args)
        self._images(args)
        message = self.workspace.update(channel, args)
        return {"channel": channel.id, "ts": message["ts"], "text": message["text"]}

    def _images(self, args: Json) -> None:
        """A file in a message must be a finished upload of an image, which Slack takes a moment to know."""
        for block in args.get("blocks") or []:
            if block["type"] == "image":
                stored = self.files.get(block["slack_file"]["id"])
                if stored is None or not stored.complete or self.slow_to_know > 0:
                    self.slow_to_know -= 1
                    raise Refusal("invalid_blocks", errors=["invalid slack file [json-pointer:/blocks/0/slack_file]"])

    def upload(self, id: str, data: bytes) -> None:
        """What is sent to the address that was handed out."""
        stored = self.files[id]
        stored.data = data
        if len(data) != stored.length:
            self.violations.append(f"{stored.name}: {len(data)} bytes sent, {stored.length} announced")
        if stored.name.endswith(".png") and not data.startswith(b"\x89PNG\r\n\x1a\n"):
            self.violations.append(f"{stored.name} is no PNG")

    def _files_getUploadURLExternal(self, args: Json) -> Json:
        id = f"F{next(self._numbers):08d}"
        stored = Stored(id, args["filename"], int(args["length"]), args.get("alt_txt", ""))
        if not stored.alt or len(stored.alt) > 1000:
            self.violations.append(f"{stored.name} has a description of {len(stored.alt)} characters")
        self.files[id] = stored
        return {"file_id": id, "upload_url": f"{self.upload_url}{id}"}

    def _files_completeUploadExternal(self, args: Json) -> Json:
        named = args["files"] if isinstance(args["files"], list) else json.loads(args["files"])
        for one in named:
            stored = self.files[one["id"]]
            if not stored.data:
                self.violations.append(f"{stored.name} was completed before it was uploaded")
            stored.complete = True
        return {"files": [{"id": one["id"], "title": one.get("title")} for one in named]}

    def _chat_delete(self, args: Json) -> Json:
        channel = self.workspace.writable(args["channel"])
        message = channel.message(args["ts"])
        if message is None:
            raise Refusal("message_not_found")
        channel.messages.remove(message)
        return {"channel": channel.id, "ts": args["ts"]}

    def _conversations_open(self, args: Json) -> Json:
        users = str(args["users"]).split(",")
        return {"channel": {"id": self.workspace.direct(users[0]).id}}

    def _conversations_info(self, args: Json) -> Json:
        channel = self.workspace.seen_by_bot(args["channel"])
        return {"channel": _described(channel)}

    def _conversations_members(self, args: Json) -> Json:
        channel = self.workspace.seen_by_bot(args["channel"])
        return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}

    def _conversations_history(self, args: Json) -> Json:
        return self._read(args, None)

    def _conversations_replies(self, args: Json) -> Json:
        return self._read(args, args["ts"])

    def _read(self, args: Json, thread: str | None) -> Json:
        channel = self.workspace.seen_by_bot(args["channel"])
        if BOT not in channel.members:
            raise Refusal("not_in_channel")
        if thread and channel.message(thread) is None:
            raise Refusal("thread_not_found")
        page, cursor = self.workspace.history(channel, args, thread)
        return {"messages": page, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}

    def _users_info(self, args: Json) -> Json:
        member = self.workspace.members.get(args["user"])
        if member is None:
            raise Refusal("user_not_found")
        profile = {"display_name": member.name, "real_name": f"{member.name} Real"}
        described = {"id": member.id, "name": member.name.lower(), "tz": member.tz, "is_admin": member.admin}
        return {"user": {**described, "profile": profile}}

    def _views_open(self, args: Json) -> Json:
        trigger = self.triggers.get(args["trigger_id"])
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if asyncio.get_running_loop().time() > trigger.until:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        self.violations += [f"views.open: {found}" for found in check_view(args["view"])]
        opened = Opened(trigger.user, f"V{next(self._numbers)}", args["view"])
        self._show(opened, f"trigger:{args['trigger_id']}")
        return {"view": {**args["view"], "id": opened.id}}


def _described(channel: Channel) -> Json:
    described = {"id": channel.id, "name": channel.name, "creator": channel.creator, "is_private": channel.private}
    return {**described, "is_archived": channel.archived, "is_member": BOT in channel.members}
