"""Puts together what watches a bot. Prometheus' library is loaded only where somebody may look."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.study.desk import Desk
from bot.study.pulse import Pulse
from bot.watching.health import Health
from bot.watching.pinging import Pinger

if TYPE_CHECKING:
    from bot.watching.figures import Figures


@dataclass(frozen=True, slots=True)
class Where:
    """Where the site is, and which address outside is told that all is well. Port 0: no site; "": no address."""

    host: str
    port: int
    heartbeat_url: str = ""


def figures_at(where: Where, now: datetime) -> Figures | None:
    """What counts, or None where nobody can look."""
    if not where.port:
        return None
    from bot.watching.figures import Figures

    return Figures(now)


@asynccontextmanager
async def attended(desk: Desk, pulse: Pulse, figures: Figures | None, where: Where) -> AsyncIterator[None]:
    """Let this bot be watched until left."""
    health = Health(desk.store, desk.platforms, pulse, desk.clock)

    async def is_ready() -> bool:
        return (await health.readiness()).is_ready

    async with AsyncExitStack() as stack:
        if where.heartbeat_url:
            pinger = Pinger(where.heartbeat_url, is_ready)
            pulse.hear.append(pinger.heard)
            stack.push_async_callback(pinger.stop)
        if figures is not None:
            from bot.watching.site import Site, served

            pulse.hear.append(figures.beat)
            site = Site(health, figures, desk.platforms, pulse, desk.clock)
            await stack.enter_async_context(served(site, where.host, where.port))
        yield
