"""Whether the database is there, can be used, has this release's schema, and is sound. Opened read-only."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.chat.platform import Finding
from bot.doctor.files import read_by_others
from bot.store import migrate
from bot.store.schema import answer, cohort
from bot.store.whole import NotDone

SUBJECT = "database"


async def look_at_database(address: str) -> list[Finding]:
    """All findings. Never raises."""
    url = make_url(address)
    if url.get_backend_name() != "sqlite":
        return [finding async for finding in _opened(url, url.render_as_string())]
    file = Path(str(url.database))
    if not file.exists():
        return [_absent(file)]
    if file.is_dir():
        return [Finding(SUBJECT, False, f"{file} is a folder", "name a file in it under [database] url")]
    if not os.access(file, os.R_OK | os.W_OK):
        return [Finding(SUBJECT, False, f"{file} may not be written", "give it to the user that Takt runs as")]
    read_only = url.set(database=file.absolute().as_uri(), query={"mode": "ro", "uri": "true"})
    found = [finding async for finding in _opened(read_only, str(file))]
    if read_by_others(file):
        text = f"{file} can be read by other users of this machine, and holds what members answered"
        found.append(Finding(SUBJECT, True, text, f"chmod 600 {file}"))
    return found


def _absent(file: Path) -> Finding:
    """The first start makes it, if the nearest folder that exists lets us."""
    folder = next(folder for folder in file.absolute().parents if folder.exists())
    if not os.access(folder, os.W_OK):
        remedy = "let Takt's user write there, or name another file under [database] url"
        return Finding(SUBJECT, False, f"{file} does not exist, and {folder} may not be written", remedy)
    return Finding(SUBJECT, True, f"{file} does not exist yet; the first start makes it")


async def _opened(url: URL, name: str) -> AsyncIterator[Finding]:
    try:
        engine = create_async_engine(url)
    except ModuleNotFoundError as error:
        yield Finding(SUBJECT, False, f"{name} needs {error.name}", f"install {error.name} beside Takt")
        return
    try:
        async with engine.connect() as connection:
            schema = _schema(await connection.run_sync(migrate.schema_of), name)
            yield schema
            if url.get_backend_name() == "sqlite":
                yield await _soundness(connection, name)
            if schema.well and not schema.remedy:
                yield await _contents(connection)
    except (SQLAlchemyError, OSError, UnicodeDecodeError, NotDone) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        yield Finding(SUBJECT, False, f"{name} cannot be read: {reason}", "restore a copy, or name another database")
    finally:
        await engine.dispose()


def _schema(revision: str | None, name: str) -> Finding:
    if revision == migrate.newest():
        return Finding(SUBJECT, True, f"{name} has the schema of this release")
    if revision is None or revision in migrate.known():
        return Finding(
            SUBJECT, True, f"{name} has an older schema", "the next start brings it up to date, after a copy"
        )
    return Finding(SUBJECT, False, f"{name} was written by a later release", "install that release, or restore a copy")


async def _soundness(connection: AsyncConnection, name: str) -> Finding:
    said = (await connection.exec_driver_sql("PRAGMA integrity_check(1)")).scalar_one()
    orphans = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    if said != "ok" or orphans:
        what = f"{len(orphans)} rows refer to nothing" if said == "ok" else said
        return Finding(SUBJECT, False, f"{name} is damaged: {what}", "stop Takt and restore a copy")
    return Finding(SUBJECT, True, "sound")


async def _contents(connection: AsyncConnection) -> Finding:
    cohorts, answers = [(await connection.execute(select(func.count()).select_from(t))).scalar_one() for t in _COUNTED]
    return Finding(SUBJECT, True, f"{cohorts} cohorts, {answers} answers")


_COUNTED = (cohort, answer)
