"""Linked accounts: one person with several, and the way back.

The law: linking moves an account to another person and nothing else of it; what its own person has set rests untouched
until the account comes back. What the other person only has through the link is written down, and goes with it.
Answers stay with their accounts, so that standings can be built anew either way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.places import Account
from bot.store import memberships
from bot.store.schema import account, answer, appointment, lent, link, member, notice, person, round_
from bot.store.sql import insert_into

_FILLS = ("alias", "zone")
_APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class Linked:
    """A linked account: whose it is now, whose it was, and what it brought along where nothing was set."""

    account: int
    person: int
    origin: int
    brought: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """An account of a person, for them to recognise. `linked`: it joined the others by linking."""

    id: int
    person: int
    account: Account
    name: str
    linked: bool


async def of_account(tx: AsyncConnection, number: int) -> Linked | None:
    """The link of this account, if it is linked to another person's."""
    row = (await tx.execute(select(link).where(link.c.account == number))).one_or_none()
    return _linked(row) if row else None


async def of_person(tx: AsyncConnection, who: int) -> list[Linked]:
    """The accounts that are linked to this person's own, in the order in which they were."""
    rows = await tx.execute(select(link).where(link.c.person == who).order_by(link.c.id))
    return [_linked(row) for row in rows]


async def accounts(tx: AsyncConnection, who: int) -> list[Known]:
    """A person's accounts, their own before linked ones."""
    theirs = _accounts().where(account.c.person == who)
    rows = await tx.execute(theirs.order_by(link.c.id.is_not(None), link.c.id, account.c.id))
    return [_known(row) for row in rows]


async def known(tx: AsyncConnection, number: int) -> Known:
    """An account by id. Raises NoResultFound."""
    return _known((await tx.execute(_accounts().where(account.c.id == number))).one())


def _accounts() -> Select[Any]:
    return select(account, link.c.id.label("link")).outerjoin(link, link.c.account == account.c.id)


def _known(row: Row[Any]) -> Known:
    where = Account(row.platform, row.community, row.user)
    return Known(row.id, row.person, where, row.name, row.link is not None)


async def origins(tx: AsyncConnection, who: int) -> list[int]:
    """The people whose accounts are linked to this person's, and who rest meanwhile."""
    return list((await tx.execute(select(link.c.origin).where(link.c.person == who))).scalars())


async def current(tx: AsyncConnection, who: int) -> int:
    """Who answers for this person now: the one whom their account is linked to, else they themselves."""
    found: int | None = (await tx.execute(select(link.c.person).where(link.c.origin == who))).scalar()
    return found if found is not None else who


async def join(tx: AsyncConnection, number: int, to: int, at: datetime) -> Linked:
    """Link an account that is its person's only one to another person."""
    origin = int((await tx.execute(select(account.c.person).where(account.c.id == number))).scalar_one())
    brought = [*await _fill(tx, origin, to), *await _bring_appointment(tx, origin, to)]
    row = {"account": number, "person": to, "origin": origin, "brought": ",".join(brought), "at": at}
    await tx.execute(insert_into(tx, link).values(**row))
    await tx.execute(update(account).where(account.c.id == number).values(person=to))
    await tx.execute(update(notice).where(notice.c.person == origin).values(person=to))
    made = Linked(number, to, origin, frozenset(brought))
    await _lend(tx, made, at)
    return made


async def part(tx: AsyncConnection, gone: Linked, at: datetime) -> None:
    """Give an account back to its own person, with all that rested. Other linked accounts stay as they are."""
    together = await of_person(tx, gone.person)
    await _hand_over(tx, gone, alone=len(together) == 1)
    for one in reversed(together):
        await _return(tx, one)
    await _take_back(tx, gone)
    await tx.execute(delete(link).where(link.c.account == gone.account))
    await tx.execute(update(account).where(account.c.id == gone.account).values(person=gone.origin))
    for one in together:
        if one.account != gone.account:
            await _lend(tx, one, at)


def _linked(row: Row[Any]) -> Linked:
    return Linked(row.account, row.person, row.origin, frozenset(filter(None, row.brought.split(","))))


# --- what is set: where both have something the first account's stays, and the other's rests


async def _fill(tx: AsyncConnection, origin: int, to: int) -> list[str]:
    mine, theirs = await _settings(tx, to), await _settings(tx, origin)
    new = {name: theirs[name] for name in _FILLS if theirs[name] and not mine[name]}
    if new:
        await tx.execute(update(person).where(person.c.id == to).values(**new))
    return list(new)


async def _settings(tx: AsyncConnection, who: int) -> dict[str, Any]:
    row = (await tx.execute(select(*(person.c[name] for name in _FILLS)).where(person.c.id == who))).one()
    return dict(row._mapping)


async def _bring_appointment(tx: AsyncConnection, origin: int, to: int) -> list[str]:
    theirs = await _appointment(tx, origin)
    if theirs is None or await _appointment(tx, to) is not None:
        return []
    await tx.execute(insert_into(tx, appointment).values(person=to, **theirs))
    return [_APPOINTMENT]


