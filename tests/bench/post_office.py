"""Letters that wait for many rooms: what a batch costs to take up and to give back.

`python -m tests.bench.post_office` prints for SQLite and PostgreSQL, at 1,000 and at 100,000 rooms with one letter
each, and at 50,000 with two letters behind a first one that waits: the median and the worst of a claim of 200, of
`let_go`, and of `next_due`.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Card
from bot.store import letters, queues
from bot.store.migrate import migrate
from bot.store.schema import letter
from bot.store.store import Store
from tests.fakes import postgres

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LEASE = timedelta(minutes=2)
_BATCH = 200


async def fill(tx: AsyncConnection, rooms: int, each: int) -> None:
    """So many letters to each of so many rooms; where there are several the first one waits for an hour."""
    card = letters.to_json(Card("A question"))
    rows = [
        {
            "key": f"{n}:{room}",
            "platform": "discord",
            "community": str(room % 10_000),
            "channel": str(room),
            "card": card,
            "state": "waiting",
            "due": NOW + timedelta(hours=1) if each > 1 and n == 0 else NOW,
            "created_at": NOW,
        }
        for n in range(each)
        for room in range(rooms)
    ]
    for start in range(0, len(rows), 5_000):
        await tx.execute(insert(letter), rows[start : start + 5_000])
    await queues.mend(tx)
    if tx.dialect.name == "postgresql":
        await tx.execute(text("ANALYZE"))


async def timed(times: list[float], work: Callable[[], Awaitable[object]]) -> None:
    """Do it, and note the milliseconds."""
    began = perf_counter()
    await work()
    times.append((perf_counter() - began) * 1000)


async def queues_of(name: str, url: str, rooms: int, each: int) -> None:
    """One line of the table."""
    claims: list[float] = []
    releases: list[float] = []
    nexts: list[float] = []
    async with Store(url).opened() as store:
        async with store.write() as tx:
            await fill(tx, rooms, each)

        async def claim(token: int) -> list[queues.Claim]:
            async with store.write() as tx:
                found = await queues.claim(tx, "discord", NOW, LEASE, _BATCH, token)
                await letters.several(tx, [one.first for one in found if one.first])
                return found

        async def release(one: queues.Claim) -> None:
            async with store.write() as tx:
                await queues.renew(tx, one, NOW + LEASE)
                await queues.let_go(tx, one, NOW + LEASE)

        async def look() -> None:
            async with store.read() as tx:
                await queues.next_due(tx, "discord")

        for token in range(1, min(15, rooms // _BATCH) + 1):
            began = perf_counter()
            held = await claim(token)
            claims.append((perf_counter() - began) * 1000)
            assert len(held) == _BATCH
            for one in held[:5]:
                await timed(releases, partial(release, one))
            await timed(nexts, look)
    cells = "  ".join(
        f"{what} {median(t):6.1f} / {max(t):6.1f}"
        for what, t in (("claim", claims), ("let go", releases), ("next due", nexts))
    )
    print(f"{name:<11} {rooms:>8,} rooms x {each}:  {cells}   (median / worst, ms)", flush=True)


async def main() -> None:
    """The whole table."""
    for rooms, each in ((1_000, 1), (100_000, 1), (50_000, 3)):
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'takt.db'}"
            await migrate(url, NOW)
            await queues_of("SQLite", url, rooms, each)
        await queues_of("PostgreSQL", postgres.fresh(), rooms, each)


if __name__ == "__main__":
    asyncio.run(main())
