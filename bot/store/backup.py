"""A backup of a SQLite file: a copy of one instant, made while the bot runs, checked before it has its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from bot.store.whole import NotDone, whole

_CACHE = -65_536  # KiB: the check jumps about, and would read the same pages again and again
_OFTEN = 100_000  # steps of SQLite between two looks at whether to stop


def back_up(source: Path, target: Path, stop: Event | None = None) -> None:
    """Copy the database into a file that is not there yet. Blocks: give it a thread.

    The source is only read, and may be written meanwhile. Setting `stop` ends it soon. Raises NotDone, and OSError.
    """
    if target.exists():
        raise NotDone(f"{target} is there already, and no backup overwrites another: name another file")
    with whole(target) as part:
        copy(source, part, stop)
        with _opened(part, stop, "cannot be copied") as connection:
            _refuse_damaged(connection, source)


def copy(source: Path, into: Path, stop: Event | None = None) -> None:
    """All of one instant of a database into an empty file, compact. Raises NotDone."""
    if not source.is_file():
        raise NotDone(f"there is no file {source}")
    with _opened(source, stop, "cannot be copied") as connection:
        connection.execute("VACUUM INTO ?", (str(into),))


def refuse_damaged(file: Path) -> None:
    """Raise NotDone unless the database in this file is sound and each row has its parents."""
    if not file.is_file():
        raise NotDone(f"there is no file {file}")
    with _opened(file, None, "cannot be read as a database") as connection:
        _refuse_damaged(connection, file)
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise NotDone(f"{file} is damaged: {len(orphans)} rows refer to nothing; take another backup")


def _refuse_damaged(connection: sqlite3.Connection, file: Path) -> None:
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise NotDone(f"{file} is damaged: {said}; take another backup, or restore one")


@contextmanager
def _opened(file: Path, stop: Event | None, trouble: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=5)
    if stop:
        connection.set_progress_handler(stop.is_set, _OFTEN)
    try:
        connection.execute(f"PRAGMA cache_size={_CACHE}")
        yield connection
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise NotDone(f"{file} {trouble}: {error}") from error
    finally:
        connection.close()
