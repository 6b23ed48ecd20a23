"""`takt restore`: a backup takes the database's place, once it is known to be good and you have said yes."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failing import clearly
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import say
from bot.store.restore import Contents, restore, verify
from bot.store.store import Store
from bot.store.transfer import transfer
from bot.store.whole import NotDone


def restore_it(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup: a SQLite file.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    config: ConfigOption = None,
) -> None:
    """Verify a backup and put it in the place of the database. Stop Takt before. What was there is kept beside it.

    Into PostgreSQL only if the database there is empty.
    """
    with clearly():
        store = Store(configured(config).config.database.url)
        os.umask(0o077)  # what Takt writes is for its user alone
        found = verify(file)
        what = f"{found.cohorts} cohorts, {found.answers} answers"
        now = datetime.now(UTC)
        if store.file is None:
            address = store.url.render_as_string(hide_password=False)
            asyncio.run(transfer(f"sqlite:///{file.absolute()}", address, now, lambda _table, _rows: None))
            say(f"{file} is restored: {what}. `takt run` starts Takt.")
            return
        if store.file.exists():
            _ask(file, found, store.file, yes)
        _, kept = asyncio.run(restore(file, store.file, now))
        say(f"{file} is restored to {store.file}: {what}. `takt run` starts Takt.")
        if kept:
            say(f"What was there is kept as {kept}.")


def _ask(file: Path, found: Contents, target: Path, yes: bool) -> None:
    """Go on only where somebody wants it."""
    if yes:
        return
    if not _on_terminal():
        raise NotDone(f"{target} would be replaced, and there is no terminal to ask on: add --yes if you mean it")
    said = typer.confirm(f"Replace {target} by {file} ({found.cohorts} cohorts, {found.answers} answers)?")
    if not said:
        raise NotDone("nothing was changed")


def _on_terminal() -> bool:
    return sys.stdin.isatty()
