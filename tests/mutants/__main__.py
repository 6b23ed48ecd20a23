"""`python -m tests.mutants [--quick] [WORD...]`: plants one bug after the other and tells which test catches it.

WORD: only mutants in whose names one of these stands. A survivor of its tests meets the whole suite, unless --quick.
Everything happens in a copy of the tree: the code that is worked on is never touched. A run of all of them writes
docs/mutants.md.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path

from tests.mutants.page import page
from tests.mutants.planted import Mutant, planted

ROOT = Path(__file__).parents[2]
_LONGEST = 300.0
_LONGEST_OF_ALL = 1800.0
"""Seconds after which tests that do not end are ended."""
_OWN = "tests/mutants"
"""It says of every mutant that it fits the code no longer, and so would catch all of them."""


@dataclass(frozen=True, slots=True)
class Run:
    """How tests went: pytest's exit status, or None where they did not end; and what they said."""

    status: int | None
    said: str

    @property
    def catch(self) -> str:
        """The first test that failed and the first line of why. Empty where none did."""
        if self.status is None:
            return f"the tests, which do not end: {self.said}"
        if self.status != 1:
            return ""
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+::\S+)", self.said, re.MULTILINE)
        why = [line[1:].strip() for line in self.said.splitlines() if line.startswith("E  ")]
        return f"{failed[0] if failed else '?'}: {why[0] if why else '?'}"[:300]


class Copy:
    """A copy of the tree in a folder of its own, with this environment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        for name in _files():
            there = folder / name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes((ROOT / name).read_bytes())
            there.chmod((ROOT / name).stat().st_mode)
        if (ROOT / ".venv").exists():
            (folder / ".venv").symlink_to((ROOT / ".venv").resolve())

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[None]:
        """The copy with the mistake in it. Raises Misfit."""
        before: dict[str, str] = {}
        try:
            for change in mutant.changes:
                made = change.made(self._folder)
                before.setdefault(change.file, (self._folder / change.file).read_text())
                self._write(change.file, made)
            yield
        finally:
            for file, text in before.items():
                self._write(file, text)

    def _write(self, file: str, text: str) -> None:
        path = self._folder / file
        path.write_text(text)
        # Python knows a compiled file by the second and the size of its source, and both may be the same.
        Path(cache_from_source(str(path))).unlink(missing_ok=True)

    def test(self, what: Sequence[str], longest: float) -> Run:
        """Run these tests until the first that fails."""
        command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=short", "-p", "no:cacheprovider", *what]
        environment = {**os.environ, "PYTHONPATH": str(self._folder), "COLUMNS": "300"}
        with tempfile.TemporaryFile("w+") as said:
            tests = subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=said, stderr=said, start_new_session=True
            )
            try:
                status: int | None = tests.wait(longest)
            except subprocess.TimeoutExpired:
                status = None
            finally:
                if tests.poll() is None:  # also where we are interrupted
                    os.killpg(tests.pid, signal.SIGKILL)
                    tests.wait()
            said.seek(0)
            return Run(status, " ".join(what) if status is None else said.read())


def _files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _wanted(words: Sequence[str]) -> list[Mutant]:
    return [mutant for mutant in planted() if not words or any(word in mutant.name for word in words)]


def _catch(copy: Copy, mutant: Mutant, *, quick: bool) -> str:
    """What catches it, or an empty text."""
    with copy.planted(mutant):
        run = copy.test(mutant.caught_by, _LONGEST)
        if run.catch or quick:
            return run.catch
        run = copy.test(["-n", "2", "--ignore", _OWN], _LONGEST_OF_ALL)
        return f"(not by its own tests) {run.catch}" if run.catch else ""


def main() -> int:
    """Plant them all. Returns 1 where one survived, 2 where something is wrong with the mutants or the tests."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--quick", action="store_true", help="do not run the whole suite over a survivor")
    parser.add_argument("word", nargs="*", help="only mutants with this in their name")
    asked = parser.parse_args()
    mutants = _wanted(asked.word)
    if misfits := [one for mutant in mutants for one in mutant.misfits(ROOT)]:
        print("\n".join(misfits))
        return 2
    if not mutants:
        print("no mutant has that in its name")
        return 2
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="takt-mutants-") as folder:
        copy = Copy(Path(folder))
        whole = copy.test(sorted({test for mutant in mutants for test in mutant.caught_by}), _LONGEST_OF_ALL)
        if whole.status != 0:
            print(f"{whole.said}\nwithout any mutant the tests fail")
            return 2
        catches = {mutant: _told(mutant, _catch(copy, mutant, quick=asked.quick)) for mutant in mutants}
    minutes, caught = (time.monotonic() - began) / 60, sum(map(bool, catches.values()))
    if not asked.word:
        (ROOT / "docs" / "mutants.md").write_text(page(catches, minutes))
    print(f"{len(mutants)} planted, {caught} caught, in {minutes:.1f} minutes")
    return 0 if caught == len(mutants) else 1


def _told(mutant: Mutant, catch: str) -> str:
    print(f"{'caught  ' if catch else 'SURVIVED'} {mutant.name}" + (f"\n         {catch}" if catch else ""), flush=True)
    return catch


if __name__ == "__main__":
    sys.exit(main())
