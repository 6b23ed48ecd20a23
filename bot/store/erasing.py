"""Deleting a cohort with everything that hangs on it: nothing of it falls due or goes out afterwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Text, cast, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import cohorts, looks
from bot.store.jobs import JobKind
from bot.store.schema import (
    challenge,
    correction,
    duel,
    job,
    letter,
    live,
    notice,
    post,
    question,
    report,
    room,
    round_,
)


async def erase_cohort(tx: AsyncConnection, number: int) -> None:
    """Delete the cohort, its record, its jobs and what was written to its rooms and, about it, to its leaders.

    People stay, for they may be in others; so do the messages that stand in the channels.
    """
    rounds = select(round_.c.id).where(round_.c.cohort == number)
    of_round = job.c.kind.in_((JobKind.CLOSE, JobKind.REFRESH, JobKind.FORGIVE)) & job.c.subject.in_(rounds)
    of_cohort = job.c.kind.in_((JobKind.OPEN, JobKind.LOOK, JobKind.RETELL)) & (job.c.subject == number)
    await tx.execute(delete(job).where(or_(of_round, of_cohort)))
    challenges = select(challenge.c.id).where(challenge.c.cohort == number)
    of_challenge = job.c.kind.in_((JobKind.CHALLENGE, JobKind.CHALLENGE_CARD)) & job.c.subject.in_(challenges)
    await tx.execute(delete(job).where(of_challenge))
    duels = select(duel.c.id).where(duel.c.cohort == number)
    await tx.execute(delete(job).where(job.c.kind == JobKind.DUEL, job.c.subject.in_(duels)))
    lives = select(live.c.id).where(live.c.cohort == number)
    await tx.execute(delete(job).where(job.c.kind == JobKind.LIVE, job.c.subject.in_(lives)))
    of_looks = notice.c.topic.startswith(f"look:{number}:", autoescape=True)
    await tx.execute(delete(notice).where(or_(notice.c.topic == f"freeze:{number}", of_looks)))
    of_reports = select("report:" + cast(report.c.id, Text)).join(round_, round_.c.id == report.c.round)
    await tx.execute(delete(notice).where(notice.c.topic.in_(of_reports.where(round_.c.cohort == number))))
    of_corrections = select("correction:" + cast(correction.c.id, Text)).where(correction.c.cohort == number)
    await tx.execute(delete(notice).where(notice.c.topic.in_(of_corrections)))
    of_questions = select("question:" + cast(question.c.id, Text)).where(question.c.cohort == number)
    await tx.execute(delete(notice).where(notice.c.topic.in_(of_questions)))
    await looks.forget(tx, number)
    written = await _letters(tx, number)
    await cohorts.remove(tx, number)
    for start in range(0, len(written), _AT_ONCE):
        await tx.execute(delete(letter).where(letter.c.id.in_(written[start : start + _AT_ONCE])))


_AT_ONCE = 500
"""Ids in one statement: SQLite takes a limited number of values."""


async def _letters(tx: AsyncConnection, number: int) -> list[int]:
    """Ids, what stands under something before what it stands under."""
    found: set[int] = set()
    for query in (
        _to_rooms(number),
        _of_posts(number),
        _under_posts(number),
        *[_of_keys(prefix) for prefix in await _prefixes(tx, number)],
    ):
        found |= set((await tx.execute(query)).scalars())
    return sorted(found, reverse=True)


def _to_rooms(number: int) -> Select[Any]:
    """What was written to its rooms while it met there: no other cohort did at that time."""
    place = (letter.c.platform == room.c.platform) & (letter.c.community == room.c.community)
    meanwhile = (letter.c.created_at >= room.c.bound_at) & (
        room.c.unbound_at.is_(None) | (letter.c.created_at <= room.c.unbound_at)
    )
    others = select(post.c.letter).join(round_, round_.c.id == post.c.round).where(round_.c.cohort != number)
    return (
        select(letter.c.id)
        .join(room, place & (letter.c.channel == room.c.channel) & meanwhile)
        .where(room.c.cohort == number, letter.c.user == "", letter.c.id.not_in(others))
    )


def _of_posts(number: int) -> Select[Any]:
    return select(post.c.letter).join(round_, round_.c.id == post.c.round).where(round_.c.cohort == number)


def _under_posts(number: int) -> Select[Any]:
    """Also what was written after the room was gone."""
    return select(letter.c.id).where(letter.c.under.in_(_of_posts(number)))


def _of_keys(prefix: str) -> Select[Any]:
    return select(letter.c.id).where(letter.c.key.startswith(prefix, autoescape=True))


async def _prefixes(tx: AsyncConnection, number: int) -> list[str]:
    """The keys under which leaders, readers and duellists were written to about this cohort."""
    query = select(report.c.id).join(round_, round_.c.id == report.c.round).where(round_.c.cohort == number)
    reports = [f"report:{id}:" for id in (await tx.execute(query)).scalars()]
    numbers = (await tx.execute(select(duel.c.id).where(duel.c.cohort == number))).scalars().all()
    reports += [prefix for id in numbers for prefix in (f"duel:{id}:", f"duel-off:{id}:")]
    written = (await tx.execute(select(question.c.id).where(question.c.cohort == number))).scalars()
    reports += [f"question:{id}:" for id in written]
    own = [f"{what}:{number}:" for what in ("dry", "gone", "trouble", "takeover", "digest", "nudge", "connect", "look")]
    return [*own, *reports]
