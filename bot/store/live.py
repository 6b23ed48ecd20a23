"""Live rounds, their items and what was picked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.model.live import OVER, Ballot, Live, LiveItem, LivePhase
from bot.model.standing import Contender, Tally
from bot.store.schema import account, live, live_answer, live_item, person
from bot.store.sql import insert_id, insert_into


async def create(tx: AsyncConnection, new: Live, items: Sequence[LiveItem]) -> Live:
    """Keep a new live round (its id is ignored) with its items."""
    number = await insert_id(
        tx,
        live,
        cohort=new.cohort,
        letter=new.letter,
        leader=new.leader,
        domain=new.domain or "",
        seconds=new.seconds,
        convince=new.convince,
        phase=new.phase,
        place=new.place,
        step=new.step,
        until=new.until,
        started_at=new.started_at,
    )
    for item in items:
        row = {"item": item.item, "version": item.version, "seed": item.seed, "key": item.key}
        order = ",".join(map(str, item.order))
        await tx.execute(insert_into(tx, live_item).values(live=number, place=item.place, order=order, **row))
    return replace(new, id=number)


async def get(tx: AsyncConnection, number: int) -> Live | None:
    """A live round by id."""
    row = (await tx.execute(select(live).where(live.c.id == number))).one_or_none()
    return _live(row) if row else None


async def running(tx: AsyncConnection, cohort: int) -> Live | None:
    """The live round that goes on in a cohort, if any."""
    query = select(live).where(live.c.cohort == cohort, live.c.phase.not_in(OVER)).order_by(live.c.id.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return _live(row) if row else None


async def count_all(tx: AsyncConnection, cohort: int) -> int:
    """How many live rounds a cohort has had."""
    return len((await tx.execute(select(live.c.id).where(live.c.cohort == cohort))).all())


async def move(tx: AsyncConnection, changed: Live) -> None:
    """Keep where a live round stands."""
    values = {"phase": changed.phase, "place": changed.place, "step": changed.step, "until": changed.until}
    await tx.execute(update(live).where(live.c.id == changed.id).values(**values))


async def items(tx: AsyncConnection, number: int) -> list[LiveItem]:
    """The items of a live round, in order."""
    query = select(live_item).where(live_item.c.live == number).order_by(live_item.c.place)
    return [_item(row) for row in await tx.execute(query)]


async def used(tx: AsyncConnection, cohort: int) -> list[str]:
    """The items of a cohort's live rounds so far, the earliest first."""
    query = select(live_item.c.item).join(live, live.c.id == live_item.c.live).where(live.c.cohort == cohort)
    return list((await tx.execute(query.order_by(live_item.c.live, live_item.c.place))).scalars())


async def set_votes(tx: AsyncConnection, number: int, item: LiveItem) -> None:
    """Keep when an item can be voted on."""
    first, second = (*item.votes, None, None)[:2]
    values = {
        "vote_from": first[0] if first else None,
        "vote_until": first[1] if first else None,
        "revote_from": second[0] if second else None,
        "revote_until": second[1] if second else None,
    }
    which = (live_item.c.live == number) & (live_item.c.place == item.place)
    await tx.execute(update(live_item).where(which).values(**values))


async def pick(
    tx: AsyncConnection, number: int, place: int, vote: int, who: int, position: int, event: str, at: datetime
) -> int:
    """Keep what an account picked, unless it picked later already or this is told again. Returns what stands."""
    which = (
        (live_answer.c.live == number)
        & (live_answer.c.place == place)
        & (live_answer.c.vote == vote)
        & (live_answer.c.account == who)
    )
    stands = (await tx.execute(select(live_answer).where(which))).one_or_none()
    if stands is None:
        row = {"live": number, "place": place, "vote": vote, "account": who}
        await tx.execute(insert_into(tx, live_answer).values(**row, position=position, event=event, at=at))
        return position
    if event == stands.event or at < stands.at:
        return int(stands.position)
    await tx.execute(update(live_answer).where(which).values(position=position, event=event, at=at))
    return position


async def ballots(tx: AsyncConnection, number: int) -> list[Ballot]:
    """Everything that was picked in a live round."""
    query = (
        select(live_answer, account.c.person)
        .join(account, account.c.id == live_answer.c.account)
        .where(live_answer.c.live == number)
        .order_by(live_answer.c.place, live_answer.c.vote, live_answer.c.at, live_answer.c.account)
    )
    return [Ballot(r.place, r.vote, r.account, r.person, r.position, r.at) for r in await tx.execute(query)]


async def contenders(tx: AsyncConnection, totals: dict[int, Tally]) -> list[Contender]:
    """Who stands on the live round's board: not the hidden, the forgotten, and those who want no games."""
    query = select(person).where(person.c.id.in_(list(totals)), ~person.c.hidden, ~person.c.forgotten, person.c.games)
    return [Contender(row.id, row.alias or row.name, totals[row.id]) for row in await tx.execute(query)]


def _live(row: Row[Any]) -> Live:
    return Live(
        id=row.id,
        cohort=row.cohort,
        letter=row.letter,
        leader=row.leader,
        domain=Domain(row.domain) if row.domain else None,
        seconds=row.seconds,
        convince=row.convince,
        phase=LivePhase(row.phase),
        place=row.place,
        step=row.step,
        until=row.until,
        started_at=row.started_at,
    )


def _item(row: Row[Any]) -> LiveItem:
    spans = ((row.vote_from, row.vote_until), (row.revote_from, row.revote_until))
    votes = tuple((opens, ends) for opens, ends in spans if opens is not None)
    order = tuple(int(i) for i in row.order.split(","))
    return LiveItem(row.place, row.item, row.version, row.seed, order, row.key, votes)
