"""A clock that can be moved, so that a week passes in a minute: what falls due on the way happens, in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from bot.rules.calendar import DAY, instant, local_date
from bot.store import asides, jobs
from bot.store.jobs import JobKind
from bot.study.desk import Desk
from bot.study.ticker import Ticker

_NOTE = "clock"
_LABELS = {
    JobKind.OPEN: "Next question",
    JobKind.CLOSE: "Next close",
    JobKind.REMIND: "Next reminder",
    JobKind.CHALLENGE: "Next challenge day",
}


class MovedClock:
    """The real time, moved forward."""

    def __init__(self) -> None:
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """What it shows."""
        return datetime.now(UTC) + self._ahead

    @property
    def ahead(self) -> timedelta:
        """How far it is moved."""
        return self._ahead

    def be(self, ahead: timedelta) -> None:
        """Be this far ahead of the real time."""
        self._ahead = ahead

    def reach(self, at: datetime) -> None:
        """Show this instant or later, never earlier than it does."""
        self._ahead = max(self._ahead, at - datetime.now(UTC))


class Mover:
    """Moves the clock of a running bot, and keeps it moved over restarts."""

    def __init__(self, clock: MovedClock, desk: Desk, ticker: Ticker, zone: str) -> None:
        self._clock = clock
        self._desk = desk
        self._ticker = ticker
        self._zone = zone
        self._moving = asyncio.Lock()

    async def restore(self) -> None:
        """Be as far ahead as when the bot last ran."""
        async with self._desk.store.read() as tx:
            kept = await asides.read_note(tx, _NOTE)
        self._clock.be(timedelta(seconds=float(kept or 0)))

    async def advance_to(self, instant: datetime) -> None:
        """Let everything happen that falls due until then, in order."""
        async with self._moving:
            await self._ticker.settle()
            while (due := await self._ticker.next_due()) is not None and due <= instant:
                self._clock.reach(due)
                await self._ticker.settle()
            self._clock.reach(instant)
            await self._ticker.settle()
            async with self._desk.store.write() as tx:
                await asides.write_note(tx, _NOTE, str(self._clock.ahead.total_seconds()))

    async def stops(self) -> Sequence[tuple[str, datetime]]:
        """What is worth moving to: the next question, close and reminder, and the morning."""
        async with self._desk.store.read() as tx:
            found = [(label, await jobs.next_of(tx, kind)) for kind, label in _LABELS.items()]
        taps = self._desk.timing.taps_under_way  # a close waits for them, and the question after it too
        stops = [(label, at if label == _LABELS[JobKind.REMIND] else at + taps) for label, at in found if at]
        return [*stops, ("Tomorrow morning", self._morning())]

    def _morning(self) -> datetime:
        tomorrow = local_date(self._clock(), self._zone) + DAY
        return instant(tomorrow, time(8, 0), self._zone)
