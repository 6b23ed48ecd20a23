"""The beat: a job that fails is tried again after its lease, and holds up no other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store import jobs
from bot.store.jobs import JobKind, Planned
from tests.core.world import World, found_cohort, world


async def due_of(w: World, kind: JobKind, subject: int) -> datetime | None:
    async with w.desk.store.read() as tx:
        return await jobs.due_of(tx, kind, subject)


def failing(times: int, then: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    left = [times]

    async def run(*args: Any) -> Any:
        if left[0]:
            left[0] -= 1
            raise RuntimeError("planted")
        return await then(*args)

    return run


async def test_a_job_that_fails_comes_again_after_its_lease_and_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        async with w.desk.store.write() as tx:
            await jobs.put(tx, JobKind.REFRESH, 99, w.now + timedelta(hours=1))
        doing = w.takt.ticker._do
        doing[JobKind.REFRESH] = failing(2, doing[JobKind.REFRESH])
        await w.advance(timedelta(hours=1, minutes=3))
        assert await due_of(w, JobKind.REFRESH, 99) is not None
        assert "planted" in caplog.text
        await w.advance(timedelta(days=1))
        assert await due_of(w, JobKind.REFRESH, 99) is None
        assert len(w.platform.in_room("cpim")) == 1


async def test_a_failed_job_leaves_nothing_half_written(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        doing = w.takt.ticker._do
        opening = doing[JobKind.OPEN]

        async def open_and_fail(*args: Any) -> Any:
            await opening(*args)
            raise RuntimeError("planted after the work")

        doing[JobKind.OPEN] = open_and_fail
        await w.advance(timedelta(hours=23, minutes=1))
        assert w.platform.in_room("cpim") == []
        doing[JobKind.OPEN] = opening
        await w.advance(timedelta(minutes=5))
        assert len(w.platform.in_room("cpim")) == 1


async def test_at_one_instant_things_are_done_in_the_order_of_their_kinds(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        async with w.desk.store.write() as tx:
            await jobs.put_all(tx, [Planned(kind, 99, w.now) for kind in reversed(JobKind)])
            claimed = await jobs.claim(tx, w.now, w.desk.timing.lease, 100)
        assert [job.kind for job in claimed] == list(JobKind)
