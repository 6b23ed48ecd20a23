"""Time that jumps: in order, without waiting, and never past somebody who could go on."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.store.store import Store
from tests.fakes.engines import prepare
from tests.simulation.disk import Disk, without_threads
from tests.simulation.faults import Died, Fault, Plan, Step, Trouble
from tests.simulation.virtual_time import Stuck, played


def test_a_year_passes_at_once_and_in_order() -> None:
    seen: list[tuple[str, float]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        seen.append((name, asyncio.get_running_loop().time()))

    async def all_of_them() -> None:
        await asyncio.gather(sleeper("year", 365 * 86400), sleeper("hour", 3600), sleeper("now", 0))

    began = time.process_time()
    played(all_of_them())
    assert [name for name, _ in seen] == ["now", "hour", "year"]
    assert seen[1][1] == pytest.approx(3600)
    assert time.process_time() - began < 60


def test_waiting_for_what_never_comes_is_an_error_and_no_hang() -> None:
    with pytest.raises(Stuck):
        played(asyncio.Event().wait())


@pytest.mark.parametrize(
    ("trouble", "raised", "stands"),
    [
        (Trouble.LOCKED, OperationalError, 0),
        (Trouble.FULL, OperationalError, 0),
        (Trouble.UNSEEN, OperationalError, 1),
        (Trouble.CRASH_BEFORE, Died, 0),
        (Trouble.CRASH_AFTER, Died, 1),
    ],
)
def test_a_commit_that_fails_does_what_it_says(
    tmp_path: Path, trouble: Trouble, raised: type[BaseException], stands: int
) -> None:
    url = prepare(tmp_path)

    async def write() -> None:
        plan = Plan(asyncio.get_running_loop().time, [Fault(Step.COMMIT, trouble)])
        disk = Disk(plan)
        with without_threads(lambda: disk):
            async with Store(url).opened() as store:
                with pytest.raises(raised):
                    async with store.write() as tx:
                        await tx.execute(text("INSERT INTO note (key, value) VALUES ('a', 'b')"))
                if disk.dead:
                    with pytest.raises(Died):
                        async with store.write() as tx:
                            await tx.execute(text("INSERT INTO note (key, value) VALUES ('c', 'd')"))

    played(write())
    raw = sqlite3.connect(tmp_path / "takt.db")
    (found,) = raw.execute("SELECT count(*) FROM note").fetchone()
    raw.close()
    assert found == stands
