"""Slack as a stage: the real Bolt and client against the loopback server, over Socket Mode or signed HTTP."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any

from adapters.slack.platform import SignedHttp, SlackPlatform, SocketMode, Transport
from bot.chat.command import Catalogue
from bot.chat.platform import ChatPlatform
from bot.chat.request import Ask
from bot.model.places import Account, Room
from tests.conversations.stage import Clock, Seen, Stage
from tests.fakes.slack_checks import Json
from tests.fakes.slack_payloads import Payloads
from tests.fakes.slack_screen import Screen
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN, SIGNING_SECRET, SlackServer
from tests.fakes.slack_web import Opened, Whispered

_PATIENCE = 5.0


class NoReply(AssertionError):
    """The bot acknowledged, and then said nothing for longer than anybody waits."""


class SlackStage:
    """A workspace with one channel. People come into being when they are first named."""

    def __init__(
        self,
        clock: Clock,
        *,
        transport: str = "socket",
        prefix: str = "",
        team: str = "T1",
        socket: SocketMode | None = None,
        **options: Any,
    ) -> None:
        self.server = SlackServer(clock, team)
        self.workspace = self.server.workspace
        self.payloads = Payloads(self.server)
        self.screen = Screen(self.workspace)
        self.channel = self.workspace.channel("cpim-study")
        self.room = Room("slack", team, self.channel.id)
        self._prefix = prefix
        self._http = transport == "http"
        self._serving: asyncio.Task[None] | None = None
        way: Transport = SignedHttp(SIGNING_SECRET, port=0) if self._http else socket or SocketMode(APP_TOKEN)
        url = self.server.base_url
        self.slack = SlackPlatform(BOT_TOKEN, way, prefix=prefix, clock=clock, base_url=url, **options)
        self.platform: ChatPlatform = self.slack

    async def open(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        await self.server.start()
        await self.serve(catalogue, ask)

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Connect the client to the server that runs already, again if need be."""
        self._serving = asyncio.create_task(self.platform.serve(catalogue, ask))
        ready = asyncio.create_task(self.slack.ready.wait())
        await asyncio.wait({self._serving, ready}, timeout=_PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._serving.done():
            await self._serving
        assert self.slack.ready.is_set(), "the client did not connect"
        if self._http:
            self.server.bot_url = f"http://127.0.0.1:{self.slack.port}/slack/events"

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
        named = (f"{key}={self.payloads.typed(value)}" for key, value in values.items())
        return await self.type_line(who, group, " ".join(filter(None, [rest, *named])))

    async def type_line(self, who: str, group: str, line: str, channel: str = "") -> Seen:
        """A slash command as typed. `line` is given as Slack sends it: escaped."""
        user = self.user(who)
        place = self.workspace.channels[channel] if channel else self.channel
        payload = self.payloads.slash(user, place, f"/{self._prefix}{group}", line)
        return await self._reply("slash_commands", payload, user, place.id)

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        user = self.user(who)
        return await self._reply("interactive", self.payloads.press(user, seen, label), user, seen.handle.channel)

    async def press_twice(self, who: str, seen: Seen, label: str) -> tuple[Seen, Seen]:
        return await asyncio.gather(self.press(who, seen, label), self.press(who, seen, label))

    async def submit(self, who: str, form: Seen, **values: str) -> Seen:
        user, opened = self.user(who), form.handle
        assert isinstance(opened, Opened)
        payload = self.payloads.submission(user, opened, {**form.inputs, **values})
        urls = [f"url:{id}" for id in re.findall(r"/response/(\w+)", opened.view["private_metadata"])]
        queue = self.server.api.watch(*urls, f"trigger:{payload['trigger_id']}", f"user:{user}")
        ack = await self.server.deliver("interactive", payload)
        if ack and ack.get("response_action") == "errors":
            if unknown := set(ack["errors"]) - set(form.inputs):
                self.server.violations.append(f"errors for inputs that the form has not: {unknown}")
            return Seen("form", form.text, (), {**form.inputs, **values}, ack["errors"], opened)
        return self.screen.own(await self._next(queue))

    async def _reply(self, kind: str, payload: Json, user: str, channel: str) -> Seen:
        id = payload["response_url"].rsplit("/", 1)[-1]
        queue = self.server.api.watch(f"url:{id}", f"trigger:{payload['trigger_id']}", f"user:{user}")
        ack = await self.server.deliver(kind, payload)
        if ack and ack.get("text"):
            if kind != "slash_commands":
                self.server.violations.append("an answer in the acknowledgement of a press is not shown by Slack")
            return self.screen.own(self.server.api.whisper(user, channel, ack))
        return self.screen.own(await self._next(queue))

    async def _next(self, queue: asyncio.Queue[Whispered | Opened]) -> Whispered | Opened:
        try:
            return await asyncio.wait_for(queue.get(), _PATIENCE)
        except TimeoutError:
            raise NoReply("no reply came") from None

    # Looking

    def in_room(self) -> Sequence[Seen]:
        return [self.screen.public(m, self.channel, "room") for m in self.channel.top()]

    def under(self, seen: Seen) -> Sequence[Seen]:
        channel = self.workspace.channels[seen.handle.channel]
        return [self.screen.public(m, channel, "room") for m in channel.under(seen.handle.ts)[1:]]

    def direct(self, who: str) -> Sequence[Seen]:
        channel = self.workspace.direct(self.user(who))
        return [self.screen.public(m, channel, "direct") for m in channel.messages]

    def violations(self) -> Sequence[str]:
        return list(self.server.violations)


def slack_stage(clock: Clock, transport: str = "socket") -> Stage:
    """The stage for conversations."""
    return SlackStage(clock, transport=transport)
