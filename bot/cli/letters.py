"""`takt letters`: what has not arrived, and why; and what an operator can do about it. No text of a letter is shown."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app import Stop
from bot.cli.failing import clearly
from bot.cli.looking import looking
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import console, say
from bot.model.places import Account, Room
from bot.store import bindings, letters
from bot.store.keeper import InUse
from bot.store.letters import Letter, LetterState
from bot.store.store import Store

_SHOWN = 50
_UNDELIVERED = (LetterState.PARKED, LetterState.DOUBTFUL, LetterState.TRYING, LetterState.WAITING)


@dataclass(frozen=True, slots=True)
class Row:
    """A letter as it is shown. `age` in seconds since it was written."""

    id: int
    state: str
    age: int
    to: str
    key: str
    tries: int
    trouble: str


def letters_it(
    context: typer.Context,
    state: Annotated[
        LetterState | None, typer.Option(help="Only those in this state: parked, doubtful, trying or waiting.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="How many to show, the oldest first.")] = _SHOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show the messages that have not arrived: those that wait, those in doubt, and those that were given up (parked).

    Reads only, and may run while the bot runs.
    """
    if context.invoked_subcommand is not None:
        return
    with clearly():
        if state is not None and state not in _UNDELIVERED:
            raise Stop(f"--state: {state} letters are not kept here; it wants one of {', '.join(_UNDELIVERED)}")
        counts, rows = asyncio.run(_look(configured(config).config.database.url, state, most))
    if as_json:
        found = {"counts": {one: counts.get(one, 0) for one in _UNDELIVERED}, "letters": [asdict(row) for row in rows]}
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _show(counts, rows)


def retry_it(
    number: Annotated[int | None, typer.Argument(metavar="ID", help="The letter, as `takt letters` shows it.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every parked letter.")] = False,
    config: ConfigOption = None,
) -> None:
    """Try a parked letter again, and what is parked under it; or all of them. First mend what its trouble names."""
    with clearly():
        if (number is None) is not every:
            raise Stop("say which letter: `takt letters retry 12`, or `takt letters retry --all`")

        async def again(tx: AsyncConnection) -> int:
            now = datetime.now(UTC)
            return await letters.retry_all(tx, now) if number is None else int(await letters.retry(tx, number, now))

        changed = asyncio.run(_change(configured(config).config.database.url, again))
        if number is not None and not changed:
            raise Stop(f"letter {number} is not parked; `takt letters` shows which are")
    say(f"letter {number} is tried again." if number is not None else f"{changed} letters are tried again.")


def drop_it(
    number: Annotated[int, typer.Argument(metavar="ID", help="The letter, as `takt letters` shows it.")],
    config: ConfigOption = None,
) -> None:
    """Give up a letter for good: it is never posted. The question it may hold counts as it is."""
    with clearly():

        async def away(tx: AsyncConnection) -> int:
            return int(await letters.drop(tx, number, datetime.now(UTC)))

        if not asyncio.run(_change(configured(config).config.database.url, away)):
            raise Stop(f"letter {number} does not wait, or is being posted just now; `takt letters` shows which wait")
    say(f"letter {number} is dropped: it will not be posted.")


async def _look(address: str, state: LetterState | None, most: int) -> tuple[dict[LetterState, int], Sequence[Row]]:
    now = datetime.now(UTC)
    async with looking(address) as tx:
        counts = await letters.count_undelivered(tx)
        found = await letters.undelivered(tx, _UNDELIVERED if state is None else (state,), most)
        names = await bindings.names(tx)
        return counts, [_row(one, names, now) for one in found]


async def _change(address: str, change: Callable[[AsyncConnection], Awaitable[int]]) -> int:
    """Change the database: on a server beside a running bot, on a file only where none runs. Raises Stop."""
    store = Store(address)
    if store.file and not store.file.exists():
        raise Stop(f"{store.file} does not exist yet; the first `takt run` makes it")
    try:
        async with store.opened(), store.write() as tx:
            return await change(tx)
    except InUse:
        raise Stop(
            f"Takt runs on {store.file}, which takes one writer: stop it, give this command again, and start it. "
            "Leaders can press Try again on the card they were sent while it runs"
        ) from None


def _row(one: Letter, names: Mapping[Room, str], now: datetime) -> Row:
    if isinstance(one.to, Account):
        where = f"{one.to.platform}, direct message to {one.to.user}"
    else:
        where = ", ".join(filter(None, (one.to.platform, one.to.community, names.get(one.to) or one.to.channel)))
    age = max(0, round((now - one.created_at).total_seconds()))
    return Row(one.id, one.state, age, where, one.key, one.tries, one.trouble)


def _show(counts: dict[LetterState, int], rows: Sequence[Row]) -> None:
    if not counts:
        say("Every letter has arrived.")
        return
    table = Table("id", "state", "age", "to", "trouble", box=None, pad_edge=False)
    for row in rows:
        table.add_row(str(row.id), row.state, _age(row.age), row.to, row.trouble)
    console().print(table)
    say("")
    say(", ".join(f"{counts[one]} {one}" for one in _UNDELIVERED if one in counts) + f"; {len(rows)} shown.", "bold")
    if LetterState.PARKED in counts:
        say("Mend what the trouble names, then `takt letters retry ID`, or `takt letters drop ID`.")


def _age(seconds: int) -> str:
    for unit, length in (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("min", timedelta(minutes=1))):
        if seconds >= 2 * length.total_seconds():
            return f"{seconds // round(length.total_seconds())} {unit}"
    return f"{seconds} s"
