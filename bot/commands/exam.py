"""`/takt exam`: the exam at a glance."""

from __future__ import annotations

from bot.cards import exam as cards
from bot.chat.command import Action, Command, Where
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, cohort_here


async def exam(context: Context, asker: Asker, values: Values) -> Card:
    """Format, scoring, booking, effort and maintenance, each with how surely it is known."""
    cohort = await cohort_here(context, asker)
    blueprint = context.desk.blueprints.get(cohort.blueprint) if cohort else None
    return cards.card(context.desk.facts, blueprint.title if blueprint else "")


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt exam",
        "The CPIM exam at a glance: format, scoring, booking and upkeep",
        exam,
        where=Where.BOTH,
        example="takt exam",
    ),
)
ACTIONS: tuple[Action[Context], ...] = ()
