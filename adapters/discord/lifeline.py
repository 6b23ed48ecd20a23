"""A short outage of the gateway is discord.py's to mend; one that lasts ends the connection, and all begins anew.

Left alone, discord.py waits longer and longer, after half an hour up to seventeen minutes, and tells each try with a
traceback. Whoever calls `serve` again tries at least every five minutes. Several shards are left to discord.py: one
that is away must not take the others with it.
"""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.chat.platform import Later

log = logging.getLogger(__name__)

_MOST = 20
"""Tries in a row. A gateway that takes connections and closes them at once is asked again without any pause."""
_PAUSE, _ENDING = 15.0, 1.0


class _Calm(logging.Filter):
    """discord.py's words on each try to connect: without a traceback, and not at all where a lifeline tells it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if str(record.msg).startswith(("Attempting a reconnect", "Failed to connect for shard_id")):
            record.exc_info = record.exc_text = None
            return record.name != "discord.client"
        return True


_CALM = _Calm()


class Lifeline:
    """Watches over one client's gateway. Its `on_...` methods are discord.py's events.

    `patience`: the seconds that discord.py is given to connect again.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._losses = 0
        self._timer: asyncio.TimerHandle | None = None
        self._given_up = asyncio.Event()

    async def hold(self, client: discord.Client) -> None:
        """Stay connected until cancelled. Raises what discord.py raises, and Later where the gateway stays away."""
        for library in ("discord.client", "discord.shard"):
            logging.getLogger(library).addFilter(_CALM)
        if isinstance(client, discord.AutoShardedClient):
            await client.connect()
            return
        for event in (self.on_disconnect, self.on_connect, self.on_resumed):
            client.event(event)
        connecting = asyncio.ensure_future(client.connect())
        giving_up = asyncio.ensure_future(self._given_up.wait())
        try:
            await asyncio.wait({connecting, giving_up}, return_when=asyncio.FIRST_COMPLETED)
            if connecting.done():
                connecting.result()
        except AttributeError as error:
            # discord.py wants to resume its first connection also where there was none.
            if client.ws is not None:
                raise
            raise Later("Discord's gateway cannot be reached", _PAUSE) from error
        finally:
            self._mended()
            connecting.cancel()
            giving_up.cancel()
            ending = asyncio.gather(connecting, giving_up, return_exceptions=True)
            # Python 3.11 can lose a cancellation while discord.py connects: then the client's closing ends it.
            await asyncio.wait({ending}, timeout=_ENDING)
        raise Later("Discord's gateway stays away", _PAUSE)

    async def on_disconnect(self) -> None:
        """The connection is lost, or was tried in vain. Twice is nothing: each ends now and then, and a session too."""
        self._losses += 1
        if self._losses == 1:
            self._timer = asyncio.get_running_loop().call_later(self._patience, self._given_up.set)
        elif self._losses == 3:
            log.warning("Discord: the gateway is away; Takt connects again by itself")
        elif self._losses > _MOST:
            self._given_up.set()

    async def on_connect(self) -> None:
        """A new session."""
        self._mended()

    async def on_resumed(self) -> None:
        """The old session goes on, and what was missed is sent now."""
        self._mended()

    def _mended(self) -> None:
        self._losses = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
