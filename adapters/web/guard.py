"""Who may talk to the web room: this machine alone, with the secret of the printed address, from the room's own page.

A loopback `Host` keeps out names that were made to point here; the secret keeps out other users and programs; `Origin`
keeps out other pages in the same browser; the content policy keeps out script and style that is not ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

_LOST = (
    "This opens with the whole address that was printed in the terminal, with its key. "
    "If you just came from there, reload this page."
)


def is_loopback(host: str) -> bool:
    """Whether this name or address means this machine and nothing else."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Lets a request pass, or says why not."""

    def __init__(self, secret: str, headers: Mapping[str, str] = HEADERS) -> None:
        if len(secret) < 16:
            raise ValueError("The web room's secret must be at least 16 characters long.")
        self._secret = secret
        self._headers = headers
        self._pass = hmac.new(secret.encode(), b"takt web room", sha256).hexdigest()

    def install(self, app: web.Application) -> None:
        """Stand before every handler of this application."""
        app.middlewares.append(self._middleware())
        app.on_response_prepare.append(self._add_headers)

    def _middleware(self) -> Middleware:
        @web.middleware
        async def stand(request: web.Request, handler: Handler) -> web.StreamResponse:
            why = self._refusal(request)
            if why:
                return web.Response(status=403, text=why)
            if request.path == "/" and request.method == "GET" and "key" in request.query:
                return self._enter(request)
            if not _same(request.cookies.get(_cookie(request), ""), self._pass):
                return web.Response(status=403, text=_LOST)
            return await handler(request)

        return stand

    def _refusal(self, request: web.Request) -> str:
        if not is_loopback(_host(request)[0]):
            return "This room is open on this machine only: use 127.0.0.1 or localhost."
        if request.method not in ("GET", "POST"):
            return "This room knows GET and POST."
        if request.method == "POST" and request.headers.get("Origin") != f"http://{request.host}":
            return "This did not come from the room's own page."
        return ""

    def _enter(self, request: web.Request) -> web.StreamResponse:
        if not _same(request.query["key"], self._secret):
            return web.Response(status=403, text=_LOST)
        response = web.Response(status=303, headers={"Location": "/"})
        response.set_cookie(_cookie(request), self._pass, httponly=True, samesite="Strict", path="/")
        return response

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)


def _host(request: web.Request) -> tuple[str, int]:
    """The name and port that the browser thinks it talks to; no name where they cannot be read."""
    try:
        host = urlsplit(f"//{request.host}")
        return host.hostname or "", host.port or 80
    except ValueError:
        return "", 0


def _cookie(request: web.Request) -> str:
    """The cookie's name. Cookies do not tell ports apart, and rooms side by side must not overwrite each other's."""
    return f"takt_{_host(request)[1]}"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(errors="replace"), wanted.encode())
