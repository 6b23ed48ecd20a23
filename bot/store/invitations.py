"""Invitations: codes that were given out, as digests, and what came back; and who sends wrong ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.places import Room
from bot.rules.codes import LASTS, WRONG_WITHIN
from bot.store.schema import invitation, wrong_code
from bot.store.sql import insert_id, insert_into

_WRONG_KEPT = timedelta(days=1)
_KEPT = timedelta(days=7)


class InvitationKind(StrEnum):
    """What a code is for."""

    LINK = "link"
    CONNECT = "connect"


class InvitationState(StrEnum):
    """GIVEN: out, and good until it expires. TAKEN: used, and spent. SENT: to be confirmed. Then it is over."""

    GIVEN = "given"
    TAKEN = "taken"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that was given out by `account`, to be used by `taker`, for a cohort also in which room."""

    id: int
    kind: InvitationKind
    state: InvitationState
    account: int
    cohort: int | None
    taker: int | None
    room: Room | None
    room_name: str
    community_name: str
    taken_at: datetime | None


async def give(
    tx: AsyncConnection, kind: InvitationKind, digest: str, account: int, at: datetime, cohort: int | None = None
) -> int:
    """Keep the digest of a new code. An earlier unused one of the same kind and account is good no more."""
    given = (invitation.c.account == account) & (invitation.c.state == InvitationState.GIVEN)
    await tx.execute(delete(invitation).where(given, invitation.c.kind == kind))
    row = {"kind": kind, "digest": digest, "state": InvitationState.GIVEN, "account": account, "cohort": cohort}
    return await insert_id(tx, invitation, **row, made_at=at, expires_at=at + LASTS)


async def find(tx: AsyncConnection, kind: InvitationKind, digest: str, at: datetime) -> Invitation | None:
    """The invitation of this code, if it is unused and in time."""
    query = select(invitation).where(
        invitation.c.digest == digest,
        invitation.c.kind == kind,
        invitation.c.state == InvitationState.GIVEN,
        invitation.c.expires_at > at,
    )
    row = (await tx.execute(query)).one_or_none()
    return _invitation(row) if row else None


async def get(tx: AsyncConnection, number: int) -> Invitation | None:
    """An invitation by id."""
    row = (await tx.execute(select(invitation).where(invitation.c.id == number))).one_or_none()
    return _invitation(row) if row else None


async def take(tx: AsyncConnection, number: int, taker: int, at: datetime) -> bool:
    """The code is spent: whoever used it may go on, and nobody else. Returns False where it was spent before."""
    query = update(invitation).where(invitation.c.id == number, invitation.c.state == InvitationState.GIVEN)
    return bool((await tx.execute(query.values(state=InvitationState.TAKEN, taker=taker, taken_at=at))).rowcount)


async def name_room(tx: AsyncConnection, number: int, room: Room, name: str, community: str) -> None:
    """Which room is to be connected."""
    place = {"platform": room.platform, "community": room.community, "channel": room.channel}
    query = update(invitation).where(invitation.c.id == number)
    await tx.execute(query.values(**place, room_name=name, community_name=community))


async def move(tx: AsyncConnection, number: int, before: InvitationState, after: InvitationState) -> bool:
    """On to the next state. Returns False where it was not in the one before: pressed twice, or over."""
    query = update(invitation).where(invitation.c.id == number, invitation.c.state == before)
    return bool((await tx.execute(query.values(state=after))).rowcount)


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        kind=InvitationKind(row.kind),
        state=InvitationState(row.state),
        account=row.account,
        cohort=row.cohort,
        taker=row.taker,
        room=Room(row.platform, row.community, row.channel) if row.channel else None,
        room_name=row.room_name,
        community_name=row.community_name,
        taken_at=row.taken_at,
    )


# --- wrong codes


async def note_wrong(tx: AsyncConnection, account: int, at: datetime) -> None:
    """An account sent a code that is none."""
    await tx.execute(insert_into(tx, wrong_code).values(account=account, at=at))


async def count_wrong(tx: AsyncConnection, account: int, at: datetime) -> int:
    """How many such codes it sent within the hour."""
    query = select(func.count()).where(wrong_code.c.account == account, wrong_code.c.at > at - WRONG_WITHIN)
    return int((await tx.execute(query)).scalar_one())


async def drop_old(tx: AsyncConnection, now: datetime) -> None:
    """Forget codes and wrong tries when nobody needs them any more."""
    await tx.execute(delete(invitation).where(invitation.c.made_at < now - _KEPT))
    await tx.execute(delete(wrong_code).where(wrong_code.c.at < now - _WRONG_KEPT))
