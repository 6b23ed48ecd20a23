"""Streaks as they stand, derived from the answers each time, and freezes told of as they are spent.

A freeze that kept a streak is told with the member's next private reply. What waits to be told is kept as a notice: a
further missed day takes its place, and where the streak ends all the same nothing is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import streaks as cards
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState, Series
from bot.rules.countdown import exam_day
from bot.rules.streaks import EARNS, Streak, excused_days, forgiven_lately, rested_days, streak
from bot.store import answers, appointments, asides, cohorts, jobs, memberships, rests, rounds
from bot.store.jobs import JobKind, Planned
from bot.study import telling


async def streak_of(tx: AsyncConnection, cohort: Cohort, who: int) -> Streak:
    """A member's study days in a row. Their exam, the day before it and their rests break nothing."""
    still_open = [what.day for what in await rounds.open_ones(tx, cohort.id) if what.series is Series.DAILY]
    days = await rounds.study_days(tx, cohort.id)
    given = await answers.days_answered(tx, cohort.id, who)
    return streak(days, given, await excused_of(tx, who, days), max(still_open, default=None))


async def after_close(tx: AsyncConnection, closed: Sequence[Round], now: datetime) -> None:
    """Questions of the day have closed: freezes are spent."""
    daily = [what.id for what in closed if what.series is Series.DAILY]
    await jobs.put_all(tx, [Planned(JobKind.FORGIVE, number, now) for number in daily])


async def forgive_all(tx: AsyncConnection, numbers: Sequence[int], now: datetime) -> None:
    """Tell those whose streak the silence of these rounds' days did not break, with their next private reply."""
    found = await rounds.several(tx, numbers)
    closed = [
        what for what in (found[number] for number in numbers if number in found) if what.state is RoundState.CLOSED
    ]
    given: dict[int, dict[int, set[date]]] = defaultdict(dict)
    for (cohort, who), theirs in (await answers.regulars_of(tx, {what.cohort for what in closed}, EARNS)).items():
        given[cohort][who] = theirs
    known = await cohorts.several(tx, list(given))
    asked = await rounds.study_days_of(tx, list(given), date.min)
    for what in closed:
        if what.cohort in given:
            days = [day for day in asked[what.cohort] if day <= what.day]
            await _forgive(tx, known[what.cohort], what, days, given[what.cohort], now)


async def _forgive(
    tx: AsyncConnection,
    cohort: Cohort,
    what: Round,
    days: Sequence[date],
    given: Mapping[int, Collection[date]],
    now: datetime,
) -> None:
    """The same for one round: `days` were asked until then, `given` is who answered on which."""
    topic = f"freeze:{cohort.id}"
    for member in await memberships.of_cohort(tx, cohort.id):
        who = member.person
        theirs = given.get(who.id, set())
        if not theirs or what.day in theirs or member.alumni or not who.games:
            continue
        now_is = streak(days, theirs, await excused_of(tx, who.id, days), None)
        if what.day in now_is.frozen:
            card = cards.forgiven(cohort.name, now_is, forgiven_lately(days, theirs, now_is))
            await telling.tell_later(tx, who.id, card, now, topic)
        elif not now_is.current:
            await asides.drop_notice(tx, who.id, topic)


async def excused_of(tx: AsyncConnection, who: int, days: Sequence[date]) -> frozenset[date]:
    """The study days on which their silence breaks nothing: their exam and the day before it, and their rests."""
    kept = await appointments.get(tx, who)
    spans = [(one.first, one.last) for one in await rests.of_person(tx, who)]
    return excused_days(exam_day(kept.appointment) if kept else None) | rested_days(days, spans)
