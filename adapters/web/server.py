"""The web room over HTTP: one page, its files, JSON in, server-sent events out. Every answer passes the guard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from aiohttp import ClientConnectionResetError, web

from adapters.web.body import FURTHEST, Mistaken, Work, instant, number, posted, text
from adapters.web.desk import Desk, Seat
from adapters.web.events import Feed, Line
from adapters.web.guard import Guard
from adapters.web.ports import Clock, Time
from adapters.web.record import Record
from adapters.web.render import Json
from bot.chat.picture import Draw, from_json

STATIC = Path(__file__).parent / "static"
_QUIET = 15.0
"""Seconds without news after which a page is sent a comment, so that a page that went away is noticed."""

_LOG = logging.getLogger(__name__)


class Server:
    """The handlers. Knows the page's language and nothing of what is said in it."""

    def __init__(
        self,
        desk: Desk,
        record: Record,
        feed: Feed,
        clock: Clock,
        time: Time | None,
        about: Callable[[], Json],
        draw: Draw | None = None,
    ) -> None:
        self._desk = desk
        self._record = record
        self._feed = feed
        self._clock = clock
        self._time = time
        self._about = about
        self._draw = draw
        self._moving = asyncio.Lock()

    def app(self, guard: Guard) -> web.Application:
        """The application, guarded."""
        app = web.Application(client_max_size=256 * 1024)
        guard.install(app)
        app.router.add_get("/", _page)
        app.router.add_static("/static", STATIC)
        app.router.add_get("/api/events", self._events)
        app.router.add_get("/api/clock", self._clock_now)
        app.router.add_get(r"/picture/{message:\d{1,18}}/{digest}.png", self._picture)
        works: dict[str, Work] = {
            "command": self._command,
            "press": self._press,
            "submit": self._submit,
            "suggest": self._suggest,
            "dismiss": self._dismiss,
            "clock": self._move,
            "member": self._member,
        }
        for name, work in works.items():
            app.router.add_post(f"/api/{name}", posted(work))
        app.on_shutdown.append(self._cut)
        return app

    def state(self, member: str) -> Json:
        """All that a page needs to begin with, for this member."""
        seen = list(self._record.seen_by(member))
        return self._about() | {
            "you": member,
            "members": [asdict(m) for m in self._record.members],
            "messages": [m.public() for m in seen],
            "directs": self._record.directs(),
            "movable": self._time is not None,
        }

    async def _events(self, request: web.Request) -> web.StreamResponse:
        # A page that names nobody, or somebody of a room that was begun anew, acts as the first.
        member = self._record.member(request.query.get("as", "")) or self._record.members[0]
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        with self._feed.follow(member.id) as line:
            # From here to the first write nothing may await: what is sent and what follows must meet without a gap.
            missed = self._feed.missed(request.headers.get("Last-Event-ID", ""), member.id)
            if missed is None:
                begin = [_frame(self._feed.id(), self._feed.body("state", **self.state(member.id)))]
            else:
                begin = [_frame(self._feed.id(e.number), e.body) for e in missed]
            try:
                await response.write("".join(["retry: 1000\n\n", *begin]).encode())
                await self._tell(response, line)
            except ClientConnectionResetError:
                _LOG.debug("A page went away")
        return response

    async def _tell(self, response: web.StreamResponse, line: Line) -> None:
        while True:
            try:
                event = await asyncio.wait_for(line.get(), _QUIET)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if event is None:
                return
            await response.write(_frame(self._feed.id(event.number), event.body).encode())

    async def _cut(self, app: web.Application) -> None:
        self._feed.cut()

    async def _command(self, body: Json) -> Json:
        return await self._desk.command(self._seat(body), text(body, "line"))

    async def _press(self, body: Json) -> Json:
        return await self._desk.press(self._seat(body), number(body, "message"), text(body, "token"))

    async def _submit(self, body: Json) -> Json:
        values = body.get("values")
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
            raise Mistaken("The form holds something other than text.")
        message = None if body.get("message") is None else number(body, "message")
        return await self._desk.submit(self._seat(body), text(body, "token"), values, message)

    async def _suggest(self, body: Json) -> Json:
        return await self._desk.suggest(self._seat(body), text(body, "line"))

    async def _dismiss(self, body: Json) -> Json:
        return await self._desk.dismiss(self._seat(body), number(body, "message"))

    async def _member(self, body: Json) -> Json:
        try:
            member = await self._record.add_member(text(body, "name"))
        except ValueError as wrong:
            raise Mistaken(str(wrong)) from None
        return {"member": asdict(member)}

    async def _move(self, body: Json) -> Json:
        if self._time is None:
            raise Mistaken("This clock cannot be moved.")
        async with self._moving:
            now = self._clock()
            to = instant(body, now)
            if to <= now:
                raise Mistaken("That moment has passed: the clock only moves forward.")
            if to > now + FURTHEST:
                raise Mistaken(f"That is further than {FURTHEST.days} days: move in smaller steps.")
            await self._time.advance_to(to)
            told = await self._clock_state()
        self._feed.publish("clock", clock=told)
        return {"clock": told}

    async def _clock_now(self, request: web.Request) -> web.Response:
        return web.json_response({"clock": await self._clock_state()})

    async def _picture(self, request: web.Request) -> web.Response:
        """A message's picture, for whoever sees the message. Where there is none, the page shows what it says."""
        message = self._record.message(int(request.match_info["message"]))
        kept = message.card.get("picture") if message and message.visible_to(request.query.get("as", "")) else None
        if self._draw is None or kept is None or kept["digest"] != request.match_info["digest"]:
            raise web.HTTPNotFound
        png = await self._draw(from_json(kept["recipe"]))
        if png is None:
            raise web.HTTPServiceUnavailable
        return web.Response(body=png, content_type="image/png")

    async def _clock_state(self) -> Json:
        stops: Sequence[tuple[str, datetime]] = await self._time.stops() if self._time else ()
        told = [{"label": label, "at": at.isoformat()} for label, at in stops]
        return {"now": self._clock().isoformat(), "stops": told}

    def _seat(self, body: Json) -> Seat:
        zone = body.get("zone", "")
        return self._desk.seat(text(body, "as"), text(body, "place"), zone if isinstance(zone, str) else "")


async def _page(request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


def _frame(id: str, body: str) -> str:
    return f"id: {id}\ndata: {body}\n\n"
