"""SIGTERM while members press: out within ten seconds, without an error; every answer that was confirmed is kept."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.slack_server import NoAcknowledgement
from tests.faults.ledger import Ledger
from tests.faults.members import Members
from tests.faults.process import Died, Process, living
from tests.faults.sides import Side, questions, until
from tests.faults.test_sudden_death import QUICK, connected, kept, set_up

_MOST = 10.0
_AT_ONCE = 8


class Load:
    """Members who press all the time, each once, until the bot is gone."""

    def __init__(self, side: Side, bot: Process) -> None:
        self._side = side
        self._bot = bot
        self.ledger = Ledger(side)
        self._members = Members(side, self.ledger, random.Random(5))
        self._next = 0
        (self._card,) = questions(side)
        self._tasks = [asyncio.create_task(self._press()) for _ in range(_AT_ONCE)]

    async def _press(self) -> None:
        while True:
            self._next += 1
            try:
                await self._members.answer(self._bot, f"Member {self._next}", self._card)
            except (Died, TimeoutError, NoAcknowledgement, ConnectionError):
                return

    async def end(self) -> None:
        """Wait until the last has noticed."""
        await asyncio.gather(*self._tasks)


async def stopped(bot: Process, *signals: signal.Signals) -> float:
    """Send these signals, a moment apart. Returns how many seconds it took to end."""
    began = time.monotonic()
    for one in signals:
        bot.signal(one)
        await asyncio.sleep(0.02)
    await asyncio.wait_for(bot.died.wait(), 30)
    return time.monotonic() - began


async def ready(side: Side, bot: Process) -> None:
    await connected(side, bot)
    await set_up(side)
    await side.stage.command("Lea", "cohort ask")
    await until(lambda: len(questions(side)) == 1)


@pytest.mark.parametrize(("side", "database"), [("slack", "postgresql"), ("discord", "sqlite")], indirect=True)
async def test_sigterm_under_load(side: Side, database: str) -> None:
    """Impatiently: a second and a third signal change nothing."""
    async with living(side.life(database, **QUICK)) as bot:
        await ready(side, bot)
        load = Load(side, bot)
        await until(lambda: load.ledger.confirmed >= 10)
        took = await stopped(bot, signal.SIGTERM, signal.SIGTERM, signal.SIGINT)
        await load.end()
        assert bot.status == 0
    assert took < _MOST
    verdict = await load.ledger.judge(database, datetime.now(UTC))
    assert (verdict.lost, verdict.doubled) == ((), ())
    assert await kept(database) == (1, load.ledger.confirmed)  # what was kept was also told, to the last


async def test_sigterm_while_the_platform_does_not_answer(side: Side, tmp_path: Path) -> None:
    """What hangs is left, and looked for at the next start."""
    database, never = f"sqlite:///{tmp_path / 'takt.db'}", asyncio.Event()
    async with living(side.life(database, **QUICK)) as bot:
        await ready(side, bot)
        side.hold(never, accept=True)
        await side.stage.command("Lea", "cohort ask")
        await until(lambda: len(questions(side)) == 2)
        assert await stopped(bot, signal.SIGTERM, signal.SIGTERM) < _MOST
        assert bot.status == 0
    never.set()
    side.connected.clear()
    side.forget()
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await asyncio.wait_for(until(lambda: len(questions(side)) == 2), 5)
        ledger = Ledger(side)
        async with asyncio.timeout(20):
            while (await ledger.judge(database, datetime.now(UTC))).stuck:
                await asyncio.sleep(0.05)
        verdict = await ledger.judge(database, datetime.now(UTC))
    assert (verdict.lost, verdict.doubled) == ((), ())
