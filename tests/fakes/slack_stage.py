"""Slack as a stage: the real Bolt and client against the loopback server, over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from adapters.slack.platform import SignedHttp, SlackPlatform, SocketMode, Transport
from bot.chat.command import Catalogue
from bot.chat.request import Ask
from bot.model.places import Account, Room
from tests.conversations.stage import Clock, Seen
from tests.fakes.slack_checks import Json
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer
from tests.fakes.slack_web import Opened, Whispered
from tests.fakes.slack_workspace import Channel

_PATIENCE = 5.0
_DATE = re.compile(r"<!date\^[^|]*\|([^>]*)>")
_USER = re.compile(r"<@(\w+)>")


@dataclass(frozen=True)
class Sheet:
    """What was seen, to act on it: a message in a channel, or a private one."""

    channel: str
    ts: str
    blocks: Sequence[Json]
    private: Whispered | None = None


class SlackStage:
    """A workspace with one channel. People come into being when they are first named."""

    def __init__(self, clock: Clock, *, transport: str = "socket", prefix: str = "", **options: Any) -> None:
        self.server = SlackServer(clock)
        self.workspace = self.server.workspace
        self.channel = self.workspace.channel("cpim-study")
        self.room = Room("slack", self.workspace.team, self.channel.id)
        self._transport = transport
        self._prefix = prefix
        self._serving: asyncio.Task[None] | None = None
        way: Transport = SignedHttp(SIGNING_SECRET, port=0) if transport == "http" else SocketMode(APP_TOKEN)
        self.platform = SlackPlatform(
            BOT_TOKEN, way, prefix=prefix, clock=clock, base_url=self.server.base_url, **options
        )

    async def open(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        await self.server.start()
        await self.serve(catalogue, ask)

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Connect the client to the server that runs already, again if need be."""
        self._serving = asyncio.create_task(self.platform.serve(catalogue, ask))
        ready = asyncio.create_task(self.platform.ready.wait())
        await asyncio.wait({self._serving, ready}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._serving.done():
            await self._serving
        assert self.platform.ready.is_set(), "the client did not connect"
        if self._transport == "http":
            self.server.bot_url = f"http://127.0.0.1:{self.platform.port}/slack/events"

    async def close(self) -> None:
        await self.leave()
        await self.server.stop()

    async def leave(self) -> None:
        """End the client alone."""
        if self._serving:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    async def ended(self) -> BaseException | None:
        """Wait until serving ends by itself, and return what it raised."""
        assert self._serving is not None
        await asyncio.wait({self._serving}, timeout=_PATIENCE)
        return self._serving.exception()

    def account(self, who: str) -> Account:
        return Account("slack", self.workspace.team, self.user(who))

    def user(self, who: str) -> str:
        member = self.workspace.member(who)
        self.channel.members.add(member.id)
        return member.id

    def grant(self, who: str) -> None:
        self.workspace.members[self.user(who)].admin = True

    # Acting

    async def command(self, who: str, name: str, /, **values: str) -> Seen:
        group, _, rest = name.partition(" ")
        words = [rest, *(f"{key}={self._typed(value)}" for key, value in values.items())]
        return await self.type_line(who, group, " ".join(filter(None, words)))

    async def type_line(self, who: str, group: str, line: str, channel: str = "") -> Seen:
        """A slash command as typed. `line` is given as Slack sends it: escaped."""
        user = self.user(who)
        place = self.workspace.channels[channel] if channel else self.channel
        payload = self._slash(user, place, f"/{self._prefix}{group}", line)
        return await self._reply("slash_commands", payload, user, place.id)

    def _typed(self, value: str) -> str:
        if value.startswith("@"):
            return f"<{'@' + self.user(value[1:])}|{value[1:].lower()}>"
        return html.escape(value, quote=False)

    def _slash(self, user: str, place: Channel, command: str, line: str) -> Json:
        url = self.server.api.new_url(user, place.id)
        return {
            "command": command,
            "text": line,
            "team_id": self.workspace.team,
            "team_domain": "loopback",
            "channel_id": place.id,
            "channel_name": place.name,
            "user_id": user,
            "user_name": self.workspace.members[user].name.lower(),
            "response_url": self.server.response_url(url),
            "trigger_id": self.server.api.new_trigger(user),
            "api_app_id": "A1",
        }

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        user = self.user(who)
        payload = self.pressing(user, seen, label)
        return await self._reply("interactive", payload, user, seen.handle.channel)

    async def press_twice(self, who: str, seen: Seen, label: str) -> tuple[Seen, Seen]:
        return await asyncio.gather(self.press(who, seen, label), self.press(who, seen, label))

    def pressing(self, user: str, seen: Seen, label: str) -> Json:
        """The payload of a press on this button."""
        sheet: Sheet = seen.handle
        row, button = next(
            (b, e) for b in sheet.blocks if b["type"] == "actions" for e in b["elements"] if e["text"]["text"] == label
        )
        channel = self.workspace.channels[sheet.channel]
        message = None if sheet.private else channel.message(sheet.ts)
        url = self.server.api.new_url(user, sheet.channel, sheet.private or message)
        action = {"type": "button", "block_id": row.get("block_id", "auto"), "action_ts": self.workspace.ts()}
        container: Json = {"type": "message", "message_ts": sheet.ts, "channel_id": sheet.channel}
        container["is_ephemeral"] = sheet.private is not None
        if message and message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        return {
            "type": "block_actions",
            "team": {"id": self.workspace.team, "domain": "loopback"},
            "user": {"id": user, "name": self.workspace.members[user].name.lower(), "team_id": self.workspace.team},
            "channel": {"id": channel.id, "name": channel.name},
            "container": container,
            **({"message": message} if message else {}),
            "actions": [{**button, **action}],
            "response_url": self.server.response_url(url),
            "trigger_id": self.server.api.new_trigger(user),
            "api_app_id": "A1",
        }

    async def submit(self, who: str, form: Seen, **values: str) -> Seen:
        user, opened = self.user(who), form.handle
        assert isinstance(opened, Opened)
        payload = self.submission(user, opened, {**form.inputs, **values})
        keys = self._submission_keys(opened, payload)
        queue = self.server.api.watch(*keys, f"user:{user}")
        ack = await self.server.deliver("interactive", payload)
        if ack and ack.get("response_action") == "errors":
            unknown = set(ack["errors"]) - set(form.inputs)
            if unknown:
                self.server.violations.append(f"errors for inputs that the form has not: {unknown}")
            return Seen("form", form.text, (), {**form.inputs, **values}, ack["errors"], opened)
        return self._seen(await self._next(queue))

    def _submission_keys(self, opened: Opened, payload: Json) -> list[str]:
        urls = re.findall(r"/response/(\w+)", opened.view["private_metadata"])
        return [*(f"url:{id}" for id in urls), f"trigger:{payload['trigger_id']}"]

    def submission(self, user: str, opened: Opened, values: dict[str, str]) -> Json:
        """The payload of sending this form."""
        state = {
            block["block_id"]: {block["element"]["action_id"]: self._state(block["element"], values[block["block_id"]])}
            for block in opened.view["blocks"]
            if block["type"] == "input"
        }
        return {
            "type": "view_submission",
            "team": {"id": self.workspace.team, "domain": "loopback"},
            "user": {"id": user, "name": self.workspace.members[user].name.lower(), "team_id": self.workspace.team},
            "trigger_id": self.server.api.new_trigger(user),
            "view": {**opened.view, "id": opened.id, "state": {"values": state}},
            "response_urls": [],
            "api_app_id": "A1",
        }

    def _state(self, element: Json, value: str) -> Json:
        match element["type"]:
            case "datepicker":
                return {"type": "datepicker", "selected_date": value or None}
            case "timepicker":
                return {"type": "timepicker", "selected_time": value or None}
            case "users_select":
                found = self._typed(value)
                named = re.search(r"@(\w+)", html.unescape(found))
                return {"type": "users_select", "selected_user": named[1] if named else None}
            case "static_select":
                chosen = next((o for o in element["options"] if value in (o["value"], o["text"]["text"])), None)
                assert chosen or not value, f"{value} is none of the options"
                return {"type": "static_select", "selected_option": chosen}
            case kind:
                assert len(value) <= element.get("max_length", 3000), "Slack lets nobody type that much"
                return {"type": kind, "value": value or None}

    async def _reply(self, kind: str, payload: Json, user: str, channel: str) -> Seen:
        id = payload["response_url"].rsplit("/", 1)[-1]
        queue = self.server.api.watch(f"url:{id}", f"trigger:{payload['trigger_id']}", f"user:{user}")
        ack = await self.server.deliver(kind, payload)
        if ack and ack.get("text"):
            if kind != "slash_commands":
                self.server.violations.append("an answer in the acknowledgement of a press is not shown by Slack")
            return self._seen(self.server.api.whisper(user, channel, ack))
        return self._seen(await self._next(queue))

    async def _next(self, queue: asyncio.Queue[Whispered | Opened]) -> Whispered | Opened:
        try:
            return await asyncio.wait_for(queue.get(), _PATIENCE)
        except TimeoutError:
            raise AssertionError("no reply came") from None

    # Looking

    def in_room(self) -> Sequence[Seen]:
        return [self._public(m, self.channel, "room") for m in self.channel.messages if "thread_ts" not in m]

    def under(self, seen: Seen) -> Sequence[Seen]:
        channel = self.workspace.channels[seen.handle.channel]
        replies = (m for m in channel.messages if m.get("thread_ts") == seen.handle.ts)
        return [self._public(m, channel, "room") for m in replies]

    def direct(self, who: str) -> Sequence[Seen]:
        channel = self.workspace.direct(self.user(who))
        return [self._public(m, channel, "direct") for m in channel.messages]

    def violations(self) -> Sequence[str]:
        return list(self.server.violations)

    def _public(self, message: Json, channel: Channel, kind: str) -> Seen:
        blocks = list(message["blocks"])
        return Seen(kind, self.text(blocks), _labels(blocks), handle=Sheet(channel.id, message["ts"], blocks))

    def _seen(self, what: Whispered | Opened) -> Seen:
        if isinstance(what, Opened):
            inputs = {b["block_id"]: _held(b["element"]) for b in what.view["blocks"] if b["type"] == "input"}
            title = what.view["title"]["text"]
            return Seen("form", "\n".join([title, self.text(what.view["blocks"])]), (), inputs, {}, what)
        blocks = what.body.get("blocks") or []
        return Seen("private", self.text(blocks), _labels(blocks), handle=Sheet(what.channel, what.ts, blocks, what))

    def text(self, blocks: Sequence[Json]) -> str:
        """Everything readable in the blocks, top to bottom."""
        return "\n".join(filter(None, ("".join(self._readable(block)) for block in blocks)))

    def _readable(self, block: Json) -> Iterator[str]:
        match block["type"]:
            case "header" | "section":
                yield block["text"]["text"]
            case "context":
                yield from (self._unmarked(e["text"]) for e in block["elements"])
            case "input":
                yield " ".join([block["label"]["text"], block.get("hint", {}).get("text", "")]).strip()
            case "rich_text":
                yield from (self._element(e) for part in block["elements"] for e in part["elements"])

    def _element(self, element: Json) -> str:
        match element["type"]:
            case "user":
                return f"@{self.workspace.members[element['user_id']].name}"
            case "date":
                return str(element["fallback"])
            case _:
                return str(element["text"])

    def _unmarked(self, text: str) -> str:
        text = _DATE.sub(lambda found: found[1], text)
        return html.unescape(_USER.sub(lambda found: f"@{self.workspace.members[found[1]].name}", text))


def _labels(blocks: Sequence[Json]) -> tuple[str, ...]:
    return tuple(e["text"]["text"] for b in blocks if b["type"] == "actions" for e in b["elements"])


def _held(element: Json) -> str:
    """What an input holds when the form opens."""
    option = element.get("initial_option")
    if option:
        return str(option["value"])
    names: tuple[str, ...] = ("initial_value", "initial_date", "initial_time")
    user = element.get("initial_user")
    return f"<@{user}>" if user else next((str(element[n]) for n in names if n in element), "")
