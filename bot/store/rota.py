"""Daily backups: when one is due, what it is called, which go. Only files of its own, and never the one just made."""

from __future__ import annotations

import re
import time as seconds
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from zoneinfo import ZoneInfo

from bot.store.backup import back_up
from bot.store.whole import parts_of

QUIET = time(4)
"""The hour of the night, in the machine's zone, from which the day's backup is due."""
_BEGIN, _STAMP = "takt-daily-", "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"takt-daily-(\d{8}T\d{6}Z)\.db")
_DEAD_AFTER = 86_400.0  # seconds


@dataclass(frozen=True, slots=True)
class Rota:
    """The daily backups of a SQLite file: where they are, how many are kept, and in which zone it is night."""

    database: Path
    folder: Path
    keep: int
    zone: str

    def made(self) -> list[tuple[datetime, Path]]:
        """The backups that there are, the newest first."""
        named = ((_NAME.fullmatch(file.name), file) for file in self.folder.glob(f"{_BEGIN}*.db"))
        return sorted(((_read(found[1]), file) for found, file in named if found), reverse=True)

    def is_due(self, now: datetime) -> bool:
        """Whether none was made since the last quiet hour. One of the future, by a clock that was wrong, counts not."""
        local = now.astimezone(ZoneInfo(self.zone))
        quiet = datetime.combine(local.date(), QUIET, local.tzinfo)
        if quiet > local:
            quiet = datetime.combine(local.date() - timedelta(days=1), QUIET, local.tzinfo)
        return not any(quiet <= at <= now for at, _ in self.made())

    def make(self, now: datetime, stop: Event | None = None) -> Path:
        """Make one, and only then let the oldest go. Blocks: give it a thread. Raises NotDone and OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for part in parts_of(self.folder, _BEGIN):
            if seconds.time() - part.stat().st_mtime > _DEAD_AFTER:
                part.unlink(missing_ok=True)
        new = self.folder / f"{_BEGIN}{now.astimezone(UTC):{_STAMP}}.db"
        back_up(self.database, new, stop)
        for _, old in self.made()[self.keep :]:
            if old != new:
                old.unlink()
        return new


def _read(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
