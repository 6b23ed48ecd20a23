"""Loopback servers whose members press buttons, with a bot in another process, and what that process took.

A lane is one way to press: Discord's gateway, Slack's Socket Mode, Slack's signed HTTP. Checks of what the bot sends
are switched off here: they are the servers' cost, and tests make them elsewhere.
"""

from __future__ import annotations

import asyncio
import copy
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from unittest import mock

from bot.model.places import Room
from tests.bench.bots import SECRETS
from tests.fakes import discord_schema
from tests.fakes.discord_interactions import COMPONENT
from tests.fakes.discord_server import DiscordServer
from tests.fakes.slack_server import SlackServer
from tests.fakes.slack_web import Whispered

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def now() -> datetime:
    """These servers keep real time: what is late is refused as the platforms refuse it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a press. `acknowledged`: after so many seconds; `text`: all that was shown; `message`: it."""

    acknowledged: float
    text: str
    message: Any


class Lane(Protocol):
    """A server with a room, and people `U1`, `U2`, ... in it."""

    name: str
    room: Room
    users: list[str]

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def where(self) -> dict[str, str]:
        """What a bot has to know to come here."""

    async def connected(self) -> None:
        """Wait until a bot takes requests."""

    def posted(self) -> list[Any]:
        """The messages in the room."""

    async def press(self, user: int, token: str, message: Any) -> Told:
        """Somebody presses a button with this token on a message. Raises TimeoutError where nothing comes."""


class OnDiscord:
    """discord.py's lane."""

    name = "discord"

    def __init__(self, members: int) -> None:
        self.patience = PATIENCE
        self.server = DiscordServer(now)
        world = self.server.world
        self._guild = world.add_guild("Study hall")["id"]
        self._channel = world.add_channel(self._guild, "cpim")
        self.room = Room("discord", self._guild, self._channel["id"])
        self.users = [world.add_user(f"U{n}")["id"] for n in range(1, members + 1)]

    async def start(self) -> None:
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()

    def where(self) -> dict[str, str]:
        return {"discord": self.server.base_url, "gateway": self.server.gateway.url}

    async def connected(self) -> None:
        await self.server.gateway.connected.wait()
        for session in self.server.gateway._sessions.values():
            session.events = _Counted(len(session.events))

    def posted(self) -> list[Any]:
        return self.server.world.messages[self._channel["id"]]

    async def press(self, user: int, token: str, message: Any) -> Told:
        began = time.perf_counter()
        data = {"custom_id": token, "component_type": 2, "id": 2}
        made = await self.server.interact(COMPONENT, self.users[user], self._channel, data, copy.copy(message))
        await made.answered(self.patience)
        acknowledged = time.perf_counter() - began
        shown = (await made.seen(patience=self.patience)).data
        self._forget(made.token, shown)
        return Told(acknowledged, f"{shown['content']} {shown['embeds']}", shown)

    def _forget(self, token: str, shown: Json) -> None:
        """So that a server which remembers everything stays as fast as it was."""
        self.server.interactions._by_token.pop(token, None)
        self.server.world.private.pop(shown["id"], None)
        self.server.requests.clear()


