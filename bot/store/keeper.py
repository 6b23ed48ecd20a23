"""A SQLite file has one running bot: an operating-system lock beside it, gone with the process however it ends."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout


class InUse(Exception):
    """Another process runs on this database."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is in use by another running Takt: stop that one first, or give this one its own file"
        )


class Keeper:
    """Holds the lock for as long as it is entered. Raises InUse at once where another process has it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = FileLock(f"{file}.lock", timeout=0)

    def __enter__(self) -> None:
        try:
            self._lock.acquire()
        except Timeout:
            raise InUse(self._file) from None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()
