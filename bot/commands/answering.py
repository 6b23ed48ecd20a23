"""The question in the room: answering, changing, settling, *Why?* and *Try it*."""

from __future__ import annotations

import logging

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import receipts
from bot.cards.question import Asked
from bot.cards.receipts import Chosen
from bot.chat.command import Action, Gives
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.model.cohort import Cohort, Reveal
from bot.model.rounds import Confidence, Round, RoundState
from bot.rules.answering import Outcome, Ruling, Settle, Tap
from bot.store import answers, cohorts, people, rounds
from bot.store.people import Identity
from bot.study.asking import describe

log = logging.getLogger(__name__)


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed, on the card in the room or on the private letters."""
    me = await context.who(asker)
    asked, cohort = await _asked(context, asker, values.number("round"))
    position = values.number("position")
    if not 0 <= position < len(asked.round.order):
        raise Refusal(receipts.withdrawn())
    tap = Tap(asked.round.id, me.account, position, context.event, context.at)
    ruling = await context.desk.answers.submit(tap)
    card = await _receipt(context, me, asked, ruling, position)
    return await _greeted(context, me, cohort, card) if ruling.standing is not None else card


async def settle(context: Context, asker: Asker, values: Values) -> Card:
    """*Sure* or *Guess*: final, and the key."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    sure = Confidence.SURE if values.text("sure") == "sure" else Confidence.GUESS
    what = Settle(asked.round.id, me.account, values.number("position"), sure, context.event, context.at)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return await _standing(context, me, asked)
    return await _receipt(context, me, asked, await context.desk.answers.submit(what), None)


async def change(context: Context, asker: Asker, values: Values) -> Card:
    """*Change*: the letters again, unless it is too late."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    async with context.desk.store.read() as tx:
        given = await answers.of_person(tx, asked.round.id, me.person)
    used = given is not None and asked.round.reveal is Reveal.AT_CLOSE and given.first != given.last
    if given is None or given.final or used or _over(context, asked.round):
        return await _standing(context, me, asked)
    return receipts.rechoose(asked, Chosen(given.last, given.confidence, given.scored))


async def why(context: Context, asker: Asker, values: Values) -> Card:
    """*Why?* on a question that closed."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    if asked.round.state is RoundState.OPEN:
        raise Refusal(receipts.still_open(asked))
    chosen, _ = await _chosen(context, me, asked)
    return receipts.why(asked, chosen)


async def try_it(context: Context, asker: Asker, values: Values) -> Card:
    """*Try it* on a question that closed."""
    asked, _ = await _asked(context, asker, values.number("round"))
    if asked.round.state is RoundState.OPEN:
        raise Refusal(receipts.still_open(asked))
    return receipts.try_it(asked)


async def practise(context: Context, asker: Asker, values: Values) -> Card:
    """A letter of a practice card: feedback, and nothing kept."""
    asked, _ = await _asked(context, asker, values.number("round"))
    position = values.number("position")
    if asked.round.state is RoundState.OPEN or not 0 <= position < len(asked.round.order):
        raise Refusal(receipts.still_open(asked))
    return receipts.result(asked, Chosen(position), practice=True)


ACTIONS = (
    Action("answer:<round:int>:<position:int>", answer),
    Action("rechoose:<round:int>:<position:int>", answer, Gives.REPLACE),
    Action("settle:<round:int>:<position:int>:<sure>", settle, Gives.REPLACE),
    Action("change:<round:int>", change, Gives.REPLACE),
    Action("why:<round:int>", why),
    Action("try:<round:int>", try_it),
    Action("practise:<round:int>:<position:int>", practise, Gives.REPLACE),
)


async def _asked(context: Context, asker: Asker, number: int) -> tuple[Asked, Cohort]:
    """The round that a token names. A token of another cohort's room does nothing."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        found = await rounds.get(tx, number)
        cohort = await cohorts.get(tx, found.cohort) if found else None
        if found is None or cohort is None or found.state is RoundState.WITHDRAWN:
            raise Refusal(receipts.withdrawn())
        if not await _belongs(tx, asker, me, cohort):
            log.info("account %s pressed a token of cohort %d elsewhere", asker.account, cohort.id)
            raise Refusal(receipts.withdrawn())
        return await describe(tx, context.desk.bank, cohort, found, 0), cohort


async def _belongs(tx: AsyncConnection, asker: Asker, me: Identity, cohort: Cohort) -> bool:
    """In a room its own cohort's questions only; in a direct message those of the person's cohorts."""
    if asker.room is None:
        return await cohorts.membership(tx, cohort.id, me.person) is not None
    return await cohorts.has_met_at(tx, cohort.id, asker.room)


def _over(context: Context, asked: Round) -> bool:
    return asked.state is not RoundState.OPEN or context.at >= asked.closes_at


async def _chosen(context: Context, me: Identity, asked: Asked) -> tuple[Chosen | None, bool]:
    """What this person chose, if anything, and whether that is final."""
    async with context.desk.store.read() as tx:
        given = await answers.of_person(tx, asked.round.id, me.person)
    if given is None:
        return None, False
    return Chosen(given.last, given.confidence, given.scored), given.final


async def _standing(context: Context, me: Identity, asked: Asked) -> Card:
    """The receipt for what stands now."""
    chosen, final = await _chosen(context, me, asked)
    if asked.round.state is RoundState.CLOSED:
        return receipts.why(asked, chosen)
    if chosen is None:
        raise Refusal(receipts.still_open(asked))
    if asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.taken(asked, chosen, may_change=False)
    return receipts.result(asked, chosen) if final else receipts.how_sure(asked, chosen)


async def _receipt(context: Context, me: Identity, asked: Asked, ruling: Ruling, position: int | None) -> Card:
    """What a ruling says to the member."""
    if ruling.outcome is Outcome.WITHDRAWN:
        raise Refusal(receipts.withdrawn())
    if ruling.outcome is Outcome.PRACTICE:
        return await _late(context, me, asked, position)
    if ruling.standing is None:
        raise Refusal(receipts.still_open(asked))
    standing = ruling.standing
    stored, _ = await _chosen(context, me, asked)
    chosen = Chosen(standing.last, standing.confidence, stored.scored if stored else True)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.taken(asked, chosen, may_change=standing.first == standing.last)
    if standing.final:
        return receipts.result(asked, chosen)
    return receipts.how_sure(asked, chosen, unchanged=ruling.outcome is Outcome.UNCHANGED)


async def _late(context: Context, me: Identity, asked: Asked, position: int | None) -> Card:
    """After the close: practice. Until then nothing is told, for the taps of others may be under way."""
    if asked.round.state is RoundState.OPEN:
        return receipts.too_late()
    if position is None:
        chosen, _ = await _chosen(context, me, asked)
        return receipts.why(asked, chosen)
    return receipts.result(asked, Chosen(position), practice=True)


async def _greeted(context: Context, me: Identity, cohort: Cohort, card: Card) -> Card:
    """A member from now on; told once, at the first tap, what others will see."""
    async with context.desk.store.read() as tx:
        membership = await cohorts.membership(tx, cohort.id, me.person)
        person = await people.get(tx, me.person)
    if membership is None or not person.told:
        async with context.desk.store.write() as tx:
            await cohorts.join(tx, cohort.id, me.person, context.at)
            await people.change(tx, me.person, told=True)
    return card if person.told else receipts.first_time(card, person.shown, cohort.name)
