"""A process that has everything loaded and forks one for each command of `takt`, to be killed at a point or a time.

python -m tests.faults.nursery: reads a line of JSON for each command, answers with a line of JSON.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from bot.cli import main


class Points:
    """Counts what touches a file, a database or a server, before and after, and at the chosen one dies."""

    def __init__(self, at: int | None) -> None:
        self.count = mmap.mmap(-1, 8)  # shared with whoever forked
        self._at = at

    def passed(self) -> None:
        number = int.from_bytes(self.count[:8], "big") + 1
        self.count[:8] = number.to_bytes(8, "big")
        if number == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def counted(*given: Any, **options: Any) -> Any:
            self.passed()
            result = real(*given, **options)
            self.passed()
            return result

        setattr(owner, name, counted)

    def install(self) -> None:
        for name in ("fsync", "replace", "link", "unlink"):
            self.around(os, name)
        self.around(asyncpg.Connection, "copy_records_to_table")
        points = self

        class Counted(sqlite3.Connection):
            def execute(self, *given: Any) -> Any:
                points.passed()
                result = super().execute(*given)
                points.passed()
                return result

            def commit(self) -> None:
                points.passed()
                super().commit()
                points.passed()

        real = sqlite3.connect
        sqlite3.connect = lambda *given, **options: real(*given, **{"factory": Counted} | options)


def command(argv: list[str], environment: dict[str, str], folder: str, points: Points) -> None:
    """The command, as its own process does it. Does not come back."""
    status = 99
    try:
        os.chdir(folder)
        os.environ.update(environment)
        sys.stdin = open(os.devnull)  # noqa: SIM115
        silent = os.open(os.path.join(folder, "output"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        sys.argv = ["takt", *argv]
        points.install()
        main()
    except SystemExit as left:
        status = int(left.code or 0)
    finally:
        os._exit(status)


def serve() -> None:
    """Do command after command."""
    for line in sys.stdin:
        wish = json.loads(line)
        points = Points(wish["at"])
        began = time.monotonic()
        child = os.fork()
        if not child:
            command(wish["argv"], wish["environment"], wish["folder"], points)
        if wish["after"] is not None:
            time.sleep(wish["after"])
            os.kill(child, signal.SIGKILL)  # a child that has ended stays until it is waited for
        _, status = os.waitpid(child, 0)
        count = int.from_bytes(points.count[:8], "big")
        print(json.dumps([os.waitstatus_to_exitcode(status), count, time.monotonic() - began]), flush=True)


if __name__ == "__main__":
    serve()
