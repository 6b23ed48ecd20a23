"""`takt migrate`: the schema up to date, or everything into another database."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.cli.failing import clearly
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import say
from bot.config import ConfigError, address
from bot.store.migrate import migrate, newest
from bot.store.store import Store
from bot.store.transfer import transfer


def migrate_it(
    to: Annotated[
        str,
        typer.Option("--to", metavar="ADDRESS", help="An empty database to copy everything to, checked row for row."),
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Bring the database up to date, as the next start would. With --to: copy all of it into another. Stop Takt before.

    The database that is copied is only read. A password need not stand in the address: PGPASSWORD can hold it.
    """
    with clearly():
        url = configured(config).config.database.url
        os.umask(0o077)  # what Takt writes is for its user alone
        now = datetime.now(UTC)
        if not to:
            asyncio.run(_bring_up_to_date(url, now))
            return
        target = _address(to)
        asyncio.run(transfer(url, target, now, lambda table, rows: say(f"{table}: {rows} rows, equal")))
        say(
            f"Everything is in {make_url(target).render_as_string()}. Set TAKT_DATABASE_URL to it and start Takt.",
            "bold",
        )


async def _bring_up_to_date(url: str, now: datetime) -> None:
    store, copies = Store(url), []

    async def bring() -> None:
        copies.append(await migrate(url, now))

    async with store.opened(prepare=bring):
        say(f"{store.url.render_as_string()} has schema {newest()}, the newest.")
    if copies[0]:
        say(f"What was there is kept as {copies[0]}.")


def _address(text: str) -> str:
    try:
        return address(text, Path().resolve())
    except ArgumentError:
        example = "postgresql://takt@db.example.org/takt or sqlite:///copy.db"
        raise ConfigError([f"--to: is no database address; it wants one such as {example}"]) from None
