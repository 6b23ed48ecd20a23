"""Lets a town live: people act at their instants, the bot beats in between, and is started again when it has died."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import count

from tests.simulation.town import Town

Act = Callable[[], Awaitable[object]]


class Drive:
    """`downtime` gives how long the machine is down after a death, in seconds. `on_boot` is called before a start."""

    def __init__(self, town: Town, downtime: Callable[[], float], on_boot: Callable[[], None] = lambda: None) -> None:
        self.town = town
        self._downtime = downtime
        self._on_boot = on_boot
        self._coming: list[tuple[float, int, Act]] = []
        self._order = count()
        self._acting: set[asyncio.Task[object]] = set()
        self._rises: float | None = None

    def at(self, when: datetime, act: Act) -> None:
        """Have this done at that time, by the right clock."""
        heapq.heappush(self._coming, (self.town.machine.seconds_until(when), next(self._order), act))

    def after(self, wait: timedelta, act: Act) -> None:
        self.at(self.town.machine.now() + wait, act)

    async def until(self, goal: datetime) -> None:
        """Live until then."""
        end = self.town.machine.seconds_until(goal)
        while self._coming and self._coming[0][0] <= end:
            when, _, act = heapq.heappop(self._coming)
            await self._run(when)
            task = asyncio.ensure_future(act())
            self._acting.add(task)
            task.add_done_callback(self._acting.discard)
        await self._run(end)

    async def _run(self, end: float) -> None:
        machine, loop = self.town.machine, asyncio.get_running_loop()
        while loop.time() < end or not machine.alive:
            if machine.alive:
                await machine.run_until(end)
                continue
            if self._rises is None:
                self._rises = loop.time() + self._downtime()
            if self._rises > end:
                await asyncio.sleep(max(end - loop.time(), 0))
                return
            await asyncio.sleep(max(self._rises - loop.time(), 0))
            self._rises = None
            self._on_boot()
            await machine.boot()
