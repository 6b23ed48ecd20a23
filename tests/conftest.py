"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.fakes import engines
from tests.fakes.statements import compile_once

settings.register_profile("takt", deadline=None)  # no test depends on a clock's speed
settings.load_profile("takt")
compile_once()


@pytest.fixture(autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """The database that this test runs on."""
    chosen: str = getattr(request, "param", engines.EVERYWHERE or engines.SQLITE)
    engines.choose(chosen)
    yield chosen
    engines.forget()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The tests of the sample run on both databases."""
    place = metafunc.module.__name__.removeprefix("tests.")
    if not engines.EVERYWHERE and place.startswith(engines.SAMPLE):
        metafunc.parametrize("engine", [engines.SQLITE, engines.POSTGRESQL], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A conversation meets PostgreSQL on one stage."""
    items[:] = [item for item in items if not _on_another_stage(item)]


def _on_another_stage(item: pytest.Item) -> bool:
    given = getattr(item, "callspec", None)
    chosen = given.params if given else {}
    return chosen.get("engine") == engines.POSTGRESQL and chosen.get("play", engines.STAGE) != engines.STAGE
