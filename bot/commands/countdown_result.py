"""`/countdown result`: how it went, as the member wishes to tell it, and to whom."""

from __future__ import annotations

from datetime import date

from bot.cards import countdown_result as cards
from bot.chat.command import Action, Command, Gives, Where
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, zone_of
from bot.commands.countdown_look import mine, told_card
from bot.model.appointment import Outcome
from bot.model.people import Person
from bot.rules.calendar import local_date
from bot.store import cohorts, memberships
from bot.store.appointments import Kept
from bot.study import outcomes, reminding
from bot.study.reminding import MOST_ASKS


async def result(context: Context, asker: Asker, values: Values) -> Card:
    """What was told already, else the question."""
    person, kept = await mine(context, asker)
    sat = outcomes.sat_on(kept, local_date(context.at, await _zone(context, asker, person, kept)))
    if kept is not None and kept.appointment.booked is not None and kept.appointment.booked.at > context.at:
        raise Refusal(cards.not_yet(sat))
    outcome = kept.appointment.outcome if kept else Outcome.NONE
    if outcome in (Outcome.PASSED, Outcome.NOT_YET):
        return await told_card(context, person, sat, outcome)
    return cards.how_was_it(sat)


async def told(context: Context, asker: Asker, values: Values) -> Card:
    """One of the four answers was pressed."""
    sat = _day(values)
    person, kept = await mine(context, asker)
    zone = await _zone(context, asker, person, kept)
    if not outcomes.concerns(kept, sat, zone, context.at):
        raise Refusal(cards.stale())
    if values.text("outcome") == cards.ASK_AGAIN:
        return cards.how_was_it(sat)
    outcome, ask = _outcome(values), min(max(values.number("ask"), 0), MOST_ASKS)
    async with context.desk.store.write() as tx:
        asks_again = await outcomes.keep(tx, person.id, sat, zone, outcome, ask, context.at)
    return await told_card(context, person, sat, outcome, asks_again=asks_again)


async def announce(context: Context, asker: Asker, values: Values) -> Card:
    """*Announce*: the cohort's room reads what the preview showed."""
    sat, number = _day(values), values.number("cohort")
    person, kept = await mine(context, asker)
    if kept is None or kept.appointment.outcome is not Outcome.PASSED or kept.passed_on != sat:
        raise Refusal(cards.stale())
    async with context.desk.store.write() as tx:
        cohort = await cohorts.get(tx, number)
        if cohort is None or await memberships.get(tx, number, person.id) is None:
            raise Refusal(cards.stale())
        if not await outcomes.announce(tx, person, number, sat, context.at):
            raise Refusal(cards.no_room(cohort.name))
        others = await outcomes.audiences(tx, person.id, sat)
    return cards.announced(sat, cohort.name, others)


async def private(context: Context, asker: Asker, values: Values) -> Card:
    """*Keep it private*."""
    return cards.kept_private()


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "countdown result",
        "Tell how your exam went, and decide who may know",
        result,
        where=Where.BOTH,
        example="countdown result",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("exam-result:<exam>:<outcome>:<ask:int>", told, Gives.REPLACE),
    Action("exam-announce:<exam>:<cohort:int>", announce, Gives.REPLACE),
    Action("exam-private:<exam>", private, Gives.REPLACE),
)


async def _zone(context: Context, asker: Asker, person: Person, kept: Kept | None) -> str:
    return reminding.zone_of(person, kept.appointment) if kept else await zone_of(context, asker)


def _day(values: Values) -> date:
    try:
        return date.fromisoformat(values.text("exam"))
    except ValueError:
        raise Refusal(cards.stale()) from None


def _outcome(values: Values) -> Outcome:
    try:
        return Outcome(values.text("outcome"))
    except ValueError:
        raise Refusal(cards.stale()) from None
