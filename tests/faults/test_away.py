"""A platform that is down at the start, and a PostgreSQL that goes away: the bot goes on by itself once it is back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.stage import Seen
from tests.fakes import postgres
from tests.faults.ledger import Ledger
from tests.faults.members import Members
from tests.faults.process import Process, living
from tests.faults.sides import Side, questions, until
from tests.faults.test_sudden_death import QUICK, connected, set_up

PEOPLE = [f"Member {n}" for n in range(6)]


class Door:
    """A port that refuses whoever comes, and counts them, until it is opened; then it is the server's."""

    def __init__(self, server: str) -> None:
        self._port = int(server.split(":")[2].split("/")[0])
        self.refused = 0
        self.open = False

    @asynccontextmanager
    async def standing(self) -> AsyncIterator[int]:
        """For as long as this is entered. Yields the port."""
        listening = await asyncio.start_server(self._come, "127.0.0.1", 0)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            listening.close()

    async def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.open:
            self.refused += 1
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._port)
        await asyncio.gather(_pipe(reader, there_writer), _pipe(there_reader, writer))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


async def test_a_platform_that_is_down_at_the_start(side: Side, tmp_path: Path) -> None:
    door = Door(side.stage.server.base_url)
    async with door.standing() as port:
        life = side.life(f"sqlite:///{tmp_path / 'takt.db'}", **QUICK)
        life = replace(life, url=life.url.replace(f":{door._port}/", f":{port}/"))
        async with living(life) as bot:
            await until(lambda: door.refused > 0)
            assert not bot.died.is_set()
            door.open = True
            await connected(side, bot)
            await set_up(side)
            await side.stage.command("Lea", "cohort ask")
            await until(lambda: len(questions(side)) == 1)
            await bot.kill()


class Scene:
    """A cohort with a question that half of the members have answered."""

    def __init__(self, side: Side, bot: Process) -> None:
        self.side = side
        self.ledger = Ledger(side)
        self._bot = bot
        self._members = Members(side, self.ledger, random.Random(2), settling=False)

    async def begin(self) -> Seen:
        await connected(self.side, self._bot)
        await set_up(self.side)
        card = await self.ask(1)
        for who in PEOPLE:
            await self.answered(who, card)
        return await self.ask(2)

    async def ask(self, number: int) -> Seen:
        """A new question, ordered until it is taken."""
        async with asyncio.timeout(20):
            while "try again" in (await self.side.stage.command("Lea", "cohort ask")).text:
                await asyncio.sleep(0.05)
        await until(lambda: len(questions(self.side)) == number)
        return questions(self.side)[-1]

    async def answered(self, who: str, card: Seen) -> int:
        """Press until it is confirmed. Returns how many presses that took."""
        async with asyncio.timeout(20):
            for tries in range(1, 1000):
                before = self.ledger.confirmed
                await self._members.answer(self._bot, who, card)
                if self.ledger.confirmed > before:
                    return tries
                await asyncio.sleep(0.05)
        raise AssertionError

    async def sound(self, database: str) -> None:
        """All comes to rest, and nothing is lost or double."""
        async with asyncio.timeout(20):
            while (await self.ledger.judge(database, datetime.now(UTC))).stuck:
                await asyncio.sleep(0.05)
        verdict = await self.ledger.judge(database, datetime.now(UTC))
        assert (verdict.lost, verdict.doubled) == ((), ())
        assert not self._bot.died.is_set()


@pytest.mark.parametrize("side", ["slack"], indirect=True)
async def test_postgresql_is_stopped_and_started_again(side: Side) -> None:
    database = postgres.fresh()
    async with living(side.life(database, **QUICK)) as bot:
        scene = Scene(side, bot)
        card = await scene.begin()
        await asyncio.to_thread(postgres.stop)
        try:
            told = [await side.stage.press(who, card, "B") for who in PEOPLE[:3]]
            assert all("try again" in seen.text for seen in told)
        finally:
            await asyncio.to_thread(postgres.start)
        for who in PEOPLE:
            await scene.answered(who, card)
        await scene.answered(PEOPLE[0], await scene.ask(3))
        await scene.sound(database)


@pytest.mark.parametrize("side", ["discord"], indirect=True)
async def test_connections_are_cut_while_members_answer(side: Side) -> None:
    """Also in the middle of transactions: whoever is told nothing else presses again."""
    database = postgres.fresh()
    name = database.split("?")[0].rpartition("/")[2]
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}';"
    async with living(side.life(database, **QUICK)) as bot:
        scene = Scene(side, bot)
        card = await scene.begin()
        over = asyncio.create_task(_again(lambda: postgres.server().psql(cut), 5))
        answering = [scene.answered(who, card) for who in PEOPLE]
        await asyncio.gather(*answering)
        await over
        await scene.answered(PEOPLE[0], await scene.ask(3))
        await scene.sound(database)


async def _again(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        await asyncio.to_thread(work)
        await asyncio.sleep(0.02)
