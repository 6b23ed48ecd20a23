"""Challenges: what they are, and who is in them.

Whoever joins does so with an account; whose it is, is derived, so that linking accounts can be undone. Where two
accounts of a person joined, the earlier counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.challenge import LIVE, Challenge, ChallengeState, Entry, Team, Teams
from bot.model.domains import Domain
from bot.store.jobs import JobKind
from bot.store.schema import (
    account,
    challenge,
    challenge_member,
    challenge_post,
    challenge_team,
    job,
    member,
    person,
)
from bot.store.sql import insert_id, insert_into

# --- challenges


async def create(tx: AsyncConnection, new: Challenge, draft: str, teams: Sequence[str]) -> tuple[int, bool]:
    """Keep a new challenge (its id is ignored), once for each draft. Returns its id and whether it is new."""
    known = await of_draft(tx, draft)
    if known is not None:
        return known, False
    number = await insert_id(
        tx,
        challenge,
        cohort=new.cohort,
        draft=draft,
        name=new.name,
        first=new.first,
        last=new.last,
        domains=",".join(new.domains),
        per_day=new.per_day,
        teams=new.teams,
        team_count=new.team_count,
        entry=new.entry,
        late=new.late,
        seed=new.seed,
        state=new.state,
        created_at=new.created_at,
        not_before=new.not_before,
    )
    await set_teams(tx, number, teams)
    return number, True


async def of_draft(tx: AsyncConnection, draft: str) -> int | None:
    """The challenge that was made of this draft."""
    found: int | None = (await tx.execute(select(challenge.c.id).where(challenge.c.draft == draft))).scalar()
    return found


async def get(tx: AsyncConnection, number: int) -> Challenge | None:
    """A challenge by id."""
    row = (await tx.execute(select(challenge).where(challenge.c.id == number))).one_or_none()
    return _challenge(row) if row else None


async def of_cohort(tx: AsyncConnection, cohort: int, *, live: bool = False) -> list[Challenge]:
    """A cohort's challenges, the newest first, or only those to come and under way."""
    query = select(challenge).where(challenge.c.cohort == cohort).order_by(challenge.c.id.desc())
    if live:
        query = query.where(challenge.c.state.in_(LIVE))
    return [_challenge(row) for row in await tx.execute(query)]


async def unscheduled(tx: AsyncConnection) -> list[int]:
    """The challenges to come or under way that nothing will wake."""
    waits = exists().where(job.c.kind == JobKind.CHALLENGE, job.c.subject == challenge.c.id)
    return list((await tx.execute(select(challenge.c.id).where(challenge.c.state.in_(LIVE), ~waits))).scalars())


async def change(tx: AsyncConnection, number: int, **values: Any) -> None:
    """Set columns of a challenge."""
    await tx.execute(update(challenge).where(challenge.c.id == number).values(**values))


async def set_state(tx: AsyncConnection, number: int, state: ChallengeState) -> bool:
    """Move a challenge on that is not over. Returns whether anything changed."""
    query = update(challenge).where(challenge.c.id == number, challenge.c.state.in_(LIVE), challenge.c.state != state)
    return bool((await tx.execute(query.values(state=state))).rowcount)


# --- teams


async def set_teams(tx: AsyncConnection, number: int, names: Sequence[str]) -> list[int]:
    """Give the challenge these teams in place of those it had. Nobody is in one then."""
    await tx.execute(update(challenge_member).where(challenge_member.c.challenge == number).values(team=None))
    await tx.execute(challenge_team.delete().where(challenge_team.c.challenge == number))
    return [await insert_id(tx, challenge_team, challenge=number, name=name) for name in names]


async def teams(tx: AsyncConnection, number: int) -> list[Team]:
    """The teams of a challenge, in order."""
    query = select(challenge_team).where(challenge_team.c.challenge == number).order_by(challenge_team.c.id)
    return [Team(row.id, row.name) for row in await tx.execute(query)]


# --- members


@dataclass(frozen=True, slots=True)
class Participant:
    """A person in a challenge. Who left it, or the cohort, has `left_at`."""

    person: int
    name: str
    hidden: bool
    forgotten: bool
    team: int | None
    joined_at: datetime
    left_at: datetime | None


