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
from bot.commands.greeting import greeted
from bot.model.cohort import Cohort, Reveal
from bot.model.rounds import Confidence, Round, RoundState
from bot.rules.answering import Outcome, Ruling, Settle, Tap
from bot.store import answers, cohorts, people, rounds
from bot.store.people import Identity
from bot.study import repeating
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
    ruling = await _submitted(context, tap)
    card = await _receipt(context, me, asked, ruling, position)
    return await greeted(context, me, cohort, card) if ruling.standing is not None else card


async def settle(context: Context, asker: Asker, values: Values) -> Card:
    """*Sure* or *Guess*: final, and the key."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    sure = Confidence.SURE if values.text("sure") == "sure" else Confidence.GUESS
    what = Settle(asked.round.id, me.account, values.number("position"), sure, context.event, context.at)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return await _standing(context, me, asked)
    return await _receipt(context, me, asked, await _submitted(context, what), None)


async def _submitted(context: Context, what: Tap | Settle) -> Ruling:
    ruling = await context.desk.answers.submit(what)
    context.desk.watch.answered(ruling.outcome)
    return ruling


async def change(context: Context, asker: Asker, values: Values) -> Card:
    """*Change*: the letters again, unless it is too late."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    chosen, final = await _chosen(context, me, asked)
    if chosen is None or final or chosen.elsewhere or _used_up(asked, chosen) or _over(context, asked.round):
        return await _standing(context, me, asked)
    return receipts.rechoose(asked, chosen)


def _used_up(asked: Asked, chosen: Chosen) -> bool:
    """Where the key comes at the close, a mind can be changed once."""
    return asked.round.reveal is Reveal.AT_CLOSE and chosen.changed


async def why(context: Context, asker: Asker, values: Values) -> Card:
    """*Why?* on a question that closed."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, values.number("round"))
    if asked.round.state is RoundState.OPEN:
        raise Refusal(receipts.still_open(asked))
    chosen, _ = await _chosen(context, me, asked)
    return receipts.why(asked, chosen, await _caught(context, me, asked, chosen))


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
        return describe(context.desk.bank, cohort, found, 0), cohort


async def _belongs(tx: AsyncConnection, asker: Asker, me: Identity, cohort: Cohort) -> bool:
    """In a room its own cohort's questions only; in a direct message those of the person's cohorts."""
    if asker.room is None:
        return await cohorts.membership(tx, cohort.id, me.person) is not None
    return await cohorts.has_met_at(tx, cohort.id, asker.room)


def _over(context: Context, asked: Round) -> bool:
    return asked.state is not RoundState.OPEN or context.at >= asked.closes_at


async def _chosen(context: Context, me: Identity, asked: Asked) -> tuple[Chosen | None, bool]:
    """What counts as this person's choice, if they made one, and whether that is final."""
    async with context.desk.store.read() as tx:
        given = await answers.of_person(tx, asked.round.id, me.person)
        games = (await people.get(tx, me.person)).games
    if given is None:
        return None, False
    elsewhere = given.account != me.account
    changed = given.first != given.last
    return Chosen(given.last, given.confidence, given.scored, games, elsewhere, changed), given.final


async def _standing(context: Context, me: Identity, asked: Asked) -> Card:
    """The receipt for what stands now."""
    chosen, final = await _chosen(context, me, asked)
    if asked.round.state is RoundState.CLOSED:
        return receipts.why(asked, chosen, await _caught(context, me, asked, chosen))
    if chosen is None:
        raise Refusal(receipts.still_open(asked))
    if chosen.elsewhere:
        return await _counts_elsewhere(context, me, asked, chosen, final=final)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.taken(asked, chosen, may_change=False)
    if final:
        return receipts.result(asked, chosen, caught=await _caught(context, me, asked, chosen))
    return receipts.how_sure(asked, chosen)


async def _receipt(context: Context, me: Identity, asked: Asked, ruling: Ruling, position: int | None) -> Card:
    """What a ruling says to the member."""
    if ruling.outcome is Outcome.WITHDRAWN:
        raise Refusal(receipts.withdrawn())
    if ruling.outcome is Outcome.PRACTICE:
        return await _late(context, me, asked, position)
    if ruling.standing is None:
        raise Refusal(receipts.still_open(asked))
    standing = ruling.standing
    stored, final = await _chosen(context, me, asked)
    if stored is not None and stored.elsewhere:
        return await _counts_elsewhere(context, me, asked, stored, final=final)
    chosen = Chosen(
        standing.last,
        standing.confidence,
        stored.scored if stored else True,
        stored.games if stored else True,
    )
    if asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.taken(asked, chosen, may_change=standing.first == standing.last)
    if standing.final:
        return receipts.result(asked, chosen, caught=await _caught(context, me, asked, chosen))
    return receipts.how_sure(asked, chosen, unchanged=ruling.outcome is Outcome.UNCHANGED)


async def _counts_elsewhere(context: Context, me: Identity, asked: Asked, first: Chosen, *, final: bool) -> Card:
    """The person's other account came first. The key is shown once that answer is final, whatever was settled here."""
    if not final or asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.counts_elsewhere(asked, first)
    return receipts.told_elsewhere(asked, first, await _caught(context, me, asked, first))


async def _late(context: Context, me: Identity, asked: Asked, position: int | None) -> Card:
    """After the close: practice. Until then nothing is told, for the taps of others may be under way."""
    if asked.round.state is RoundState.OPEN:
        return receipts.too_late()
    if position is None:
        chosen, _ = await _chosen(context, me, asked)
        return receipts.why(asked, chosen, await _caught(context, me, asked, chosen))
    return receipts.result(asked, Chosen(position), practice=True)


async def _caught(context: Context, me: Identity, asked: Asked, chosen: Chosen | None) -> int:
    """How often the mistake behind what they chose has caught this person by now."""
    if chosen is None:
        return 0
    option = asked.round.order[chosen.position]
    async with context.desk.store.read() as tx:
        return await repeating.times(tx, context.desk.bank, me.person, asked.question, option)
