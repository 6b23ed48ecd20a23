"""What the written part of a bank is made from, its files and the code that reads them, and the digest of all that.

Where two digests are equal, the same items would come of both: what was kept under one need not be read again.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from bot.model import items
from bot.rules import term_names

CATALOGUE = ("subtopics.toml", "books.toml")
_READERS = (Path(__file__).parent, Path(items.__file__).parent, Path(term_names.__file__))


def item_files(folder: Path) -> list[Path]:
    """The files of a content folder that hold items, in the order in which they are read."""
    return sorted(path for ending in ("*.yaml", "*.yml") for path in (folder / "items").rglob(ending))


def term_files(folder: Path) -> list[Path]:
    """The files of a content folder that hold terms. There may be none."""
    return sorted((folder / "terms").glob("*.y*ml"))


def digest(folder: Path) -> str:
    """The digest, as hexadecimal digits. A file that is missing counts as missing."""
    found = sha256()
    for name, content in _parts(folder):
        found.update(f"{name}\n{len(content)}\n".encode())
        found.update(content)
    return found.hexdigest()


def _parts(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in (*_catalogue(folder), *item_files(folder), *term_files(folder)):
        yield path.relative_to(folder).as_posix(), path.read_bytes()
    for reader in _READERS:  # a new rule, or a new field, makes another bank of the same files
        for path in sorted(reader.rglob("*.py")) if reader.is_dir() else [reader]:
            yield path.relative_to(reader.parent).as_posix(), path.read_bytes()


def _catalogue(folder: Path) -> Iterator[Path]:
    return (folder / name for name in CATALOGUE if (folder / name).exists())
