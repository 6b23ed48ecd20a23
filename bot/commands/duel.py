"""`/takt duel`: the same few questions for two members, in private."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import duel as cards
from bot.cards import duel_refusals as refusals
from bot.cards import duel_result as result_cards
from bot.cards import mistakes
from bot.cards.practice import Posed
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind, Pick
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong, cohort_required
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.people import Person
from bot.model.places import Account, Room
from bot.rules.appearing import place_of
from bot.rules.duel import LASTS, LEAST, MOST, USUAL, DuelState, next_ordinal
from bot.rules.reading import Misread
from bot.store import bindings, cohorts, duels, letters, links, memberships, names, people
from bot.store.duels import Duel, DuelItem
from bot.study import duelling, practising, telling

# --- challenging


async def challenge(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt duel @member`. With somebody whom one duels already, it goes on."""
    cohort = await cohort_required(context, asker)
    count = values.number("n") if values.get("n") is not None else USUAL
    if not LEAST <= count <= MOST:
        raise Wrong({"n": Misread(f"{count} is not possible", f"from {LEAST} to {MOST} questions")})
    domain = Domain(values.text("domain")) if values.text("domain") else None
    account = Account(asker.account.platform, asker.account.community, values.text("member"))
    async with context.desk.store.read() as tx:
        known = await people.identify(tx, account)
    if known is None:
        raise Refusal(refusals.not_in_cohort("", cohort.name))
    return await _challenge(context, asker, cohort, known.person, domain, count)


async def rematch(context: Context, asker: Asker, values: Values) -> Card:
    """*Rematch*, *Ask again*: the same once more, with other questions."""
    me, what = await _mine(context, asker, values)
    if what.is_open:
        return await _go_on(context, me.id, what)
    async with context.desk.store.read() as tx:
        cohort = await cohorts.get(tx, what.cohort)
        other = await links.current(tx, what.other(me.id))
    if cohort is None:
        raise Refusal(mistakes.stale())
    return await _challenge(context, asker, cohort, other, what.domain, what.count)


async def _challenge(
    context: Context, asker: Asker, cohort: Cohort, other: int, domain: Domain | None, count: int
) -> Card:
    me, desk = await context.who(asker), context.desk
    async with desk.store.read() as tx:
        await _check(tx, cohort, me.person, other)
        begun = await duels.open_between(tx, me.person, other)
        items = await duelling.draw(tx, desk, cohort, (me.person, other), domain, count, context.at)
        room = await _room(tx, cohort, asker)
    if begun is not None:
        return await _go_on(context, me.person, begun)
    if len(items) < LEAST:
        raise Refusal(refusals.not_enough(domain))
    closes_at = context.at + LASTS
    new = Duel(0, cohort.id, room, me.person, other, domain, len(items), DuelState.INVITED, context.at, closes_at)
    async with desk.store.write() as tx:
        begun = await duels.open_between(tx, me.person, other)  # a second click, or both at once
        if begun is None:
            kept = await duelling.invite(tx, new, items, context.at)
            return cards.invited(await duelling.facts(tx, kept, me.person))
    return await _go_on(context, me.person, begun)


async def _check(tx: AsyncConnection, cohort: Cohort, me: int, other: int) -> None:
    """Who may duel with whom."""
    if me == other:
        raise Refusal(refusals.yourself())
    mine = await memberships.get(tx, cohort.id, me)
    if mine is None:
        raise Refusal(refusals.join_first(cohort.name))
    if not mine.person.duels:
        raise Refusal(refusals.you_take_none())
    theirs = await memberships.get(tx, cohort.id, other)
    if theirs is None or theirs.person.forgotten:
        raise Refusal(refusals.not_in_cohort((await people.get(tx, other)).shown, cohort.name))
    if not (theirs.person.duels and theirs.person.games) or theirs.alumni:  # alumni are left in peace
        raise Refusal(refusals.takes_none(theirs.person.shown))


