"""Slack as an app sees it that many workspaces install: one Web API, a token for each workspace, and OAuth."""

from __future__ import annotations

import itertools
import re
import socket
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
from aiohttp import web

from tests.fakes.slack_checks import Json
from tests.fakes.slack_server import SlackServer
from tests.fakes.slack_stage import SlackStage
from tests.fakes.slack_workspace import BOT

CLIENT_ID = "1111.2222"
CLIENT_SECRET = "0123456789abcdef0123456789abcdef"
ADDRESS = "https://takt.example.org"


@dataclass
class Grant:
    """What somebody allowed: a code, to be used once."""

    team: str
    token: str
    more: Json


class Slack:
    """The whole of Slack. Workspaces come into being when they are first named."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self.stages: dict[str, SlackStage] = {}
        self.grants: dict[str, Grant] = {}
        self.revoked: list[str] = []
        self.asked: list[str] = []
        self.browser = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/api/"

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._call)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket).start()

    async def stop(self) -> None:
        await self.browser.close()
        for stage in self.stages.values():
            await stage.close()
        await self._runner.cleanup()

    async def workspace(self, team: str) -> SlackStage:
        """People and a channel there."""
        if team not in self.stages:
            stage = self.stages[team] = SlackStage(self._clock, transport="http", team=team)
            stage.server.token = ""
            await stage.server.start()
        return self.stages[team]

    async def allow(self, team: str, /, **more: Any) -> str:
        """Somebody there presses Allow: the code that their browser brings back. The token stays while it is good."""
        stage = await self.workspace(team)
        stage.server.token = stage.server.token or f"xoxb-{team}-{next(self._numbers)}-{'x' * 70}"
        code = f"code{next(self._numbers)}"
        self.grants[code] = Grant(team, stage.server.token, more)
        return code

    def revoke(self, team: str) -> None:
        """The token is no longer good. The next time somebody allows Takt, there is a new one."""
        self.stages[team].server.token = ""

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.asked.append(method)
        if method == "oauth.v2.access":
            return web.json_response(self._access(request, dict(await request.post())))
        server = self._server(token)
        if server is None:
            return web.json_response({"ok": False, "error": "token_revoked"})
        if method == "auth.revoke":
            self.revoked.append(token)
            server.token = ""
            return web.json_response({"ok": True, "revoked": True})
        return await server.call(request)

    def _server(self, token: str) -> SlackServer | None:
        return next((s.server for s in self.stages.values() if token and s.server.token == token), None)

    def _access(self, request: web.Request, args: Json) -> Json:
        who = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        if who != f"{CLIENT_ID}:{CLIENT_SECRET}":
            return {"ok": False, "error": "bad_client_secret"}
        if args.get("redirect_uri") != f"{ADDRESS}/slack/oauth_redirect":
            return {"ok": False, "error": "bad_redirect_uri"}
        grant = self.grants.pop(str(args["code"]), None)
        if grant is None:
            return {"ok": False, "error": "invalid_code"}
        return {
            "ok": True,
            "access_token": grant.token,
            "token_type": "bot",
            "scope": "chat:write,commands",
            "bot_user_id": BOT,
            "app_id": "A1",
            "team": {"id": grant.team, "name": f"Workspace {grant.team} & <Co>"},
            "enterprise": None,
            "authed_user": {"id": "UINSTALLER"},
            "is_enterprise_install": False,
            **grant.more,
        }


class Browser:
    """Somebody who installs Takt."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.cookie = ""
        self.state = ""
        self.page = ""
        self.authorize: dict[str, list[str]] = {}

    async def begin(self, port: int) -> None:
        """Open the install page."""
        async with self._slack.browser.get(f"http://127.0.0.1:{port}/slack/install") as response:
            assert response.status == 200
            self.page = await response.text()
            self.cookie = response.headers["Set-Cookie"].partition(";")[0]
        (link,) = re.findall(r'class="go" href="([^"]*)"', self.page)
        self.authorize = parse_qs(urlsplit(unescape(link)).query)
        (self.state,) = self.authorize["state"]

    async def end(self, port: int, **query: str) -> tuple[int, str]:
        """Slack sends the browser back."""
        url = f"http://127.0.0.1:{port}/slack/oauth_redirect?{urlencode(query)}"
        async with self._slack.browser.get(url, headers={"Cookie": self.cookie} if self.cookie else {}) as response:
            assert response.headers["Cache-Control"] == "no-store"
            self.page = await response.text()
            return response.status, self.page
