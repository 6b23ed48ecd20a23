"""A loopback server that speaks Slack: the Web API, Socket Mode, response URLs, and signed requests to the bot.

It keeps Slack's rules (three seconds to acknowledge, one use of a trigger, five of a response URL) and can be told to
fail. What breaks a rule, the vendor's schema or a documented limit is collected in `violations`.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.fakes.slack_checks import Json
from tests.fakes.slack_web import WebApi
from tests.fakes.slack_workspace import Refusal, Workspace

BOT_TOKEN = "xoxb-loopback"
APP_TOKEN = "xapp-loopback"
SIGNING_SECRET = "loopback-signing-secret"
_ACK_SECONDS = 3.0


@dataclass
class Fault:
    """How a call fails. `accept`: the call takes effect all the same; `late`: when `land` is called.

    `hold`: the answer waits for it, and without `accept` the effect too.
    """

    accept: bool = False
    late: bool = False
    drop: bool = False
    status: int = 200
    error: str = ""
    retry_after: int = 0
    hold: asyncio.Event | None = None


DROP_AFTER = Fault(accept=True, drop=True)
DROP_BEFORE = Fault(drop=True)
LATE = Fault(late=True, drop=True)
SERVER_ERROR = Fault(status=500)
SERVER_ERROR_AFTER = Fault(accept=True, status=500)


def rate_limited(seconds: int) -> Fault:
    return Fault(status=429, retry_after=seconds, error="ratelimited")


def refused(error: str) -> Fault:
    return Fault(error=error)


class NoAcknowledgement(AssertionError):
    """Slack would have shown an error to the person."""


class SlackServer:
    def __init__(self, clock: Callable[[], datetime], team: str = "T1", token: str = BOT_TOKEN) -> None:
        self.token = token
        self.workspace = Workspace(clock, team)
        self.api = WebApi(self.workspace)
        self.violations = self.api.violations
        self.bot_url = ""
        self.links: list[web.WebSocketResponse] = []
        self.choose: Callable[[list[web.WebSocketResponse]], web.WebSocketResponse] = lambda links: links[-1]
        """Which of several connections a payload goes to: Slack takes any one."""
        self.connected = asyncio.Event()
        self.linked: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()
        self._faults: dict[str, list[Fault]] = {}
        self._late: list[tuple[str, Json]] = []
        self._acks: dict[str, asyncio.Future[Json | None]] = {}
        self._numbers = itertools.count(1)
        self._tickets: set[str] = set()
        self.refusing = 0
        """How many of the next connections are refused. Their tickets are spent all the same."""
        self.silent: list[web.WebSocketResponse] = []
        """Links that answer nothing any more, and nobody knows."""
        # The port is taken at once, so that a client can be made before the server runs.
        self._socket_taken = socket.create_server(("127.0.0.1", 0))
        self._port: int = self._socket_taken.getsockname()[1]

        self.api.upload_url = f"http://127.0.0.1:{self._port}/upload/"

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/"

    def response_url(self, id: str) -> str:
        return f"http://127.0.0.1:{self._port}/response/{id}"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self.call)
        app.router.add_post("/response/{id}", self._respond)
        app.router.add_get("/link", self._socket)
        app.router.add_post("/upload/{id}", self._upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket_taken).start()
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        await self._session.close()
        for link in list(self.links):
            await link.close()
        await self._runner.cleanup()

    def fail_next(self, method: str, *faults: Fault) -> None:
        """The next calls of this method fail, one in each of these ways."""
        self._faults.setdefault(method, []).extend(faults)

    def land(self) -> None:
        """What was accepted late takes effect now."""
        for method, args in self._late:
            self.api.answer(method, args)
        self._late.clear()

    # What the bot calls

    async def call(self, request: web.Request) -> web.StreamResponse:
        method, args = request.match_info["method"], await _arguments(request)
        if (wrong := self._unauthorised(request, method)) is not None:
            return web.json_response({"ok": False, "error": wrong})
        queue = self._faults.get(method)
        if queue:
            return await self._fail(request, method, args, queue.pop(0))
        return self._answer(method, args)

    def _answer(self, method: str, args: Json) -> web.Response:
        headers = {"x-oauth-scopes": self.api.scopes}
        if method == "apps.connections.open":
            ticket = str(next(self._numbers))
            self._tickets.add(ticket)
            url = f"ws://127.0.0.1:{self._port}/link?ticket={ticket}"
            return web.json_response({"ok": True, "url": url}, headers=headers)
        try:
            return web.json_response({"ok": True, **self.api.answer(method, args)}, headers=headers)
        except Refusal as refusal:
            return web.json_response({"ok": False, "error": refusal.error, **refusal.more}, headers=headers)

    def _unauthorised(self, request: web.Request, method: str) -> str | None:
        app = method == "apps.connections.open"
        if app and self.api.app_token_error:
            return self.api.app_token_error
        wanted = APP_TOKEN if app else self.token
        return None if request.headers.get("Authorization") == f"Bearer {wanted}" else "invalid_auth"

    async def _fail(self, request: web.Request, method: str, args: Json, fault: Fault) -> web.StreamResponse:
        if fault.hold:
            early = self._answer(method, args) if fault.accept else None
            await fault.hold.wait()
            return early or self._answer(method, args)
        if fault.accept:
            self.api.answer(method, args)
        if fault.late:
            self._late.append((method, args))
        if fault.drop:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
        if fault.error:
            return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)
        return web.Response(status=fault.status, text="upstream trouble")

    async def _respond(self, request: web.Request) -> web.Response:
        if queue := self._faults.get("response_url"):
            return web.Response(status=queue.pop(0).status, text="trouble")
        try:
            return web.Response(text=self.api.respond(request.match_info["id"], await request.json()))
        except Refusal as refusal:
            return web.Response(status=404, text=refusal.error)

    async def _upload(self, request: web.Request) -> web.Response:
        if queue := self._faults.get("upload"):
            return web.Response(status=queue.pop(0).status, text="trouble")
        self.api.upload(request.match_info["id"], await request.read())
        return web.Response(text="OK")

    # What the bot is sent

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query["ticket"]
        if ticket not in self._tickets or self.refusing:  # each is good for one connection
            self._tickets.discard(ticket)
            self.refusing = max(0, self.refusing - 1)
            raise web.HTTPForbidden
        self._tickets.discard(ticket)
        link = web.WebSocketResponse(autoping=False)
        await link.prepare(request)
        await link.send_json({"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A1"}})
        self.links.append(link)
        self.connected.set()
        self.linked.put_nowait(link)
        async for message in link:
            if link in self.silent:
                continue
            if message.type is WSMsgType.PING:
                await link.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledged(json.loads(message.data))
        self.links.remove(link)
        if not self.links:
            self.connected.clear()
        return link

    def _acknowledged(self, message: Json) -> None:
        future = self._acks.get(message["envelope_id"])
        if future is None or future.done():
            self.violations.append("an envelope was acknowledged twice, or never sent")
        else:
            future.set_result(message.get("payload"))

    async def send_unheard(self, kind: str, payload: Json) -> None:
        """Send one request over the newest link and wait for nothing. An acknowledgement is taken, if one comes."""
        id = f"e{next(self._numbers)}"
        self._acks[id] = asyncio.get_running_loop().create_future()
        envelope: Json = {"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": True}
        await self.links[-1].send_json(envelope)

    async def disconnect(self, reason: str) -> None:
        """Slack's own word that the newest link is about to end: `refresh_requested`, `warning`, `link_disabled`."""
        await self.links[-1].send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}})

    def cut(self) -> None:
        """The lines are cut: no close frame, no goodbye."""
        for link in list(self.links):
            assert link._req is not None and link._req.transport is not None
            link._req.transport.abort()

    async def deliver(self, kind: str, payload: Json, *, retry: int = 0) -> Json | None:
        """Send one request (`slash_commands`, `interactive`, `events_api`) and return the acknowledgement's body."""
        send = self._post if self.bot_url else self._envelope
        try:
            acknowledged: Json | None = await asyncio.wait_for(send(kind, payload, retry), _ACK_SECONDS)
        except TimeoutError:
            self.violations.append(f"{kind} was not acknowledged within three seconds")
            raise NoAcknowledgement(kind) from None
        return acknowledged

    async def _envelope(self, kind: str, payload: Json, retry: int) -> Json | None:
        id = f"e{next(self._numbers)}"
        future = self._acks[id] = asyncio.get_running_loop().create_future()
        envelope: Json = {"type": kind, "envelope_id": id, "payload": payload, "accepts_response_payload": True}
        if retry:
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout"}
        await self.connected.wait()
        await self.choose(self.links).send_json(envelope)
        payload_back: Json | None = await future
        return payload_back

    async def _post(self, kind: str, payload: Json, retry: int) -> Json | None:
        match kind:
            case "slash_commands":
                body, content = urlencode(payload), "application/x-www-form-urlencoded"
            case "interactive":
                body, content = urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
            case _:
                body, content = json.dumps(payload), "application/json"
        headers = {"Content-Type": content, **({"x-slack-retry-num": str(retry)} if retry else {})}
        status, text = await self.post_signed(body, headers)
        if status != 200:
            raise NoAcknowledgement(f"{kind}: {status} {text}")
        if not text:
            return None
        acknowledged: Json = json.loads(text)
        return acknowledged

    async def post_signed(
        self, body: str, headers: dict[str, str], *, secret: str = SIGNING_SECRET, age: float = 0
    ) -> tuple[int, str]:
        """A request to the bot, signed as Slack signs."""
        stamp = str(int(time.time() - age))
        digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        signed = {**headers, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        async with self._session.post(self.bot_url, data=body.encode(), headers=signed) as response:
            return response.status, await response.text()

    async def event(self, event: Json, *, id: str = "", retry: int = 0) -> None:
        """Something happened in the workspace."""
        body: Json = {"type": "event_callback", "token": "-", "team_id": self.workspace.team, "api_app_id": "A1"}
        body |= {"event": event, "event_id": id or f"Ev{next(self._numbers)}"}
        body["event_time"] = int(self.workspace.clock().timestamp())
        await self.deliver("events_api", body, retry=retry)


async def _arguments(request: web.Request) -> Json:
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        args |= await request.json()
    elif request.method == "POST":
        args |= dict(await request.post())
    return args
