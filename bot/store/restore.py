"""Puts a backup in the place of a SQLite database: all of it or nothing, and what was there is kept beside it."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store.backup import copy, refuse_damaged
from bot.store.keeper import Keeper
from bot.store.migrate import migrate, refuse_newer
from bot.store.whole import BESIDE, NotDone, on_disk, parts_of, whole


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database of ours: its schema, and how much."""

    schema: str
    cohorts: int
    answers: int


async def restore(backup: Path, target: Path, now: datetime) -> tuple[Contents, Path | None]:
    """Verify the backup, bring a copy of it up to date, and let that take the target's place at one stroke.

    Returns what was restored, and where that which was replaced now is. Raises NotDone, NewerSchema or OSError, and
    InUse while a bot runs on the target; the target is then as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with Keeper(target):
        for left in parts_of(target.parent, target.name):
            left.unlink(missing_ok=True)
        contents = await asyncio.to_thread(verify, backup)
        if target.exists() and backup.samefile(target):
            raise NotDone(f"{backup} is the database itself")
        with whole(target) as part:
            await asyncio.to_thread(copy, backup, part)
            await migrate(f"sqlite:///{part}", now, copy_first=False)
            await asyncio.to_thread(refuse_damaged, part)
            for made in (part, Path(f"{target}.lock")):
                _give_to_owner(made)
            kept = _set_aside(target, now) if target.exists() else None
    return contents, kept


def _give_to_owner(file: Path) -> None:
    """What root makes in the folder of Takt's user is for that user, or Takt could not open it."""
    if sys.platform != "win32" and os.geteuid() == 0:
        owner = file.parent.stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def verify(file: Path) -> Contents:
    """What is in this backup. Raises NotDone if it is damaged or none of Takt's, NewerSchema if it is too new."""
    refuse_damaged(file)
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"alembic_version", "cohort", "answer"} <= tables:
            raise NotDone(f"{file} is a database, and none of Takt's: take a backup that `takt backup` made")
        schemas = connection.execute("SELECT version_num FROM alembic_version").fetchall()
        if len(schemas) != 1:
            raise NotDone(f"{file} is damaged: it names {len(schemas)} schemas instead of one; take another backup")
        found = connection.execute("SELECT (SELECT count(*) FROM cohort), (SELECT count(*) FROM answer)").fetchone()
    refuse_newer(schemas[0][0])
    return Contents(schemas[0][0], *found)


def _set_aside(target: Path, now: datetime) -> Path:
    """Keep what is there under a dated name too. The target itself stays until it is replaced."""
    kept = target.with_name(f"{target.stem}-replaced-{now:%Y%m%dT%H%M%S}{target.suffix}")
    _fold(target)
    try:
        os.link(target, kept)
    except OSError:  # a file system without second names
        shutil.copy2(target, kept)
        on_disk(kept)
    for end in BESIDE:
        if (left := Path(f"{target}{end}")).exists():
            # Of a damaged file alone: SQLite would play a log that stays behind into the database that comes.
            left.replace(f"{kept}{end}")
    on_disk(target.parent)
    return kept


def _fold(file: Path) -> None:
    """Bring what stands in SQLite's log into the file, so that nothing is left beside it."""
    try:
        with closing(sqlite3.connect(file, isolation_level=None, timeout=2)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.DatabaseError as error:
        code = error.sqlite_errorcode & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise NotDone(f"another program has {file} open: close it first") from error
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise NotDone(f"{file} cannot be set aside: {error}") from error
