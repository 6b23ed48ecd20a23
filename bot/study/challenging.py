"""The life of a challenge: announced, opened and closed day by day, reported midway and at the end, or cancelled.

One job for each challenge wakes at every instant at which one of its days may open or close. What it finds then is
decided from the store alone, so that a restart, an outage or a changed schedule need nothing else.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import challenge_report as reports
from bot.cards import challenge_room as cards
from bot.model.challenge import Challenge, ChallengeDay, ChallengeState
from bot.model.cohort import Cohort, Phase
from bot.model.rounds import Series
from bot.rules.calendar import local_date
from bot.rules.challenge_days import Span, Window, due, ends_at, wakes_at, windows
from bot.store import bindings, challenge_days, challenges, cohorts, jobs, rounds
from bot.store.jobs import JobKind
from bot.study import challenging_teams, telling
from bot.study.challenging_facts import may_join, span_of, standings
from bot.study.challenging_picks import choose_day
from bot.study.challenging_posts import post, refresh, revise
from bot.study.desk import Desk

log = logging.getLogger(__name__)

_LEAST_DAYS = 3
"""A shorter challenge gets no midway report."""


async def announce(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """Have the rooms told of a new challenge, and its first day opened when it is time."""
    await post(tx, cohort, challenge, challenges.ANNOUNCEMENT, cards.announcement, now)
    await wake(tx, cohort, challenge, now)


async def wake(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """Look at it when its first day opens."""
    planned = windows(cohort.schedule, await span_of(tx, challenge))
    await jobs.put(tx, JobKind.CHALLENGE, challenge.id, planned[0].opens_at if planned else now)


async def changed(tx: AsyncConnection, desk: Desk, challenge: Challenge, now: datetime) -> None:
    """Somebody came or went: bring the announcement up to date in a while."""
    await jobs.put(tx, JobKind.CHALLENGE_CARD, challenge.id, now + desk.timing.refresh, keep=True)


async def open_now(tx: AsyncConnection, challenge: Challenge, now: datetime) -> None:
    """Wait no longer with the first day."""
    await challenges.change(tx, challenge.id, not_before=now)
    await jobs.put(tx, JobKind.CHALLENGE, challenge.id, now)


async def cancel(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> bool:
    """It counts for nothing, and its cards say so; the record stays. Returns False where it was over already."""
    if not await challenges.set_state(tx, challenge.id, ChallengeState.CANCELLED):
        return False
    await jobs.drop(tx, JobKind.CHALLENGE, challenge.id)
    await jobs.drop(tx, JobKind.CHALLENGE_CARD, challenge.id)
    over = replace(challenge, state=ChallengeState.CANCELLED)
    for day in await challenge_days.days(tx, challenge.id):
        await challenge_days.close_day(tx, day.id)
        await revise(tx, cohort, over, str(day.id), cards.cancelled_day(day), now)
    await refresh(tx, cohort, over, now)
    return True


async def advance(tx: AsyncConnection, desk: Desk, challenge: Challenge, now: datetime) -> datetime | None:
    """Do what is due. Returns when to come again, or None when it is over."""
    cohort = await cohorts.get(tx, challenge.cohort)
    if cohort is None or not challenge.live:
        return None
    if cohort.phase is Phase.FINISHED:
        await _abandon(tx, cohort, challenge, now)
        return None
    if (settled := await _close_due(tx, desk, cohort, challenge, now)) is not None:
        return settled
    await _tell_midway(tx, cohort, challenge, now)
    span, taps = await span_of(tx, challenge), desk.timing.taps_under_way
    await _open_due(tx, desk, cohort, challenge, span, now)
    still_open = await _closings(tx, challenge)
    if now >= ends_at(cohort.schedule, span):
        if still_open:
            return max(*still_open, now) + taps
        await _finish(tx, cohort, challenge, now)
        return None
    if await _is_deserted(tx, cohort, challenge, now):
        await cancel(tx, cohort, challenge, now)
        return None
    wakes = wakes_at(cohort.schedule, span, now)
    if challenge.daily:  # the daily question closes a few seconds after its time
        return wakes + taps
    return min([wakes, *still_open])


async def _open_days(tx: AsyncConnection, challenge: Challenge) -> list[ChallengeDay]:
    return [day for day in await challenge_days.days(tx, challenge.id) if not day.closed]


async def _closings(tx: AsyncConnection, challenge: Challenge) -> list[datetime]:
    """When those of its questions close that are open now."""
    if not challenge.daily:
        return [day.closes_at for day in await _open_days(tx, challenge)]
    return [
        one.closes_at
        for one in await rounds.open_ones(tx, challenge.cohort)
        if one.series is Series.DAILY and challenge.first <= one.day <= challenge.last
    ]


# --- closing


async def _close_due(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, challenge: Challenge, now: datetime
) -> datetime | None:
    """Close what is over. Returns when to come again where taps may still be under way."""
    for day in await _open_days(tx, challenge):
        settled = day.closes_at + desk.timing.taps_under_way
        if day.closes_at <= now < settled:
            return settled
        if now >= settled:
            await _close(tx, cohort, challenge, day, now)
    return None


async def _close(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, day: ChallengeDay, now: datetime) -> None:
    await challenge_days.close_day(tx, day.id)
    asked = len(await challenge_days.items_of_day(tx, day.id))
    played = await challenge_days.count_played(tx, day.id)
    await revise(tx, cohort, challenge, str(day.id), cards.closed_day(day, asked, played), now)


async def _abandon(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """The cohort has ended, and its challenges end with it, without a word to rooms that are not its own any more."""
    for day in await _open_days(tx, challenge):
        await challenge_days.close_day(tx, day.id, min(day.closes_at, now))
    await challenges.set_state(tx, challenge.id, ChallengeState.FINISHED)


# --- opening


async def _open_due(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, challenge: Challenge, span: Span, now: datetime
) -> None:
    """Open the day that should be open now, if it is not too late for it."""
    window = due(cohort.schedule, span, now)
    if window is None or now - window.opens_at > desk.timing.grace:
        return
    if not _studies(cohort, now) or not await bindings.of_cohort(tx, cohort.id):
        return
    if challenge.state is ChallengeState.ANNOUNCED:
        await challenging_teams.settle(tx, challenge)
        await challenges.set_state(tx, challenge.id, ChallengeState.RUNNING)
    running = replace(challenge, state=ChallengeState.RUNNING)
    if not challenge.daily:
        await _open(tx, desk, cohort, running, window, now)
    await refresh(tx, cohort, running, now)


def _studies(cohort: Cohort, now: datetime) -> bool:
    if cohort.phase is Phase.PAUSED and cohort.paused_until is not None:
        return local_date(now, cohort.schedule.zone) >= cohort.paused_until
    return cohort.phase is Phase.ACTIVE


async def _open(
    tx: AsyncConnection, desk: Desk, cohort: Cohort, challenge: Challenge, window: Window, now: datetime
) -> None:
    opened = await challenge_days.days(tx, challenge.id)
    if any(day.day >= window.day or not day.closed for day in opened):
        return
    if opened and not any(one.left_at is None for one in await challenges.participants(tx, challenge.id)):
        return  # a card that nobody is in a position to answer is noise
    items = await choose_day(tx, desk, cohort, challenge, window.day)
    if not items:
        log.warning("challenge %d: the bank has nothing to ask on %s", challenge.id, window.day)
        return
    new = ChallengeDay(0, challenge.id, window.day, len(opened) + 1, window.opens_at, window.closes_at)
    new = replace(new, id=await challenge_days.open_day(tx, new, items))
    await post(tx, cohort, challenge, str(new.id), cards.open_day(new, len(items)), now)


# --- reports and the end


async def _tell_midway(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """Once half of the days are over, if there is something to tell and something to come."""
    if challenge.midway_told or challenge.state is not ChallengeState.RUNNING:
        return
    facts = await standings(tx, cohort, challenge, None, now)
    days = facts.days_done + facts.days_ahead
    if days < _LEAST_DAYS or not facts.days_ahead or 2 * facts.days_done < days:
        return
    await challenges.change(tx, challenge.id, midway_told=True)
    if facts.answered:
        await post(tx, cohort, challenge, "midway", reports.midway, now)


async def _is_deserted(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> bool:
    """Whether nobody is in it and nobody may come in any more."""
    if await may_join(tx, challenge, cohort, now):
        return False
    return not any(one.left_at is None for one in await challenges.participants(tx, challenge.id))


async def _finish(tx: AsyncConnection, cohort: Cohort, challenge: Challenge, now: datetime) -> None:
    """Over: the rooms get the result, and everybody their own line with their next private reply."""
    await challenges.set_state(tx, challenge.id, ChallengeState.FINISHED)
    over = replace(challenge, state=ChallengeState.FINISHED)
    await jobs.drop(tx, JobKind.CHALLENGE_CARD, challenge.id)
    await refresh(tx, cohort, over, now)
    facts = await standings(tx, cohort, over, None, now)
    if not facts.answered:
        return
    await post(tx, cohort, over, "final", reports.final, now)
    for one in facts.lines:
        if one.answered and one.entrant.left_at is None:
            await telling.tell_later(tx, one.entrant.person, reports.own_result(facts, one), now)
