"""The look before the opening: whether token, membership and permissions are there, told while there is time.

A look asks the platform and so never happens in a transaction: a job hands it over, and comes again until it is done.
Only what a platform says for certain is told, once, and again when it changes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import leaders as cards
from bot.chat.platform import DeliveryError, Refused, Unauthorised
from bot.model.cohort import Cohort
from bot.store import bindings, cohorts, jobs, looks, memberships
from bot.store.bindings import BoundRoom
from bot.store.jobs import Job
from bot.study import telling
from bot.study.desk import Desk

log = logging.getLogger(__name__)

_AT_ONCE = 4
_PAUSE = 0.1
_LONGEST = 60.0


@dataclass(frozen=True, slots=True)
class _Look:
    """A room, and what it lacks, each as a sentence. `is_token`: the platform refuses the bot as a whole."""

    bound: BoundRoom
    lacks: tuple[str, ...]
    is_token: bool = False


class Scout:
    """Looks at the rooms of the cohorts that it is handed: few at once, ten a second at most.

    `pause` waits so many seconds; it is called only while more cohorts wait.
    """

    def __init__(self, desk: Desk, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._desk = desk
        self._pause = pause
        self._waiting: dict[int, tuple[Job, datetime]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._tokens_told: set[str] = set()

    def go(self, job: Job, opens_at: datetime) -> None:
        """Look at this job's cohort soon, and finish the job once that is done."""
        self._waiting[job.subject] = (job, opens_at)
        if len(self._workers) < _AT_ONCE:
            task = asyncio.create_task(self._work(), name="scout")
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def finish(self) -> None:
        """Wait until every look is done."""
        while self._workers:
            await asyncio.wait(self._workers)

    async def stop(self) -> None:
        """Look no more. What was not done is begun anew by its job."""
        self._waiting.clear()
        for task in self._workers:
            task.cancel()
        await self.finish()

    async def _work(self) -> None:
        while self._waiting:
            job, opens_at = self._waiting.pop(next(iter(self._waiting)))
            try:
                await self._look(job, opens_at)
            except Exception:
                log.exception("the look before the opening of cohort %d failed", job.subject)
            if self._waiting:
                await self._pause(_PAUSE * _AT_ONCE)

    async def _look(self, job: Job, opens_at: datetime) -> None:
        async with self._desk.store.read() as tx:
            rooms = await bindings.of_cohort(tx, job.subject)
        seen = [await self._seen(bound) for bound in rooms]
        async with self._desk.store.write() as tx:
            cohort = await cohorts.get(tx, job.subject)
            for look in seen:
                if cohort is not None and look is not None:
                    await self._tell(tx, cohort, look, opens_at)
            if None not in seen:
                await jobs.finish(tx, [job], {})
        self._desk.bell.set()

    async def _seen(self, bound: BoundRoom) -> _Look | None:
        """What one room lacks; None where that is not known now."""
        try:
            async with asyncio.timeout(_LONGEST):
                return _Look(bound, tuple(await self._desk.platforms.lacks(bound.room)))
        except Unauthorised as error:
            return _Look(bound, (f"{error}. {error.remedy}".strip(),), is_token=True)
        except Refused as error:
            return _Look(bound, (error.remedy or str(error),))
        except (DeliveryError, TimeoutError) as error:
            log.info("room %d cannot be looked at now: %s", bound.id, error or "no answer")
            return None

    async def _tell(self, tx: AsyncConnection, cohort: Cohort, look: _Look, opens_at: datetime) -> None:
        now, what = self._desk.clock(), "\n".join(look.lacks)
        if await looks.found(tx, look.bound.id) == what:
            return
        await looks.keep(tx, look.bound.id, what)
        topic = f"look:{cohort.id}:{look.bound.id}"
        leaders = await memberships.of_cohort(tx, cohort.id, leaders=True)
        for leader in leaders:  # what they were going to be told is so no longer
            await telling.untell(tx, leader.person.id, topic)
        if not look.lacks:
            return
        self._log(cohort, look)
        card = cards.not_ready(cohort.name, look.bound.name, look.lacks, opens_at, cohort.schedule.zone)
        if look.is_token:  # no letter goes through there, and one that went later would be old news
            for leader in leaders:
                await telling.tell_later(tx, leader.person.id, card, now, topic)
        else:
            await telling.tell_leaders(tx, cohort.id, f"{topic}:{now.isoformat()}", card, now)

    def _log(self, cohort: Cohort, look: _Look) -> None:
        what = " ".join(look.lacks)
        if not look.is_token:
            log.warning("cohort %d is not ready for its next question in room %d: %s", cohort.id, look.bound.id, what)
        elif what not in self._tokens_told:  # one line for the token, not one for each room
            self._tokens_told.add(what)
            log.error("%s refuses the token before an opening: %s", look.bound.room.platform, what)
