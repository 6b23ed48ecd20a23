"""Duels: the two, their questions, and what each of them chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.domains import Domain
from bot.rules.duel import OPEN, DuelState, pair
from bot.store.schema import duel, duel_answer, duel_item, letter, room
from bot.store.sql import insert_id, insert_into


@dataclass(frozen=True, slots=True)
class Duel:
    """A duel. `closes_at`: until when the invitation stands, and once accepted, until when both may answer."""

    id: int
    cohort: int
    room: int | None
    challenger: int
    opponent: int
    domain: Domain | None
    count: int
    state: DuelState
    invited_at: datetime
    closes_at: datetime
    shares: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether it is still to be accepted or played."""
        return self.state in OPEN

    def other(self, who: int) -> int:
        """The other one of the two."""
        return self.opponent if who == self.challenger else self.challenger


@dataclass(frozen=True, slots=True)
class DuelItem:
    """A question of a duel; `order` and `key` as in a round."""

    ordinal: int
    item: str
    version: int
    seed: int
    order: tuple[int, ...]
    key: int


async def create(tx: AsyncConnection, new: Duel, items: Sequence[DuelItem]) -> int:
    """Keep a new duel (its id is ignored). Raises IntegrityError where the two have an open one."""
    number = await insert_id(
        tx,
        duel,
        cohort=new.cohort,
        room=new.room,
        challenger=new.challenger,
        opponent=new.opponent,
        pair=pair(new.challenger, new.opponent),
        domain=new.domain or "",
        items=new.count,
        state=new.state,
        invited_at=new.invited_at,
        closes_at=new.closes_at,
    )
    rows = [
        {
            "duel": number,
            "ordinal": one.ordinal,
            "item": one.item,
            "version": one.version,
            "seed": one.seed,
            "order": ",".join(map(str, one.order)),
            "key": one.key,
        }
        for one in items
    ]
    await tx.execute(insert_into(tx, duel_item), rows)
    return number


async def get(tx: AsyncConnection, number: int) -> Duel | None:
    """A duel by id."""
    row = (await tx.execute(select(duel).where(duel.c.id == number))).one_or_none()
    return _duel(row) if row else None


async def open_between(tx: AsyncConnection, one: int, other: int) -> Duel | None:
    """The open duel between two people, if any."""
    query = select(duel).where(duel.c.pair == pair(one, other), duel.c.state.in_(OPEN))
    row = (await tx.execute(query)).one_or_none()
    return _duel(row) if row else None


async def open_of(tx: AsyncConnection, who: int) -> list[Duel]:
    """The open duels that a person takes part in, the oldest first."""
    query = select(duel).where(in_duel(who), duel.c.state.in_(OPEN)).order_by(duel.c.id)
    return [_duel(row) for row in await tx.execute(query)]


async def move(
    tx: AsyncConnection, number: int, before: DuelState, after: DuelState, closes_at: datetime | None = None
) -> bool:
    """From one state to another. Returns False where it was not in the first one any more."""
    values: dict[str, Any] = {"state": after} | ({"closes_at": closes_at} if closes_at else {})
    query = update(duel).where(duel.c.id == number, duel.c.state == before)
    return bool((await tx.execute(query.values(**values))).rowcount)


async def share(tx: AsyncConnection, what: Duel, who: int) -> None:
    """One of the two agrees that the room may read of it."""
    column = "challenger_shares" if who == what.challenger else "opponent_shares"
    await tx.execute(update(duel).where(duel.c.id == what.id).values({column: True}))


async def room_of(tx: AsyncConnection, what: Duel) -> Row[Any] | None:
    """The room where the duel began, where a cohort still meets there."""
    query = select(room).where(room.c.id == what.room, room.c.unbound_at.is_(None))
    return (await tx.execute(query)).one_or_none()


async def items(tx: AsyncConnection, number: int) -> list[DuelItem]:
    """The questions of a duel in order."""
    query = select(duel_item).where(duel_item.c.duel == number).order_by(duel_item.c.ordinal)
    return [
        DuelItem(r.ordinal, r.item, r.version, r.seed, tuple(int(i) for i in r.order.split(",")), r.key)
        for r in await tx.execute(query)
    ]


async def answer(
    tx: AsyncConnection, number: int, who: int, ordinal: int, chosen: int, at: datetime, *, right: bool
) -> None:
    """Keep a choice. The first one stands."""
    values = {"duel": number, "ordinal": ordinal, "person": who, "chosen": chosen, "right": right, "at": at}
    await tx.execute(insert_into(tx, duel_answer).values(**values).on_conflict_do_nothing())


async def choices(tx: AsyncConnection, number: int, who: int) -> dict[int, int]:
    """What a person chose, by ordinal."""
    query = select(duel_answer.c.ordinal, duel_answer.c.chosen).where(_answers(number, who))
    return {row.ordinal: row.chosen for row in await tx.execute(query)}


async def rights(tx: AsyncConnection, number: int, who: int) -> dict[int, bool]:
    """Whether what a person chose was right, by ordinal."""
    query = select(duel_answer.c.ordinal, duel_answer.c.right).where(_answers(number, who))
    return {row.ordinal: row.right for row in await tx.execute(query)}


def key_of(number: int, rest: str) -> str:
    """The key of a letter about a duel, so that it is found when one of the two is to be forgotten."""
    return f"duel:{number}:{rest}"


async def letters_about(tx: AsyncConnection, who: int) -> list[int]:
    """The letters about the duels of a person, whoever they went to."""
    numbers = (await tx.execute(select(duel.c.id).where(in_duel(who)))).scalars().all()
    found: list[int] = []
    for number in numbers:
        mine = letter.c.key.startswith(key_of(number, ""), autoescape=True)
        found += (await tx.execute(select(letter.c.id).where(mine))).scalars()
    return found


def in_duel(who: int) -> Any:
    """The duels that a person takes part in."""
    return or_(duel.c.challenger == who, duel.c.opponent == who)


def _answers(number: int, who: int) -> Any:
    return (duel_answer.c.duel == number) & (duel_answer.c.person == who)


def _duel(row: Row[Any]) -> Duel:
    shares = {row.challenger: row.challenger_shares, row.opponent: row.opponent_shares}
    return Duel(
        row.id,
        row.cohort,
        row.room,
        row.challenger,
        row.opponent,
        Domain(row.domain) if row.domain else None,
        row.items,
        DuelState(row.state),
        row.invited_at,
        row.closes_at,
        frozenset(who for who, agreed in shares.items() if agreed),
    )
