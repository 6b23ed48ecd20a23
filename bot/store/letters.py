"""Letters: written in the transaction of the fact that caused them, delivered by the post office, kept up to date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, Select, and_, bindparam, case, func, null, or_, select, update
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.message import Card
from bot.model.places import Account, Address, MessageRef, Room
from bot.store import queues
from bot.store.schema import PARKED, UNSENT, letter
from bot.store.sql import insert_into

_CARD: TypeAdapter[Card] = TypeAdapter(Card)
_LONG = timedelta(hours=1)
_CLOCKS_DIFFER = timedelta(minutes=1)
"""How far the clocks of two machines may be apart without one of them having jumped."""
_ADDRESS = (letter.c.platform, letter.c.community, letter.c.channel, letter.c.user)


class LetterState(StrEnum):
    """TRYING: handed to the platform. DOUBTFUL: it may have arrived. PARKED: somebody must act. DROPPED: never"""

    WAITING = "waiting"
    TRYING = "trying"
    DOUBTFUL = "doubtful"
    SENT = "sent"
    PARKED = "parked"
    DROPPED = "dropped"


_IN_DOUBT_SINCE = case((letter.c.state == LetterState.DOUBTFUL, letter.c.tried_at), else_=null())
"""Of a letter that is being parked: since when it may have arrived, nothing where it certainly has not."""
_ANEW = case(
    ((letter.c.sent_message == "") & letter.c.tried_at.is_not(None), LetterState.DOUBTFUL.value),
    else_=LetterState.WAITING.value,
)
"""How a letter begins anew: one that was parked while it may have arrived is looked for first."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to deliver. `ref` once it was: then a newer edition is an edit. `under`: the letter above it."""

    id: int
    key: str
    to: Address
    card: Card
    state: LetterState
    edition: int
    tries: int
    due: datetime
    tried_at: datetime | None
    ref: MessageRef | None
    under: int | None
    trouble: str
    created_at: datetime


def to_json(card: Card) -> str:
    """A card as text for the store."""
    return _CARD.dump_json(card).decode()


