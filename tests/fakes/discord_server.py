"""A loopback Discord: enough of its gateway and REST to run the real discord.py, and as strict as the vendor's rules.

Every body is held against Discord's own description and documented limits; what breaks them stands in `violations`.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route as ClientRoute

from tests.fakes import discord_limits, discord_schema
from tests.fakes.discord_faults import Fault, Plan
from tests.fakes.discord_gateway import Gateway
from tests.fakes.discord_interactions import Interaction, Interactions
from tests.fakes.discord_rest import Call, Rest, Route
from tests.fakes.discord_world import ApiError, Json, World


def turn_to(base_url: str, gateway_url: str) -> None:
    """Turn discord.py to a server: the two lines of glue."""
    ClientRoute.BASE = base_url
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.loopback.token"


class DiscordServer:
    """One pretend Discord on a port of its own. `real_time`: the three seconds are real ones, not the clock's."""

    def __init__(self, clock: Callable[[], datetime], token: str = TOKEN, *, real_time: bool = False) -> None:
        self.token = token
        self.violations: list[str] = []
        self.requests: list[tuple[str, str, Any]] = []
        self.world = World(clock)
        self.gateway = Gateway(self.world, token, self.violations)
        started, at = time.monotonic(), clock()
        passed: Callable[[], datetime] = lambda: at + timedelta(seconds=time.monotonic() - started)  # noqa: E731
        self.interactions = Interactions(self.world, passed if real_time else clock, self.violations)
        self.rest = Rest(self.world, self.gateway, self.interactions, self.violations)
        self._plan = Plan()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self) -> None:
        """Listen on a free port of 127.0.0.1."""
        app = web.Application()
        for (method, template), route in self.rest.routes().items():
            app.router.add_route(method, f"/api/v10{template}", self._handler(method, template, route))
        app.router.add_get("/gateway/", self.gateway.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        # Started again it is where it was.
        site = web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True)
        await site.start()
        self._port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]  # it listens
        self.gateway.url = f"ws://127.0.0.1:{self._port}/gateway/"

    async def stop(self) -> None:
        """Stop listening and drop what is connected."""
        await self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()

    @contextmanager
    def reached(self) -> Iterator[None]:
        """Turn discord.py to this server for as long as this is entered."""
        base, gateway = ClientRoute.BASE, DiscordWebSocket.DEFAULT_GATEWAY
        turn_to(self.base_url, self.gateway.url)
        try:
            yield
        finally:
            turn_to(base, str(gateway))

    @property
    def base_url(self) -> str:
        """Where its REST is reached."""
        return f"http://127.0.0.1:{self._port}/api/v10"

    def fail_next(self, pattern: str, how: Fault, times: int = 1) -> None:
        """Let the next requests that match `METHOD /path/{template}` (with * and ?) go wrong."""
        self._plan.add(pattern, how, times)

    def calls(self, method: str, template: str) -> list[Any]:
        """The bodies of the requests on a route so far."""
        return [body for m, t, body in self.requests if (m, t) == (method, template)]

    async def interact(
        self, type: int, user: str, channel: Json, data: Json, message: Json | None = None
    ) -> Interaction:
        """Let a member do something, and tell the bot of it."""
        made, event = self.interactions.begin(type, user, channel, data, message)
        await self.gateway.dispatch("INTERACTION_CREATE", event, channel.get("guild_id", "0"))
        return made

    def _handler(self, method: str, template: str, route: Route) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body, files = await _read(request)
            self.requests.append((method, template, body))
            fault = self._plan.take(method, template)
            if fault is not None and not fault.handled:
                return _broken(request, fault)
            response = await self._respond(request, method, template, route, body, files)
            if fault is None:
                return response
            if fault.until is not None:
                await fault.until.wait()
                return response
            return _broken(request, fault)

        return handle

    async def _respond(
        self, request: web.Request, method: str, template: str, route: Route, body: Any, files: dict[str, bytes]
    ) -> web.Response:
        by_token = template.startswith(("/interactions", "/webhooks"))
        if not by_token and request.headers.get("Authorization") != f"Bot {self.token}":
            return _json({"code": 0, "message": "401: Unauthorized"}, 401)
        self.violations.extend(discord_schema.faults(method, template, body))
        message = body.get("data", body) if isinstance(body, dict) and "callback" in template else body
        self.violations.extend(discord_limits.files(message, files) if isinstance(message, dict) else ())
        try:
            result = await route(Call(dict(request.match_info), dict(request.query), body, files))
        except ApiError as error:
            return _json({"code": error.code, "message": error.message}, error.status)
        return web.Response(status=204) if result is None else _json(result)


async def _read(request: web.Request) -> tuple[Any, dict[str, bytes]]:
    """The JSON of a request, and its files by name."""
    if request.content_type == "multipart/form-data":
        body, files = None, dict[str, bytes]()
        async for part in await request.multipart():
            raw_part = await part.read(decode=True)  # type: ignore[union-attr]  # no nested parts here
            if part.name == "payload_json":  # type: ignore[union-attr]
                body = json.loads(raw_part)
            else:
                files[str(part.filename)] = bytes(raw_part)  # type: ignore[union-attr]
        return body, files
    raw = await request.read()
    return (json.loads(raw) if raw else None), {}


def _json(data: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    # discord.py reads a body as JSON only where the type says so and nothing else.
    return web.Response(body=json.dumps(data).encode(), status=status, content_type="application/json", headers=headers)


def _broken(request: web.Request, fault: Fault) -> web.Response:
    if fault.status == 0:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if fault.walled:
        return web.Response(text="error code: 1015", status=429, headers={"Retry-After": str(fault.retry_after)})
    if fault.status == 429:
        body = {"message": "You are being rate limited.", "retry_after": fault.retry_after, "global": False}
        return _json(body, 429, {"Via": "1.1 google", "Retry-After": str(fault.retry_after)})
    return _json({"code": fault.code, "message": "as planned"}, fault.status)


async def until(condition: Callable[[], bool], patience: float = 5.0) -> None:
    """Let the loop run until something holds, for what no event tells of."""
    async with asyncio.timeout(patience):
        while not condition():
            await asyncio.sleep(0.005)
