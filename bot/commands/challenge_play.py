"""Playing a challenge's day in private, one question after another; after its close, for practice."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import challenge_play as cards
from bot.cards import mistakes
from bot.cards.challenge_play import Turn
from bot.cards.practice import Posed
from bot.chat.command import Action, Gives
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.challenge_find import by_token, enter, greeted, inside
from bot.commands.context import Context, Refusal
from bot.model.challenge import Challenge, ChallengeDay, ChallengeItem, ChallengeState, Entry
from bot.model.cohort import Cohort
from bot.store import challenge_days, challenges
from bot.store.people import Identity
from bot.study.challenging_facts import may_join
from bot.study.desk import Desk


async def start(context: Context, asker: Asker, values: Values) -> Card:
    """*Start*: the first question that is not answered yet; on a day that closed, the first one for practice."""
    day, what, cohort = await _day(context, asker, values.number("day"))
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        if day.closed:
            return await _practice(tx, context.desk, what, day)
        _must_be_in_time(context, day)
        if await inside(tx, what, me.person) is None:
            was_in = any(one.person == me.person for one in await challenges.participants(tx, what.id))
            may = was_in or (what.entry is Entry.EVERYONE and await may_join(tx, what, cohort, context.at))
            raise Refusal(cards.join_first(what, day) if may else cards.not_in_it(what))
        return await _next(tx, context.desk, what, cohort, day, me)


async def enter_and_start(context: Context, asker: Asker, values: Values) -> Card:
    """*Join and start*."""
    day, what, cohort = await _day(context, asker, values.number("day"))
    me = await context.who(asker)
    _must_be_in_time(context, day)
    async with context.desk.store.write() as tx:
        await enter(tx, context, cohort, what, me)
        card = await _next(tx, context.desk, what, cohort, day, me)
    return await greeted(context, me, cohort, card)


async def go_on(context: Context, asker: Asker, values: Values) -> Card:
    """*Next question*: whichever is not answered yet, and after the last how the day went."""
    item = await _item(context, values.number("item"))
    day, what, cohort = await _day(context, asker, item.day)
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        answered = await challenge_days.chosen(tx, day.id, me.person)
        items = await challenge_days.items_of_day(tx, day.id)
        if len(answered) < len(items):
            if day.closed:
                return await _practice(tx, context.desk, what, day)
            _must_be_in_time(context, day)
        return await _next(tx, context.desk, what, cohort, day, me)


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter: final, and the key at once. Whoever presses again gets what stands."""
    asked, position = await _item(context, values.number("item")), values.number("position")
    day, what, _ = await _day(context, asker, asked.day)
    if not 0 <= position < len(asked.order):
        raise Refusal(mistakes.stale())
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        day = await challenge_days.day(tx, day.id) or day
        answered = await challenge_days.chosen(tx, day.id, me.person)
        if asked.id not in answered:
            if day.closed:
                return await _practised(tx, context.desk, asked, day, position)
            _must_be_in_time(context, day)
            if await inside(tx, what, me.person) is None:
                raise Refusal(cards.not_in_it(what))
            await challenge_days.answer(tx, asked.id, me.account, position, context.event, context.at)
            answered = await challenge_days.chosen(tx, day.id, me.person)
        turn = await _turn(tx, context.desk, asked)
        return cards.told(what, turn, answered[asked.id].position, len(answered))


async def try_it(context: Context, asker: Asker, values: Values) -> Card:
    """*Next question*, for practice."""
    item = await _item(context, values.number("item"))
    day, what, _ = await _day(context, asker, item.day)
    if not day.closed:
        raise Refusal(mistakes.stale())
    async with context.desk.store.read() as tx:
        return cards.practice(what, await _turn(tx, context.desk, item))


async def tried(context: Context, asker: Asker, values: Values) -> Card:
    """A letter of a practice card: feedback, and nothing kept."""
    item = await _item(context, values.number("item"))
    day, _, _ = await _day(context, asker, item.day)
    position = values.number("position")
    if not day.closed or not 0 <= position < len(item.order):
        raise Refusal(mistakes.stale())
    async with context.desk.store.read() as tx:
        return await _practised(tx, context.desk, item, day, position)


ACTIONS: tuple[Action[Context], ...] = (
    Action("challenge:start:<day:int>", start),
    Action("challenge:enter:<day:int>", enter_and_start, Gives.REPLACE),
    Action("challenge:on:<item:int>", go_on, Gives.REPLACE),
    Action("challenge:answer:<item:int>:<position:int>", answer, Gives.REPLACE),
    Action("challenge:try:<item:int>", try_it, Gives.REPLACE),
    Action("challenge:tried:<item:int>:<position:int>", tried, Gives.REPLACE),
)


async def _day(context: Context, asker: Asker, number: int) -> tuple[ChallengeDay, Challenge, Cohort]:
    """The day that a token names, if it may be pressed here. Cancelled ones are gone."""
    async with context.desk.store.read() as tx:
        day = await challenge_days.day(tx, number)
    if day is None:
        raise Refusal(mistakes.stale())
    what, cohort = await by_token(context, asker, day.challenge)
    if what.state is ChallengeState.CANCELLED:
        raise Refusal(mistakes.stale())
    return day, what, cohort


async def _item(context: Context, number: int) -> ChallengeItem:
    async with context.desk.store.read() as tx:
        found = await challenge_days.item(tx, number)
    if found is None:
        raise Refusal(mistakes.stale())
    return found


def _must_be_in_time(context: Context, day: ChallengeDay) -> None:
    """The platform's event time decides; what arrives a moment after the end is told so."""
    if day.closed or context.at >= day.closes_at:
        raise Refusal(cards.too_late())


async def _next(
    tx: AsyncConnection, desk: Desk, what: Challenge, cohort: Cohort, day: ChallengeDay, me: Identity
) -> Card:
    answered = await challenge_days.chosen(tx, day.id, me.person)
    for item in await challenge_days.items_of_day(tx, day.id):
        if item.id not in answered:
            return cards.question(what, day, await _turn(tx, desk, item), cohort.schedule.zone)
    return cards.done(what, day, [one.right for one in answered.values()], cohort.schedule.zone)


async def _practice(tx: AsyncConnection, desk: Desk, what: Challenge, day: ChallengeDay) -> Card:
    items = await challenge_days.items_of_day(tx, day.id)
    return cards.practice(what, await _turn(tx, desk, items[0]))


async def _practised(tx: AsyncConnection, desk: Desk, item: ChallengeItem, day: ChallengeDay, position: int) -> Card:
    items = await challenge_days.items_of_day(tx, day.id)
    following = next((one.id for one in items if one.ordinal > item.ordinal), None)
    return cards.practised(await _turn(tx, desk, item), position, following)


async def _turn(tx: AsyncConnection, desk: Desk, item: ChallengeItem) -> Turn:
    """A question rebuilt from what was kept."""
    count = len(await challenge_days.items_of_day(tx, item.day))
    question = desk.bank.item(item.item, item.version).draw(item.seed)
    subtopic = desk.bank.subtopic(item.subtopic).name
    return Turn(item.id, item.ordinal, count, Posed(question, item.order, item.domain, subtopic))