async def _room(tx: AsyncConnection, cohort: Cohort, asker: Asker) -> int | None:
    rooms = await bindings.of_cohort(tx, cohort.id)
    here = [r.id for r in rooms if r.room == asker.room]
    return next(iter(here or [r.id for r in rooms]), None)


# --- answering the invitation


async def accept(context: Context, asker: Asker, values: Values) -> Card:
    """*Accept*: and the first question."""
    me, what = await _mine(context, asker, values)
    if me.id != what.opponent:
        raise Refusal(mistakes.stale())
    if what.state is DuelState.INVITED:
        if context.at >= what.closes_at:
            raise Refusal(refusals.over_already())
        async with context.desk.store.write() as tx:
            cohort = await cohorts.get(tx, what.cohort)
            challenger = await links.current(tx, what.challenger)
            if cohort is None or await memberships.get(tx, what.cohort, challenger) is None:
                raise Refusal(refusals.over_already())
            await duelling.accept(tx, what, context.at)
    return await _go_on(context, me.id, await _again(context, what.id))


async def decline(context: Context, asker: Asker, values: Values) -> Card:
    """*Decline*."""
    me, what = await _mine(context, asker, values)
    if me.id != what.opponent:
        raise Refusal(mistakes.stale())
    if what.state not in (DuelState.INVITED, DuelState.DECLINED):
        return await _go_on(context, me.id, what)
    async with context.desk.store.write() as tx:
        await duelling.decline(tx, what, context.at)
        return cards.declined(await duelling.facts(tx, what, me.id))


async def refuse_all(context: Context, asker: Asker, values: Values) -> Card:
    """*No more duels*."""
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        await people.change(tx, me.person, duels=False)
    return cards.no_more()


# --- playing


