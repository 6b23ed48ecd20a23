"""One question per study day at the local time, across both clock changes of a year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model.cohort import Cohort, Schedule
from bot.store import bindings, cohorts, rounds
from bot.study import asking
from tests.core.world import world

EVERY_DAY = frozenset(range(7))

# zone, opening, the Sunday or Friday of each change in 2026, and the expected local reading on the day of a gap
CHANGES = [
    ("America/New_York", time(2, 30), (date(2026, 3, 8), date(2026, 11, 1)), {date(2026, 3, 8): time(3, 0)}),
    ("Europe/Berlin", time(2, 30), (date(2026, 3, 29), date(2026, 10, 25)), {date(2026, 3, 29): time(3, 0)}),
    ("Africa/Cairo", time(0, 0), (date(2026, 4, 24), date(2026, 10, 30)), {date(2026, 4, 24): time(1, 0)}),
    ("America/Santiago", time(0, 0), (date(2026, 9, 6), date(2026, 4, 5)), {date(2026, 9, 6): time(1, 0)}),
    ("Australia/Lord_Howe", time(2, 15), (date(2026, 10, 4), date(2026, 4, 5)), {date(2026, 10, 4): time(2, 30)}),
    ("Asia/Kolkata", time(7, 0), (date(2026, 3, 29), date(2026, 10, 25)), {}),
]


@pytest.mark.parametrize(("zone", "opens", "changes", "gaps"), CHANGES, ids=[c[0] for c in CHANGES])
async def test_one_question_a_day_at_the_local_time(
    tmp_path: Path, zone: str, opens: time, changes: tuple[date, date], gaps: dict[date, time]
) -> None:
    for change in changes:
        folder = tmp_path / str(change)
        start = datetime.combine(change - timedelta(days=3), time(12), UTC)
        async with world(folder, start) as w:
            async with w.desk.store.write() as tx:
                number = await cohorts.create(
                    tx, Cohort(0, "C", Schedule(zone, opens, EVERY_DAY), "cpim-9.0", seed=3, created_at=w.now)
                )
                await bindings.bind(tx, number, w.room, "#cpim", w.now)
                kept = await cohorts.get(tx, number)
                assert kept
                await asking.schedule(tx, kept, w.now)
            await w.advance(timedelta(days=6))
            async with w.desk.store.read() as tx:
                asked = await rounds.between(tx, number, date.min, date.max)
        days = [one.day for one in asked]
        assert days == sorted(set(days)), "twice on one day"
        assert len(days) == (days[-1] - days[0]).days + 1, "a day left out"
        assert change in days
        assert len(w.platform.in_room("cpim")) == len(days)
        for one in asked:
            local = one.opens_at.astimezone(ZoneInfo(zone))
            assert local.date() == one.day
            assert local.time() == gaps.get(one.day, opens)
            assert local.fold == 0
