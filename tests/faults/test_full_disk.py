"""A full disk: nothing is confirmed that is not kept, reading goes on, and with room again work goes on by itself."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.stage import Seen
from tests.faults.ledger import Ledger
from tests.faults.members import Members
from tests.faults.process import Process, living
from tests.faults.sides import Side, questions, until
from tests.faults.test_sudden_death import QUICK, connected, set_up

PEOPLE = [f"Member {n}" for n in range(8)]


class Tmpfs:
    """A small file system of its own: really full, once a file takes what is left of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, bot: Process) -> None:
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                return

    def empty(self, bot: Process) -> None:
        self._filler.unlink()


class Limit:
    """A process that may write to no file, which needs no rights to bring about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, bot: Process) -> None:
        self._limit(bot, 0)

    def empty(self, bot: Process) -> None:
        self._limit(bot, -1)

    def _limit(self, bot: Process, size: int) -> None:
        if sys.platform != "linux":
            pytest.skip("only Linux can limit another process")
        import resource

        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (size, -1))


@contextmanager
def mounted(folder: Path) -> Iterator[Tmpfs]:
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "takt-full-disk", str(folder)]
    if sys.platform != "linux" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a file system can only be mounted as root")
    try:
        yield Tmpfs(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Tmpfs | Limit]:
    """A disk that can be filled and emptied."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "limit":
        yield Limit(folder)
        return
    with mounted(folder) as full:
        yield full


async def asked(side: Side, number: int) -> Seen:
    """A new question, once it is in the room."""
    await side.stage.command("Lea", "cohort ask")
    await until(lambda: len(questions(side)) == number)
    return questions(side)[-1]


@pytest.mark.parametrize(("side", "disk"), [("slack", "limit"), ("discord", "tmpfs")], indirect=True)
async def test_a_full_disk(side: Side, disk: Tmpfs | Limit) -> None:
    database = f"sqlite:///{disk.folder / 'takt.db'}"
    ledger = Ledger(side)
    members = Members(side, ledger, random.Random(3), settling=False)
    async with living(side.life(database, **QUICK)) as bot:
        await connected(side, bot)
        await set_up(side)
        first, second = await asked(side, 1), await asked(side, 2)
        for who in PEOPLE:
            await members.answer(bot, who, first)
        disk.fill(bot)

        told = [await side.stage.press(who, second, "B") for who in PEOPLE]
        refused = [seen for seen in told if "try again" in seen.text]
        assert len(refused) >= len(PEOPLE) // 2, told  # a page or two may still have been free
        for who, seen in zip(PEOPLE, told, strict=True):
            entry = ledger.entry(2, who)
            entry.first, entry.last, entry.confirmed = 1, {1}, "B. How sure?" in seen.text
            assert entry.confirmed or seen in refused

        score = await side.stage.command(PEOPLE[0], "score show")
        assert "point" in score.text, score.text
        again = await side.stage.press(PEOPLE[0], first, "A")
        assert "try again" in again.text or "How sure?" in again.text

        disk.empty(bot)
        for who in PEOPLE:
            await members.answer(bot, who, second)
        assert all(ledger.entry(2, who).confirmed for who in PEOPLE)
        third = await asked(side, 3)
        await members.answer(bot, PEOPLE[0], third)
        async with asyncio.timeout(20):
            while (await ledger.judge(database, datetime.now(UTC))).stuck:
                await asyncio.sleep(0.05)
        verdict = await ledger.judge(database, datetime.now(UTC))
    assert (verdict.lost, verdict.doubled) == ((), ())
