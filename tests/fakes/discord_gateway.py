"""The gateway: hello, identify, ready, heartbeats, events in order, resume. One session for each shard."""

from __future__ import annotations

import asyncio
import json
import secrets
import zlib
from dataclasses import dataclass, field

import discord
from aiohttp import WSMsgType, web

from tests.fakes.discord_world import Json, World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 0, 1, 2, 6, 7, 9, 10, 11
BAD_TOKEN = 4004


@dataclass
class Session:
    """What one shard was sent, so that it can be sent again on resuming."""

    id: str
    shard: tuple[int, int]
    events: list[Json] = field(default_factory=list)
    socket: Socket | None = None


class Socket:
    """A websocket, compressed as the client asked."""

    def __init__(self, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self.raw = socket
        self._deflate = zlib.compressobj() if compress else None

    async def send(self, payload: Json) -> None:
        text = json.dumps(payload)
        if self._deflate is None:
            await self.raw.send_str(text)
        else:
            data = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.raw.send_bytes(data)


class Gateway:
    """All sessions of one bot."""

    def __init__(self, world: World, token: str, violations: list[str]) -> None:
        self._world = world
        self._token = token
        self._violations = violations
        self._sessions: dict[str, Session] = {}
        self._order = asyncio.Lock()
        self.url = ""
        self.connected = asyncio.Event()
        self.identified = 0
        self.resumed = 0
        self.tried = 0
        """Connections so far, those that were refused too."""
        self.refusing = False
        """Whether connections are refused, while the REST API goes on."""
        self.hanging_up = False
        """Whether connections are taken and closed at once, without a word."""
        self.mute = False
        """Whether nothing is said any more on connections that stay open: they are dead and nobody knows."""
        self.refusal = 0
        """The code with which whoever identifies or resumes is sent away, or 0."""

    @property
    def shards(self) -> list[tuple[int, int]]:
        """The shards that have a session, in the order in which they identified."""
        return [session.shard for session in self._sessions.values()]

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection."""
        self.tried += 1
        if self.refusing:
            raise web.HTTPServiceUnavailable
        raw = web.WebSocketResponse()
        await raw.prepare(request)
        if self.hanging_up:
            await raw.close()
            return raw
        socket = Socket(raw, compress=request.query.get("compress") == "zlib-stream")
        await socket.send({"op": HELLO, "d": {"heartbeat_interval": 41250}})
        try:
            async for message in raw:
                if message.type is WSMsgType.TEXT:
                    await self._receive(socket, json.loads(message.data))
        finally:
            self._forget(socket)
        return raw

    def _forget(self, socket: Socket) -> None:
        for session in self._sessions.values():
            if session.socket is socket:
                session.socket = None
        if not any(session.socket for session in self._sessions.values()):
            self.connected.clear()

    async def _receive(self, socket: Socket, payload: Json) -> None:
        if self.refusal and payload["op"] in (IDENTIFY, RESUME):
            await socket.raw.close(code=self.refusal)
        elif self.mute:
            return
        elif payload["op"] == HEARTBEAT:
            await socket.send({"op": HEARTBEAT_ACK})
        elif payload["op"] == IDENTIFY:
            await self._identify(socket, payload["d"])
        elif payload["op"] == RESUME:
            await self._resume(socket, payload["d"])
        else:
            self._violations.append(f"unexpected gateway opcode {payload['op']}")

    async def _identify(self, socket: Socket, data: Json) -> None:
        if data["token"] != self._token:
            await socket.raw.close(code=BAD_TOKEN)
            return
        if data["intents"] != discord.Intents(guilds=True).value:
            self._violations.append(f"intents {data['intents']}: only guilds are needed")
        session = Session(secrets.token_hex(8), tuple(data.get("shard", (0, 1))), socket=socket)
        self._sessions[session.id] = session
        guilds = [guild for guild in self._world.guilds.values() if _belongs(session, guild["id"])]
        ready = {
            "v": 10, "user": self._world.bot, "session_id": session.id, "resume_gateway_url": self.url,
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "application": {"id": self._world.application["id"], "flags": 0}, "shard": list(session.shard),
        }  # fmt: skip
        await self._emit(session, "READY", ready)
        for guild in guilds:
            await self._emit(session, "GUILD_CREATE", self._whole(guild) | {"unavailable": False})
        self.identified += 1
        self.connected.set()

    async def _resume(self, socket: Socket, data: Json) -> None:
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._token:
            await socket.send({"op": INVALID_SESSION, "d": False})
            return
        session.socket = socket
        for event in session.events[data["seq"] or 0 :]:
            await socket.send(event)
        await self._emit(session, "RESUMED", {})
        self.resumed += 1
        self.connected.set()

    def _whole(self, guild: Json) -> Json:
        channels = [c for c in self._world.channels.values() if c.get("guild_id") == guild["id"]]
        return guild | {
            "members": [self._world.members[guild["id"], self._world.bot["id"]]],
            "channels": [c for c in channels if "thread_metadata" not in c],
            "threads": [c for c in channels if "thread_metadata" in c],
            "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [], "member_count": 5, "large": False, "joined_at": self._world.clock().isoformat(),
        }  # fmt: skip

    async def joined(self, guild: Json) -> None:
        """Tell of a server that Takt was added to just now."""
        await self.dispatch("GUILD_CREATE", self._whole(guild), guild["id"])

    async def dispatch(self, event: str, data: Json, guild: str = "0") -> None:
        """Send an event to the shard that serves the server (direct messages: to the first), now or on resuming."""
        for session in self._sessions.values():
            if _belongs(session, guild):
                await self._emit(session, event, data)

    async def _emit(self, session: Session, event: str, data: Json) -> None:
        async with self._order:
            payload = {"op": DISPATCH, "t": event, "s": len(session.events) + 1, "d": data}
            session.events.append(payload)
            if session.socket is not None and not session.socket.raw.closed and not self.mute:
                await session.socket.send(payload)

    async def ask_to_reconnect(self) -> None:
        """Op 7: every client is to connect again and resume."""
        for socket in self._sockets():
            await socket.send({"op": RECONNECT, "d": None})

    async def invalidate(self, *, resumable: bool) -> None:
        """Op 9: the session is over, or can be resumed once more."""
        sockets = self._sockets()
        if not resumable:
            self._sessions.clear()
        for socket in sockets:
            await socket.send({"op": INVALID_SESSION, "d": resumable})

    async def replay(self, last: int = 1) -> None:
        """Send the latest events a second time, as they were."""
        for session in self._sessions.values():
            for event in session.events[-last:]:
                assert session.socket is not None
                await session.socket.send(event)

    def cut(self) -> None:
        """The line is cut: no close frame, no goodbye."""
        sockets = self._sockets()
        for session in self._sessions.values():
            session.socket = None
        self.connected.clear()
        for socket in sockets:
            assert socket.raw._req is not None and socket.raw._req.transport is not None
            socket.raw._req.transport.abort()

    def _sockets(self) -> list[Socket]:
        return [session.socket for session in self._sessions.values() if session.socket is not None]

    async def drop(self, code: int = 4000, *, forget: bool = False) -> None:
        """Close all connections. The sessions can be resumed, unless they are forgotten as after a long outage."""
        sockets = self._sockets()
        for session in self._sessions.values():
            session.socket = None
        if forget:
            self._sessions.clear()
        self.connected.clear()
        for socket in sockets:
            await socket.raw.close(code=code)


def _belongs(session: Session, guild: str) -> bool:
    return (int(guild) >> 22) % session.shard[1] == session.shard[0]
