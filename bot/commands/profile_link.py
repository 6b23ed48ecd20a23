"""`/takt profile link` and `unlink`: one person with several accounts.

Never by name or e-mail: the first account gives a code, the other one uses it and is shown the first one's name, and
the first one is shown the other's and confirms.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import mistakes
from bot.cards import profile_link as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.text import Text
from bot.chat.values import Values
from bot.commands import codes
from bot.commands.context import Context, Refusal
from bot.store import asides, invitations, letters, links, people
from bot.store.invitations import Invitation, InvitationKind, InvitationState
from bot.store.links import Known
from bot.study import linking, telling

_LINK = InvitationKind.LINK


async def link(context: Context, asker: Asker, values: Values) -> Card:
    """Without a code one is given; with one, who it would be linked to is shown."""
    me = await context.who(asker)
    if values.text("code"):
        return await _use(context, asker, values.text("code"))
    async with context.desk.store.write() as tx:
        return cards.code(await codes.give(tx, context, _LINK, me.account))


async def _use(context: Context, asker: Asker, code: str) -> Card:
    me = await context.who(asker)
    found = await codes.find(context, _LINK, code, me.account, "takt profile link")
    async with context.desk.store.write() as tx:
        first = await links.known(tx, found.account)
        if first.person == me.person:
            raise Refusal(cards.same(asker.account, asker.name))
        if not await _is_alone(tx, me.account):
            raise Refusal(cards.linked_already())
        if not await invitations.take(tx, found.id, me.account, context.at):
            raise Refusal(mistakes.stale())
        hidden = (await people.get(tx, me.person)).hidden and not (await people.get(tx, first.person)).hidden
    return cards.send(found.id, _words(first), hidden=hidden)


async def send(context: Context, asker: Asker, values: Values) -> Card:
    """*Yes, that is me*: the first account is asked, and shown this one's name."""
    async with context.desk.store.write() as tx:
        found = await _of_taker(tx, context, asker, values)
        await invitations.move(tx, found.id, InvitationState.TAKEN, InvitationState.SENT)
        first, second = await _both(tx, found)
        card = cards.confirm(found.id, _words(second))
        await letters.write(tx, _key(found), first.account, card, context.at)
        await telling.tell_later(tx, first.person, card, context.at, _topic(found))
    return cards.sent(_words(first))


async def stop(context: Context, asker: Asker, values: Values) -> Card:
    """*No*, on the account that used the code."""
    async with context.desk.store.write() as tx:
        found = await _of_taker(tx, context, asker, values)
        await invitations.move(tx, found.id, InvitationState.TAKEN, InvitationState.DECLINED)
    return cards.stopped()


async def confirm(context: Context, asker: Asker, values: Values) -> Card:
    """*Confirm*, on the account that gave the code: linked."""
    async with context.desk.store.write() as tx:
        found = await _of_giver(tx, context, asker, values)
        first, second = await _both(tx, found)
        if first.person == second.person or not await _is_alone(tx, second.id):
            raise Refusal(mistakes.stale())
        await invitations.move(tx, found.id, InvitationState.SENT, InvitationState.CONFIRMED)
        await linking.link(tx, second.id, first.person, context.at)
        await _settle(tx, context, found, first, cards.linked(_words(second)))
        await letters.write(tx, f"linked:{found.id}", second.account, cards.linked(_words(first)), context.at)
    context.desk.directory.forget(second.account)
    return cards.linked(_words(second))


async def decline(context: Context, asker: Asker, values: Values) -> Card:
    """*Decline*, on the account that gave the code."""
    async with context.desk.store.write() as tx:
        found = await _of_giver(tx, context, asker, values)
        first, second = await _both(tx, found)
        await invitations.move(tx, found.id, InvitationState.SENT, InvitationState.DECLINED)
        await telling.tell_later(tx, second.person, cards.was_declined(), context.at)
        await _settle(tx, context, found, first, cards.declined(_words(second)))
    return cards.declined(_words(second))


async def unlink(context: Context, asker: Asker, values: Values) -> Card:
    """Which accounts are linked to the asker's own; a linked account is shown itself alone."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        mine = [one for one in await links.accounts(tx, me.person) if one.linked]
    if not mine:
        raise Refusal(cards.nothing_linked())
    own = [one for one in mine if one.id == me.account]
    return cards.which([(one.id, one.account, one.name) for one in own or mine])


async def unlink_now(context: Context, asker: Asker, values: Values) -> Card:
    """*Unlink*: both are as they were."""
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        gone = await links.of_account(tx, values.number("account"))
        if gone is None or gone.person != me.person:
            raise Refusal(mistakes.stale())
        which = await links.known(tx, gone.account)
        await linking.unlink(tx, gone, context.at)
        if gone.account != me.account:
            await telling.tell_later(tx, gone.origin, cards.on_your_own(), context.at)
    context.desk.directory.forget(which.account)
    return cards.unlinked(_words(which))


async def _of_taker(tx: AsyncConnection, context: Context, asker: Asker, values: Values) -> Invitation:
    """The invitation whose code this account has used."""
    found = await codes.waiting(tx, context, values.number("invitation"), _LINK, InvitationState.TAKEN)
    me = await people.identify(tx, asker.account)
    if me is None or found.taker != me.account:
        raise Refusal(mistakes.stale())
    return found


async def _of_giver(tx: AsyncConnection, context: Context, asker: Asker, values: Values) -> Invitation:
    """The invitation whose code this account gave."""
    found = await codes.waiting(tx, context, values.number("invitation"), _LINK, InvitationState.SENT)
    me = await people.identify(tx, asker.account)
    if me is None or found.account != me.account:
        raise Refusal(mistakes.stale())
    return found


async def _both(tx: AsyncConnection, found: Invitation) -> tuple[Known, Known]:
    """The account that gave the code, and the one that used it."""
    assert found.taker is not None, "its code was used"
    return await links.known(tx, found.account), await links.known(tx, found.taker)


async def _is_alone(tx: AsyncConnection, account: int) -> bool:
    """Whether an account is its person's only one, and linked to nobody."""
    me = await links.known(tx, account)
    return not me.linked and len(await links.accounts(tx, me.person)) == 1


async def _settle(tx: AsyncConnection, context: Context, found: Invitation, first: Known, card: Card) -> None:
    """The question to the first account loses its buttons and says what came of it."""
    await asides.drop_notice(tx, first.person, _topic(found))
    sent = await letters.find(tx, _key(found))
    if sent is not None:
        await letters.revise(tx, sent, card, context.at)


def _words(known: Known) -> Text:
    return cards.who_words(known.account, known.name)


def _key(found: Invitation) -> str:
    return f"link:{found.id}"


def _topic(found: Invitation) -> str:
    return f"link:{found.id}"


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt profile link",
        "One score for two accounts of yours, such as on Slack and Discord",
        link,
        (Param("code", "The code that your other account was given; leave it out to get one"),),
        where=Where.BOTH,
        example="takt profile link MFRG-GZDF-MZTW-Q2LK",
    ),
    Command(
        "takt profile unlink",
        "Undo a link: each account is as it was, with what it answered",
        unlink,
        where=Where.BOTH,
        example="takt profile unlink",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("link:send:<invitation:int>", send, Gives.REPLACE),
    Action("link:stop:<invitation:int>", stop, Gives.REPLACE),
    Action("link:confirm:<invitation:int>", confirm),
    Action("link:decline:<invitation:int>", decline),
    Action("unlink:<account:int>", unlink_now, Gives.REPLACE),
)
