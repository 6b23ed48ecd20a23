"""The question in the room: answering, changing, settling, *Why?* and *Try it*."""

from __future__ import annotations

from bot.cards import receipts
from bot.cards.question import Asked
from bot.cards.receipts import Chosen
from bot.chat.command import Action, Gives
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.commands.greeting import greeted
from bot.model.cohort import Reveal
from bot.model.rounds import Confidence, Round, RoundState
from bot.rules.answering import Outcome, Settle, Tap
from bot.store import answers, people
from bot.store.people import Identity
from bot.store.presses import Met, Press
from bot.store.writer import Receipt
from bot.study import owning, repeating
from bot.study.asking import describe


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed, on the card in the room or on the private letters."""
    me = await context.who(asker)
    asked, met = await _asked(context, asker, me, values.number("round"))
    position = values.number("position")
    if not 0 <= position < len(asked.round.order):
        raise Refusal(receipts.withdrawn())
    tap = Tap(asked.round.id, me.account, position, context.event, context.at)
    receipt = await _submitted(context, tap)
    card = await _receipt(context, me, asked, met, receipt, position)
    if receipt.ruling.standing is None or met.greeted:
        return card
    return await greeted(context, me, met.cohort, card)


async def settle(context: Context, asker: Asker, values: Values) -> Card:
    """*Sure* or *Guess*: final, and the key."""
    me = await context.who(asker)
    asked, met = await _asked(context, asker, me, values.number("round"))
    sure = Confidence.SURE if values.text("sure") == "sure" else Confidence.GUESS
    what = Settle(asked.round.id, me.account, values.number("position"), sure, context.event, context.at)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return await _standing(context, me, asked)
    return await _receipt(context, me, asked, met, await _submitted(context, what), None)


async def _submitted(context: Context, what: Tap | Settle) -> Receipt:
    receipt = await context.desk.answers.submit(what)
    context.desk.watch.answered(receipt.ruling.outcome)
    return receipt


async def change(context: Context, asker: Asker, values: Values) -> Card:
    """*Change*: the letters again, unless it is too late."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, me, values.number("round"))
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
    asked, _ = await _asked(context, asker, me, values.number("round"))
    if asked.round.state is RoundState.OPEN:
        raise Refusal(receipts.still_open(asked))
    chosen, _ = await _chosen(context, me, asked)
    return receipts.why(asked, chosen, await _caught(context, me, asked, chosen))


async def try_it(context: Context, asker: Asker, values: Values) -> Card:
    """*Try it* on a question that closed."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, me, values.number("round"))
    if asked.round.state is RoundState.OPEN:
        raise Refusal(receipts.still_open(asked))
    return receipts.try_it(asked)


async def practise(context: Context, asker: Asker, values: Values) -> Card:
    """A letter of a practice card: feedback, and nothing kept."""
    me = await context.who(asker)
    asked, _ = await _asked(context, asker, me, values.number("round"))
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


async def _asked(context: Context, asker: Asker, me: Identity, number: int) -> tuple[Asked, Met]:
    """The round that a token names. A token of another cohort's room does nothing.

    In a room its own cohort's questions only; in a direct message those of the person's cohorts.
    """
    met = await context.desk.presses.meet(Press(number, me.person, asker.room))
    if met is None or met.round.state is RoundState.WITHDRAWN or not met.here:
        raise Refusal(receipts.withdrawn())
    desk, what = context.desk, met.round
    return describe(await owning.bank_for(desk.store, desk.bank, what.item, what.version), met.cohort, what, 0), met


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


async def _receipt(
    context: Context, me: Identity, asked: Asked, met: Met, receipt: Receipt, position: int | None
) -> Card:
    """What a ruling says to the member."""
    ruling, counting = receipt.ruling, receipt.counting
    if ruling.outcome is Outcome.WITHDRAWN:
        raise Refusal(receipts.withdrawn())
    if ruling.outcome is Outcome.PRACTICE:
        return await _late(context, me, asked, position)
    if ruling.standing is None or counting is None:
        raise Refusal(receipts.still_open(asked))
    standing = counting.standing
    changed = standing.first != standing.last
    chosen = Chosen(standing.last, standing.confidence, counting.scored, met.games, counting.elsewhere, changed)
    if counting.elsewhere:
        return await _counts_elsewhere(context, me, asked, chosen, final=standing.final)
    if asked.round.reveal is Reveal.AT_CLOSE:
        return receipts.taken(asked, chosen, may_change=not changed)
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
    mistake = asked.question.options[asked.round.order[chosen.position]].mistake
    if not mistake:  # most have no name, and need no look
        return 0
    return await context.desk.store.read_at_once(lambda tx: repeating.times(tx, context.desk.bank, me.person, mistake))
