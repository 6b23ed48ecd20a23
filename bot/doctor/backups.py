"""Whether the daily backups are made, and whether the next one can be."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.platform import Finding
from bot.store.rota import Rota

SUBJECT = "backups"
_STALE = timedelta(days=2)


def look_at_backups(rota: Rota | None, now: datetime) -> Iterator[Finding]:
    """A finding, or none where there is nothing to back up, or the operator has other means."""
    if rota is None or not rota.database.exists():
        return
    folder = next(folder for folder in (rota.folder, *rota.folder.absolute().parents) if folder.exists())
    if not os.access(folder, os.W_OK):
        remedy = "let Takt's user write there, or name another folder under [backup]"
        yield Finding(SUBJECT, False, f"{folder} may not be written", remedy)
        return
    if (free := shutil.disk_usage(folder).free) < (needed := _size(rota.database)):
        text = f"the next one would not fit into {folder}: {needed >> 20} MB wanted, {free >> 20} MB free"
        yield Finding(SUBJECT, False, text, "make room, or name another folder under [backup]")
        return
    yield _age(rota, now)


def _size(file: Path) -> int:
    log = file.with_name(f"{file.name}-wal")
    return file.stat().st_size + (log.stat().st_size if log.exists() else 0)


def _age(rota: Rota, now: datetime) -> Finding:
    made = rota.made()
    if not made:
        return Finding(
            SUBJECT, True, f"none in {rota.folder} yet: `takt run` makes one each night, and keeps {rota.keep}"
        )
    at, _ = made[0]
    text = f"{len(made)} in {rota.folder}, the newest of {at:%d %B %Y, %H:%M} UTC"
    if now - at > _STALE:
        return Finding(
            SUBJECT, True, text, "if Takt has been running since, its log says why there is none of last night"
        )
    return Finding(SUBJECT, True, text)
