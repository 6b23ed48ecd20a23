"""`takt run`: the configured platforms, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urlsplit

import typer
from sqlalchemy.engine import make_url

from bot.app import run
from bot.cli.failing import clearly
from bot.cli.logs import log_to_stderr
from bot.cli.memory import share_one_arena
from bot.cli.options import ConfigOption, configured
from bot.config import Config
from bot.running import Role
from bot.version import VERSION

_TELLING = 8
"""A shorter part of an address is a word that stands everywhere."""


def run_it(
    config: ConfigOption = None,
    role: Annotated[
        list[Role] | None,
        typer.Option(help="What this process does, where several share one PostgreSQL. May be repeated. Default: all."),
    ] = None,
) -> None:
    """Run Takt on the platforms that are configured. `takt check` tells beforehand what is still missing."""
    with clearly():
        ready = configured(config).ready()
        share_one_arena()
        os.umask(0o077)  # what Takt writes is for its user alone
        journal = os.environ.get("JOURNAL_STREAM", "")
        log_to_stderr(ready.takt.log_level, _secrets(ready), ready.takt.log_format, journal)
        logging.getLogger(__name__).info("Takt %s starts%s", VERSION, f" as {', '.join(role)}" if role else "")
        asyncio.run(run(ready, role or ()))


def _secrets(config: Config) -> Iterator[str]:
    yield make_url(config.database.url).password or ""
    yield from _parts_of(config.watch.heartbeat_url)
    for section in (*([config.discord] if config.discord else []), *config.slack):
        for name, field in type(section).model_fields.items():
            if field.exclude:
                yield getattr(section, name).get_secret_value()


def _parts_of(url: str) -> Iterator[str]:
    """An address, and what of it may be as good as a password wherever it stands alone."""
    yield url
    parts = urlsplit(url)
    yield from (part for part in (parts.password or "", parts.query, *parts.path.split("/")) if len(part) >= _TELLING)
