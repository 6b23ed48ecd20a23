"""A look into the database beside whoever runs on it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.app import Stop
from bot.store.store import async_url


@asynccontextmanager
async def looking(address: str) -> AsyncIterator[AsyncConnection]:
    """The database, read-only. Raises Stop where there is none yet."""
    url = async_url(address)
    if url.get_backend_name() == "sqlite":
        file = Path(str(url.database))
        if not file.exists():
            raise Stop(f"{file} does not exist yet; the first `takt run` makes it")
        url = url.set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()
