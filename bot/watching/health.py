"""Whether the bot is alive and ready, and if not, which part of it is not. Looked at anew at most every few seconds."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.store import vitals
from bot.store.store import Store
from bot.store.vitals import Vitals
from bot.study.platforms import Platforms
from bot.study.pulse import Pulse

log = logging.getLogger(__name__)

_LATE = 30.0
_DEAD = 300.0
"""Seconds without the end of a beat. A very great opening takes a minute and is no reason to be restarted."""
_PATIENCE = 5.0
_REMEMBERED = 5.0

WELL = "ok"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part in a word or a sentence, `ok` where it is well, and how many rooms are not ready for their question."""

    parts: dict[str, str]
    rooms_lacking: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether every part is well. What a room lacks is for its leaders: the bot as a whole is ready."""
        return all(how == WELL for how in self.parts.values())


class Health:
    """Looks at the parts. `clock` is the bot's own, `seconds` one that nobody moves."""

    def __init__(
        self,
        store: Store,
        platforms: Platforms,
        pulse: Pulse,
        clock: Callable[[], datetime],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._pulse = pulse
        self._clock = clock
        self._seconds = seconds
        self._looking = asyncio.Lock()
        self._looked = float("-inf")
        self._vitals: Vitals | None = None
        self._trouble = ""

    @property
    def is_live(self) -> bool:
        """Whether the heart beats. Whoever can ask knows that the event loop turns."""
        return self._pulse.silence < _DEAD

    async def readiness(self) -> Readiness:
        """How each part is."""
        seen = await self.vitals()
        parts = {"beat": self._beat(), "database": self._trouble or WELL}
        for number, platform in enumerate(self._platforms.running, 1):
            parts[f"{platform.name} {number}"] = WELL if platform.connected else "not connected"
        return Readiness(parts, seen.lacking if seen else 0)

    async def vitals(self) -> Vitals | None:
        """What the database says, once it has taken a small write; None where it does not."""
        async with self._looking:
            if self._seconds() - self._looked > _REMEMBERED:
                await self._look()
                self._looked = self._seconds()
        return self._vitals

    async def _look(self) -> None:
        now = self._clock()
        try:
            async with asyncio.timeout(_PATIENCE):
                async with self._store.write() as tx:
                    await vitals.prove_writable(tx, now)
                async with self._store.read() as tx:
                    self._vitals = await vitals.read(tx, now)
            self._trouble = ""
        except TimeoutError:
            self._vitals, self._trouble = None, "busy: it did not answer in time"
        except Exception as error:
            self._vitals, self._trouble = None, f"cannot be written to ({type(error).__name__}); the log says more"
            log.warning("the database cannot be written to: %s", error)

    def _beat(self) -> str:
        if self._pulse.silence > _LATE:
            return f"late: the last one ended {self._pulse.silence:.0f} s ago"
        return WELL if self._pulse.went_well else "failed; the next one tries again"
