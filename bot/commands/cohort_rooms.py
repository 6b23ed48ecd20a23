"""`/cohort connect`, `accept` and `disconnect`: one cohort, several rooms, on one platform or on several.

A leader gives a code, someone who manages the other room brings it, and the leader confirms: only then is it bound.
Whoever may found a cohort in a channel may accept one for it. Those who manage a bound room may unbind it, and nothing
else; leaders may unbind any, and the last one stays.
"""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import cohort_create as create_cards
from bot.cards import cohort_rooms as cards
from bot.cards import mistakes
from bot.cards import naming as naming_cards
from bot.cards.cohort_rooms import Asking
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card
from bot.chat.platform import DeliveryError
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands import codes
from bot.commands.cohort_create import must_be_free
from bot.commands.context import Context, Refusal
from bot.commands.leading import ahead, here, leads, led
from bot.model.cohort import Phase
from bot.model.places import Room
from bot.rules.appearing import crosses
from bot.store import asides, bindings, cohorts, invitations, letters, links, memberships, names, people
from bot.store.bindings import BoundRoom
from bot.store.invitations import Invitation, InvitationKind, InvitationState
from bot.study import naming, telling

DISCONNECTED = "disconnected"


# --- connecting


async def connect(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort connect`: a code for the other room."""
    me = await context.who(asker)
    cohort = await here(context, asker)
    async with context.desk.store.write() as tx:
        code = await codes.give(tx, context, InvitationKind.CONNECT, me.account, cohort.id)
    return cards.code(cohort, code)


async def accept(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort accept CODE`, in the other room."""
    me = await context.who(asker)
    assert asker.room is not None, "declared for rooms"
    room = asker.room
    await must_be_free(context, room)
    await _may_accept(context, asker, room)
    found = await codes.find(context, InvitationKind.CONNECT, values.text("code"), me.account, "cohort connect")
    async with context.desk.store.write() as tx:
        if not await invitations.take(tx, found.id, me.account, context.at):
            raise Refusal(mistakes.stale())
        await invitations.name_room(tx, found.id, room, asker.room_name, asker.community_name)
        await invitations.move(tx, found.id, InvitationState.TAKEN, InvitationState.SENT)
        asking = await _asking(tx, await codes.waiting(tx, context, found.id, *_SENT))
        leader = await links.known(tx, found.account)
        card = cards.confirm(asking)
        await letters.write(tx, _key(asking), leader.account, card, context.at)
        await telling.tell_later(tx, leader.person, card, context.at, _topic(found.id))
    return cards.waits(asking.cohort)


async def confirm(context: Context, asker: Asker, values: Values) -> Card:
    """*Confirm*: bound, and both rooms are told."""
    found, asking = await _to_decide(context, asker, values)
    cohort = asking.cohort
    async with context.desk.store.write() as tx:
        if await cohorts.at(tx, asking.room) is not None:
            raise Refusal(cards.free_no_more(asking))
        if not await invitations.move(tx, found.id, InvitationState.SENT, InvitationState.CONFIRMED):
            return cards.confirmed(asking)
        before = await bindings.of_cohort(tx, cohort.id)
        crossed = crosses(await names.places(tx, cohort.id))
        number = await bindings.bind(tx, cohort.id, asking.room, asking.name, context.at)
        await _announce(tx, context, asking, before, number)
        if not crossed:
            await naming.tell_all(tx, cohort, context.at)
        await _settle(tx, context, found, asking, cards.confirmed(asking))
    return cards.confirmed(asking)


async def decline(context: Context, asker: Asker, values: Values) -> Card:
    """*Decline*."""
    found, asking = await _to_decide(context, asker, values)
    async with context.desk.store.write() as tx:
        if await invitations.move(tx, found.id, InvitationState.SENT, InvitationState.DECLINED):
            assert found.taker is not None, "nobody sent it"
            taker = await links.known(tx, found.taker)
            await telling.tell_later(tx, taker.person, cards.was_declined(asking), context.at)
            await _settle(tx, context, found, asking, cards.declined(asking))
    return cards.declined(asking)


_SENT = (InvitationKind.CONNECT, InvitationState.SENT)


async def _may_accept(context: Context, asker: Asker, room: Room) -> None:
    try:
        allowed = await context.desk.platforms.manages(asker.account, room)
        needs = await context.desk.platforms.lacks(room) if allowed else ()
    except DeliveryError as error:
        raise Refusal(create_cards.unreachable(str(error))) from None
    if not allowed:
        raise Refusal(cards.may_not_accept())
    if needs:
        raise Refusal(cards.lacking(needs))


async def _to_decide(context: Context, asker: Asker, values: Values) -> tuple[Invitation, Asking]:
    """What waits for a leader, wherever its card stands; any leader of the cohort may decide."""
    async with context.desk.store.read() as tx:
        found = await codes.waiting(tx, context, values.number("invitation"), *_SENT)
        asking = await _asking(tx, found)
    await led(context, asker, asking.cohort.id, anywhere=True)
    return found, asking


async def _asking(tx: AsyncConnection, found: Invitation) -> Asking:
    assert found.cohort is not None and found.taker is not None and found.room is not None, "it was sent"
    cohort = await cohorts.get(tx, found.cohort)
    if cohort is None or cohort.phase is Phase.FINISHED:
        raise Refusal(mistakes.stale())
    by = (await links.known(tx, found.taker)).name
    return Asking(found.id, cohort, by, found.room, found.room_name, found.community_name)


async def _announce(
    tx: AsyncConnection, context: Context, asking: Asking, before: list[BoundRoom], number: int
) -> None:
    coming = next(iter(await ahead(tx, asking.cohort, context)), None)
    key = f"connected:{asking.cohort.id}:{asking.invitation}"
    hello = cards.hello(asking, coming, context.desk.facts.disclaimer)
    await letters.write(tx, f"{key}:{number}", asking.room, hello, context.at)
    for room in before:
        await letters.write(tx, f"{key}:{room.id}", room.room, cards.joined(asking), context.at)


async def _settle(tx: AsyncConnection, context: Context, found: Invitation, asking: Asking, card: Card) -> None:
    """The question to the leader loses its buttons and says what came of it."""
    leader = await links.known(tx, found.account)
    await asides.drop_notice(tx, leader.person, _topic(found.id))
    sent = await letters.find(tx, _key(asking))
    if sent is not None:
        await letters.revise(tx, sent, card, context.at)


def _key(asking: Asking) -> str:
    return f"connect:{asking.cohort.id}:{asking.invitation}"


def _topic(invitation: int) -> str:
    return f"connect:{invitation}"


# --- disconnecting


async def disconnect(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort disconnect`: leaders choose a room, whoever manages this one is asked about this one."""
    cohort = await here(context, asker)
    async with context.desk.store.read() as tx:
        rooms = await bindings.of_cohort(tx, cohort.id)
        leaders = await memberships.of_cohort(tx, cohort.id, leaders=True)
    leading = await leads(context, asker, cohort)
    mine = next((room for room in rooms if room.room == asker.room), None)
    if not leading and (mine is None or not await _manages(context, asker)):
        raise Refusal(cards.may_not_disconnect([leader.person.shown for leader in leaders]))
    if len(rooms) == 1:
        raise Refusal(cards.only_room(cohort))
    if leading or mine is None:
        return cards.which(cohort, [(room.id, _words(room)) for room in rooms])
    return cards.sure(cohort, mine.id, _words(mine))


async def disconnect_now(context: Context, asker: Asker, values: Values) -> Card:
    """A room was chosen."""
    async with context.desk.store.read() as tx:
        found = await bindings.get(tx, values.number("room"))
    if found is None:
        raise Refusal(mistakes.stale())
    room, number = found
    if asker.room == room.room and await _manages(context, asker):
        async with context.desk.store.read() as tx:
            cohort = await cohorts.get(tx, number)
        assert cohort is not None, "a room belongs to a cohort"
    else:
        cohort = await led(context, asker, number, anywhere=True)
    leading = await leads(context, asker, cohort)
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        rooms = await bindings.of_cohort(tx, cohort.id)
        if room.id not in [one.id for one in rooms]:
            return cards.disconnected(cohort, _words(room))
        if len(rooms) == 1:
            raise Refusal(cards.only_room(cohort))
        await letters.write(tx, f"disconnected:{cohort.id}:{room.id}", room.room, cards.goodbye(cohort), context.at)
        await bindings.unbind(tx, room.room, context.at, DISCONNECTED)
        if not leading:
            by = (await people.get(tx, me.person)).shown
            for leader in await memberships.of_cohort(tx, cohort.id, leaders=True):
                told = cards.told_leaders(cohort, _words(room), by)
                await telling.tell_later(tx, leader.person.id, told, context.at)
    return cards.disconnected(cohort, _words(room))


async def _manages(context: Context, asker: Asker) -> bool:
    if asker.room is None:
        return False
    try:
        return await context.desk.platforms.manages(asker.account, asker.room)
    except DeliveryError as error:
        raise Refusal(create_cards.unreachable(str(error))) from None


def _words(room: BoundRoom) -> str:
    return cards.place_words(room.room, room.name)


# --- names


async def named(context: Context, asker: Asker, values: Values) -> Card:
    """*Show my name*, in one cohort, or *Hide it again*."""
    me = await context.who(asker)
    yes = values.text("yes") == "yes"
    async with context.desk.store.write() as tx:
        membership = await memberships.get(tx, values.number("cohort"), me.person)
        cohort = await cohorts.get(tx, values.number("cohort"))
        if membership is None or cohort is None:
            raise Refusal(mistakes.stale())
        await memberships.change(tx, cohort.id, me.person, named=yes)
    if not yes:
        return naming_cards.unnamed(cohort.id, cohort.name)
    return naming_cards.named(cohort.id, cohort.name, membership.person.shown)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort connect",
        "A code that connects another room, here or on another platform",
        connect,
        leaders_only=True,
        example="cohort connect",
    ),
    Command(
        "cohort accept",
        "Connect this room to a cohort whose leader gave you a code",
        accept,
        (Param("code", "The code that a leader of the cohort gave you", required=True),),
        example="cohort accept MFRG-GZDF-MZTW-Q2LK",
    ),
    Command(
        "cohort disconnect",
        "Let a room of the cohort go; for leaders, and for those who manage it",
        disconnect,
        example="cohort disconnect",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("connect:confirm:<invitation:int>", confirm),
    Action("connect:decline:<invitation:int>", decline),
    Action("disconnect:<room:int>", disconnect_now),
    Action("named:<cohort:int>:<yes>", named, Gives.NEW),
)
