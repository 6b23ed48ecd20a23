"""The scene, played once for all tests of a process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.fakes import engines
from tests.fuzz.scene import Setting, play


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Setting]:
    engines.choose(engines.SQLITE)
    folder: Path = tmp_path_factory.mktemp("scene")
    with ThreadPoolExecutor(1) as pool:  # a loop of its own, for one may be running here
        yield pool.submit(asyncio.run, play(folder)).result()
