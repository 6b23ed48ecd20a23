"""`/takt help`: the front door. What can be done here, by role, and how each command is used."""

from __future__ import annotations

from bot.cards import help as cards
from bot.cards.help import Front, Role
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Pick, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, cohort_here
from bot.commands.forms import open_token
from bot.model.cohort import Cohort
from bot.store import memberships

_MOST = 25


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """The front page, or one topic."""
    typed = values.text("topic")
    commands = context.catalogue.commands
    if not typed:
        return await _front(context, asker)
    name, found = cards.about(commands, typed)
    return cards.detail(name, found) if found else cards.unknown(commands, typed)


async def suggest_topic(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Topics, then whole commands, that begin with what was typed, then those that hold it."""
    commands = context.catalogue.commands
    wanted = typed.casefold().strip().removeprefix("/")
    known = dict.fromkeys((*cards.topics(commands), *(c.name for c in commands)))
    begun = [name for name in known if name.startswith(wanted)]
    inside = [name for name in known if wanted in name and name not in begun]
    return Suggestions(tuple(Pick(name, name) for name in (begun + inside)[:_MOST]))


async def _front(context: Context, asker: Asker) -> Card:
    cohort = await cohort_here(context, asker)
    role = await _role(context, asker, cohort)
    return cards.front(
        Front(
            role,
            cohort.name if cohort else "",
            context.catalogue.commands,
            open_token("cohort create") if asker.room else "",
            open_token("countdown set"),
        )
    )


async def _role(context: Context, asker: Asker, cohort: Cohort | None) -> Role:
    if cohort is None:
        return Role.NOBODY
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
    if membership is None:
        return Role.VISITOR
    return Role.LEADER if membership.leader else Role.MEMBER


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt help",
        "What you can do here, or how one command works",
        show,
        (Param("topic", "A command or a topic, such as score", suggest=suggest_topic),),
        where=Where.BOTH,
        example="takt help score",
    ),
)

ACTIONS: tuple[Action[Context], ...] = (
    Action("help", show, Gives.REPLACE),
    Action("help:<topic>", show, Gives.REPLACE),
)