async def join(tx: AsyncConnection, number: int, account_id: int, team: int | None, at: datetime) -> None:
    """Put an account into a challenge, or back into it as if it had never left; `team` replaces the one it had."""
    new = insert_into(tx, challenge_member).values(challenge=number, account=account_id, team=team, joined_at=at)
    await tx.execute(new.on_conflict_do_nothing())
    mine = (challenge_member.c.challenge == number) & (challenge_member.c.account == account_id)
    await tx.execute(update(challenge_member).where(mine).values(left_at=None))
    if team is not None:
        await tx.execute(update(challenge_member).where(mine).values(team=team))


async def leave(tx: AsyncConnection, number: int, who: int, at: datetime) -> bool:
    """Take a person out of a challenge. Returns whether they were in it."""
    query = update(challenge_member).where(
        challenge_member.c.challenge == number,
        challenge_member.c.account.in_(_accounts(who)),
        challenge_member.c.left_at.is_(None),
    )
    return bool((await tx.execute(query.values(left_at=at))).rowcount)


async def put_into_team(tx: AsyncConnection, number: int, who: int, team: int) -> None:
    """Make a person a member of a team."""
    query = update(challenge_member).where(
        challenge_member.c.challenge == number, challenge_member.c.account.in_(_accounts(who))
    )
    await tx.execute(query.values(team=team))


async def participants(tx: AsyncConnection, number: int) -> list[Participant]:
    """Everyone who is or was in a challenge, once, in the order in which they joined."""
    found: dict[int, Participant] = {}
    for row in await tx.execute(_participants(number)):
        one = _participant(row)
        known = found.get(one.person)
        if known is None:
            found[one.person] = one
        elif known.left_at is not None and one.left_at is None:  # the second account is still in
            found[one.person] = Participant(
                one.person, one.name, one.hidden, one.forgotten, known.team or one.team, known.joined_at, None
            )
    return list(found.values())


def _participants(number: int) -> Select[Any]:
    return (
        select(
            challenge_member,
            person.c.id.label("person"),
            person.c.name,
            person.c.alias,
            person.c.hidden,
            person.c.games,
        )
        .add_columns(person.c.forgotten, member.c.left_at.label("gone_at"))
        .join(account, account.c.id == challenge_member.c.account)
        .join(person, person.c.id == account.c.person)
        .join(challenge, challenge.c.id == challenge_member.c.challenge)
        .outerjoin(member, (member.c.cohort == challenge.c.cohort) & (member.c.person == person.c.id))
        .where(challenge_member.c.challenge == number)
        .order_by(challenge_member.c.joined_at, challenge_member.c.account)
    )


def _participant(row: Row[Any]) -> Participant:
    left = [at for at in (row.left_at, row.gone_at) if at is not None]
    name = row.alias or row.name
    return Participant(
        row.person, name, row.hidden or not row.games, row.forgotten, row.team, row.joined_at, min(left, default=None)
    )


def _accounts(who: int) -> Select[Any]:
    return select(account.c.id).where(account.c.person == who)


# --- posts

ANNOUNCEMENT = "announcement"


async def add_post(tx: AsyncConnection, number: int, what: str, room: int, letter: int) -> None:
    """Note which letter announces a challenge, or asks a day of it (by the day's id), in a room."""
    new = insert_into(tx, challenge_post).values(challenge=number, what=what, room=room, letter=letter)
    await tx.execute(new.on_conflict_do_nothing())


async def posts(tx: AsyncConnection, number: int, what: str) -> list[int]:
    """The letters of this kind, one for each room."""
    query = select(challenge_post.c.letter).where(challenge_post.c.challenge == number, challenge_post.c.what == what)
    return list((await tx.execute(query.order_by(challenge_post.c.room))).scalars())


# --- rows


def _challenge(row: Row[Any]) -> Challenge:
    return Challenge(
        id=row.id,
        cohort=row.cohort,
        name=row.name,
        first=row.first,
        last=row.last,
        domains=tuple(Domain(slug) for slug in row.domains.split(",") if slug),
        per_day=row.per_day,
        teams=Teams(row.teams),
        team_count=row.team_count,
        entry=Entry(row.entry),
        late=row.late,
        seed=row.seed,
        created_at=row.created_at,
        not_before=row.not_before,
        state=ChallengeState(row.state),
        midway_told=row.midway_told,
        drawn=row.drawn,
    )
