"""Which database a test runs on: SQLite, or PostgreSQL where it is asked for.

`TAKT_TEST_ENGINE=postgresql` runs every test of the core and every conversation on PostgreSQL. Without it those of
`SAMPLE` run on both, one after the other.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.store.migrate import migrate
from tests.fakes import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
EVERYWHERE = os.environ.get("TAKT_TEST_ENGINE", "")
ON_SQLITE = pytest.mark.parametrize("engine", [SQLITE], indirect=True)
"""For a test of what is so on SQLite alone."""
SAMPLE = (
    "conversations.test_challenge",
    "conversations.test_duel",
    "conversations.test_live",
    "conversations.test_own_questions",
    "conversations.test_reports",
    "conversations.test_study_group",
    "conversations.test_two_platforms",
    "core.test_among",
    "core.test_answering",
    "core.test_asked_once",
    "core.test_regrading",
    "core.test_post_office",
    "core.test_ticker",
    "core.test_unkept_values",
)
"""Modules under `tests`: those in which the store has the most to do, and the conversations on one stage."""
STAGE = "web"
"""The stage on which conversations meet PostgreSQL: the others differ in what stands before the core."""

_MADE = datetime(2026, 11, 23, tzinfo=UTC)
_chosen = EVERYWHERE or SQLITE
_on_server: dict[Path, str] = {}


def choose(engine: str) -> None:
    """Databases are made on this engine from now on."""
    global _chosen
    _chosen = engine


def forget() -> None:
    """A test is over: what it made on a server goes."""
    _on_server.clear()
    postgres.drop_all()


def prepare(folder: Path) -> str:
    """The URL of the database that belongs to this folder, made if there is none: the same again is a restart."""
    if _chosen == POSTGRESQL:
        if folder not in _on_server:
            _on_server[folder] = postgres.fresh()
        return _on_server[folder]
    file = folder / "takt.db"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_empty_database(), file)
    return f"sqlite+aiosqlite:///{file}"


@cache
def _empty_database() -> Path:
    """A database that is up to date, made once: migrating is tested elsewhere."""
    file = Path(tempfile.mkdtemp(prefix="takt-")) / "empty.db"
    with ThreadPoolExecutor(1) as pool:  # a loop of its own, for one is running here
        pool.submit(asyncio.run, migrate(f"sqlite+aiosqlite:///{file}", _MADE)).result()
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    return file
