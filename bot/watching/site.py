"""A small site for machines that watch the bot: /healthz, /readyz and /metrics. It reads, and takes nothing in."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web

from bot.study.platforms import Platforms
from bot.study.pulse import Pulse
from bot.watching.figures import CONTENT_TYPE, Figures
from bot.watching.health import Health

log = logging.getLogger(__name__)


class Site:
    """Answers from what the bot's parts say of themselves."""

    def __init__(
        self,
        health: Health,
        figures: Figures,
        platforms: Platforms,
        pulse: Pulse,
        clock: Callable[[], datetime],
    ) -> None:
        self._health = health
        self._figures = figures
        self._platforms = platforms
        self._pulse = pulse
        self._clock = clock

    def app(self) -> web.Application:
        """The three addresses."""
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        return app

    async def _healthz(self, request: web.Request) -> web.Response:
        well = self._health.is_live
        return web.json_response({"live": well}, status=200 if well else 503)

    async def _readyz(self, request: web.Request) -> web.Response:
        found = await self._health.readiness()
        told: dict[str, object] = {"takt": "ready" if found.is_ready else "not ready", "parts": found.parts}
        if found.rooms_lacking:
            told["rooms_lacking"] = found.rooms_lacking
        return web.json_response(told, status=200 if found.is_ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        text = self._figures.exposed(
            await self._health.vitals(), self._platforms.running, self._pulse.silence, self._clock()
        )
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})


@asynccontextmanager
async def served(site: Site, host: str, port: int) -> AsyncIterator[int]:
    """Serve until left. Yields the port, or 0 where it is taken: watching must not keep the bot from its work."""
    runner = web.AppRunner(site.app(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        yield await _listening(runner, host, port)
    finally:
        await runner.cleanup()


async def _listening(runner: web.AppRunner, host: str, port: int) -> int:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        log.warning(
            "nobody can watch: %s port %d cannot be had (%s); give [watch] another port, or 0 for none",
            host,
            port,
            error.strerror,
        )
        return 0
    log.info("watch at http://%s:%d/healthz, /readyz and /metrics", host, runner.addresses[0][1])
    return int(runner.addresses[0][1])
