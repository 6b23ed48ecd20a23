"""The beat: claims the jobs that are due, has each done in its own transaction, and lets the post office deliver."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Phase
from bot.model.rounds import RoundState
from bot.rules.looking import AGAIN
from bot.store import asides, challenges, cohorts, invitations, jobs, letters, rounds
from bot.store.jobs import Job, JobKind
from bot.study import (
    asking,
    challenging,
    challenging_posts,
    closing,
    duelling,
    live_rounds,
    nudging,
    observing,
    reminding,
    streaking,
    summary,
)
from bot.study.desk import Desk
from bot.study.post_office import PostOffice
from bot.study.scouting import Scout

log = logging.getLogger(__name__)

_MOST = 500
_DRAFTS_LAST = timedelta(days=1)
_TIDY_EVERY = timedelta(hours=1)


class Ticker:
    """Does what is due. `beat` is called each second and when the bell rings, `settle` by a moved clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.post_office = PostOffice(desk)
        self.scout = Scout(desk)
        self._working = asyncio.Lock()
        self._tidied = desk.clock()
        self._do: dict[JobKind, Callable[[AsyncConnection, Job, datetime], Awaitable[datetime | None]]] = {
            JobKind.CLOSE: self._close,
            JobKind.OPEN: self._open,
            JobKind.REFRESH: self._refresh,
            JobKind.REMIND: self._remind,
            JobKind.DUEL: self._duel,
            JobKind.CHALLENGE: self._challenge,
            JobKind.CHALLENGE_CARD: self._challenge_card,
            JobKind.FORGIVE: self._forgive,
            JobKind.NUDGE: self._nudge,
            JobKind.LIVE: self._live,
            JobKind.LOOK: self._look,
        }

    async def start(self) -> None:
        """Pick up where the last process ended: interrupted letters, missing jobs, old drafts."""
        await self.post_office.recover()
        now = self._desk.clock()
        await self._tidy(now)
        async with self._desk.store.write() as tx:
            for known in await cohorts.active(tx):
                cohort = await observing.keep_up(tx, self._desk, known, now, anew=True)
                if await jobs.due_of(tx, JobKind.OPEN, cohort.id) is None:
                    await asking.schedule(tx, cohort, now)
            for challenge in await challenges.all_live(tx):
                if await jobs.due_of(tx, JobKind.CHALLENGE, challenge.id) is None:
                    await jobs.put(tx, JobKind.CHALLENGE, challenge.id, now)

    async def beat(self) -> None:
        """Do every job that is due and begin to deliver every letter that is. Waits for no platform."""
        async with self._working:
            await self._work()
            if (now := self._desk.clock()) - self._tidied >= _TIDY_EVERY:
                await self._tidy(now)
        await self.post_office.send_out()

    async def settle(self) -> None:
        """Beat until nothing is due and nothing is under way."""
        await self.beat()
        await self.scout.finish()
        await self.post_office.finish()
        while await self.post_office.send_out():
            await self.post_office.finish()

    async def _tidy(self, now: datetime) -> None:
        """Old drafts and codes are kept no longer than promised, however long the bot runs."""
        async with self._desk.store.write() as tx:
            await asides.drop_drafts(tx, now - _DRAFTS_LAST)
            await invitations.drop_old(tx, now)
        self._tidied = now

    async def _work(self) -> None:
        """Do every job that is due. One that fails is tried again after its lease, and holds up no other."""
        now = self._desk.clock()
        while await self._any_due(now):
            async with self._desk.store.write() as tx:
                claimed = await jobs.claim(tx, now, self._desk.timing.lease, _MOST)
            for job in claimed:
                await self._work_on(job, now)
            if len(claimed) < _MOST:
                return

    async def next_due(self) -> datetime | None:
        """When there is something to do next."""
        async with self._desk.store.read() as tx:
            due = [d for d in (await jobs.next_due(tx), await letters.next_due(tx)) if d is not None]
        return min(due, default=None)

    async def _any_due(self, now: datetime) -> bool:
        """Looked up without the write lock: a beat comes with every request, and most find nothing to do."""
        async with self._desk.store.read() as tx:
            return await jobs.any_due(tx, now)

    async def _work_on(self, job: Job, now: datetime) -> None:
        try:
            async with self._desk.store.write() as tx:
                later = await self._do[job.kind](tx, job, now)
                if later is None:
                    await jobs.finish(tx, job)
                else:
                    await jobs.postpone(tx, job, later)
            self._desk.watch.job(job.kind, "done")
        except Exception:
            self._desk.watch.job(job.kind, "failed")
            log.exception("job %s for %d failed (try %d)", job.kind, job.subject, job.tries)

    # Each returns when to come again, or None when it is done.

    async def _close(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        what = await rounds.get(tx, job.subject)
        cohort = await cohorts.get(tx, what.cohort) if what else None
        if what is None or cohort is None or what.state is not RoundState.OPEN:
            return None
        settled = what.closes_at + self._desk.timing.taps_under_way
        if now < settled:
            return settled
        await closing.close(tx, self._desk, cohort, what, now)
        return None

    async def _open(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        cohort = await cohorts.get(tx, job.subject)
        if cohort is None or cohort.phase is Phase.FINISHED or not await cohorts.rooms(tx, cohort.id):
            return None
        for what in await rounds.open_ones(tx, cohort.id):
            if what.closes_at <= now:  # at one instant: close, then summary, then open
                settled = what.closes_at + self._desk.timing.taps_under_way
                if now < settled:
                    return settled
                await closing.close(tx, self._desk, cohort, what, now)
        cohort = await asking.end_pause(tx, cohort, now)
        cohort = await observing.keep_up(tx, self._desk, cohort, now)
        if cohort.phase is Phase.ACTIVE:
            await summary.before_open(tx, self._desk, cohort, now)
            await asking.open_due(tx, self._desk, cohort, now)
        await asking.schedule(tx, cohort, now)
        return await jobs.due_of(tx, JobKind.OPEN, cohort.id)

    async def _refresh(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        what = await rounds.get(tx, job.subject)
        cohort = await cohorts.get(tx, what.cohort) if what else None
        if what is not None and cohort is not None:
            await closing.refresh(tx, self._desk, cohort, what, now)
        return None

    async def _forgive(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        what = await rounds.get(tx, job.subject)
        cohort = await cohorts.get(tx, what.cohort) if what else None
        if what is not None and cohort is not None and what.state is RoundState.CLOSED:
            await streaking.forgive(tx, cohort, what, now)
        return None

    async def _nudge(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        await nudging.nudge(tx, self._desk, job.subject, job.detail, job.due, now)
        return None

    async def _challenge(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        what = await challenges.get(tx, job.subject)
        return await challenging.advance(tx, self._desk, what, now) if what is not None else None

    async def _challenge_card(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        what = await challenges.get(tx, job.subject)
        cohort = await cohorts.get(tx, what.cohort) if what else None
        if what is not None and cohort is not None:
            await challenging_posts.refresh(tx, cohort, what, now)
        return None

    async def _live(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        return await live_rounds.advance(tx, self._desk, job.subject, now)

    async def _look(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        opens_at = await jobs.due_of(tx, JobKind.OPEN, job.subject)
        if opens_at is None or opens_at <= now:
            return None
        again = now + AGAIN
        self.scout.go(replace(job, due=again), opens_at)
        return again

    async def _remind(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        await reminding.remind(tx, self._desk, job.subject, job.detail, job.due, now)
        return None

    async def _duel(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        return await duelling.fall_due(tx, self._desk, job.subject, now)
