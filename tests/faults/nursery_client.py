"""Asks the nursery for one command of `takt` after another, each in a process of its own that costs little."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
Ended: TypeAlias = tuple[int, int, float]
"""A command's exit status, or less than nothing where it was killed; the points it passed; its seconds."""


@dataclass
class Nursery:
    """Each command runs in its folder, with these variables; what it says is in the file `output` there."""

    process: subprocess.Popen[str]

    def run(
        self,
        folder: Path,
        argv: Sequence[str],
        environment: dict[str, str],
        at: int | None = None,
        after: float | None = None,
    ) -> Ended:
        """Run it, and kill it at a point, or after some seconds, if it has not ended."""
        wish = {"argv": argv, "folder": str(folder), "environment": environment, "at": at, "after": after}
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(wish) + "\n")
        self.process.stdin.flush()
        status, points, took = json.loads(self.process.stdout.readline())
        return status, points, took

    def said(self, folder: Path, argv: Sequence[str], environment: dict[str, str]) -> tuple[int, str]:
        """Its exit status, and all that it says."""
        status, _, _ = self.run(folder, argv, environment)
        output = folder / "output"
        try:
            return status, output.read_text(encoding="utf-8")
        finally:
            output.unlink()


@contextmanager
def nursery() -> Iterator[Nursery]:
    """One that is ready, until left."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.nursery"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "COLUMNS": "300"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Nursery(process)
        assert process.stdin
        process.stdin.close()
