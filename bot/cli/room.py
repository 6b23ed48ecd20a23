"""`takt try`: the room in the browser. It needs no token and no configuration."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path
from typing import Annotated

import typer

from bot.app import Stop, try_room
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
        _refuse_taken(port)
        os.umask(0o077)  # what Takt writes is for its user alone
        data.mkdir(parents=True, exist_ok=True)
        asyncio.run(try_room(data, port, _opened))
    say("Takt has stopped. Everything is kept for the next time.")


def _refuse_taken(port: int) -> None:
    """A port that is taken will stay so: say it at once, before a week is played."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Stop(f"port {port} of this machine is taken ({error.strerror}): choose another with --port") from None


def _opened(address: str) -> None:
    say("")
    say("Takt is open, for this machine only, at", "bold")
    say("")
    say(f"  {address}", "bold cyan")
    say("")
    say("Ctrl-C stops it. Takt is not affiliated with ASCM.")