async def _appointment(tx: AsyncConnection, who: int) -> dict[str, Any] | None:
    columns = (column for column in appointment.c if column.name != "person")
    row = (await tx.execute(select(*columns).where(appointment.c.person == who))).one_or_none()
    return dict(row._mapping) if row else None


async def _take_back(tx: AsyncConnection, gone: Linked) -> None:
    """What the account brought along goes with it, unless it was changed meanwhile."""
    mine, theirs = await _settings(tx, gone.person), await _settings(tx, gone.origin)
    lost = {name: "" for name in _FILLS if name in gone.brought and mine[name] == theirs[name]}
    if lost:
        await tx.execute(update(person).where(person.c.id == gone.person).values(**lost))
    same = await _appointment(tx, gone.person) == await _appointment(tx, gone.origin)
    if _APPOINTMENT in gone.brought and same:
        await tx.execute(delete(appointment).where(appointment.c.person == gone.person))


# --- where they belong: a linked account's memberships rest, and the other person is a member in their place


async def _lend(tx: AsyncConnection, which: Linked, at: datetime) -> None:
    rows = select(member).where(member.c.person == which.origin, member.c.left_at.is_(None))
    for theirs in (await tx.execute(rows)).all():
        mine = await _member(tx, theirs.cohort, which.person)
        was = {
            "was_member": mine is not None,
            "was_leader": mine is not None and mine.leader,
            "was_left_at": mine.left_at if mine else None,
        }
        await tx.execute(insert_into(tx, lent).values(cohort=theirs.cohort, person=which.origin, **was))
        await memberships.change(tx, theirs.cohort, which.origin, left_at=at)
        await memberships.join(tx, theirs.cohort, which.person, theirs.joined_at, leader=theirs.leader)
        if mine is None:
            kept = {"alumni": theirs.alumni, "named": theirs.named}
            await memberships.change(tx, theirs.cohort, which.person, **kept)


async def _return(tx: AsyncConnection, which: Linked) -> None:
    for was in (await tx.execute(select(lent).where(lent.c.person == which.origin))).all():
        mine = await _member(tx, was.cohort, which.person)
        assert mine is not None, "a membership is never deleted but here"
        theirs = await _member(tx, was.cohort, which.origin)
        assert theirs is not None, "a membership is never deleted but here"
        # Whoever left or was dismissed meanwhile did so as the one person they were.
        back = {"left_at": mine.left_at, "leader": theirs.leader and mine.leader}
        await memberships.change(tx, was.cohort, which.origin, **back)
        await _restore(tx, was, which, mine)
    await tx.execute(delete(lent).where(lent.c.person == which.origin))


async def _restore(tx: AsyncConnection, was: Row[Any], which: Linked, mine: Row[Any]) -> None:
    """The other person's membership, as it was before, or as their own accounts have made it since."""
    own = (member.c.cohort == was.cohort) & (member.c.person == which.person)
    leads = mine.leader and was.was_leader
    if was.was_member and was.was_left_at is None:
        await tx.execute(update(member).where(own).values(leader=leads))
    elif await _answers_there(tx, was.cohort, which):
        await tx.execute(update(member).where(own).values(leader=False))
    elif was.was_member:
        await tx.execute(update(member).where(own).values(left_at=was.was_left_at, leader=False))
    else:
        await tx.execute(delete(member).where(own))


async def _hand_over(tx: AsyncConnection, which: Linked, *, alone: bool) -> None:
    """Where the linked account has answered since, its own person is a member from now on, if they never were.

    Where it was the only one that answered, the other person is no member any more. `alone`: no other one is linked.
    """
    since = (await tx.execute(select(link.c.at).where(link.c.account == which.account))).scalar_one()
    answered = (
        select(round_.c.cohort)
        .join(answer, answer.c.round == round_.c.id)
        .where(answer.c.account == which.account, answer.c.at >= since)
        .where(round_.c.cohort.not_in(select(lent.c.cohort).where(lent.c.person == which.origin)))
    )
    for cohort in (await tx.execute(answered.distinct())).scalars().all():
        mine = await _member(tx, cohort, which.person)
        if mine is None or mine.left_at is not None:
            continue
        await memberships.join(tx, cohort, which.origin, mine.joined_at)
        came_along = mine.joined_at >= since and not mine.leader
        if alone and came_along and not await _answers_there(tx, cohort, which):
            await tx.execute(delete(member).where(member.c.cohort == cohort, member.c.person == which.person))


async def _member(tx: AsyncConnection, cohort: int, who: int) -> Row[Any] | None:
    return (await tx.execute(select(member).where(member.c.cohort == cohort, member.c.person == who))).one_or_none()


async def _answers_there(tx: AsyncConnection, cohort: int, which: Linked) -> bool:
    """Whether the person answered in this cohort with an account of their own."""
    query = (
        select(answer.c.id)
        .join(account, account.c.id == answer.c.account)
        .join(round_, round_.c.id == answer.c.round)
        .where(round_.c.cohort == cohort, account.c.person == which.person)
        .where(account.c.id.not_in(select(link.c.account)))
    )
    return (await tx.execute(query.limit(1))).first() is not None
