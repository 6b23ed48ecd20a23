"""Answers through the whole core: asked, committed, receipted; beside a plain loop and beside bare SQLite.

A press is a letter on an open question by a member who has been greeted. Every press is of another member.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

import aiosqlite

from bot.running import collecting_lightly
from tests.bench.crowd import add_members, file_system, fsync_cost, on_disk
from tests.bench.report import Line, Part
from tests.core.world import World, ask_now, found_cohort, world

AT_ONCE = 64
_ANSWER = (
    "INSERT INTO answer (round, account, first, last, final, scored, counted, event, at) "
    "VALUES (?, ?, 1, 1, false, true, false, ?, 1795420800000000)"
)
_SCORE = (
    "INSERT INTO standing (cohort, \"window\", key, person, points, answered) VALUES (1, 'all', 'all', ?, 10, 1) "
    'ON CONFLICT (cohort, "window", key, person) DO UPDATE SET points = points + 10, answered = answered + 1'
)


@dataclass(frozen=True, slots=True)
class Burst:
    """Presses a second, and the time from press to card in milliseconds."""

    rate: float
    p50: float
    p99: float


def measure(quick: bool) -> Part:
    """Three ways to keep answers, in turns; one press at a time; and a disk that takes its time."""
    presses, turns = (600, 3) if quick else (2000, 7)
    with on_disk() as folder:
        disk = f"{file_system(folder)}, fdatasync {fsync_cost(folder):.2f} ms"
        ours, serial, raw, settled, alone = asyncio.run(_compare(folder, presses, turns))
        slow, slowly, how = _slow(folder, 640 if quick else 2000)
    rate, loop, bare = median(b.rate for b in ours), median(serial), median(raw)
    lines = [
        Line(
            "2 answers",
            f"presses kept, {AT_ONCE} at once, beside a serial aiosqlite loop",
            *(rate, loop, "/s", rate / loop, "at least 5x, goal 10x", rate >= 5 * loop),
            note="the loop: a transaction for each answer, one INSERT and one UPSERT, in the same tables",
        ),
        Line(
            "2 answers",
            "the same beside bare sqlite3 in batches of 64",
            *(rate, bare, "/s", rate / bare, "goal 10 %", None),
            note="executemany, no reading, no deciding, no cards",
        ),
        Line(
            "2 answers",
            "*Sure*, the second press: a change and four totals, beside the loop",
            *(median(settled), loop, "/s", median(settled) / loop, "", None),
        ),
        Line("2 answers", "p99 at 64 at once", median(b.p99 for b in ours), None, "ms", None, "", None),
        Line("2 answers", "p50 one at a time", alone.p50, None, "ms", None, "at most 5 ms", alone.p50 <= 5),
        Line(
            "2 answers", "p99 at 64, a disk 10 ms slower", slow.p99, None, "ms", None, "at most 100 ms", slow.p99 <= 100
        )
        if how
        else Line("2 answers", "p99 at 64, a disk 10 ms slower", 0, None, "ms", None, "skipped: no C compiler", None),
    ]
    if how:
        what = "presses kept there, 64 at once, beside the loop there"
        lines.append(Line("2 answers", what, slow.rate, slowly, "/s", slow.rate / slowly, "", None))
    remarks = [
        f"Disk: {disk}; WAL and synchronous=FULL on all three sides. {presses} presses a turn, {turns} turns.",
        f"On the slow disk: {how}.",
    ]
    return Part("Answers through the whole core", lines, remarks)


async def _compare(
    folder: Path, presses: int, turns: int
) -> tuple[list[Burst], list[float], list[float], list[float], Burst]:
    async with room_of(folder, presses) as w:
        warm = await ask_now(w)
        await burst(w, f"answer:{warm}:1", presses)
        ours, serial, raw, settled = [], [], [], []
        for turn in range(turns):
            number = await ask_now(w)
            ours.append(await burst(w, f"answer:{number}:1", presses))
            settled.append((await burst(w, f"settle:{number}:1:sure", presses)).rate)
            with copied(folder, turn) as file:
                serial.append(await _serially(file, min(presses, 500)))
            with copied(folder, turn) as file:
                raw.append(_bare(file, presses))
        alone = await burst(w, f"answer:{await ask_now(w)}:1", min(presses, 400), at_once=1)
    return ours, serial, raw, settled, alone


@asynccontextmanager
async def room_of(folder: Path, members: int) -> AsyncIterator[World]:
    """A bot on a disk whose cohort has this many members, all of whom it knows."""
    async with world(folder) as w:
        await found_cohort(w)
        add_members(folder / "takt.db", members)
        with collecting_lightly():  # as while it serves
            yield w


async def burst(w: World, token: str, presses: int, at_once: int = AT_ONCE) -> Burst:
    """Have each of so many members press once, so many at a time."""
    members, taken = iter(range(1, presses + 1)), []

    async def press() -> None:
        for member in members:
            start = time.perf_counter()
            await w.press(f"u{member}", token)
            taken.append(time.perf_counter() - start)

    start = time.perf_counter()
    await asyncio.gather(*(press() for _ in range(at_once)))
    rate = presses / (time.perf_counter() - start)
    return Burst(rate, median(taken) * 1000, quantiles(taken, n=100)[98] * 1000)


@contextmanager
def copied(folder: Path, turn: int) -> Iterator[Path]:
    """The database with its members and rounds and one round of answers, for somebody else to write into."""
    file = folder / f"other-{turn}.db"
    with sqlite3.connect(folder / "takt.db") as ours, sqlite3.connect(file) as db:
        ours.backup(db)  # with what is still in the write-ahead log
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("DELETE FROM answer")
        db.execute("DELETE FROM standing")
    ours.close()
    db.close()
    try:
        yield file
    finally:
        for made in folder.glob(f"{file.name}*"):
            made.unlink()


async def _serially(file: Path, many: int) -> float:
    async with aiosqlite.connect(file) as db:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            await db.execute(f"PRAGMA {pragma}")
        start = time.perf_counter()
        for n in range(1, many + 1):
            await db.execute(_ANSWER, (1, n, f"e{n}"))
            await db.execute(_SCORE, (n,))
            await db.commit()
        return many / (time.perf_counter() - start)


def _bare(file: Path, many: int) -> float:
    db = sqlite3.connect(file)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        db.execute(f"PRAGMA {pragma}")
    start = time.perf_counter()
    for first in range(1, many + 1, AT_ONCE):
        batch = range(first, min(first + AT_ONCE, many + 1))
        db.executemany(_ANSWER, [(1, n, f"e{n}") for n in batch])
        db.executemany(_SCORE, [(n,) for n in batch])
        db.commit()
    taken = time.perf_counter() - start
    db.close()
    return many / taken


# --- a disk that takes its time


def _slow(folder: Path, presses: int) -> tuple[Burst, float, str]:
    """The middle one of three bursts, and the loop's rate, in a process in which every fsync takes 10 ms longer.

    "" where that cannot be had.
    """
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None or sys.platform != "linux":
        return Burst(0, 0, 0), 0, ""
    shim = folder / "slow.so"
    source = Path(__file__).with_name("slow_disk.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.answers", str(folder / "slow"), str(presses)],
        env=os.environ | {"LD_PRELOAD": str(shim)},
        check=True,
        capture_output=True,
        text=True,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    how = f"each fsync really delayed by a preloaded library (measured: {found['fsync']:.1f} ms)"
    return Burst(*found["burst"]), found["loop"], how


async def _on_slow_disk(folder: Path, presses: int) -> None:
    async with room_of(folder, presses) as w:
        await burst(w, f"answer:{await ask_now(w)}:1", presses)
        bursts = [await burst(w, f"answer:{await ask_now(w)}:1", presses) for _ in range(3)]
        with copied(folder, 0) as file:
            loop = await _serially(file, 100)
    found = sorted(bursts, key=lambda one: one.p99)[1]
    print(json.dumps({"burst": [found.rate, found.p50, found.p99], "loop": loop, "fsync": fsync_cost(folder, 10)}))


if __name__ == "__main__":
    asyncio.run(_on_slow_disk(Path(sys.argv[1]), int(sys.argv[2])))
