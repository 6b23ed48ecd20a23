"""Whether others on this machine can read what is secret or personal. A warning: the bot would run all the same."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bot.chat.platform import Finding


def look_at_secret_files(files: Iterable[Path]) -> Iterator[Finding]:
    """A finding for each file with a secret that others may read."""
    for file in files:
        if read_by_others(file):
            yield Finding(
                "secret file", True, f"{file} can be read by other users of this machine", f"chmod 600 {file}"
            )


def read_by_others(file: Path) -> bool:
    """Whether every user may read the file. Windows has other means, which are not looked at."""
    return sys.platform != "win32" and bool(file.stat().st_mode & stat.S_IROTH)
