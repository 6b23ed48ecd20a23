"""Planted bugs, as `planted.toml` lists them.

Each fits the code as it is: what it replaces stands in its file exactly once. One that no longer fits is a failure, not
a mutant that is skipped.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

LIST = Path(__file__).with_name("planted.toml")


class Misfit(Exception):
    """What a mutant replaces does not stand in its file, or not once."""


@dataclass(frozen=True, slots=True)
class Change:
    """One text of a file that becomes another."""

    file: str
    text: str
    becomes: str

    def made(self, root: Path) -> str:
        """The whole file with the change in it. Raises Misfit."""
        path = root / self.file
        whole = path.read_text() if path.is_file() else ""
        if (found := whole.count(self.text)) != 1:
            raise Misfit(f"{self.file}: stands there {found} times: {self.text.strip()!r}")
        return whole.replace(self.text, self.becomes)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake in plain words, the changes that make it, and the tests that catch it."""

    name: str
    changes: tuple[Change, ...]
    caught_by: tuple[str, ...]

    def misfits(self, root: Path) -> list[str]:
        """What of it does not fit this tree, as sentences. Empty where it fits."""
        wrong = []
        for change in self.changes:
            try:
                change.made(root)
            except Misfit as misfit:
                wrong.append(f"{self.name}: {misfit}")
        wrong += [f"{self.name}: there is no test {test}" for test in self.caught_by if not _is_there(root, test)]
        return wrong


def _is_there(root: Path, test: str) -> bool:
    file, _, name = test.partition("::")
    path = root / file
    return path.is_file() and f"def {name.partition('[')[0]}(" in path.read_text() if name else path.is_file()


def planted() -> list[Mutant]:
    """All of them, in the order of the list."""
    return [
        Mutant(
            entry["name"],
            tuple(Change(c["file"], c["text"], c["becomes"]) for c in (entry, *entry.get("also", ()))),
            tuple(entry["caught_by"]),
        )
        for entry in tomllib.loads(LIST.read_text())["planted"]
    ]
