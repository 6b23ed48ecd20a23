"""What falls due when cohorts open: close what is still open, then tell of the week, then ask, then plan the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort, Phase
from bot.store import bindings, cohorts, rounds
from bot.study import asking, closing, observing, summary
from bot.study.desk import Desk


async def open_all(tx: AsyncConnection, desk: Desk, numbers: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Do what is due in these cohorts. Returns when to come again, for those that wait for taps under way."""
    known = await cohorts.several(tx, numbers)
    rooms = await bindings.of_cohorts(tx, numbers)
    meeting = [one for one in known.values() if one.phase is not Phase.FINISHED and one.id in rooms]
    waiting = await _close_first(tx, desk, meeting, now)
    ready = [await _up_to_date(tx, desk, one, now) for one in meeting if one.id not in waiting]
    active = [one for one in ready if one.phase is Phase.ACTIVE]
    await summary.before_open(tx, desk, active, now)
    await asking.open_due(tx, desk, active, now)
    await asking.schedule_all(tx, ready, now)
    return waiting


async def _close_first(
    tx: AsyncConnection, desk: Desk, meeting: Sequence[Cohort], now: datetime
) -> dict[int, datetime]:
    """At one instant: close, then summary, then open. Returns until when a close waits for taps, by cohort."""
    still_open = await rounds.open_ones_of(tx, [one.id for one in meeting])
    waiting: dict[int, datetime] = {}
    over = []
    for cohort in meeting:
        for what in still_open.get(cohort.id, ()):
            settled = what.closes_at + desk.timing.taps_under_way
            if what.closes_at <= now < settled:
                waiting[cohort.id] = settled
                break
            if what.closes_at <= now:
                over.append((cohort, what))
    await closing.close_all(tx, desk, over, now)
    return waiting


async def _up_to_date(tx: AsyncConnection, desk: Desk, cohort: Cohort, now: datetime) -> Cohort:
    """The cohort as it is now: after its pause, with the holidays that it keeps."""
    return await observing.keep_up(tx, desk, await asking.end_pause(tx, cohort, now), now)
