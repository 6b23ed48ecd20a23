"""The real process, killed without warning during a post, and started again: one question, no answer lost."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.stage import Seen
from tests.fakes import discord_faults
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.slack_server import DROP_BEFORE, Fault
from tests.fakes.slack_stage import SlackStage

ROOT = Path(__file__).parents[2]
_PATIENCE = 30.0


def now() -> datetime:
    return datetime.now(UTC)


class Slack:
    """Slack's loopback server with the bot outside this process."""

    posts = "chat.postMessage"

    def __init__(self) -> None:
        self.stage = SlackStage(now)

    def arguments(self) -> list[str]:
        return ["slack", self.stage.server.base_url]

    @property
    def connected(self) -> asyncio.Event:
        return self.stage.server.connected

    def hold(self, until: asyncio.Event, *, accept: bool) -> None:
        self.stage.server.fail_next(self.posts, Fault(accept=accept, hold=until))

    def drop(self) -> None:
        self.stage.server.fail_next(self.posts, DROP_BEFORE)

    async def close(self) -> None:
        await self.stage.server.stop()


class Discord:
    """Discord's loopback server with the bot outside this process."""

    posts = "POST /channels/{channel_id}/messages"

    def __init__(self) -> None:
        self.stage = DiscordStage(now)

    def arguments(self) -> list[str]:
        return ["discord", self.stage.server.base_url, self.stage.server.gateway.url]

    @property
    def connected(self) -> asyncio.Event:
        return self.stage.server.gateway.connected

    def hold(self, until: asyncio.Event, *, accept: bool) -> None:
        assert accept
        self.stage.server.fail_next(self.posts, discord_faults.held(until))

    def drop(self) -> None:
        self.stage.server.fail_next(self.posts, discord_faults.DROP)

    async def close(self) -> None:
        await self.stage.server.stop()


Side = Slack | Discord


@asynccontextmanager
async def running(side: Side, database: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as a process, connected; killed at the end if it still runs."""
    side.connected.clear()
    first, *rest = side.arguments()
    command = [sys.executable, "-m", "tests.faults.child", first, rest[0], str(database), *rest[1:]]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
    try:
        await asyncio.wait_for(side.connected.wait(), _PATIENCE)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process brings about."""
    async with asyncio.timeout(_PATIENCE):
        while not condition():
            await asyncio.sleep(0.02)


def questions(side: Side) -> list[Seen]:
    return [seen for seen in side.stage.in_room() if "A" in seen.buttons]


def kept(database: Path) -> tuple[int, int]:
    """How many rounds and answers the file holds."""
    with sqlite3.connect(database) as raw:
        (rounds,) = raw.execute("SELECT count(*) FROM round").fetchone()
        (answers,) = raw.execute("SELECT count(*) FROM answer").fetchone()
    raw.close()
    return rounds, answers


def unsent(database: Path) -> int:
    """How many letters are not delivered."""
    with sqlite3.connect(database) as raw:
        (waiting,) = raw.execute("SELECT count(*) FROM letter WHERE state != 'sent'").fetchone()
    raw.close()
    return int(waiting)


@pytest.fixture(params=[Slack, Discord], ids=["slack", "discord"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    side: Side = request.param()
    await side.stage.server.start()
    yield side
    await side.close()


async def set_up(side: Side) -> None:
    side.stage.grant("Lea")
    await side.stage.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
    await until(lambda: len(side.stage.in_room()) == 1)


async def test_killed_after_the_platform_took_the_question(side: Side, tmp_path: Path) -> None:
    database, never = tmp_path / "takt.db", asyncio.Event()
    async with running(side, database) as process:
        await set_up(side)
        side.hold(never, accept=True)
        await side.stage.command("Lea", "cohort ask")
        await until(lambda: len(questions(side)) == 1)
        process.kill()
        await process.wait()
    never.set()
    async with running(side, database):
        (card,) = questions(side)
        receipt = await side.stage.press("Ana", card, "B")
        assert "B. How sure?" in receipt.text
        await until(lambda: "1 answered" in questions(side)[0].text)  # the letter was found, for it can be edited
    assert len(questions(side)) == 1
    assert kept(database) == (1, 1)


async def test_killed_before_the_platform_took_the_question(side: Side, tmp_path: Path) -> None:
    database = tmp_path / "takt.db"
    async with running(side, database) as process:
        await set_up(side)
        side.drop()
        await side.stage.command("Lea", "cohort ask")
        process.kill()
        await process.wait()
    assert kept(database)[0] == 1
    async with running(side, database):
        await until(lambda: len(questions(side)) == 1)
        await until(lambda: unsent(database) == 0)  # nothing is left that could become a second one
        assert len(questions(side)) == 1


async def test_killed_while_members_answer(side: Side, tmp_path: Path) -> None:
    database = tmp_path / "takt.db"
    people = [f"Member {n}" for n in range(12)]
    async with running(side, database) as process:
        await set_up(side)
        await side.stage.command("Lea", "cohort ask")
        await until(lambda: len(questions(side)) == 1)
        (card,) = questions(side)
        receipted = 0

        async def tap(who: str) -> None:
            nonlocal receipted
            if "How sure?" in (await side.stage.press(who, card, "C")).text:
                receipted += 1
            if receipted == 6:
                process.kill()

        taps = [asyncio.create_task(tap(who)) for who in people]
        await process.wait()
        for task in taps:
            task.cancel()
        await asyncio.gather(*taps, return_exceptions=True)
    assert receipted >= 6
    assert kept(database)[1] >= receipted
    async with running(side, database):
        again = await side.stage.press(people[0], card, "C")
        assert "How sure?" in again.text
    assert len(questions(side)) == 1
