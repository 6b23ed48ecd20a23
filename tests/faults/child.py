"""The bot as a process of its own, on a platform at a loopback address: to be killed without warning.

python -m tests.faults.child slack URL DATABASE
python -m tests.faults.child discord URL DATABASE GATEWAY
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

from adapters.discord.platform import DiscordPlatform
from adapters.slack.gateway import SocketMode
from adapters.slack.platform import SlackPlatform
from bot.app import assembled, load_content, serve
from bot.chat.platform import ChatPlatform
from bot.running import until_stopped
from bot.study.desk import Timing
from tests.fakes.discord_server import TOKEN, turn_to
from tests.fakes.slack_server import APP_TOKEN, BOT_TOKEN

TIMING = Timing(settling=timedelta(seconds=2), refresh=timedelta(seconds=1))


def now() -> datetime:
    return datetime.now(UTC)


def platform_at(name: str, url: str, gateway: str) -> ChatPlatform:
    if name == "slack":
        return SlackPlatform(BOT_TOKEN, SocketMode(APP_TOKEN), clock=now, base_url=url)
    turn_to(url, gateway)
    return DiscordPlatform(TOKEN, clock=now)


async def main(name: str, url: str, database: str, gateway: str = "") -> None:
    platform = platform_at(name, url, gateway)
    async with assembled(f"sqlite:///{database}", load_content(), [platform], now, TIMING) as takt:
        await takt.ticker.start()
        await until_stopped(serve(takt))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
