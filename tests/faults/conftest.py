"""Each library on each engine, with the bot in a process of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
