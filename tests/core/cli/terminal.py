"""A terminal: what is typed, and a database where a newcomer has it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

from bot.cli import program
from bot.store.migrate import migrate
from tests.core.world import MONDAY

ROOT = Path(__file__).parents[3]


def takt(line: str, **environment: str) -> Result:
    """What a command prints, and its exit status."""
    return CliRunner().invoke(program, line.split(), env=environment, prog_name="takt")


async def database(folder: Path) -> str:
    """A database of this release where `takt` looks for one. Returns its address."""
    url = f"sqlite+aiosqlite:///{folder / 'data' / 'takt.db'}"
    (folder / "data").mkdir()
    await migrate(url, MONDAY)
    return url
