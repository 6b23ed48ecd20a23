"""`takt try`: the room in the browser. It needs no token and no configuration."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.app import try_room
from bot.cli.failing import clearly
from bot.cli.logs import log_to_stderr
from bot.cli.printing import say

PORT = 8420


def try_it(
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on 127.0.0.1.")] = PORT,
    data: Annotated[
        Path, typer.Option(file_okay=False, metavar="FOLDER", help="Where the room keeps its own database.")
    ] = Path("data/room"),
) -> None:
    """Open a room in your browser with a demo cohort and a clock you can move: no token, nothing to set up."""
    log_to_stderr("warning")
    with clearly():
        data.mkdir(parents=True, exist_ok=True)
        asyncio.run(try_room(data, port, _opened))
    say("Takt has stopped. Everything is kept for the next time.")


def _opened(address: str) -> None:
    say("")
    say("Takt is open, for this machine only, at", "bold")
    say("")
    say(f"  {address}", "bold cyan")
    say("")
    say("Ctrl-C stops it. Takt is not affiliated with ASCM.")
