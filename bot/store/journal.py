"""What the room in the browser keeps over restarts: texts by key."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, select

from bot.store.schema import web_entry
from bot.store.sql import upsert
from bot.store.store import Store


class StoredJournal:
    """The web room's journal in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def read(self) -> Mapping[str, str]:
        """Everything that was kept."""
        async with self._store.read() as tx:
            rows = await tx.execute(select(web_entry).order_by(web_entry.c.key))
            return {row.key: row.value for row in rows}

    async def write(self, key: str, value: str) -> None:
        """Keep this value, in place of an earlier one."""
        async with self._store.write() as tx:
            await upsert(tx, web_entry, ("key",), key=key, value=value)

    async def erase(self, key: str) -> None:
        """Forget this key."""
        async with self._store.write() as tx:
            await tx.execute(delete(web_entry).where(web_entry.c.key == key))
