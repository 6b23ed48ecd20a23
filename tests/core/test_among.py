"""Many numbers as one parameter: the rows that `in_` finds, by the same indexes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.dialects import sqlite

from bot.store import presses, rounds, writer
from bot.store.schema import account, metadata, person
from bot.store.sql import among
from bot.store.store import Store
from tests.core.world import world

PEOPLE = select(person.c.id).where(among("people", person.c.id)).order_by(person.c.id)
ACCOUNTS = select(account.c.id).where(among("pairs", account.c.person, account.c.id)).order_by(account.c.id)
BY_NUMBERS = (
    presses._READERS,
    presses._MEMBERS,
    presses._ROOMS,
    presses._WAITING,
    rounds._SEVERAL,
    rounds._LENT,
    rounds._PREVIEWS,
    writer._ROUNDS,
    writer._GIVEN,
    writer._PEOPLE,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """With people 1 to 4, who have accounts 1 to 4."""
    async with world(tmp_path) as w:
        for name in ("ana", "ben", "cem", "dora"):
            await w.desk.directory.who(w.asker(name).account, name, "", w.now)
        yield w.desk.store


async def test_one_column_finds_those_and_no_others(store: Store) -> None:
    async with store.read() as tx:
        assert list((await tx.execute(PEOPLE, {"people": {4, 2, 2**40}})).scalars()) == [2, 4]
        assert list((await tx.execute(PEOPLE, {"people": range(2, 50_000)})).scalars()) == [2, 3, 4]


async def test_nothing_is_among_none(store: Store) -> None:
    async with store.read() as tx:
        assert (await tx.execute(PEOPLE, {"people": ()})).all() == []
        assert (await tx.execute(ACCOUNTS, {"pairs": set()})).all() == []


async def test_columns_are_compared_together(store: Store) -> None:
    async with store.read() as tx:
        pairs = {(1, 1), (1, 2), (3, 3)}  # the second account is another person's
        assert list((await tx.execute(ACCOUNTS, {"pairs": pairs})).scalars()) == [1, 3]


def test_what_a_press_looks_up_is_found_by_an_index() -> None:
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.connect() as connection:
        for query in BY_NUMBERS:
            asked = f"EXPLAIN QUERY PLAN {query.compile(dialect=sqlite.dialect())}"
            steps = [row.detail for row in connection.exec_driver_sql(asked, ("[]",))]
            assert [step for step in steps if step.startswith("SCAN") and "json_each" not in step] == []
    engine.dispose()
