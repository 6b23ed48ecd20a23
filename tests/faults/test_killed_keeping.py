"""`takt backup`, `restore` and `migrate`, killed without warning at points and times: a usable database, each time.

TAKT_KILLS says how many, TAKT_SEED which. A kill is not a power cut: what the system has taken it still writes. That
a file has its name only after its content is on the disk is tested in tests/core/test_keeping.py.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.backup import back_up, refuse_damaged
from bot.store.migrate import newest
from bot.store.restore import verify
from tests.core.releases import as_released, everything
from tests.core.test_keeping import leave_a_log, mark, zones
from tests.fakes import postgres
from tests.faults.nursery_client import Ended, Nursery, nursery

KILLS = int(os.environ.get("TAKT_KILLS", "8"))
SEED = int(os.environ.get("TAKT_SEED", "2026"))


@pytest.fixture(scope="module")
def nursing() -> Iterator[Nursery]:
    with nursery() as found:
        yield found


def takt(nursing: Nursery, folder: Path, *argv: str, **kill: Any) -> Ended:
    return nursing.run(folder, argv, {"TAKT_DATABASE_URL": f"sqlite:///{folder / 'takt.db'}"}, **kill)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A database of the first release and one of this, with rows."""
    folder = tmp_path_factory.mktemp("released")
    files = {revision: folder / f"{revision}.db" for revision in ("0001", newest())}
    for revision, file in files.items():
        asyncio.run(as_released(f"sqlite+aiosqlite:///{file}", revision))
    return files


@dataclass
class Scene:
    """One command on a folder that is as new each time, and what must hold whenever it ended."""

    argv: tuple[str, ...]
    holds: Callable[[Path, bool], None]
    folder: Path
    fresh: Path
    ended: list[str] = field(default_factory=list)

    def again(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.fresh, self.folder)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.startswith("takt.db")}


# ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────────────


def of_backup(folder: Path, done: bool) -> None:
    """No backup or a whole one of one instant; the database is untouched."""
    copy = folder / "copy.db"
    assert copy.exists() or not done
    refuse_damaged(folder / "takt.db")
    if copy.exists():
        assert verify(copy).answers == 3
        marks = [int(zone) for zone in zones(copy)[3:]]
        assert marks == list(range(len(marks)))  # a prefix of what was committed


def of_restore(folder: Path, done: bool) -> None:
    """The old database with all its log, or the new one; never none."""
    file = folder / "takt.db"
    with closing(sqlite3.connect(file)) as raw:  # as the next start: it plays back what a death left
        raw.execute("PRAGMA journal_mode=WAL")
    refuse_damaged(file)
    found = zones(file)[3:]
    assert found == (["backup"] if done else found)
    assert found in (["backup"], ["backup", "old", "in the log"])
    kept = [name for name in folder.glob("takt-replaced-*.db")]
    if found == ["backup"]:
        assert [zones(one)[3:] for one in kept] == [["backup", "old", "in the log"]]


def of_migration(folder: Path, done: bool) -> None:
    """The old schema or the new one, with the same rows."""
    refuse_damaged(folder / "takt.db")
    found = verify(folder / "takt.db")
    assert found.schema == newest() if done else found.schema in ("0001", newest())
    assert (found.cohorts, found.answers) == (3, 3)


def of_move(url: str, before: dict[str, bytes], expected: dict[str, Any]) -> Callable[[Path, bool], None]:
    """Nothing there or everything; the database here is as it was, byte for byte."""

    async def look() -> dict[str, Any]:
        engine = create_async_engine(url)
        try:
            async with engine.begin() as connection:
                # Whoever died is gone from the server once its lock can be had.
                await connection.execute(text("SELECT pg_advisory_xact_lock(7221150)"))
            return await everything(engine)
        finally:
            await engine.dispose()

    def holds(folder: Path, done: bool) -> None:
        found = asyncio.run(look())
        assert found in ({}, expected) and (found == expected or not done)
        assert {name: content for name, content in bytes_of(folder).items() if name == "takt.db"} == before
        asyncio.run(emptied(url))

    return holds