async def play(context: Context, asker: Asker, values: Values) -> Card:
    """*Begin*, *Go on*."""
    me, what = await _mine(context, asker, values)
    return await _go_on(context, me.id, what)


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed: the first choice stands, and the next question comes."""
    me, what = await _mine(context, asker, values)
    ordinal, position = values.number("ordinal"), values.number("position")
    async with context.desk.store.read() as tx:
        item = next((one for one in await duels.items(tx, what.id) if one.ordinal == ordinal), None)
    if item is None or not 0 <= position < len(item.order):
        raise Refusal(mistakes.stale())
    if what.is_open and context.at < what.closes_at:
        async with context.desk.store.write() as tx:
            now = await duels.get(tx, what.id)
            if now is not None and now.is_open:
                right = position == item.key
                await duels.answer(tx, what.id, me.id, ordinal, position, context.at, right=right)
                await duelling.finish_if_done(tx, now, context.at)
    return await _go_on(context, me.id, await _again(context, what.id))


async def _go_on(context: Context, me: int, what: Duel) -> Card:
    """Where this one stands in the duel: the next question, the wait, or the result."""
    async with context.desk.store.read() as tx:
        facts = await duelling.facts(tx, what, me)
        if what.state is DuelState.DONE:
            return result_cards.result(await duelling.result(tx, what, me))
        if not what.is_open:
            raise Refusal(refusals.over_already())
        if what.state is DuelState.INVITED and me == what.opponent:
            return cards.invitation(facts)
        if context.at >= what.closes_at:
            raise Refusal(refusals.too_late())
        ordinal = next_ordinal(what.count, await duels.rights(tx, what.id, me))
        if ordinal is None:
            return cards.waiting(facts, accepted=what.state is DuelState.RUNNING)
        item = (await duels.items(tx, what.id))[ordinal - 1]
    return cards.question(facts, _posed(context, item), ordinal)


# --- afterwards


async def why(context: Context, asker: Asker, values: Values) -> Card:
    """*Why?*: the questions one by one, once nobody answers them any more."""
    me, what = await _mine(context, asker, values)
    if what.is_open:
        raise Refusal(refusals.not_over())
    ordinal = values.number("ordinal")
    async with context.desk.store.read() as tx:
        item = next((one for one in await duels.items(tx, what.id) if one.ordinal == ordinal), None)
        if item is None:
            raise Refusal(mistakes.stale())
        if await practising.is_held(tx, context.desk, me.id, None, item.item, item.version):
            raise Refusal(refusals.held_back())
        chosen = (await duels.choices(tx, what.id, me.id)).get(ordinal)
        facts = await duelling.facts(tx, what, me.id)
    return result_cards.review(facts, _posed(context, item), ordinal, chosen)


async def share(context: Context, asker: Asker, values: Values) -> Card:
    """*Share*: the room reads of it once both have pressed it."""
    me, what = await _mine(context, asker, values)
    if what.state is not DuelState.DONE:
        raise Refusal(refusals.not_over() if what.is_open else refusals.over_already())
    async with context.desk.store.write() as tx:
        await duels.share(tx, what, me.id)
        now = await duels.get(tx, what.id)
        assert now is not None
        other = what.other(me.id)
        if other not in now.shares:
            if me.id not in what.shares:
                card = result_cards.please_share(await duelling.facts(tx, now, other))
                await telling.tell_later(tx, await links.current(tx, other), card, context.at)
            return result_cards.share_asked(await duelling.facts(tx, now, me.id))
        found = await duels.room_of(tx, now)
        if found is None:
            raise Refusal(result_cards.nowhere_to_share())
        one, second = await duelling.sides(tx, now)
        to = Room(found.platform, found.community, found.channel)
        people_ = [await duelling.person(tx, who) for who in (now.challenger, now.opponent)]
        called = [await names.name_of(tx, now.cohort, who, place_of(to)) for who in people_]
        card = result_cards.shared(called[0], one, called[1], second, now.count, now.domain)
        await letters.write(tx, duels.key_of(now.id, "shared"), to, card, context.at)
    return result_cards.sharing_done(found.name or "the room")


# --- what all of them need


async def _mine(context: Context, asker: Asker, values: Values) -> tuple[Person, Duel]:
    """The duel of the token if it is one of the asker's, and who they are in it: it may have begun before a link."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        what = await duels.get(tx, values.number("duel"))
        mine = (me.person, *await links.origins(tx, me.person))
        side = next((who for who in (what.challenger, what.opponent) if who in mine), None) if what else None
        if what is None or side is None:
            raise Refusal(mistakes.stale())
        return await people.get(tx, side), what


async def _again(context: Context, number: int) -> Duel:
    async with context.desk.store.read() as tx:
        what = await duels.get(tx, number)
    if what is None:
        raise Refusal(mistakes.stale())
    return what


def _posed(context: Context, item: DuelItem) -> Posed:
    kept = context.desk.bank.item(item.item, item.version)
    return Posed(kept.draw(item.seed), item.order, kept.domain, context.desk.bank.subtopic(kept.subtopic).name)


_DOMAINS = tuple(Pick(domain.title, domain.value) for domain in Domain)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt duel",
        "The same few questions for you and another member, in private, within 24 hours",
        challenge,
        (
            Param("member", "Whom you challenge: type @ and pick the name", Kind.MEMBER, required=True),
            Param("domain", "What it should be about; everything if left out", Kind.CHOICE, choices=_DOMAINS),
            Param("n", f"How many questions, {LEAST} to {MOST}; {USUAL} if left out", Kind.INT),
        ),
        where=Where.BOTH,
        example="takt duel @Ana inventory 5",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("duel:accept:<duel:int>", accept),
    Action("duel:decline:<duel:int>", decline),
    Action("duel:off", refuse_all),
    Action("duel:play:<duel:int>", play),
    Action("duel:<duel:int>:<ordinal:int>:<position:int>", answer, Gives.REPLACE),
    Action("duel:why:<duel:int>:<ordinal:int>", why),
    Action("duel:share:<duel:int>", share),
    Action("duel:rematch:<duel:int>", rematch),
)
