"""The bots that are measured, each in a process of its own: Takt as `takt run` starts it, and the bare libraries.

python -m tests.bench.bots NAME ADDRESSES [CONFIG]: ADDRESSES is JSON of where the loopback servers are. A bare bot
answers every press with one constant sentence, in private; it keeps nothing and decides nothing.
"""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any

ANSWER = "Thank you, your answer is in."
SECRETS = {
    "TAKT_DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.loopback.token",
    "TAKT_SLACK_TOKEN": "xoxb-loopback",
    "TAKT_SLACK_APP_TOKEN": "xapp-loopback",
    "TAKT_SLACK_SIGNING_SECRET": "0123456789abcdef" * 2,
}
"""What the loopback servers take."""


def takt(where: dict[str, str], config: str) -> None:
    """The real command, with the addresses of the two platforms turned to loopback."""
    from adapters.slack.platform import SlackPlatform
    from bot.cli import main

    if "discord" in where:
        _turn_discord(where)
    if "slack" in where:
        defaults: dict[str, Any] = SlackPlatform.__init__.__kwdefaults__ or {}
        defaults["base_url"] = where["slack"]
    needed = {"TAKT_DISCORD_TOKEN"} if "discord" in where else set()
    if "slack" in where:
        needed |= SECRETS.keys() - {
            "TAKT_DISCORD_TOKEN",
            "TAKT_SLACK_APP_TOKEN" if "port" in where else "TAKT_SLACK_SIGNING_SECRET",
        }
    os.environ.update({name: SECRETS[name] for name in needed})
    sys.argv = ["takt", "run", "--config", config]
    main()


def bare(where: dict[str, str]) -> None:
    """discord.py, Bolt, or both side by side."""
    import asyncio

    async def serve() -> None:
        parts = []
        if "discord" in where:
            parts.append(_bare_discord(where))
        if "slack" in where:
            parts.append(_bare_slack(where))
        await asyncio.gather(*parts)

    asyncio.run(serve())


def _turn_discord(where: dict[str, str]) -> None:
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    Route.BASE = where["discord"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(where["gateway"])


async def _bare_discord(where: dict[str, str]) -> None:
    import discord

    _turn_discord(where)
    client = discord.Client(intents=discord.Intents(guilds=True))

    @client.event
    async def on_interaction(interaction: discord.Interaction[discord.Client]) -> None:
        await interaction.response.send_message(ANSWER, ephemeral=True)

    async with client:
        await client.start(SECRETS["TAKT_DISCORD_TOKEN"])


async def _bare_slack(where: dict[str, str]) -> None:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    client = AsyncWebClient(token=SECRETS["TAKT_SLACK_TOKEN"], base_url=where["slack"])
    app = AsyncApp(client=client, signing_secret=SECRETS["TAKT_SLACK_SIGNING_SECRET"])

    @app.action(re.compile(".*"))
    async def pressed(ack: Any, respond: Any) -> None:
        await ack()
        await respond(ANSWER, response_type="ephemeral", replace_original=False)

    if "port" not in where:
        from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

        opener = AsyncWebClient(base_url=where["slack"])
        handler = AsyncSocketModeHandler(app, SECRETS["TAKT_SLACK_APP_TOKEN"], web_client=opener)
        await handler.start_async()  # type: ignore[no-untyped-call]
        return
    import asyncio

    from aiohttp import web

    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(where["port"])).start()
    await asyncio.Event().wait()


def profiled(file: str, where: dict[str, str], config: str) -> None:
    """Takt, with what its event loop computes from SIGUSR1 on kept in a file at the end."""
    import cProfile
    import signal
    import time

    profile = cProfile.Profile(time.thread_time)
    signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    try:
        takt(where, config)
    finally:
        profile.disable()
        profile.dump_stats(file)


if __name__ == "__main__":
    name, addresses, *more = sys.argv[1:]
    if name == "bare":
        bare(json.loads(addresses))
    elif len(more) == 1:
        takt(json.loads(addresses), *more)
    else:
        profiled(more[1], json.loads(addresses), more[0])
