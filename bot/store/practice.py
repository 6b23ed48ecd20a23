"""Practice: questions as they were shown to one person, and what they missed and should meet again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Reveal
from bot.model.rounds import RoundState
from bot.store.schema import (
    account,
    answer,
    challenge,
    challenge_day,
    challenge_item,
    coming,
    practice_card,
    practice_turn,
    round_,
)
from bot.store.sql import insert_id, upsert

_NEVER_TYPED = literal("").label("typed")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question shown to a person. `order[p]` is the option's index at position p.

    `chosen` is a position, or `typed` a number in digits, once it is answered: one of them.
    """

    id: int
    person: int
    item: str
    version: int
    seed: int
    order: tuple[int, ...]
    shown_at: datetime
    chosen: int | None = None
    typed: str = ""

    @property
    def answered(self) -> bool:
        """Whether there is an answer, which stands."""
        return self.chosen is not None or bool(self.typed)


@dataclass(frozen=True, slots=True)
class Missed:
    """What was missed: FSRS's state of it, when it is due, and the last round that was taken into account."""

    item: str
    state: str
    due: datetime
    reviewed_at: datetime
    rights: int
    done: bool = False
    last_round: int = 0


@dataclass(frozen=True, slots=True)
class Met:
    """A closed round that a person answered: the item, whether it was right, and when they learned that."""

    round: int
    item: str
    right: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong choice, with enough to see which mistake it was: an option, or what was typed."""

    item: str
    version: int
    seed: int
    option: int | None
    typed: str = ""


# --- turns


async def show(tx: AsyncConnection, new: Turn) -> int:
    """Keep a question that is about to be shown (its id is ignored) and return its id."""
    return await insert_id(
        tx,
        practice_turn,
        person=new.person,
        item=new.item,
        version=new.version,
        seed=new.seed,
        order=",".join(map(str, new.order)),
        shown_at=new.shown_at,
    )


async def turn(tx: AsyncConnection, number: int) -> Turn | None:
    """A question that was shown, by id."""
    row = (await tx.execute(select(practice_turn).where(practice_turn.c.id == number))).one_or_none()
    return _turn(row) if row else None


async def choose(
    tx: AsyncConnection, number: int, position: int | None, at: datetime, *, right: bool, typed: str = ""
) -> bool:
    """Keep what was chosen or typed. Returns False where there was an answer already: the first one stands."""
    t = practice_turn.c
    query = update(practice_turn).where(t.id == number, t.chosen.is_(None), t.typed == "")
    return bool((await tx.execute(query.values(chosen=position, typed=typed, right=right, answered_at=at))).rowcount)


async def count_turns(tx: AsyncConnection, who: int) -> int:
    """How many questions a person was shown."""
    return int((await tx.execute(select(func.count()).where(practice_turn.c.person == who))).scalar_one())


async def last_shown(tx: AsyncConnection, who: int) -> dict[str, datetime]:
    """When each item was last shown to a person in practice."""
    query = select(practice_turn.c.item, func.max(practice_turn.c.shown_at, type_=practice_turn.c.shown_at.type))
    return {row[0]: row[1] for row in await tx.execute(_by_item(query, who))}


def _by_item(query: Select[Any], who: int) -> Select[Any]:
    return query.where(practice_turn.c.person == who).group_by(practice_turn.c.item)


def _turn(row: Row[Any]) -> Turn:
    order = tuple(int(i) for i in row.order.split(","))
    return Turn(row.id, row.person, row.item, row.version, row.seed, order, row.shown_at, row.chosen, row.typed)


# --- what was missed


async def missed(tx: AsyncConnection, who: int) -> dict[str, Missed]:
    """Everything that a person missed, by item, done or not."""
    rows = await tx.execute(select(practice_card).where(practice_card.c.person == who).order_by(practice_card.c.id))
    return {r.item: Missed(r.item, r.state, r.due, r.reviewed_at, r.right_in_a_row, r.done, r.last_round) for r in rows}


async def keep_missed(tx: AsyncConnection, who: int, what: Missed) -> None:
    """Keep where a missed question stands."""
    await upsert(
        tx,
        practice_card,
        ("person", "item"),
        person=who,
        item=what.item,
        state=what.state,
        due=what.due,
        reviewed_at=what.reviewed_at,
        right_in_a_row=what.rights,
        done=what.done,
        last_round=what.last_round,
    )


# --- what was asked in rounds


async def met(tx: AsyncConnection, who: int) -> list[Met]:
    """The closed rounds that a person answered, oldest first; of two accounts' answers the earlier one."""
    query = (
        select(
            round_.c.id, round_.c.item, round_.c.key, round_.c.reveal, round_.c.closes_at, answer.c.last, answer.c.at
        )
        .join(answer, answer.c.round == round_.c.id)
        .join(account, account.c.id == answer.c.account)
        .where(account.c.person == who, round_.c.state == RoundState.CLOSED)
        .order_by(round_.c.id, answer.c.at.desc())
    )
    found = {
        r.id: Met(r.id, r.item, r.last == r.key, r.at if r.reveal == Reveal.AT_ONCE else r.closes_at)
        for r in await tx.execute(query)
    }
    return list(found.values())


