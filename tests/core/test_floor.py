"""What a running bot loads, and what a press costs the database, counted: so that neither grows unnoticed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, event

from bot.app import load_content
from tests.core.world import World, ask_now, found_cohort, text_of, world
from tests.fakes.engines import ON_SQLITE, prepare

_START = """
import asyncio, sys
import bot.cli.program
from bot.app import _now, assembled, load_content

async def start(url):
    async with assembled(url, load_content(), [], _now) as takt:
        await takt.ticker.start()
        await takt.ticker.settle()

asyncio.run(start(sys.argv[1]))
print(*sys.modules)
"""
_SELDOM = (
    *("alembic", "mako", "holidays", "PIL", "prometheus_client", "asyncpg", "cryptography"),
    *("yaml", "rapidfuzz", "bot.bank.loading", "bot.bank.checking"),
)
"""Loaded only where somebody needs them: a step of a migration, a free day, a picture, figures, another engine, an
edited bank."""


@ON_SQLITE
def test_a_bot_that_starts_as_it_stopped_loads_nothing_that_is_seldom_needed(tmp_path: Path) -> None:
    url = prepare(tmp_path)
    load_content()  # the bank is compiled now
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", _START, url],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=True,
        capture_output=True,
        text=True,
    )
    loaded = set(run.stdout.split())
    assert "sqlalchemy" in loaded
    assert [name for name in _SELDOM if name in loaded] == []


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements that any engine executes."""
    found: list[str] = []

    def executed(connection: object, cursor: object, statement: str, *_: object) -> None:
        found.append(statement)

    event.listen(Engine, "before_cursor_execute", executed)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", executed)


async def _statements(w: World, who: str, token: str) -> list[str]:
    with _counted() as found:
        assert text_of(await w.press(who, token))
    return [one for one in found if not one.startswith("BEGIN")]


@ON_SQLITE
async def test_a_press_takes_few_statements(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        first = await ask_now(w)
        await w.press("ada", f"answer:{first}:1")
        number = await ask_now(w)
        answering = await _statements(w, "ada", f"answer:{number}:1")
        settling = await _statements(w, "ada", f"settle:{number}:1:sure")

        assert len(answering) <= 15, "\n".join(answering)
        assert len(settling) <= 17, "\n".join(settling)
