"""`takt backup`: a copy of the database, while the bot runs."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import clearly
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import say
from bot.store.backup import back_up
from bot.store.migrate import NewerSchema
from bot.store.restore import Contents, verify
from bot.store.store import Store
from bot.store.transfer import transfer
from bot.store.whole import NotDone


def back_it_up(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="The file to make, or the folder to make it in. Default: here."),
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Copy the database into one SQLite file, checked, while the bot runs. It never overwrites a file.

    Of PostgreSQL too: all tables as they are at one instant.
    """
    with clearly():
        store = Store(configured(config).config.database.url)
        os.umask(0o077)  # a backup is as private as the database
        now = datetime.now(UTC)
        target = _named(file or Path(), now)
        if store.file:
            back_up(store.file, target)
        else:
            address = store.url.render_as_string(hide_password=False)
            asyncio.run(transfer(address, f"sqlite:///{target.absolute()}", now, lambda _table, _rows: None))
        found = _checked(target)
        say(f"{target}: {found.cohorts} cohorts, {found.answers} answers, checked. Keep it as safe as the database.")


def _checked(made: Path) -> Contents:
    """What is in it. One that could not be restored does not stay: nobody shall rely on it."""
    try:
        return verify(made)
    except (NotDone, NewerSchema):
        made.unlink()
        raise


def _named(file: Path, now: datetime) -> Path:
    return file / f"takt-backup-{now:%Y%m%dT%H%M%SZ}.db" if file.is_dir() else file
