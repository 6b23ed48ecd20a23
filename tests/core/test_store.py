"""What SQLite is asked to promise, on every connection that the store makes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.migrate import migrate
from bot.store.store import Store
from tests.core.world import MONDAY

ORPHAN = text("INSERT INTO member (cohort, person, joined_at) VALUES (98, 99, '2026-11-23')")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    url = f"sqlite:///{tmp_path / 'takt.db'}"
    await migrate(url, MONDAY)
    async with Store(url).opened() as opened:
        yield opened


async def promises(tx: AsyncConnection) -> tuple[object, ...]:
    names = ("journal_mode", "synchronous", "foreign_keys")
    return tuple([(await tx.execute(text(f"PRAGMA {name}"))).scalar() for name in names])


async def test_a_commit_survives_a_power_cut_and_rows_have_their_parents(store: Store) -> None:
    async with store.write() as tx:
        found = [await promises(tx)]
    async with store.read() as tx:
        found.append(await promises(tx))
    found += [await store.write_at_once(promises), await store.read_at_once(promises)]
    assert found == [("wal", 2, 1)] * 4


async def test_a_row_that_refers_to_nothing_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        await store.write_at_once(lambda tx: tx.execute(ORPHAN))


async def test_who_reads_cannot_write(store: Store) -> None:
    with pytest.raises(OperationalError, match="readonly"):
        await store.read_at_once(lambda tx: tx.execute(ORPHAN))
    async with store.read() as tx:
        with pytest.raises(OperationalError, match="readonly"):
            await tx.execute(ORPHAN)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("job", "key"),
        ("letter", "key"),
        ("account", "platform,community,user"),
        ("round", "cohort,series,day,ordinal"),
        ("answer", "round,account"),
    ],
)
async def test_the_database_itself_refuses_a_second_one(store: Store, table: str, key: str) -> None:
    keys = text(
        "SELECT (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(list.name) ORDER BY seqno)) "
        'FROM pragma_index_list(:of) AS list WHERE list."unique" AND NOT list.partial'
    )
    async with store.read() as tx:
        assert key in (await tx.execute(keys, {"of": table})).scalars().all()
