"""A group whose members write questions."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.core.own_questions.group import (
    a_group,
)
from tests.core.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as w:
        await a_group(w)
        yield w
