"""*Report*: a member's word on a wrong question, to the leaders; and *Try again* for what was not posted."""

from __future__ import annotations

from bot.cards import cohort_create as create_cards
from bot.cards import mistakes
from bot.cards import reports as cards
from bot.chat.command import Action, Command, Gives
from bot.chat.message import Card, Form
from bot.chat.platform import DeliveryError
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.asked import asked_here
from bot.commands.context import Context, Refusal
from bot.commands.filling import read_form
from bot.commands.leading import led
from bot.model.places import Room
from bot.store import asides, cohorts, letters, people, rounds
from bot.store.letters import LetterState
from bot.study import owning, telling
from bot.study.asking import describe

# --- a member reports


async def report(context: Context, asker: Asker, values: Values) -> Form:
    """*Report*: the form, which says nothing that the room does not know."""
    what, _ = await asked_here(context, asker, values.number("round"))
    return cards.form(what.number, what.id)


async def reported(context: Context, asker: Asker, values: Values) -> Card:
    """The form was sent. The same words on the same question are one report."""
    me = await context.who(asker)
    what, cohort = await asked_here(context, asker, values.number("round"))
    text = read_form(cards.form(what.number, what.id), values, context.at.date()).text("text")
    async with context.desk.store.write() as tx:
        if await asides.same_report(tx, what.id, me.person, text) is None:
            new = await asides.add_report(tx, what.id, me.person, what.item, what.version, text, context.at)
            asked = describe(await owning.bank_of(tx, context.desk.bank, [what]), cohort, what, 0)
            by = (await people.get(tx, me.person)).shown
            card = cards.to_leaders(cohort.name, asked, by, text, new)
            await telling.tell_leaders(tx, cohort.id, f"report:{new}", card, context.at)
    return cards.thanks(what.number)


# --- what could not be posted


async def retry(context: Context, asker: Asker, values: Values) -> Card:
    """*Try again*: once what was missing is granted."""
    number = values.number("letter")
    room, state = await _undelivered(context, asker, number)
    if state is not LetterState.PARKED:
        return cards.in_the_channel()
    try:
        needs = await context.desk.platforms.lacks(room)
    except DeliveryError as error:
        raise Refusal(create_cards.unreachable(str(error))) from None
    if needs:
        return cards.still_lacking(needs, number)
    async with context.desk.store.write() as tx:
        await letters.retry(tx, number, context.at)
        cohort = await cohorts.at(tx, room)
        for open_one in await rounds.open_ones(tx, cohort.id) if cohort else ():
            for post in await rounds.posts(tx, open_one.id):  # it may have been refused after the one on this card
                await letters.retry(tx, post, context.at)
    return cards.trying_again()


async def _undelivered(context: Context, asker: Asker, number: int) -> tuple[Room, LetterState]:
    """The letter's room and state, for a leader of the cohort that meets there."""
    async with context.desk.store.read() as tx:
        letter = await letters.get(tx, number)
        to = letter.to if letter else None
        cohort = await cohorts.at(tx, to) if isinstance(to, Room) else None
    if letter is None or not isinstance(to, Room) or cohort is None:
        raise Refusal(mistakes.stale())
    await led(context, asker, cohort.id, anywhere=True)
    return to, letter.state


COMMANDS: tuple[Command[Context], ...] = ()
ACTIONS: tuple[Action[Context], ...] = (
    Action("report:<round:int>", report, Gives.FORM),
    Action("reported:<round:int>", reported),
    Action("letter:retry:<letter:int>", retry),
)
