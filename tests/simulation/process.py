"""The bot as a process that can die: everything of it stops at once, and nothing that it had not committed is kept."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Self

from bot.app import Takt, assembled
from bot.model.places import Account
from bot.study.desk import Timing
from tests.core.world import content
from tests.simulation.disk import Disk, without_threads
from tests.simulation.faults import Died, Plan
from tests.simulation.platform import FaultyPlatform

_PULSE = 1.0
_TOGETHER = 0.3
"""What rings within this time is done in one beat."""


@dataclass
class Life:
    """One life of the process: until when it ran, and from when on its clock was wrong by how much, birth first."""

    wrong: list[tuple[datetime, timedelta]]
    ended: datetime | None = None

    def showed(self, since: datetime, until: datetime, now: datetime) -> timedelta:
        """For how long it ran while its own clock showed something between these."""
        ends = [*(at for at, _ in self.wrong[1:]), self.ended or now]
        spans = (
            (max(at, since - wrong), min(end, until - wrong)) for (at, wrong), end in zip(self.wrong, ends, strict=True)
        )
        return sum((max(end - at, timedelta(0)) for at, end in spans), timedelta(0))


class Machine:
    """A database, a platform, a clock, and a process that dies and is started again.

    `clock()` is what the machine's wall clock shows: it can be wrong. The loop's time is never wrong.
    """

    def __init__(self, url: str, start: datetime, timing: Timing | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self.url, self.start, self.timing = url, start, timing or Timing()
        self._wrong = timedelta(0)
        self.plan = Plan(self._loop.time)
        self.platform = FaultyPlatform(
            managers={"lea"},
            plan=self.plan,
            time=self._loop.time,
            clock=self.now,
            alive=lambda: not self._disk.dead,
            die=self.kill,
        )
        self._disk = Disk(self.plan)
        self._stack = ExitStack()
        self._takt: Takt | None = None
        self._hosting: asyncio.Task[None] | None = None  # the loop alone would not keep it
        self._outside: set[asyncio.Task[object]] = set()
        self.jumped = False
        """Whether the wall clock was ever wrong."""
        self.deaths = 0
        self.lives: list[Life] = []

    def __enter__(self) -> Self:
        self._stack.enter_context(without_threads(lambda: self._disk))
        self._outside = {task for task in asyncio.all_tasks()}
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def now(self) -> datetime:
        """The right time."""
        return self.start + timedelta(seconds=self._loop.time() - self._began)

    def clock(self) -> datetime:
        """What the machine takes for the time."""
        return self.now() + self._wrong

    def set_wrong(self, by: timedelta) -> None:
        """From now on the wall clock is wrong by this much."""
        self._wrong = by
        self.jumped = self.jumped or bool(by)
        if self.lives and self.lives[-1].ended is None:
            self.lives[-1].wrong.append((self.now(), by))
        if self.alive:
            self.takt.desk.bell.set()  # as a real process beats each second, whatever its clock says

    def seconds_until(self, at: datetime) -> float:
        """When that is, in seconds of the loop."""
        return self._loop.time() + (at - self.now()).total_seconds()

    @property
    def alive(self) -> bool:
        return self._takt is not None and not self._disk.dead

    @property
    def takt(self) -> Takt:
        assert self._takt, "the process does not run"
        return self._takt

    def kill(self) -> None:
        """It is dead from now on, whatever of it is still to be cleared away."""
        self._disk.dead = True
        if self._takt is not None:
            self._takt.desk.bell.set()  # whoever waits for it to do something need not

    async def boot(self) -> bool:
        """Start it. Returns False where it died in its first steps."""
        assert not self.alive
        self._disk = Disk(self.plan)
        ready: asyncio.Future[Takt] = self._loop.create_future()
        hosting = self._hosting = asyncio.create_task(self._host(ready), name="process")
        self.lives.append(Life([(self.now(), self._wrong)]))
        both: list[asyncio.Future[Any]] = [ready, hosting]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            self._takt = ready.result()
            return True
        await self.bury()
        return False

    async def _host(self, ready: asyncio.Future[Takt]) -> None:
        process = assembled(
            self.url,
            content(),
            [self.platform],
            self.clock,
            self.timing,
            steady=self._loop.time,
            random=Random(len(self.lives)),
        )
        async with process as takt:
            await takt.ticker.start()
            if not ready.done():
                ready.set_result(takt)
            await asyncio.Event().wait()

    async def bury(self) -> None:
        """Clear away the tasks of the dead process. None of them can write or send any more."""
        self.kill()
        self._takt = None
        self.deaths += 1
        self.lives[-1].ended = self.now()
        for _ in range(50):
            mine = self._outside | {asyncio.current_task()}
            left = [task for task in asyncio.all_tasks() if task not in mine]
            if not left:
                return
            for task in left:
                task.cancel()
            for _ in range(100):
                await asyncio.sleep(0)
                if all(task.done() for task in left):
                    break
            await asyncio.gather(*(task for task in left if task.done()), return_exceptions=True)
        raise AssertionError(f"the dead process still runs: {left}")

    async def beat(self, most: float) -> None:
        """One beat, and then wait for the next thing to do, `most` seconds at the longest."""
        takt = self.takt
        bell = takt.desk.bell
        bell.clear()
        wait = _PULSE
        try:
            await takt.ticker.beat()
            if not bell.is_set():
                due = await takt.ticker.next_due()
                wait = most if due is None else max((due - self.clock()).total_seconds(), _PULSE)
        except Exception:  # as the heart does: the work is still in the table
            logging.getLogger(__name__).debug("a beat failed", exc_info=True)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), min(wait, most))
        if not self._disk.dead:
            await asyncio.sleep(min(_TOGETHER, most))

    async def run_until(self, at: float) -> bool:
        """Let it run until this second of the loop. Returns False where it died before."""
        try:
            while self.alive and self._loop.time() < at:
                await self.beat(at - self._loop.time())
        except Died:
            pass
        if not self.alive and self._takt is not None:
            await self.bury()
        return self.alive

    def account(self, who: str) -> Account:
        return Account(self.platform.name, "", who)
