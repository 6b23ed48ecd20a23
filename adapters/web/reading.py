"""The bank in the browser, for this machine alone: pages that need no script, behind the room's guard."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import quote

from aiohttp import web

from adapters.web.guard import HEADERS, Guard
from adapters.web.leaves import Look, Sought
from adapters.web.page import page_html
from adapters.web.server import STATIC

HOST = "127.0.0.1"
_HEADERS = HEADERS | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
}
_LONGEST = 200
_FURTHEST = 10**6


async def serve_bank(look: Look, secret: str, port: int, on_open: Callable[[str], None]) -> None:
    """Serve pages until cancelled, and tell `on_open` their address with its key. Port 0 is any that is free.

    Raises OSError where the port is taken.
    """

    async def leaf_through(request: web.Request) -> web.Response:
        sought = _sought(request)
        return web.Response(text=page_html(sought, await look(sought)), content_type="text/html")

    app = web.Application()
    Guard(secret, _HEADERS).install(app)
    app.router.add_get("/", leaf_through)
    app.router.add_static("/static", STATIC)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        on_open(f"http://{HOST}:{runner.addresses[0][1]}/?key={quote(secret, safe='')}")
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


def _sought(request: web.Request) -> Sought:
    query = {name: value[:_LONGEST].strip() for name, value in request.query.items()}
    drawn, _, draw = query.pop("draw", "").rpartition(":")
    page = _number(query.pop("page", ""))
    return Sought({name: value for name, value in query.items() if value}, page, drawn, _number(draw))


def _number(typed: str) -> int:
    """What was typed, within bounds; 1 where it is no number."""
    return max(1, min(int(typed), _FURTHEST)) if typed.isascii() and typed.isdigit() else 1
