"""The bot as a process of its own, on a platform at a loopback address: to be killed without warning."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from adapters.discord.platform import DiscordPlatform, Settings, Shards
from adapters.slack.gateway import SocketMode
from adapters.slack.platform import SlackPlatform
from bot.app import assembled, load_content, serve
from bot.chat.platform import ChatPlatform
from bot.running import until_stopped
from bot.study.desk import Timing
from tests.fakes.discord_server import TOKEN, turn_to
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN
from tests.faults.failpoints import Failpoint, arm


@dataclass(frozen=True)
class Life:
    """What a process is started with. `ahead`: seconds by which its clock is ahead, so that days pass between lives.

    `settling` is short where the pretend platform takes letters at once or never; `lease` is how long the work of one
    that died is left alone.
    """

    platform: str
    url: str
    database: str
    gateway: str = ""
    ahead: float = 0.0
    dies: Failpoint | None = None
    shard: tuple[int, int] | None = None
    settling: float = 2.0
    refresh: float = 1.0
    lease: float = 2.0
    log: str = os.devnull


def live(life: Life) -> None:
    """Run the bot in this process until it is stopped, or dies."""
    logging.basicConfig(filename=life.log, level=logging.INFO, format="%(asctime)s %(process)d %(name)s %(message)s")
    if life.dies is not None:
        arm(life.dies)
    asyncio.run(_run(life))


async def _run(life: Life) -> None:
    ahead = timedelta(seconds=life.ahead)

    def now() -> datetime:
        return datetime.now(UTC) + ahead

    timing = Timing(
        settling=timedelta(seconds=life.settling),
        refresh=timedelta(seconds=life.refresh),
        lease=timedelta(seconds=life.lease),
    )
    platform = _platform(life, now)
    async with assembled(life.database, load_content(), [platform], now, timing) as takt:
        await takt.ticker.start()
        await until_stopped(serve(takt))


def _platform(life: Life, now: Callable[[], datetime]) -> ChatPlatform:
    if life.platform == "slack":
        return SlackPlatform(BOT_TOKEN, SocketMode(APP_TOKEN), clock=now, base_url=life.url)
    turn_to(life.url, life.gateway)
    shards = Shards((life.shard[0],), life.shard[1]) if life.shard else None
    return DiscordPlatform(TOKEN, clock=now, settings=Settings(shards=shards))
