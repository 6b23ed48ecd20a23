"""Files for people: each whole or absent, and readable as the one that it takes the place of."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bot.store.whole import whole

_NEW = 0o644


def put(files: Mapping[Path, bytes]) -> None:
    """Write all of these files. None takes its place before all are on the disk."""
    with ExitStack() as stack:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(new_file(path)).write_bytes(content)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """A file to write to, which takes the place of this one when left."""
    mode = path.stat().st_mode & 0o777 if path.exists() else _NEW
    with whole(path) as part:
        yield part
        os.chmod(part, mode)