async def emptied(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()


# ── the scenes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def scenes(folder: Path, released: dict[str, Path]) -> dict[str, Scene]:
    old, new = released["0001"], released[newest()]

    def fresh(name: str, database: Path) -> Path:
        place = folder / f"{name}-fresh"
        place.mkdir()
        shutil.copyfile(database, place / "takt.db")
        return place

    backup, restore, migrate, move = (
        fresh("backup", new),
        fresh("restore", new),
        fresh("migrate", old),
        fresh("move", new),
    )
    mark(restore / "takt.db", "backup")
    back_up(restore / "takt.db", restore / "copy.db")
    mark(restore / "takt.db", "old")
    leave_a_log(restore / "takt.db", "in the log")
    target = postgres.empty()

    async def rows() -> dict[str, Any]:
        engine = create_async_engine(f"sqlite+aiosqlite:///{new}")
        try:
            return await everything(engine)
        finally:
            await engine.dispose()

    moved = of_move(target, bytes_of(move), asyncio.run(rows()))
    return {
        "backup": Scene(("backup", "copy.db"), of_backup, folder / "backup", backup),
        "restore": Scene(("restore", "copy.db", "--yes"), of_restore, folder / "restore", restore),
        "migrate": Scene(("migrate",), of_migration, folder / "migrate", migrate),
        "migrate --to": Scene(("migrate", "--to", target), moved, folder / "move", move),
    }


class Load:
    """Writes one mark after another, each committed, while it is entered."""

    def __init__(self, file: Path) -> None:
        self._file, self._stop = file, threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        with closing(sqlite3.connect(self._file, timeout=30, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
            number = 0
            while not self._stop.is_set():
                raw.execute(f"INSERT INTO person (zone, created_at) VALUES ('{number}', 1)")
                number += 1


def play(nursing: Nursery, name: str, scene: Scene, **kill: Any) -> Ended:
    scene.again()
    if name != "backup":
        return takt(nursing, scene.folder, *scene.argv, **kill)
    with Load(scene.folder / "takt.db"):
        return takt(nursing, scene.folder, *scene.argv, **kill)


def test_a_kill_at_any_moment_leaves_a_usable_database(
    nursing: Nursery, released: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, kills = random.Random(SEED), 0
    plays = scenes(tmp_path, released)
    whole: dict[str, tuple[int, float]] = {}
    for name, scene in plays.items():
        status, points, took = play(nursing, name, scene)
        assert status == 0, (scene.folder / "output").read_text()
        scene.holds(scene.folder, True)
        assert points > 5
        whole[name] = points, took
    for turn in range(KILLS):
        name = list(plays)[turn % len(plays)]
        scene, (points, took) = plays[name], whole[name]
        timed = turn // len(plays) % 2 == 1
        kill = {"after": chance.uniform(0, took)} if timed else {"at": chance.randint(1, points)}
        status, _, _ = play(nursing, name, scene, **kill)
        assert status in (-9, 0), (scene.folder / "output").read_text()
        kills += status == -9
        print(f"\n{name} {kill}: {'killed' if status else 'was done before'}", end="")
        scene.holds(scene.folder, status == 0)
        if name in ("backup", "restore", "migrate"):
            _again(nursing, scene)
    with capsys.disabled():
        print(f"\nseed {SEED}, kills {kills} of {KILLS} (the others came after the end), unusable 0")
    assert kills > KILLS // 3


def _again(nursing: Nursery, scene: Scene) -> None:
    """After any death the same command simply works."""
    (scene.folder / "copy.db").unlink(missing_ok=True) if scene.argv[0] == "backup" else None
    for kept in scene.folder.glob("takt-*.db"):
        kept.rename(kept.with_suffix(".kept"))  # made in the same second
    status, _, _ = takt(nursing, scene.folder, *scene.argv)
    assert status == 0, (scene.folder / "output").read_text()
    if scene.argv[0] != "restore":
        scene.holds(scene.folder, True)
    else:
        assert not list(scene.folder.glob(".*.part*"))
