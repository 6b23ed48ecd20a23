"""Each library on each engine, with the bot in a process of its own; short pauses where it runs in ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import discord
import pytest
from discord.backoff import ExponentialBackoff

from tests.fakes.postgres import fresh
from tests.faults.sides import SIDES, Side


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(params=["slack", "discord"])
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    """A platform's server, running."""
    side = SIDES[request.param](now)
    await side.start()
    yield side
    await side.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of its own."""
    return fresh() if request.param == "postgresql" else f"sqlite:///{tmp_path / 'takt.db'}"


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between tries are short: Takt's own, and discord.py's after a failure and before it identifies again.

    Other tests hold what is sent against the vendors' schemas, which takes most of a test's time.
    """

    async def at_once(*_: object, **__: object) -> None:
        pass

    monkeypatch.setattr("bot.running._FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.running._LONGEST_PAUSE", 0.02)
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda self: 0.02)
    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    monkeypatch.setattr("tests.fakes.discord_schema.faults", lambda *_: [])
    monkeypatch.setattr("tests.fakes.slack_checks._TYPES", Path("/nowhere"))
