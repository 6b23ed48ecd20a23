"""People, their accounts, and what they chose to be seen as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.people import Person
from bot.model.places import Account
from bot.store.schema import account, answer, appointment, draft, member, notice, person, preview, report, round_
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
    """The account and its person, made known if new, and called by the name it has now."""
    known = await identify(tx, who)
    if known is None:
        new = await insert_id(tx, person, name=name, zone=zone, created_at=at)
        return Identity(await insert_id(tx, account, person=new, name=name, **_place(who)), new, name)
    if known.name != name and name:
        await tx.execute(update(account).where(account.c.id == known.account).values(name=name))
        await tx.execute(update(person).where(person.c.id == known.person).values(name=name, forgotten=False))
    return Identity(known.account, known.person, name or known.name)


async def get(tx: AsyncConnection, who: int) -> Person:
    """A person by id. Raises NoResultFound."""
    return person_of((await tx.execute(select(person).where(person.c.id == who))).one())


def person_of(row: Row[Any]) -> Person:
    """A row of the person table as the model has it."""
    return Person(row.id, row.name, row.zone, row.alias, row.hidden, row.reminders, row.told, row.forgotten)


async def change(tx: AsyncConnection, who: int, **values: Any) -> None:
    """Set columns of a person."""
    await tx.execute(update(person).where(person.c.id == who).values(**values))


async def accounts_of(tx: AsyncConnection, who: int) -> list[Account]:
    """Where this person can be written to, the oldest account first."""
    query = select(account).where(account.c.person == who).order_by(account.c.id)
    return [Account(r.platform, r.community, r.user) for r in await tx.execute(query)]


async def alias_taken(tx: AsyncConnection, who: int, alias: str) -> bool:
    """Whether somebody else is shown by this name in a cohort of this person."""
    mine = select(member.c.cohort).where(member.c.person == who)
    wanted = alias.casefold()
    query = (
        select(person.c.id)
        .join(member, member.c.person == person.c.id)
        .where(member.c.cohort.in_(mine), person.c.id != who)
        .where((func.lower(person.c.alias) == wanted) | (func.lower(person.c.name) == wanted))
        .limit(1)
    )
    return (await tx.execute(query)).first() is not None


async def export(tx: AsyncConnection, who: int) -> dict[str, list[dict[str, Any]]]:
    """Everything kept about a person, by table."""
    mine = select(account.c.id).where(account.c.person == who)
    answers = (
        select(answer, round_.c.day, round_.c.number, round_.c.item)
        .join(round_, round_.c.id == answer.c.round)
        .where(answer.c.account.in_(mine))
        .order_by(answer.c.at)
    )
    queries: dict[str, Any] = {
        "person": select(person).where(person.c.id == who),
        "accounts": select(account).where(account.c.person == who),
        "memberships": select(member).where(member.c.person == who),
        "appointment": select(appointment).where(appointment.c.person == who),
        "answers": answers,
        "reports": select(report).where(report.c.person == who),
        "previews": select(preview).where(preview.c.person == who),
        "notices": select(notice).where(notice.c.person == who),
        "drafts": select(draft).where(draft.c.account.in_(mine)),
    }
    return {name: [dict(row._mapping) for row in await tx.execute(query)] for name, query in queries.items()}


async def forget(tx: AsyncConnection, who: int) -> None:
    """Erase what is personal. The answers stay, tied to nobody, so that the totals of others do not move."""
    numbers = (await tx.execute(select(account.c.id).where(account.c.person == who))).scalars().all()
    for number in numbers:
        gone = {"platform": "gone", "community": "", "user": str(number), "name": ""}
        await tx.execute(update(account).where(account.c.id == number).values(**gone))
        await tx.execute(delete(draft).where(draft.c.account == number))
    for table in (appointment, notice, preview):
        await tx.execute(delete(table).where(table.c.person == who))
    await tx.execute(update(report).where(report.c.person == who).values(text="(erased by its author)"))
    emptied = {"name": "", "alias": "", "zone": "", "hidden": True, "reminders": False, "forgotten": True}
    await change(tx, who, **emptied)
    await tx.execute(update(member).where(member.c.person == who).values(leader=False, shares_countdown=False))


def _place(who: Account) -> dict[str, str]:
    return {"platform": who.platform, "community": who.community, "user": who.user}


def _is(who: Account) -> Any:
    return (account.c.platform == who.platform) & (account.c.community == who.community) & (account.c.user == who.user)