def from_json(text: str) -> Card:
    """A card from the store."""
    return _CARD.validate_json(text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter to write: not to be delivered before it is due, or at once."""

    key: str
    to: Address
    card: Card
    under: int | None = None
    due: datetime | None = None


async def write_all(tx: AsyncConnection, drafts: Sequence[Draft], at: datetime) -> dict[str, int]:
    """Have cards delivered once each, in this order. A second letter of a key is not written. Their ids, by key."""
    if not drafts:
        return {}
    await tx.execute(insert_into(tx, letter).on_conflict_do_nothing(), [_row(one, at) for one in drafts])
    await queues.wake_all(tx, [(one.to, one.due or at) for one in drafts])
    query = select(letter.c.id, letter.c.key).where(letter.c.key.in_([one.key for one in drafts]))
    return {row.key: row.id for row in await tx.execute(query)}


def _row(draft: Draft, at: datetime) -> dict[str, Any]:
    return {
        "key": draft.key,
        **queues.place_of(draft.to),
        "under": draft.under,
        "card": to_json(draft.card),
        "state": LetterState.WAITING,
        "due": draft.due or at,
        "created_at": at,
    }


async def write(
    tx: AsyncConnection,
    key: str,
    to: Address,
    card: Card,
    at: datetime,
    *,
    under: int | None = None,
    due: datetime | None = None,
) -> int:
    """Have a card delivered once, not before it is due. A second letter of the same key is not written. Its id."""
    return (await write_all(tx, [Draft(key, to, card, under, due)], at))[key]


def key_about(who: int, rest: str) -> str:
    """The key of a letter to a room about one person, so that it is found when they want to see or take back theirs."""
    return f"about:{who}:{rest}"


async def about(tx: AsyncConnection, who: int) -> list[Letter]:
    """The letters to rooms about one person, the oldest first."""
    return await keyed(tx, key_about(who, ""))


async def keyed(tx: AsyncConnection, prefix: str) -> list[Letter]:
    """The letters whose keys begin like this, the oldest first."""
    query = select(letter).where(letter.c.key.startswith(prefix, autoescape=True)).order_by(letter.c.id)
    return [_letter(row) for row in await tx.execute(query)]


async def find(tx: AsyncConnection, key: str) -> int | None:
    """The id of the letter with this key, if it was written."""
    found: int | None = (await tx.execute(select(letter.c.id).where(letter.c.key == key))).scalar()
    return found


async def is_written(tx: AsyncConnection, key: str) -> bool:
    """Whether there is a letter of this key."""
    return (await tx.execute(select(letter.c.id).where(letter.c.key == key))).first() is not None


async def written(tx: AsyncConnection, keys: Collection[str]) -> set[str]:
    """Those of these keys of which there is a letter."""
    return set((await tx.execute(select(letter.c.key).where(letter.c.key.in_(keys)))).scalars())


async def revise(tx: AsyncConnection, number: int, card: Card, at: datetime) -> None:
    """Have a letter say something else from now on: an edit if it was delivered, else it goes out like this."""
    await revise_all(tx, {number: card}, at)


async def revise_all(tx: AsyncConnection, cards: Mapping[int, Card], at: datetime) -> None:
    """The same for several letters, by id."""
    if not cards:
        return
    places = await addresses(tx, list(cards))
    await queues.wake_all(tx, [(to, at) for to in places.values()])
    anew = bindparam("anew", type_=letter.c.card.type)
    new = update(letter).where(letter.c.id == bindparam("number"), letter.c.card != anew)
    rows = [{"number": number, "anew": to_json(card)} for number, card in cards.items()]
    await tx.execute(new.values(card=anew, edition=letter.c.edition + 1), rows)
    settled = letter.c.state.in_((LetterState.SENT, LetterState.PARKED))
    stale = update(letter).where(letter.c.id.in_(list(cards)), settled, letter.c.edition > letter.c.sent_edition)
    await tx.execute(stale.values(state=_ANEW, due=at, tries=0))


async def get(tx: AsyncConnection, number: int) -> Letter | None:
    """A letter by id."""
    row = (await tx.execute(select(letter).where(letter.c.id == number))).one_or_none()
    return _letter(row) if row else None


async def several(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, Letter]:
    """Letters by id."""
    return {row.id: _letter(row) for row in await tx.execute(select(letter).where(letter.c.id.in_(numbers)))}


async def addresses(tx: AsyncConnection, numbers: Collection[int]) -> dict[int, Address]:
    """Where these letters go, by id."""
    rows = await tx.execute(select(letter.c.id, *_ADDRESS).where(letter.c.id.in_(numbers)))
    return {row.id: _address(row) for row in rows}


async def mark_trying(tx: AsyncConnection, which: Letter, at: datetime) -> Letter | None:
    """It is about to be handed to the platform. Returns it as it is then, or None where it is not as it was read."""
    values = {"state": LetterState.TRYING, "tried_at": at, "tries": letter.c.tries + 1}
    unchanged = (letter.c.state == which.state) & (letter.c.tries == which.tries) & (letter.c.edition == which.edition)
    taken = await tx.execute(update(letter).where(letter.c.id == which.id, unchanged).values(**values))
    return replace(which, state=LetterState.TRYING, tried_at=at, tries=which.tries + 1) if taken.rowcount else None


async def mark_sent(tx: AsyncConnection, which: Letter, ref: MessageRef, at: datetime) -> None:
    """It is delivered in this edition; if a newer one was written meanwhile, that one waits."""
    values: dict[str, Any] = {
        "sent_at": at,
        "sent_channel": ref.channel,
        "sent_message": ref.message,
        "sent_edition": which.edition,
        "trouble": "",
    }
    await tx.execute(update(letter).where(letter.c.id == which.id).values(state=LetterState.SENT, **values))
    newer = update(letter).where(letter.c.id == which.id, letter.c.edition > which.edition)
    await tx.execute(newer.values(state=LetterState.WAITING, due=at, tries=0))


async def mark(tx: AsyncConnection, which: Letter, state: LetterState, due: datetime, trouble: str) -> None:
    """It did not go through, or nobody knows."""
    unsent = letter.c.state.in_((LetterState.WAITING, LetterState.TRYING, LetterState.DOUBTFUL))
    values: dict[str, Any] = {"state": state, "due": due, "trouble": trouble[:500]}
    if state is LetterState.PARKED:
        values["tried_at"] = _IN_DOUBT_SINCE
    await tx.execute(update(letter).where(letter.c.id == which.id, unsent).values(**values))


async def doubt_interrupted(tx: AsyncConnection, now: datetime, only: Collection[int] | None = None) -> int:
    """What was being handed over when its process died, all or `only` these, may or may not have arrived.

    Returns how many. An interrupted edit is simply made again.
    """
    trying = update(letter).where(letter.c.state == LetterState.TRYING)
    if only is not None:
        trying = trying.where(letter.c.id.in_(only))
    posts = trying.where(letter.c.sent_message == "").values(state=LetterState.DOUBTFUL, due=now)
    doubtful = (await tx.execute(posts)).rowcount
    await tx.execute(trying.values(state=LetterState.WAITING, due=now))
    return doubtful


async def note_trouble(tx: AsyncConnection, which: Letter, trouble: str) -> None:
    """Say why it waits, for those who look."""
    await tx.execute(update(letter).where(letter.c.id == which.id, letter.c.trouble != trouble).values(trouble=trouble))


async def clock_went_back(tx: AsyncConnection, now: datetime, *, certainly: bool) -> None:
    """What was to be tried again at an instant that is far away by now is due. What was written for later stays so.

    `certainly`: it was seen to go back; else only letters count whose own past lies in the future.
    """
    late = letter.c.due > now
    again = or_(letter.c.tries > 0, letter.c.sent_message != "", letter.c.due <= letter.c.created_at)
    if not certainly:
        ahead = now + _CLOCKS_DIFFER
        again &= or_(letter.c.created_at > ahead, letter.c.tried_at > ahead)
    stalled = and_(sql(UNSENT), late, again)
    if certainly or (await tx.execute(select(letter.c.id).where(stalled).limit(1))).first() is not None:
        await queues.look_anew(tx, now)
        await tx.execute(update(letter).where(stalled).values(due=now))


async def retry(tx: AsyncConnection, number: int, at: datetime) -> bool:
    """Try a parked letter again, and what is parked under it. Returns whether there was one."""
    which = (letter.c.id == number) | (letter.c.under == number)
    return bool(await _revive(tx, which & sql(PARKED), at))


async def retry_all(tx: AsyncConnection, at: datetime) -> int:
    """Try everything again that is parked. Returns how many letters."""
    return await _revive(tx, sql(PARKED), at)


async def _revive(tx: AsyncConnection, which: Any, at: datetime) -> int:
    places: Select[Any] = select(*_ADDRESS).where(which).distinct().order_by(*_ADDRESS)
    for row in (await tx.execute(places)).all():
        await queues.wake(tx, _address(row), at)
    query = update(letter).where(which).values(state=_ANEW, due=at, tries=0)
    return (await tx.execute(query)).rowcount


async def drop(tx: AsyncConnection, number: int, at: datetime) -> bool:
    """Never deliver it. Returns False where it is delivered, dropped already, or being handed over just now.

    Of a message that stands, only this edit is dropped: the next one is made again.
    """
    old = await get(tx, number)
    if old is None:
        return False
    await queues.wake(tx, old.to, at)
    waiting = letter.c.state.in_((LetterState.WAITING, LetterState.DOUBTFUL, LetterState.PARKED))
    state = LetterState.SENT if old.ref else LetterState.DROPPED
    query = update(letter).where(letter.c.id == number, waiting).values(state=state, due=at)
    return bool((await tx.execute(query)).rowcount)


async def give_up(tx: AsyncConnection, numbers: Collection[int], at: datetime, why: str) -> set[int]:
    """Park those of these letters that never went out though tried, or that waited for long behind others that did not.

    Returns which. Not among them are those that went out, may have, or are new.
    """
    in_vain = (letter.c.tries > 0) | (letter.c.created_at < at - _LONG)
    unsent = (letter.c.state == LetterState.WAITING) & (letter.c.sent_message == "") & in_vain
    query = update(letter).where(letter.c.id.in_(numbers), unsent)
    values = {"state": LetterState.PARKED, "due": at, "trouble": why, "tried_at": None}
    return set((await tx.execute(query.values(**values).returning(letter.c.id))).scalars())


async def undelivered(tx: AsyncConnection, states: Collection[LetterState], most: int) -> list[Letter]:
    """What has not arrived, the oldest first."""
    query = (
        select(letter)
        .where(or_(sql(UNSENT), sql(PARKED)), letter.c.state.in_(states))
        .order_by(letter.c.id)
        .limit(most)
    )
    return [_letter(row) for row in await tx.execute(query)]


async def count_undelivered(tx: AsyncConnection) -> dict[LetterState, int]:
    """How many letters are in each state, those that arrived or were dropped left out."""
    query = select(letter.c.state, func.count()).where(or_(sql(UNSENT), sql(PARKED))).group_by(letter.c.state)
    return {LetterState(row[0]): row[1] for row in await tx.execute(query)}


async def drop_waiting(tx: AsyncConnection, to: Room, at: datetime, why: str) -> None:
    """The room is gone: what waits for it is parked without further ado."""
    query = update(letter).where(
        letter.c.platform == to.platform,
        letter.c.community == to.community,
        letter.c.channel == to.channel,
        letter.c.state.in_((LetterState.WAITING, LetterState.DOUBTFUL)),
    )
    await tx.execute(query.values(state=LetterState.PARKED, due=at, trouble=why, tried_at=_IN_DOUBT_SINCE))


def _address(row: Any) -> Address:
    if row.user:
        return Account(row.platform, row.community, row.user)
    return Room(row.platform, row.community, row.channel)


def _letter(row: Row[Any]) -> Letter:
    ref = MessageRef(row.platform, row.community, row.sent_channel, row.sent_message) if row.sent_message else None
    return Letter(
        id=row.id,
        key=row.key,
        to=_address(row),
        card=from_json(row.card),
        state=LetterState(row.state),
        edition=row.edition,
        tries=row.tries,
        due=row.due,
        tried_at=row.tried_at,
        ref=ref,
        under=row.under,
        trouble=row.trouble,
        created_at=row.created_at,
    )
