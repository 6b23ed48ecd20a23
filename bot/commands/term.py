"""`/takt term`: what a term of the field means; and *Terms in this question*, once its key is known."""

from __future__ import annotations

from bot.bank import UnknownItem
from bot.cards import mistakes
from bot.cards import term as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Pick, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.asked import asked_here
from bot.commands.context import Context, Refusal
from bot.commands.practice import shown_to
from bot.model.domains import Domain
from bot.model.rounds import RoundState
from bot.model.terms import Term
from bot.study import owning

_MOST_PICKS = 25
_MOST_NEAR = 5


async def term(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt term`: what there is, or what a term means."""
    glossary, name = context.desk.bank.glossary, values.text("name")
    if not name.strip():
        return await domains(context, asker, values)
    found = glossary.named(name)
    if found is None:
        return cards.unknown(name, glossary.nearest(name, _MOST_NEAR))
    return _about(context, found)


async def domains(context: Context, asker: Asker, values: Values) -> Card:
    """How many terms each domain has."""
    glossary = context.desk.bank.glossary
    return cards.overview({domain: len(glossary.of_domain(domain)) for domain in Domain})


async def listed(context: Context, asker: Asker, values: Values) -> Card:
    """The terms of a domain."""
    domain = values.text("domain")
    if domain not in set(Domain):
        raise Refusal(mistakes.stale())
    return cards.listing(Domain(domain), context.desk.bank.glossary.of_domain(Domain(domain)))


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """A term that was offered."""
    found = context.desk.bank.glossary.named(values.text("term"))
    if found is None:
        raise Refusal(mistakes.stale())
    return _about(context, found)


async def of_asked(context: Context, asker: Asker, values: Values) -> Card:
    """The terms of a question that the room was asked. Before its close they are not told."""
    what, _ = await asked_here(context, asker, values.number("round"))
    if what.state is not RoundState.CLOSED:
        raise Refusal(cards.still_open())
    return await _in_question(context, what.item, what.version, what.seed)


async def of_practised(context: Context, asker: Asker, values: Values) -> Card:
    """The terms of a question that the asker has practised and answered."""
    shown = await shown_to(context, asker, values)
    if not shown.answered:
        raise Refusal(mistakes.stale())
    return await _in_question(context, shown.item, shown.version, shown.seed)


async def suggest(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Terms with a name like what was typed."""
    found = context.desk.bank.glossary.nearest(typed, _MOST_PICKS)
    return Suggestions(tuple(Pick(each.title, each.name) for each in found))


def _about(context: Context, found: Term) -> Card:
    bank = context.desk.bank
    glossary = bank.glossary
    homes = [bank.subtopic(code) for code in found.subtopics]
    return cards.about(found, glossary.related(found), homes, glossary.formulas(found))


async def _in_question(context: Context, id: str, version: int, seed: int) -> Card:
    bank = await owning.bank_for(context.desk.store, context.desk.bank, id, version)
    try:
        item = bank.item(id, version)
    except UnknownItem:
        raise Refusal(mistakes.stale()) from None
    found = bank.glossary.of_question(item, item.draw(seed), cards.MOST)
    return cards.in_question(found, bank.glossary.of_subtopic(item.subtopic, cards.MOST))


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt term",
        "What a term of the field means, also by its acronym; alone, a list of all",
        term,
        (Param("name", "A term or an acronym, such as safety stock or ATP", suggest=suggest),),
        where=Where.BOTH,
        example="takt term safety stock",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("term:domains", domains, Gives.REPLACE),
    Action("term:list:<domain>", listed, Gives.REPLACE),
    Action("term:show:<term>", show),
    Action("term:asked:<round:int>", of_asked),
    Action("term:practised:<turn:int>", of_practised),
)
