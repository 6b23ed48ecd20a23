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
from statistics import median
from typing import Any

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import func, select

from bot.app import assembled, load_content
from bot.running import collecting_lightly
from bot.store.schema import letter
from tests.bench import flood
from tests.bench.report import Line, Part
from tests.fakes.engines import prepare

_RATE = 2_000.0
_HOLD = 50.0
_GROWTH = 20.0
_KEPT = 300
_ADDING, _ADDING_KEPT, _LEAD = 0.0006, 0.03, 0.2
"""Seconds that are allowed for adding a job in memory and in a database, and before they fall due."""


@dataclass
class _Run:
    """What one flood cost. `holds` are milliseconds between turns of the loop, `spent` of its thread's CPU in them."""

    seconds: float = 0.0
    cpu: float = 0.0
    holds: list[float] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)
    grown: float = 0.0
    start: float = 0.0
    done: int = 0
    missed: int = 0


def measure(quick: bool) -> Part:
    """Cohorts on SQLite as in production (`synchronous=FULL`), on the disk that temporary files are on."""
    count, runs = (3_000, 1) if quick else (100_000, 3)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    ours, patient, default = [], [], []
    for _ in range(runs):
        ours.append(asyncio.run(_flood(count)))
        patient.append(asyncio.run(_scheduled(count, patient=True)))
        default.append(asyncio.run(_scheduled(count, patient=False)))
    kept = asyncio.run(_kept(_KEPT))
    lines = [_speed(ours, count), _held(ours, patient, count), _steady(ours), _dropped(default, count)]
    return Part(f"Beat: {count:,} cohorts due in the same minute", lines, _remarks(ours, patient, kept))


def _speed(ours: list[_Run], count: int) -> Line:
    rate = median(count / run.seconds for run in ours)
    what = "rounds picked and committed with their letters"
    note = f"{median(run.cpu / count for run in ours) * 1e6:.0f} microseconds of CPU for each"
    return Line("4", what, rate, None, "a second", None, "at least 2,000 a second", rate >= _RATE, note)


def _held(ours: list[_Run], peers: list[_Run], count: int) -> Line:
    mine, theirs = median(max(run.holds) for run in ours), median(max(run.holds) for run in peers)
    note = (
        f"the longest that the loop was held, collecting garbage included; of the loop's own CPU time "
        f"{median(max(run.spent) for run in ours):.0f} ms. Other: {count:,} APScheduler jobs that do nothing"
    )
    return Line("4", "event loop held", mine, theirs, "ms", mine / theirs, "at most 50 ms", mine <= _HOLD, note)


def _steady(ours: list[_Run]) -> Line:
    grown = median(run.grown for run in ours)
    wanted = f"at most {_GROWTH:.0f} MB"
    return Line("4", "memory grown meanwhile", grown, None, "MB", None, wanted, grown <= _GROWTH, "resident set")


def _dropped(default: list[_Run], count: int) -> Line:
    lost = median(float(run.missed) for run in default)
    note = f"APScheduler as it comes (misfire_grace_time of 1 s) drops {lost:,.0f} of {count:,} as misfires"
    return Line("4", "questions dropped", 0.0, lost, "of all", None, "none", True, note)


def _remarks(ours: list[_Run], patient: list[_Run], kept: _Run) -> list[str]:
    slow = median(run.seconds for run in patient)
    done = median(float(run.done) for run in patient)
    return [
        f"A start looks for what is missing among all of them in {median(run.start for run in ours) * 1e3:,.0f} ms.",
        f"APScheduler in memory, told never to drop a job, ran {done:,.0f} empty jobs in {slow:.1f} s; ours were "
        f"claimed, asked and committed in {median(run.seconds for run in ours):.1f} s.",
        f"APScheduler with its SQLAlchemyJobStore ran {kept.done} empty jobs at {kept.done / kept.seconds:,.0f} "
        f"a second and held the loop for {max(kept.holds):,.0f} ms: it works them off in one go.",
    ]


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


async def _flood(count: int) -> _Run:
    """Our own: one beat with everything due. Letters are committed, and wait: no platform is configured."""
    run = _Run()
    content = load_content()
    with tempfile.TemporaryDirectory(prefix="takt-beat-") as folder:
        url = prepare(Path(folder))
        await flood.fill(url, content.bank, count)
        async with assembled(url, content, [], lambda: flood.DUE + timedelta(seconds=1)) as takt:
            began = time.perf_counter()
            await takt.ticker.start()
            run.start = time.perf_counter() - began
            with collecting_lightly():
                async with _watched(run):
                    await takt.ticker.work()
            async with takt.desk.store.read() as tx:
                run.done = (await tx.execute(select(func.count()).select_from(letter))).scalar_one()
    if run.done != count:
        raise AssertionError(f"{run.done} letters for {count} cohorts")
    return run


async def _scheduled(count: int, *, patient: bool, url: str = "") -> _Run:
    """APScheduler with one job for each cohort, due at one instant, that does nothing at all.

    In memory, or with `url` in a database. `patient`: it is told never to drop a job for being late.
    """
    run = _Run()
    over = asyncio.Event()

    def hear(event: Any) -> None:
        run.missed += event.code == EVENT_JOB_MISSED
        run.done += event.code == EVENT_JOB_EXECUTED
        if run.missed + run.done == count:
            over.set()

    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None} if patient else {})
    if url:
        scheduler.add_jobstore("sqlalchemy", url=url)
    scheduler.add_listener(hear, EVENT_JOB_EXECUTED | EVENT_JOB_MISSED)
    scheduler.start()
    due = datetime.now(UTC) + timedelta(seconds=2 + count * (_ADDING_KEPT if url else _ADDING))
    for number in range(count):
        scheduler.add_job(_nothing, "date", run_date=due, args=[number])
    early = (due - datetime.now(UTC)).total_seconds() - _LEAD
    if early < 0:
        raise AssertionError(f"{count} jobs took too long to add: the peer would look worse than it is")
    await asyncio.sleep(early)
    async with _watched(run):
        await over.wait()
    run.seconds = (datetime.now(UTC) - due).total_seconds()
    scheduler.shutdown(wait=False)
    return run


async def _kept(count: int) -> _Run:
    with tempfile.TemporaryDirectory(prefix="takt-beat-") as folder:
        return await _scheduled(count, patient=True, url=f"sqlite:///{folder}/jobs.db")


async def _nothing(number: int) -> None:
    pass
