"""Benchmark 4, the beat: very many cohorts due in the same minute, beside the same schedules as APScheduler's jobs."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import func, select

from bot.app import Takt, assembled, load_content
from bot.running import collecting_lightly
from bot.store.schema import round_
from tests.bench import flood
from tests.bench.report import Line, Part
from tests.fakes import postgres
from tests.fakes.engines import prepare

_RATE = 2_000.0
_HOLD = 50.0
_GROWTH = 20.0
_ANSWERS = 10
"""To each question, where closing them is measured with answers."""
_LEAD, _TRIES, _CAP = 1.0, 5, 60.0
"""Seconds in reserve before the peer's jobs fall due, how often they are added anew for more, seconds for the work."""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Cohorts in the flood, with answers, and on PostgreSQL; the peer's jobs in memory, and on the disk."""

    flood: int
    answered: int
    server: int
    peer: int
    kept: int


_FULL, _QUICK = _Sizes(100_000, 5_000, 2_000, 20_000, 300), _Sizes(3_000, 300, 300, 3_000, 50)


@dataclass
class _Run:
    """What one flood cost. `holds` are milliseconds between turns of the loop, `spent` of its thread's CPU in them."""

    count: int
    seconds: float = 0.0
    cpu: float = 0.0
    holds: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    grown: float = 0.0
    done: int = 0
    missed: int = 0

    @property
    def rate(self) -> float:
        """How many a second."""
        return self.count / self.seconds

    @property
    def each(self) -> float:
        """Microseconds of CPU for each."""
        return self.cpu / self.count * 1e6


@dataclass
class _Flood:
    """Cohorts that open and close together; and in milliseconds a start, and a look for what is due next."""

    opened: _Run
    closed: _Run
    start: float = 0.0
    look: float = 0.0


def measure(quick: bool) -> Part:
    """Cohorts on SQLite as in production (`synchronous=FULL`), on the disk that temporary files are on."""
    sizes = _QUICK if quick else _FULL
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    ours = asyncio.run(_on_disk(sizes.flood))
    answered = asyncio.run(_on_disk(sizes.answered, _ANSWERS))
    server = asyncio.run(_flood(postgres.fresh(), sizes.server))
    patient = asyncio.run(_scheduled(sizes.peer, patient=True))
    default = asyncio.run(_scheduled(sizes.peer, patient=False))
    kept = asyncio.run(_kept(sizes.kept))
    lines = [_speed(ours.opened), *_closing(ours.closed, answered.closed), _held(ours, patient), _steady(ours)]
    remarks = [*_remarks(ours, server), *_peers(patient, kept)]
    return Part(f"Beat: {sizes.flood:,} cohorts due in the same minute", [*lines, _dropped(default)], remarks)


def _speed(ours: _Run) -> Line:
    what = "rounds picked and committed with their letters"
    note = f"{ours.each:.0f} microseconds of CPU for each"
    return Line("4", what, ours.rate, None, "a second", None, "at least 2,000 a second", ours.rate >= _RATE, note)


def _closing(bare: _Run, answered: _Run) -> list[Line]:
    found = []
    for run, what in ((bare, "without answers"), (answered, f"with {_ANSWERS} answers each")):
        note = f"{run.count:,} of them, {run.each:.0f} microseconds of CPU for each"
        found.append(Line("4", f"rounds closed, {what}", run.rate, None, "a second", None, "", None, note))
    return found


def _held(ours: _Flood, peer: _Run) -> Line:
    mine = max(*ours.opened.holds, *ours.closed.holds)
    spent, theirs = max(*ours.opened.spent, *ours.closed.spent), max(peer.holds)
    note = (
        f"the longest that the loop was held while they opened and closed, by the clock on the wall; of the loop's own "
        f"CPU time {spent:.0f} ms. Other: {peer.count:,} APScheduler jobs that do nothing"
    )
    return Line("4", "event loop held", mine, theirs, "ms", mine / theirs, "at most 50 ms", mine <= _HOLD, note)


def _steady(ours: _Flood) -> Line:
    grown, wanted = ours.opened.grown, f"at most {_GROWTH:.0f} MB"
    note = f"resident set, while they opened; {ours.closed.grown:.1f} MB more while they closed"
    return Line("4", "memory grown meanwhile", grown, None, "MB", None, wanted, grown <= _GROWTH, note)


def _dropped(default: _Run) -> Line:
    note = (
        f"APScheduler as it comes (misfire_grace_time of 1 s) drops {default.missed:,} of {default.count:,} as misfires"
    )
    return Line("4", "questions dropped", 0.0, float(default.missed), "of all", None, "none", True, note)


def _remarks(ours: _Flood, server: _Flood) -> list[str]:
    return [
        f"A start with {ours.opened.count:,} cohorts that are due looks for what is missing in {ours.start:,.0f} ms; "
        f"what is due next is found in {ours.look:.1f} ms.",
        f"On PostgreSQL (on the same machine, without fsync) {server.opened.count:,} cohorts opened at "
        f"{server.opened.rate:,.0f} and closed at {server.closed.rate:,.0f} a second; the loop, on which "
        f"all of that is done there, was held for {max(*server.opened.holds, *server.closed.holds):.0f} ms at most.",
    ]


