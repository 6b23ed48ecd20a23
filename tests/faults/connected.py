"""A bot on Discord and Slack, served as `takt run` serves it, whose connections are made to fail while people study."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.platform import Settings
from adapters.slack.platform import SocketMode
from bot.app import Takt, assembled
from bot.chat.message import Reply
from bot.chat.request import Pressed, Request
from bot.running import serve_all
from tests.conversations.stage import Seen
from tests.core.world import MONDAY, content
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_server import until
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.engines import prepare
from tests.fakes.slack_server import APP_TOKEN
from tests.fakes.slack_stage import SlackStage

Side = DiscordStage | SlackStage


class Study:
    """The bot, its two platforms, and what became of the questions and answers."""

    def __init__(self, takt: Takt, discord: DiscordStage, slack: SlackStage, clock: list[datetime], file: Path) -> None:
        self.takt = takt
        self.discord = discord
        self.slack = slack
        self.clock = clock
        self.gate = asyncio.Event()
        """Closed, receipts wait: what was answered is committed, and nobody has been told."""
        self.gate.set()
        self.committed: list[Pressed] = []
        """Presses that the core is done with."""
        self.serving: asyncio.Task[None] | None = None
        self._file = file

    async def ask(self, request: Request) -> Reply:
        reply = await self.takt.dispatcher.ask(request)
        if isinstance(request, Pressed):
            self.committed.append(request)
        await self.gate.wait()
        return reply

    # Serving

    def serve(self) -> None:
        platforms = self.takt.desk.platforms.running
        self.serving = asyncio.create_task(serve_all(platforms, self.takt.dispatcher.catalogue, self.ask))

    async def serve_for_long(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Serve, and be past the time in which a refused token stops everything."""
        monkeypatch.setattr("bot.running._SETTLED", 0.05)
        self.serve()
        await self.up()
        await asyncio.sleep(0.1)
        monkeypatch.setattr("bot.running._SETTLED", 60.0)

    async def up(self) -> None:
        """Wait until both platforms are served."""
        await until(lambda: self.on_discord and self.slack.slack.ready.is_set())

    @property
    def on_discord(self) -> bool:
        return self.discord.platform.connected and self.discord.server.gateway.connected.is_set()

    async def leave(self) -> None:
        self.gate.set()
        if self.serving is not None:
            self.serving.cancel()
            await asyncio.gather(self.serving, return_exceptions=True)

    # Studying

    async def settle(self) -> None:
        await self.takt.ticker.settle()

    async def move(self, **by: float) -> None:
        """Let time go by, and do what has fallen due."""
        self.clock[0] += timedelta(**by)
        await self.settle()

    async def question(self, side: Side) -> Seen:
        """Have a cohort here, and a question in its room."""
        side.grant("Lea")
        await side.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
        await side.command("Lea", "cohort ask")
        await self.settle()
        (card,) = self.questions(side)
        return card

    def questions(self, side: Side) -> Sequence[Seen]:
        return [seen for seen in side.in_room() if "A" in seen.buttons]

    async def tap(self, side: Side, who: str, card: Seen, letter: str = "B") -> None:
        """Answer, and read that the answer was taken."""
        assert f"{letter}. How sure?" in (await side.press(who, card, letter)).text

    def answers(self) -> dict[str, int]:
        """The position that stands, by the name of who answered. Fails on two answers of one account."""
        rows = self._all("SELECT account.name, answer.last FROM answer JOIN account ON account.id = answer.account")
        assert len(rows) == len(dict(rows))
        return dict(rows)

    def unsent(self) -> int:
        [(number,)] = self._all("SELECT count(*) FROM letter WHERE state != 'sent'")
        return int(number)

    def rounds(self) -> int:
        [(number,)] = self._all("SELECT count(*) FROM round")
        return int(number)

    def _all(self, query: str) -> list[Any]:
        with sqlite3.connect(self._file) as raw:
            found = raw.execute(query).fetchall()
        raw.close()
        return found


def receipts(made: Interaction) -> list[str]:
    """The kinds of what a member saw of an interaction on Discord."""
    return [shown.kind for shown in made.shown]


@asynccontextmanager
async def studying(
    folder: Path, settings: Settings | None = None, socket: SocketMode | None = None, *, transport: str = "socket"
) -> AsyncIterator[Study]:
    """A bot whose platforms' servers run, and which nobody serves yet."""
    clock = [MONDAY]
    discord_stage = DiscordStage(lambda: clock[0], settings=settings or Settings(gathering=0.05))
    slack_stage = SlackStage(lambda: clock[0], transport=transport, socket=socket or SocketMode(APP_TOKEN))
    platforms = [discord_stage.platform, slack_stage.platform]
    url = prepare(folder)
    async with assembled(url, content(), platforms, lambda: clock[0]) as takt:
        study = Study(takt, discord_stage, slack_stage, clock, folder / "takt.db")
        await takt.ticker.start()
        await discord_stage.server.start()
        await slack_stage.server.start()
        with discord_stage.server.reached():
            try:
                yield study
            finally:
                await study.leave()
                await discord_stage.server.stop()
                await slack_stage.server.stop()
    assert [*discord_stage.violations(), *slack_stage.violations()] == []


@contextmanager
def calmly(caplog: pytest.LogCaptureFixture, *lines: str, perhaps: str = "nothing else") -> Iterator[None]:
    """What happens inside is told in exactly these lines: from warnings on, each by its beginning; no traceback.

    `perhaps` may be told as well, once.
    """
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        yield
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in loud if record.exc_info or record.exc_text] == []
    told = [record.getMessage() for record in loud]
    if (extra := [line for line in told if line.startswith(perhaps)]) and len(told) > len(lines):
        told.remove(extra[0])
    assert len(told) == len(lines), told
    for line, begins in zip(told, lines, strict=True):
        assert line.startswith(begins), told
