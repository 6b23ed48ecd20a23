"""`takt content compile`: the bank in one file, for places where Takt cannot write when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.app import CONTENT
from bot.bank import load
from bot.bank.compiled import NAME, read
from bot.bank.sources import digest
from bot.cli.failing import TROUBLE, clearly
from bot.cli.printing import complain, say


def compile_content(
    folder: Annotated[
        Path, typer.Option(exists=True, file_okay=False, metavar="FOLDER", help="The content to compile.")
    ] = CONTENT,
) -> None:
    """Compile the bank, where that was not done since its last change. Takt does so by itself at its next start.

    Exit status 2 if a question cannot be asked, or if nothing can be written.
    """
    with clearly():
        bank = load(folder)
        if read(folder, digest(folder)) is None:
            complain(f"{folder / NAME} cannot be written; let this user write there")
            raise typer.Exit(TROUBLE)
    count = len(bank.current_items())
    questions = "1 written question" if count == 1 else f"{count} written questions"
    say(f"{folder / NAME} holds {questions}, as the sources have them now.")
