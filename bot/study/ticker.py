"""The beat: claims the jobs that are due, has them done in short transactions, and lets the post office deliver.

A transaction begins by looking whether its jobs are still ours, so a lease that has run out lets nothing happen twice.
Cohorts that open are taken together; a batch that fails is done again in halves, so that one bad cohort costs nobody
else theirs.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeAlias

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.rules.looking import AGAIN
from bot.store import asides, challenges, cohorts, invitations, jobs
from bot.store.jobs import Job, JobKind, Planned
from bot.study import (
    asking,
    challenging,
    challenging_posts,
    closing,
    duelling,
    live_rounds,
    nudging,
    observing,
    opening,
    reminding,
    streaking,
    summary,
)
from bot.study.desk import Desk
from bot.study.post_office import PostOffice
from bot.study.scouting import Scout

log = logging.getLogger(__name__)

_MOST = 200
"""Jobs that are claimed at once: even one by one they are done long before their lease runs out."""
_AT_ONCE = (JobKind.CLOSE, JobKind.OPEN, JobKind.REFRESH, JobKind.FORGIVE, JobKind.RETELL)
"""Kinds whose work waits for the database alone: on SQLite it is done in a thread beside the event loop."""
_TOGETHER = {JobKind.CLOSE: 25, **dict.fromkeys((JobKind.OPEN, JobKind.REFRESH, JobKind.FORGIVE, JobKind.LOOK), 200)}
"""How many of a kind are done in one transaction; of the other kinds each has its own."""
_PAGE = 500
_DRAFTS_LAST = timedelta(days=1)
_TIDY_EVERY = timedelta(hours=1)
_SEND_EVERY = timedelta(seconds=1)
_LONGEST = timedelta(seconds=10)
"""After so long a beat ends and another begins at once: who watches takes a long silence for a bot that hangs."""

_Work: TypeAlias = Callable[[AsyncConnection, Sequence[Job], datetime], Awaitable[Mapping[int, datetime]]]
_One: TypeAlias = Callable[[AsyncConnection, Job, datetime], Awaitable[datetime | None]]


class Ticker:
    """Does what is due. `beat` is called each second and when the bell rings, `settle` by a moved clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.post_office = PostOffice(desk)
        self.scout = Scout(desk)
        self._working = asyncio.Lock()
        self._tidied = desk.clock()
        self._do: dict[JobKind, _Work] = {
            JobKind.CLOSE: self._close,
            JobKind.OPEN: self._open,
            JobKind.REFRESH: self._refresh,
            JobKind.REMIND: _each(self._remind),
            JobKind.DUEL: _each(self._duel),
            JobKind.CHALLENGE: _each(self._challenge),
            JobKind.CHALLENGE_CARD: _each(self._challenge_card),
            JobKind.FORGIVE: self._forgive,
            JobKind.NUDGE: _each(self._nudge),
            JobKind.LIVE: _each(self._live),
            JobKind.LOOK: self._look,
            JobKind.RETELL: _each(self._retell),
        }

    async def start(self) -> None:
        """Pick up where the last process ended: interrupted letters, missing jobs, old drafts."""
        await self.post_office.recover()
        now = self._desk.clock()
        await self._tidy(now)
        async with self._desk.store.write() as tx:
            await observing.renew(tx, self._desk, now)
            await jobs.put_all(
                tx, [Planned(JobKind.CHALLENGE, number, now) for number in await challenges.unscheduled(tx)]
            )
        await self._schedule_missing(now)

    async def _schedule_missing(self, now: datetime) -> None:
        """Every cohort that asks has its next opening. They have: this looks for those that somehow lost it."""
        page: list[Cohort] | None = None
        while page is None or len(page) == _PAGE:
            async with self._desk.store.write() as tx:
                page = await cohorts.unscheduled(tx, page[-1].id if page else 0, _PAGE)
                await asking.schedule_all(tx, page, now)

    async def beat(self) -> None:
        """Do every job that is due and begin to deliver every letter that is. Waits for no platform."""
        async with self._working:
            await self.work()
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

    async def work(self) -> None:
        """Do every job that is due. One that fails is tried again after its lease, and holds up no other.

        While there is much to do, the post office is let in between: nobody's letter waits for everybody's. After some
        seconds the rest is left to the next beat, for which the bell is rung.
        """
        began = sent = self._desk.clock()
        while await self._any_due(now := self._desk.clock()):
            async with self._desk.store.write() as tx:
                claimed = await jobs.claim(tx, now, self._desk.timing.lease, _MOST)
            for batch in _batches(claimed):
                await self._work_on(batch, now)
            if len(claimed) < _MOST:
                return
            if now - sent >= _SEND_EVERY:
                await self.post_office.send_out()
                sent = now
            if now - began >= _LONGEST:
                self._desk.bell.set()
                return

    async def next_due(self) -> datetime | None:
        """When there is something to do next."""
        async with self._desk.store.read() as tx:
            due = [d for d in (await jobs.next_due(tx), await self.post_office.next_due(tx)) if d is not None]
        return min(due, default=None)

    async def _any_due(self, now: datetime) -> bool:
        """Looked up without the write lock: a beat comes with every request, and most find nothing to do."""
        lease = self._desk.timing.lease
        return await self._desk.store.read_at_once(lambda tx: jobs.any_due(tx, now, lease))

    async def _work_on(self, batch: Sequence[Job], now: datetime) -> bool:
        """Do these in one transaction, or in halves until the bad one stands alone. Returns whether it makes sense
        to go on: not where the database is locked, full or away. Whatever was not done comes after its lease.
        """
        try:
            await self._done(batch, now)
        except Exception as error:
            if len(batch) == 1:
                self._desk.watch.job(batch[0].kind, "failed")
                _log(batch[0], error)
                return not isinstance(error, OperationalError)
            half = len(batch) // 2
            return await self._work_on(batch[:half], now) and await self._work_on(batch[half:], now)
        return True

    async def _done(self, batch: Sequence[Job], now: datetime) -> None:
        async def do(tx: AsyncConnection) -> list[Job]:
            if held := await jobs.held(tx, batch):
                later = await self._do[held[0].kind](tx, held, now)
                await jobs.finish(tx, held, later)
            return held

        if batch[0].kind in _AT_ONCE:
            done = await self._desk.store.write_at_once(do, alone=True)
        else:
            async with self._desk.store.write() as tx:
                done = await do(tx)
        for job in done:
            self._desk.watch.job(job.kind, "done")

    async def _open(self, tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        waiting = await opening.open_all(tx, self._desk, [job.subject for job in due], now)
        return {job.id: waiting[job.subject] for job in due if job.subject in waiting}

    async def _close(self, tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        waiting = await closing.close_due(tx, self._desk, [job.subject for job in due], now)
        return {job.id: waiting[job.subject] for job in due if job.subject in waiting}

    async def _refresh(self, tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        await closing.refresh_all(tx, self._desk, [job.subject for job in due], now)
        return {}

    async def _forgive(self, tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        await streaking.forgive_all(tx, [job.subject for job in due], now)
        return {}

    async def _look(self, tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        opens_at = await jobs.due_of_all(tx, JobKind.OPEN, [job.subject for job in due])
        again = {job.id: now + AGAIN for job in due if opens_at.get(job.subject, now) > now}
        for job in due:
            if job.id in again:
                self.scout.go(replace(job, due=again[job.id]), opens_at[job.subject])
        return again

    # Each of these returns when to come again, or None when it is done.

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

    async def _retell(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        await summary.retell(tx, self._desk, job.subject, job.detail, now)
        return None

    async def _remind(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        await reminding.remind(tx, self._desk, job.subject, job.detail, job.due, now)
        return None

    async def _duel(self, tx: AsyncConnection, job: Job, now: datetime) -> datetime | None:
        return await duelling.fall_due(tx, self._desk, job.subject, now)


def _each(do: _One) -> _Work:
    """Work that is done for one job at a time."""

    async def work(tx: AsyncConnection, due: Sequence[Job], now: datetime) -> Mapping[int, datetime]:
        later = {job.id: await do(tx, job, now) for job in due}
        return {number: at for number, at in later.items() if at is not None}

    return work


def _batches(claimed: Sequence[Job]) -> Iterator[list[Job]]:
    """What is done in one transaction each, in the order in which it fell due."""
    for kind, same in groupby(claimed, key=lambda job: job.kind):
        rest = list(same)
        most = _TOGETHER.get(kind, 1)
        yield from (rest[start : start + most] for start in range(0, len(rest), most))


def _log(job: Job, error: Exception) -> None:
    log.error("job %s for %d failed (try %d)", job.kind, job.subject, job.tries, exc_info=error)
