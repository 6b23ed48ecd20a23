"""Connections to a PostgreSQL that behave as those to a file do: one writes, readers see one state and cannot write.

A reader's transaction is REPEATABLE READ and READ ONLY. A writer's is READ COMMITTED on purpose: each of its statements
sees what was committed before it, so that the first one after the lock sees all that the lock's last holder did.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_WRITING = 7_221_151  # any number, but the same in every process, and not that of the migrations
ALONE = select(func.pg_advisory_xact_lock(_WRITING))
"""Nobody else writes until this transaction ends, in whichever process."""
BESIDE = select(func.pg_advisory_xact_lock_shared(_WRITING))
"""Nobody writes ALONE until this transaction ends."""

_READERS = 6
_WRITERS = 6  # one alone, one that listens for the bell, the rest beside
_SESSION = {
    "application_name": "takt",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "30s",  # whoever hangs with the lock loses it before a lease ends
    "tcp_keepalives_idle": "30",  # and so does one whose machine has vanished
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}
_PATIENCE = 60.0
"""Seconds for one statement, after which a server that does not answer counts as gone."""


def engine(url: URL, *, read_only: bool) -> AsyncEngine:
    """A pool of connections, each replaced when the server has ended it."""
    options: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
    if read_only:
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    made = create_async_engine(
        url,
        pool_size=_READERS if read_only else _WRITERS,
        max_overflow=0,
        hide_parameters=True,  # what members chose and typed stands in no error, and so in no log
        connect_args={"server_settings": _SESSION, "timeout": 10, "command_timeout": _PATIENCE},
        execution_options=options,
    )

    @event.listens_for(made.sync_engine, "checkout")
    def on_checkout(connection: Any, _record: object, _proxy: object) -> None:
        # The driver knows when its connection has ended: asking the server each time would cost three round trips.
        if connection.driver_connection.is_closed():
            raise DisconnectionError

    return made