async def asked(tx: AsyncConnection, cohort: int) -> dict[str, set[RoundState]]:
    """Every item that a cohort was asked, with the states of its rounds."""
    found: dict[str, set[RoundState]] = {}
    for row in await tx.execute(select(round_.c.item, round_.c.state).where(round_.c.cohort == cohort).distinct()):
        found.setdefault(row.item, set()).add(RoundState(row.state))
    return found


async def held_elsewhere(tx: AsyncConnection, cohort: int) -> set[str]:
    """The items that are fixed to be asked next, or that a challenge of the cohort asks just now."""
    soon = select(coming.c.item).where(coming.c.cohort == cohort)
    contested = (
        select(challenge_item.c.item)
        .join(challenge_day, challenge_day.c.id == challenge_item.c.day)
        .join(challenge, challenge.c.id == challenge_day.c.challenge)
        .where(challenge.c.cohort == cohort, ~challenge_day.c.closed)
    )
    return set((await tx.execute(soon.union_all(contested))).scalars())


async def open_seeds(tx: AsyncConnection, cohort: int, item: str) -> list[int]:
    """The seeds with which an item is asked in a cohort just now, or will be next."""
    now = select(round_.c.seed).where(
        round_.c.cohort == cohort, round_.c.item == item, round_.c.state == RoundState.OPEN
    )
    soon = select(coming.c.seed).where(coming.c.cohort == cohort, coming.c.item == item)
    return list((await tx.execute(now.union_all(soon))).scalars())


# --- mistakes


async def slips(tx: AsyncConnection, who: int, items: Collection[str]) -> Sequence[Slip]:
    """A person's wrong choices among these items: in practice, and in rounds whose key they may know."""
    rounds = (
        select(
            round_.c.item, round_.c.version, round_.c.seed, round_.c.order, answer.c.last.label("chosen"), _NEVER_TYPED
        )
        .join(answer, answer.c.round == round_.c.id)
        .join(account, account.c.id == answer.c.account)
        .where(account.c.person == who, round_.c.item.in_(items), answer.c.last != round_.c.key)
        .where(
            (round_.c.state == RoundState.CLOSED)
            | ((round_.c.state == RoundState.OPEN) & answer.c.final & (round_.c.reveal == Reveal.AT_ONCE))
        )
    )
    t = practice_turn.c
    turns = select(t.item, t.version, t.seed, t.order, t.chosen, t.typed).where(
        t.person == who, t.item.in_(items), t.right.is_(False)
    )
    return [
        Slip(r.item, r.version, r.seed, None if r.chosen is None else int(r.order.split(",")[r.chosen]), r.typed)
        for r in await tx.execute(rounds.union_all(turns))
    ]
