"""`/cohort appoint`, `dismiss`, `takeover` and `leave`: who leads, and who is in it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import cohort_create as create_cards
from bot.cards import cohort_people as cards
from bot.chat.command import Action, Command, Param
from bot.chat.message import Card, Kind
from bot.chat.platform import DeliveryError
from bot.chat.request import Asker
from bot.chat.text import Mention
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.commands.leading import here
from bot.model.cohort import Cohort
from bot.model.people import Membership, Person
from bot.model.places import Account
from bot.store import memberships, people
from bot.study import telling


async def appoint(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort appoint @member`: one more leader."""
    me = await context.who(asker)
    cohort = await here(context, asker)
    async with context.desk.store.write() as tx:
        who = await _named(tx, asker, values)
        membership = await memberships.get(tx, cohort.id, who.id)
        if membership is not None and membership.leader:
            return cards.appointed(cohort, who.shown, already=True)
        await memberships.join(tx, cohort.id, who.id, context.at, leader=True)
        by = (await people.get(tx, me.person)).shown
        await telling.tell_later(tx, who.id, cards.you_lead(cohort, by), context.at)
    return cards.appointed(cohort, who.shown, already=False)


async def dismiss(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort dismiss @member`: a leader less, never the last one."""
    me = await context.who(asker)
    cohort = await here(context, asker)
    async with context.desk.store.write() as tx:
        who = await _named(tx, asker, values)
        leaders = await memberships.of_cohort(tx, cohort.id, leaders=True)
        if who.id not in [leader.person.id for leader in leaders]:
            raise Refusal(cards.not_a_leader(who.shown))
        if len(leaders) == 1:
            raise Refusal(cards.only_leader_dismissed(who.shown))
        await memberships.change(tx, cohort.id, who.id, leader=False)
        if who.id != me.person:
            by = (await people.get(tx, me.person)).shown
            await telling.tell_later(tx, who.id, cards.you_lead_no_more(cohort, by), context.at)
    return cards.dismissed(cohort, who.shown)


async def takeover(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort takeover`: whoever manages the channel leads, and those who led are told."""
    me = await context.who(asker)
    cohort = await here(context, asker)
    if not await _manages(context, asker):
        raise Refusal(cards.may_not_take_over())
    async with context.desk.store.write() as tx:
        before = await memberships.of_cohort(tx, cohort.id, leaders=True)
        if me.person in [leader.person.id for leader in before]:
            return cards.leads_already(cohort)
        await memberships.join(tx, cohort.id, me.person, context.at, leader=True)
        by = (await people.get(tx, me.person)).shown
        await _tell_the_old(tx, context, cohort, before, by)
    return cards.took_over(cohort, ", ".join(leader.person.shown for leader in before))


async def leave(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort leave`: what was answered is kept; what was shared is shared no more."""
    me = await context.who(asker)
    cohort = await here(context, asker)
    async with context.desk.store.write() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
        if membership is None:
            raise Refusal(cards.no_member(cohort))
        if membership.leader and len(await memberships.of_cohort(tx, cohort.id, leaders=True)) == 1:
            raise Refusal(cards.only_leader_leaves())
        gone = {"left_at": context.at, "leader": False, "shares_countdown": False}
        await memberships.change(tx, cohort.id, me.person, **gone)
    return cards.left(cohort)


_MEMBER: Param[Context] = Param("member", "Who: type @ and pick the name", Kind.MEMBER, required=True)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort appoint",
        "Make a member a leader of the cohort",
        appoint,
        (_MEMBER,),
        leaders_only=True,
        example="cohort appoint @Ana",
    ),
    Command(
        "cohort dismiss",
        "End a leader's leadership; they stay a member",
        dismiss,
        (_MEMBER,),
        leaders_only=True,
        example="cohort dismiss @Ana",
    ),
    Command(
        "cohort takeover",
        "Lead the cohort of a channel that you manage",
        takeover,
        example="cohort takeover",
    ),
    Command(
        "cohort leave",
        "Leave the cohort; what you answered is kept",
        leave,
        example="cohort leave",
    ),
)
ACTIONS: tuple[Action[Context], ...] = ()


async def _named(tx: AsyncConnection, asker: Asker, values: Values) -> Person:
    """The person behind a mention, if Takt has met them."""
    account = Account(asker.account.platform, asker.account.community, values.text("member"))
    known = await people.identify(tx, account)
    if known is None:
        raise Refusal(cards.unknown_member(Mention(account, f"@{account.user}")))
    return await people.get(tx, known.person)


async def _manages(context: Context, asker: Asker) -> bool:
    assert asker.room is not None, "declared for rooms"
    try:
        return await context.desk.platforms.manages(asker.account, asker.room)
    except DeliveryError as error:
        raise Refusal(create_cards.unreachable(str(error))) from None


async def _tell_the_old(
    tx: AsyncConnection, context: Context, cohort: Cohort, before: list[Membership], by: str
) -> None:
    for leader in before:
        await memberships.change(tx, cohort.id, leader.person.id, leader=False)
        key = f"takeover:{cohort.id}:{context.event}:{leader.person.id}"
        await telling.tell(tx, leader.person, key, cards.taken_over(cohort, by), context.at)
