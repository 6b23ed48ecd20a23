"""A file is whole or absent: written beside under another name, put on the disk, and only then given its name."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART = ".part"
BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite keeps beside a database, by the end of its name."""


class NotDone(Exception):
    """It was not done, and what was there is as it was. The message says why, and what would be right."""


@contextmanager
def whole(file: Path) -> Iterator[Path]:
    """An empty file to write to, for its user alone, that takes the place of `file` when left.

    An exception takes it away again. A process that dies leaves it under a name that nobody takes for a database.
    """
    number, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=PART, dir=file.parent)
    os.close(number)
    part = Path(name)
    try:
        yield part
        on_disk(part)
        os.replace(part, file)
        on_disk(file.parent)
    finally:
        for end in ("", *BESIDE):
            Path(f"{part}{end}").unlink(missing_ok=True)


def on_disk(path: Path) -> None:
    """Return once the system has written this file, or the names in this folder, to the disk."""
    if path.is_dir() and sys.platform == "win32":
        return  # it does not open folders, and writes names with its journal
    number = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def parts_of(folder: Path, begin: str) -> Iterator[Path]:
    """What processes that died left behind of files whose names begin like this."""
    yield from folder.glob(f".{begin}*{PART}*")
