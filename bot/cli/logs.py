"""What a running bot writes to standard error: when, how grave, who, what. No secret gets through, whoever logs it."""

from __future__ import annotations

import logging
from collections.abc import Iterable

HIDDEN = "[secret]"


class Discreet(logging.Formatter):
    """Takes these texts out of every line and every traceback."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with what is secret taken out."""
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, HIDDEN)
        return line


def log_to_stderr(level: str, secrets: Iterable[str] = ()) -> None:
    """Send everything from this level on to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # What these tell below a warning is every statement with what members chose, and every beat.
    for library in ("sqlalchemy", "aiosqlite", "alembic", "apscheduler", "aiohttp"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("discord").setLevel(max(logging.INFO, logging.root.level))  # below that: whole payloads