class _Counted(list[Json]):
    """Events are numbered and not kept."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __len__(self) -> int:
        return self._number

    def append(self, _: Json) -> None:
        self._number += 1


class _Unkept(list[Whispered]):
    """What was whispered is not kept."""

    def append(self, _: Whispered) -> None:
        """Nothing."""


class _Signing(SlackServer):
    """Signs with a secret that looks like one."""

    async def post_signed(self, body: str, headers: dict[str, str], **options: Any) -> tuple[int, str]:
        return await super().post_signed(body, headers, secret=SECRETS["TAKT_SLACK_SIGNING_SECRET"], **options)


class OnSlack:
    """Bolt's lanes."""

    def __init__(self, members: int, *, http: bool = False) -> None:
        self.name = "slack http" if http else "slack socket"
        self.server = _Signing(now)
        self._channel = self.server.workspace.channel("cpim-study")
        self.room = Room("slack", self.server.workspace.team, self._channel.id)
        self.users = [self.server.workspace.member(f"U{n}").id for n in range(1, members + 1)]
        self._channel.members.update(self.users)
        self.port = free_port() if http else 0
        self.server.api.whispers = _Unkept()
        self.server.api.checked = _unchecked  # type: ignore[method-assign]

    async def start(self) -> None:
        await self.server.start()
        if self.port:
            self.server.bot_url = f"http://127.0.0.1:{self.port}/slack/events"

    async def stop(self) -> None:
        await self.server.stop()

    def where(self) -> dict[str, str]:
        return {"slack": self.server.base_url, **({"port": str(self.port)} if self.port else {})}

    async def connected(self) -> None:
        if not self.port:
            await self.server.connected.wait()
            return
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                writer.close()
                return

    def posted(self) -> list[Any]:
        return self._channel.messages

    async def press(self, user: int, token: str, message: Any) -> Told:
        api, who = self.server.api, self.users[user]
        id, trigger = api.new_url(who, self._channel.id, message), api.new_trigger(who)
        payload = self._payload(who, token, message, self.server.response_url(id), trigger)
        queue = api.watch(f"url:{id}", f"user:{who}")
        began = time.perf_counter()
        await (self.server._post if self.port else self.server._envelope)("interactive", payload, 0)
        acknowledged = time.perf_counter() - began
        shown = await asyncio.wait_for(queue.get(), PATIENCE)
        assert isinstance(shown, Whispered)
        for one in (api.urls, api.triggers, api._watchers):
            for key in (id, trigger, f"url:{id}", f"user:{who}"):
                one.pop(key, None)
        api.calls.clear()
        return Told(acknowledged, f"{shown.body.get('text')} {shown.body.get('blocks')}", shown)

    def _payload(self, who: str, token: str, message: Any, url: str, trigger: str) -> Json:
        private = isinstance(message, Whispered)
        ts = message.ts if private else message["ts"]
        workspace = self.server.workspace
        name = workspace.members[who].name.lower()
        container = {"type": "message", "message_ts": ts, "channel_id": self._channel.id, "is_ephemeral": private}
        action = {"type": "button", "action_id": token, "value": token, "block_id": "auto", "action_ts": workspace.ts()}
        return {
            "type": "block_actions",
            "team": {"id": workspace.team, "domain": "loopback"},
            "user": {"id": who, "name": name, "username": name, "team_id": workspace.team},
            "trigger_id": trigger,
            "api_app_id": "A1",
            "channel": {"id": self._channel.id, "name": self._channel.name},
            "container": container,
            **({} if private else {"message": message}),
            "actions": [{**action, "text": {"type": "plain_text", "text": "A"}}],
            "response_url": url,
        }


def _unchecked(where: str, body: Json) -> None:
    """Nothing."""


def free_port() -> int:
    """A port that nobody has at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


# --- the bot's process


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot in a process of its own. Times in seconds, memory in MiB."""

    process: subprocess.Popen[bytes]
    took: float
    """From its start until every lane was connected."""

    @property
    def cpu(self) -> float:
        """What it has computed so far, in all its threads, for itself and in the system for it."""
        return _computed(f"/proc/{self.process.pid}/stat")

    @property
    def loop_cpu(self) -> float:
        """The same of the event loop's thread alone."""
        return _computed(f"/proc/{self.process.pid}/task/{self.process.pid}/stat")

    @property
    def memory(self) -> float:
        """What it has in memory at the moment."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024


def _computed(file: str) -> float:
    fields = Path(file).read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def running(
    name: str, lanes: Sequence[Lane], config: Path | None = None, profile: Path | None = None
) -> AsyncIterator[Bot]:
    """`takt` with a configuration, or `bare`, connected to these lanes until left."""
    where = {key: value for lane in lanes for key, value in lane.where().items()}
    more = [str(one) for one in (config, profile) if one is not None]
    command = [sys.executable, "-m", "tests.bench.bots", name, json.dumps(where), *more]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
    try:
        connecting = asyncio.gather(*(lane.connected() for lane in lanes))
        while not connecting.done():
            await asyncio.wait([connecting], timeout=0.02)
            if process.poll() is not None:
                connecting.cancel()
                await asyncio.gather(connecting, return_exceptions=True)
                raise RuntimeError(f"the bot ended with status {process.returncode}")
        yield Bot(process, time.perf_counter() - began)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait)


@asynccontextmanager
async def unchecked(*lanes: Lane) -> AsyncIterator[None]:
    """These lanes, started; what bots send them is not held against the vendors' descriptions."""
    nothing: Callable[..., list[str]] = lambda *_: []  # noqa: E731
    with mock.patch.object(discord_schema, "faults", nothing):
        for lane in lanes:
            await lane.start()
        try:
            yield
        finally:
            for lane in lanes:
                await lane.stop()
