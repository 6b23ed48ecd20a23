"""How a challenge stands: gathered from the store, counted by the rule, told by the cards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards.challenge_facts import Standings
from bot.model.challenge import Challenge
from bot.model.cohort import Cohort
from bot.model.places import Community
from bot.model.rounds import RoundState, Series
from bot.rules.challenge import Asked, Entrant, Line, costliest, course, improved
from bot.rules.challenge_days import Span, windows
from bot.store import answers, challenge_days, challenges, cohorts, names, rounds


async def span_of(tx: AsyncConnection, challenge: Challenge) -> Span:
    """The challenge as the calendar needs it."""
    skipped = await cohorts.skips(tx, challenge.cohort)
    return Span(challenge.first, challenge.last, challenge.created_at, challenge.not_before, skipped)


async def may_join(tx: AsyncConnection, challenge: Challenge, cohort: Cohort, now: datetime) -> bool:
    """Whether somebody may still come in: always, or until the first day closes."""
    if not challenge.live:
        return False
    if challenge.late:
        return True
    opened = await challenge_days.days(tx, challenge.id)
    if opened:
        return not opened[0].closed and now < opened[0].closes_at
    planned = windows(cohort.schedule, await span_of(tx, challenge))
    return bool(planned) and now < planned[0].closes_at


async def entrants(tx: AsyncConnection, challenge: Challenge, called: Mapping[int, str] | None = None) -> list[Entrant]:
    """Everyone who is or was in it. Who is hidden, was forgotten or has left is named nowhere."""
    called = called or {}
    return [
        Entrant(
            one.person,
            called.get(one.person, one.name),
            one.joined_at,
            one.left_at,
            one.team,
            one.hidden or one.forgotten or one.left_at is not None,
        )
        for one in await challenges.participants(tx, challenge.id)
    ]


async def standings(
    tx: AsyncConnection, cohort: Cohort, challenge: Challenge, here: Community | None, now: datetime
) -> Standings:
    """All that can be told of a challenge. Only closed days count. `here`: where it is read."""
    called = await names.veils(tx, cohort.id, here) if here else {}
    people = await entrants(tx, challenge, called)
    if challenge.daily:
        asked, given, void = await _daily(tx, challenge)
    else:
        asked, given, void = await _own(tx, challenge)
    planned = windows(cohort.schedule, await span_of(tx, challenge))
    opened = await challenge_days.days(tx, challenge.id)
    run = course(people, asked, given, void)
    return Standings(
        challenge=challenge,
        zone=cohort.schedule.zone,
        teams=tuple(await challenges.teams(tx, challenge.id)),
        lines=run[-1][1] if run else tuple(Line(one) for one in people),
        course=run,
        questions=len(asked),
        days_done=len(run),
        days_ahead=sum(one.closes_at > now for one in planned),
        open_day=next((day for day in opened if not day.closed), None),
        next_opening=next((one.opens_at for one in planned if one.opens_at > now), None),
        may_join=await may_join(tx, challenge, cohort, now),
        improved=improved(people, asked, given),
        cost=costliest(asked, given),
    )


_Counted = tuple[list[Asked], dict[tuple[int, int], bool], set[tuple[int, int]]]


async def _own(tx: AsyncConnection, challenge: Challenge) -> _Counted:
    """The questions of the days that closed."""
    closed = {day.id: day for day in await challenge_days.days(tx, challenge.id) if day.closed}
    asked = [
        Asked(one.id, closed[one.day].day, one.domain, closed[one.day].opens_at, closed[one.day].closes_at)
        for one in await challenge_days.items(tx, challenge.id)
        if one.day in closed
    ]
    ids = {one.id for one in asked}
    given = {(a.item, a.person): a.right for a in await challenge_days.answers(tx, challenge.id) if a.item in ids}
    return asked, given, set()


async def _daily(tx: AsyncConnection, challenge: Challenge) -> _Counted:
    """The cohort's daily questions of those days that closed. What somebody had previewed counts not for them."""
    closed = [
        one
        for one in await rounds.between(tx, challenge.cohort, challenge.first, challenge.last)
        if one.series is Series.DAILY and one.state is RoundState.CLOSED
    ]
    asked = [Asked(one.id, one.day, one.domain, one.opens_at, one.closes_at) for one in closed]
    given: dict[tuple[int, int], bool] = {}
    void: set[tuple[int, int]] = set()
    for one in closed:
        for found in sorted(await answers.of_round(tx, one.id), key=lambda a: a.at):
            given.setdefault((one.id, found.person), found.right)
            if not found.scored:
                void.add((one.id, found.person))
    return asked, given, void
