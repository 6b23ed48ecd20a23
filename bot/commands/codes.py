"""A code that somebody sends: found, or refused and counted. Five wrong ones in an hour, and they have to wait."""

from __future__ import annotations

import secrets

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import codes as cards
from bot.commands.context import Context, Refusal
from bot.rules.codes import ANSWERED_WITHIN, BYTES, MOST_WRONG, digest, written
from bot.store import invitations
from bot.store.invitations import Invitation, InvitationKind, InvitationState


async def give(
    tx: AsyncConnection, context: Context, kind: InvitationKind, account: int, cohort: int | None = None
) -> str:
    """A new code, for people to carry. Only its digest is kept."""
    code = written(secrets.token_bytes(BYTES))
    await invitations.give(tx, kind, digest(code), account, context.at, cohort)
    return code


async def find(context: Context, kind: InvitationKind, code: str, account: int, command: str) -> Invitation:
    """What this code invites to, not used up by being looked at. Refuses a wrong one; `command` gives new ones."""
    async with context.desk.store.write() as tx:
        wrong = await invitations.count_wrong(tx, account, context.at)
        found = None
        if wrong < MOST_WRONG:
            found = await invitations.find(tx, kind, digest(code), context.at)
            if found is None:
                await invitations.note_wrong(tx, account, context.at)
    # Refused out here: a refusal in there would take the count back.
    if wrong >= MOST_WRONG or (found is None and wrong + 1 == MOST_WRONG):
        raise Refusal(cards.too_many())
    if found is None:
        raise Refusal(cards.wrong(command, MOST_WRONG - wrong - 1))
    return found


async def waiting(
    tx: AsyncConnection, context: Context, number: int, kind: InvitationKind, state: InvitationState
) -> Invitation:
    """The invitation of a button, if it is in this state and not too old. Refuses others."""
    found = await invitations.get(tx, number)
    if (
        found is None
        or found.kind is not kind
        or found.state is not state
        or found.taken_at is None
        or found.taken_at + ANSWERED_WITHIN <= context.at
    ):
        raise Refusal(cards.over())
    return found
