"""A bot on a stage: real store, real content, a real client library, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Takt, assembled
from bot.model.items import LETTERS
from bot.store import rounds
from tests.conversations.stage import Clock, Seen, Stage
from tests.core.world import MONDAY, content, prepare
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.slack_stage import SlackStage
from tests.fakes.web_stage import WebStage

STAGES: dict[str, Callable[[Clock], Stage]] = {
    "discord": DiscordStage,
    "slack-socket": SlackStage,
    "slack-http": lambda clock: SlackStage(clock, transport="http"),
    "web": WebStage,
}
"""Every platform, by the way in which it is reached."""


class Play:
    """What a conversation needs: the stage, the bot behind it, and time."""

    def __init__(self, takt: Takt, stage: Stage, clock: list[datetime]) -> None:
        self.takt = takt
        self.stage = stage
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock[0]

    async def settle(self) -> None:
        """Do what is due now, deliveries included."""
        await self.takt.ticker.settle()

    async def advance(self, to: datetime | timedelta) -> None:
        """Move the clock, stopping at each instant at which something falls due."""
        goal = self.now + to if isinstance(to, timedelta) else to
        await self.settle()
        while (due := await self.takt.ticker.next_due()) is not None and due <= goal:
            self._clock[0] = max(due, self.now + timedelta(microseconds=1))
            await self.settle()
        self._clock[0] = goal
        await self.settle()

    async def found(self, leader: str = "Lea") -> None:
        """Have a cohort created in the room."""
        self.stage.grant(leader)
        await self.stage.command(leader, "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
        await self.settle()

    async def ask(self, leader: str = "Lea") -> Seen:
        """Have a question asked now, and return its card."""
        await self.stage.command(leader, "cohort ask")
        await self.settle()
        return self.stage.in_room()[-1]

    async def key(self) -> str:
        """The right letter of the latest question."""
        async with self.takt.desk.store.read() as tx:
            latest = await rounds.latest(tx, 1)
        assert latest
        question = self.takt.desk.bank.item(latest.item, latest.version).draw(latest.seed)
        return LETTERS[latest.order.index(question.key)]

    async def wrong(self, nth: int = 0) -> str:
        """A wrong letter of the latest question."""
        return [letter for letter in LETTERS if letter != await self.key()][nth]


@asynccontextmanager
async def playing(name: str, folder: Path, start: datetime = MONDAY) -> AsyncIterator[Play]:
    """A bot on the stage of this name."""
    clock = [start]
    stage = STAGES[name](lambda: clock[0])
    async with assembled(prepare(folder), content(), [stage.platform], lambda: clock[0]) as takt:
        await takt.ticker.start()
        try:
            await stage.open(takt.dispatcher.catalogue, takt.dispatcher.ask)
            yield Play(takt, stage, clock)
        finally:
            await stage.close()


@pytest.fixture(params=STAGES)
async def play(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Play]:
    """The same conversation on every platform; every payload is held against the vendor's schema and limits."""
    async with playing(request.param, tmp_path) as p:
        yield p
        await asyncio.sleep(0)
        assert list(p.stage.violations()) == []
