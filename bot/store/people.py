"""People, their accounts, and what they chose to be seen as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import Person, Quiet
from bot.model.places import Account
from bot.store.schema import account, link, member, person
from bot.store.sql import insert_id


@dataclass(frozen=True, slots=True)
class Identity:
    """An account as the store knows it."""

    account: int
    person: int
    name: str


async def identify(tx: AsyncConnection, who: Account) -> Identity | None:
    """The account and its person, or None where it has not been seen."""
    query = select(account.c.id, account.c.person, account.c.name).where(_is(who))
    row = (await tx.execute(query)).one_or_none()
    return Identity(row.id, row.person, row.name) if row else None


async def welcome(tx: AsyncConnection, who: Account, name: str, zone: str, at: datetime) -> Identity:
    """The account and its person, made known if new, and called by the name it has now.

    The name of a linked account is that of its own person, who rests; the person it is linked to keeps theirs.
    """
    known = await identify(tx, who)
    if known is None:
        new = await insert_id(tx, person, name=name, zone=zone, created_at=at)
        return Identity(await insert_id(tx, account, person=new, name=name, **_place(who)), new, name)
    if known.name != name and name:
        await tx.execute(update(account).where(account.c.id == known.account).values(name=name))
        origin = select(link.c.origin).where(link.c.account == known.account)
        own = (await tx.execute(origin)).scalar() or known.person
        await tx.execute(update(person).where(person.c.id == own).values(name=name))
    return Identity(known.account, known.person, name or known.name)


async def get(tx: AsyncConnection, who: int) -> Person:
    """A person by id. Raises NoResultFound."""
    return person_of((await tx.execute(select(person).where(person.c.id == who))).one())


def person_of(row: Row[Any]) -> Person:
    """A row of the person table as the model has it."""
    return Person(
        id=row.id,
        name=row.name,
        zone=row.zone,
        alias=row.alias,
        hidden=row.hidden,
        reminders=row.reminders,
        told=row.told,
        forgotten=row.forgotten,
        duels=row.duels,
        games=row.games,
        quiet=Quiet(row.quiet_from, row.quiet_to) if row.quiet_from is not None else None,
        nudge_at=row.nudge_at,
    )


async def change(tx: AsyncConnection, who: int, **values: Any) -> None:
    """Set columns of a person."""
    await tx.execute(update(person).where(person.c.id == who).values(**values))


async def accounts_of(tx: AsyncConnection, who: int) -> list[Account]:
    """Where this person can be written to: their own accounts before linked ones, the oldest first."""
    query = select(account).outerjoin(link, link.c.account == account.c.id).where(account.c.person == who)
    query = query.order_by(link.c.account.is_not(None), account.c.id)
    return [Account(r.platform, r.community, r.user) for r in await tx.execute(query)]


async def alias_taken(tx: AsyncConnection, who: int, alias: str) -> bool:
    """Whether somebody else goes by this name, in any case of letters, in a cohort of this person."""
    mine = select(member.c.cohort).where(member.c.person == who)
    query = (
        select(person.c.alias, person.c.name)
        .join(member, member.c.person == person.c.id)
        .where(member.c.cohort.in_(mine), person.c.id != who)
        .where(person.c.id.not_in(select(link.c.origin).where(link.c.person == who)))
    )
    # Compared here, not in SQL: SQLite folds the case of ASCII letters only.
    return any(alias.casefold() in (row.alias.casefold(), row.name.casefold()) for row in await tx.execute(query))


def _place(who: Account) -> dict[str, str]:
    return {"platform": who.platform, "community": who.community, "user": who.user}


def _is(who: Account) -> Any:
    return (account.c.platform == who.platform) & (account.c.community == who.community) & (account.c.user == who.user)
