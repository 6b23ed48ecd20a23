"""Many people at once, written straight into a database: benchmarks are about what comes after they have joined."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.core.world import MONDAY

CACHE = Path.home() / ".cache" / "takt-bench"
"""On the disk where people keep things: the system's folder for temporary files may be in memory."""

_NOW = round(MONDAY.timestamp() * 1_000_000)


@contextmanager
def on_disk() -> Iterator[Path]:
    """A folder on a real disk, removed afterwards."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=CACHE))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def file_system(folder: Path) -> str:
    """What kind of file system a folder is on, as the system names it."""
    if platform.system() != "Linux":
        return platform.system()
    found = subprocess.run(["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True, check=False)
    return found.stdout.strip() or "unknown"


def fsync_cost(folder: Path, times: int = 100) -> float:
    """What the disk takes to keep 4 KiB for good: the median, in milliseconds."""
    taken = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - start)
    return median(taken) * 1000


def add_members(file: Path, many: int, cohort: int = 1) -> None:
    """People `u1`, `u2`, ... with an account each, members of a cohort, who were told what others see."""
    with sqlite3.connect(file) as db:
        first = db.execute("SELECT coalesce(max(id), 0) FROM person").fetchone()[0]
        db.execute(
            f"INSERT INTO person (id, name, told, created_at) {counting(many)} "
            f"SELECT {first} + i, 'U' || i, true, {_NOW} FROM n"
        )
        db.execute(
            f"INSERT INTO account (person, platform, community, user, name) {counting(many)} "
            f"SELECT {first} + i, 'pretend', '', 'u' || i, 'U' || i FROM n"
        )
        db.execute(
            f"INSERT INTO member (cohort, person, joined_at, number) {counting(many)} "
            f"SELECT {cohort}, {first} + i, {_NOW}, i FROM n"
        )
    db.close()


def counting(many: int) -> str:
    """A WITH for `n`, whose `i` is 1 to so many."""
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})"