def _peers(patient: _Run, kept: _Run) -> list[str]:
    return [
        f"APScheduler in memory, told never to drop a job, ran {_of(patient)}.",
        f"APScheduler with its SQLAlchemyJobStore ran {_of(kept)} and held the loop for {max(kept.holds):,.0f} ms: it "
        f"works them off in one go.",
    ]


def _of(run: _Run) -> str:
    over = "" if run.done == run.count else f", and had not finished after {_CAP:.0f} s"
    return f"{run.done:,} of {run.count:,} empty jobs in {run.seconds:.1f} s{over}"


@asynccontextmanager
async def _watched(run: _Run) -> AsyncIterator[None]:
    """Turns the loop as often as it lets itself be turned, and notes the gaps and what else the work cost."""
    watching = asyncio.create_task(_watch(run))
    await asyncio.sleep(0.01)
    run.holds.clear()
    run.spent.clear()
    before, cpu, began = _resident(), time.process_time(), time.perf_counter()
    try:
        yield
    finally:
        run.seconds, run.cpu = time.perf_counter() - began, time.process_time() - cpu
        run.grown = _resident() - before
        await asyncio.sleep(0.01)
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(run: _Run) -> None:
    wall, cpu = time.perf_counter(), time.thread_time()
    while True:
        await asyncio.sleep(0.002)
        now, spent = time.perf_counter(), time.thread_time()
        run.holds.append((now - wall - 0.002) * 1e3)
        run.spent.append((spent - cpu) * 1e3)
        wall, cpu = now, spent


def _resident() -> float:
    """Resident memory in megabytes."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096 / 1e6


async def _on_disk(count: int, each: int = 0) -> _Flood:
    with tempfile.TemporaryDirectory(prefix="takt-beat-") as folder:
        return await _flood(prepare(Path(folder)), count, each)


async def _flood(url: str, count: int, each: int = 0) -> _Flood:
    """Our own: a beat with every opening due, then one with every close, of questions that had so many answers each.

    Letters are committed, and wait: no platform is configured. Before the close those of the questions have gone out.
    """
    found = _Flood(_Run(count), _Run(count))
    content, clock = load_content(), [flood.DUE + timedelta(seconds=1)]
    await flood.fill(url, content.bank, count)
    async with assembled(url, content, [], lambda: clock[0]) as takt:
        began = time.perf_counter()
        await takt.ticker.start()
        found.start = (time.perf_counter() - began) * 1e3
        with collecting_lightly():
            async with _watched(found.opened):
                await takt.ticker.work()
            await _must_be(takt, "open", count)
            began = time.perf_counter()
            await takt.ticker.next_due()
            found.look = (time.perf_counter() - began) * 1e3
            await flood.deliver_all(url)
            if each:
                await flood.answer_all(url, each)
            clock[0] = flood.CLOSED
            async with _watched(found.closed):
                await takt.ticker.work()
            await _must_be(takt, "closed", count * (flood.PAST + 1))
    return found


async def _must_be(takt: Takt, state: str, wanted: int) -> None:
    async with takt.desk.store.read() as tx:
        found = (await tx.execute(select(func.count()).where(round_.c.state == state))).scalar_one()
    if found != wanted:
        raise AssertionError(f"{found} rounds are {state}, not {wanted}")


async def _scheduled(count: int, *, patient: bool, url: str = "") -> _Run:
    """APScheduler with one job for each cohort, due at one instant, that does nothing at all.

    In memory, or with `url` in a database. `patient`: it is told never to drop a job for being late.
    """
    run = _Run(count)
    over = asyncio.Event()

    def hear(event: Any) -> None:
        run.missed += event.code == EVENT_JOB_MISSED
        run.done += event.code == EVENT_JOB_EXECUTED
        if run.missed + run.done == count:
            over.set()

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None} if patient else {})
    if url:
        scheduler.add_jobstore("sqlalchemy", url=url)
    scheduler.start(paused=True)
    due = await _all_added(scheduler, count)
    scheduler.add_listener(hear, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.resume()
    await asyncio.sleep((due - datetime.now(UTC)).total_seconds() - _LEAD / 4)
    async with _watched(run):
        with suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), _CAP)
    run.seconds = (datetime.now(UTC) - due).total_seconds()
    scheduler.shutdown(wait=False)
    return run


async def _all_added(scheduler: Any, count: int) -> datetime:
    """Add the jobs, and return when they fall due: as soon as can be after the last is in."""
    reserve = _LEAD
    for _ in range(_TRIES):
        began = datetime.now(UTC)
        due = began + timedelta(seconds=reserve)
        for number in range(count):
            scheduler.add_job(_nothing, "date", run_date=due, args=[number])
        if (left := (due - datetime.now(UTC)).total_seconds()) >= _LEAD / 2:
            return due
        scheduler.remove_all_jobs()
        reserve = 2 * (reserve - left) + _LEAD
    raise AssertionError(f"{count} jobs took too long to add: the peer would look worse than it is")


async def _kept(count: int) -> _Run:
    with tempfile.TemporaryDirectory(prefix="takt-beat-") as folder:
        return await _scheduled(count, patient=True, url=f"sqlite:///{folder}/jobs.db")


async def _nothing(number: int) -> None:
    pass
