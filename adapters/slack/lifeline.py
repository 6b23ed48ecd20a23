"""A short outage of the socket is the library's to mend; one that lasts ends the connection, and all begins anew.

Left alone, the library tries one address for ever, and an address of Slack's is good for one connection and some
seconds: after a first try in vain it would never come back. And it tells each try with a traceback.
"""

from __future__ import annotations

import asyncio
import logging

from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.errors import CONNECTION
from bot.chat.platform import DeliveryError, Later

_log = logging.getLogger(__name__)

_TRIES = (
    "Failed to connect (",
    "Failed to retrieve WSS URL",
    "Failed to check the current session",
    "Failed to receive or enqueue",
    "Failed to send a ping",
    "Failed to close the old session",
    "Failed to run message listeners",
    "Failed to run a request listener",
    "The current session (",
)
"""How the library's lines begin that tell of a connection which is lost."""


def calm(record: logging.LogRecord) -> bool:
    """A filter for the library's lines: what `watch_over` tells need not be told again. Faults of ours stay."""
    error = record.exc_info[1] if record.exc_info else None
    return not (record.getMessage().startswith(_TRIES) and (error is None or isinstance(error, CONNECTION)))


def is_open(client: SocketModeClient) -> bool:
    """Whether the socket is open at this moment."""
    session = client.current_session
    return session is not None and not session.closed


async def watch_over(
    client: SocketModeClient, trouble: asyncio.Future[DeliveryError], pause: float, patience: float
) -> None:
    """Look every `pause` seconds, and report a socket that was not opened again within `patience` seconds."""
    loop = asyncio.get_running_loop()
    lost_at: float | None = None
    while True:
        await asyncio.sleep(pause)
        if is_open(client):
            if lost_at is not None:
                _log.info("Slack: connected again")
            lost_at = None
        elif lost_at is None:
            lost_at = loop.time()
            _log.warning("Slack: the connection is lost; Takt connects again by itself")
        elif loop.time() - lost_at >= patience and not trouble.done():
            trouble.set_result(Later("Slack's socket stays away", 15.0))
