"""What holds for every test of the command line."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.logs import PRYING, QUIET

LOGGERS = ["root", *QUIET, *PRYING]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts where nobody has configured anything, and leaves the process as it was."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("TAKT_"):
            monkeypatch.delenv(name)
    handlers, mask = logging.root.handlers[:], os.umask(0o022)
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    yield
    os.umask(mask)
    logging.root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
