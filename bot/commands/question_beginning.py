"""`/takt question add`: where a member's question belongs, from the command or from lists."""

from __future__ import annotations

from difflib import get_close_matches

from bot.cards import mistakes, own_forms
from bot.cards import own_questions as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Kind, Pick, Reply, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.leading import here
from bot.commands.question_finding import member_of
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.items import Level, Subtopic
from bot.rules.reading import Misread
from bot.store import questions

_MOST_OPEN = 20
"""Questions of one author that are unfinished or wait for a reader."""
_MOST_PICKS = 25


async def add(context: Context, asker: Asker, values: Values) -> Reply:
    """`/takt question add`: the form, or whatever is still to be picked before it."""
    cohort = await member_of(context, asker, (await here(context, asker)).id)
    typed, level = values.text("subtopic"), values.text("level")
    if not typed:
        return own_forms.domains(cohort.id)
    subtopic = _subtopic(context, typed)
    if not level:
        return own_forms.levels(cohort.id, subtopic)
    return await _first_form(context, asker, cohort, subtopic, Level(level))


async def pick_subtopic(context: Context, asker: Asker, values: Values) -> Card:
    """A domain was pressed."""
    cohort = await member_of(context, asker, values.number("cohort"))
    if values.text("domain") not in set(Domain):
        raise Refusal(mistakes.stale())
    domain = Domain(values.text("domain"))
    return own_forms.subtopics(
        cohort.id, domain, [s for s in context.desk.bank.subtopics.values() if s.domain is domain]
    )


async def pick_level(context: Context, asker: Asker, values: Values) -> Card:
    """A subtopic was pressed."""
    cohort = await member_of(context, asker, values.number("cohort"))
    return own_forms.levels(cohort.id, place_of(context, values)[0])


async def write(context: Context, asker: Asker, values: Values) -> Form:
    """A level was pressed: the first form."""
    cohort = await member_of(context, asker, values.number("cohort"))
    return await _first_form(context, asker, cohort, *place_of(context, values))


async def suggest(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Subtopics as they are typed, by code or by any part of the name."""
    begun = typed.casefold().strip()
    fits = [s for s in context.desk.bank.subtopics.values() if begun in f"{s.code} {s.name}".casefold()]
    return Suggestions(tuple(Pick(f"{s.code} {s.name}"[:100], s.code) for s in fits[:_MOST_PICKS]))


async def _first_form(context: Context, asker: Asker, cohort: Cohort, subtopic: Subtopic, level: Level) -> Form:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        if await questions.count_open(tx, cohort.id, me.person) >= _MOST_OPEN:
            raise Refusal(cards.too_many(_MOST_OPEN))
    return new_form(cohort.id, subtopic, level)


def new_form(cohort: int, subtopic: Subtopic, level: Level) -> Form:
    """The first form of a question that is not kept yet."""
    return own_forms.words_form(f"question:words:{cohort}:{subtopic.code}:{level.value}")


def _subtopic(context: Context, typed: str) -> Subtopic:
    """The subtopic of this code or name. Raises Wrong, with what is near."""
    known = context.desk.bank.subtopics
    code = typed.split()[0].upper()
    if code in known:
        return known[code]
    begun = typed.casefold()
    fits = [s for s in known.values() if begun in s.name.casefold()]
    if len(fits) == 1:
        return fits[0]
    names = {s.name.casefold(): s for s in known.values()}
    near = fits[:3] or [names[name] for name in get_close_matches(begun, names, n=3)]
    several = ", ".join(f"{s.code} ({s.name})" for s in near)
    wrong = f"“{typed}” is more than one subtopic" if fits else f"“{typed}” is no subtopic"
    raise Wrong({"subtopic": Misread(wrong, f"such as {several or 'IN13'}, or leave it out to pick from a list")})


def place_of(context: Context, values: Values) -> tuple[Subtopic, Level]:
    """The subtopic and the level of a token. One without a level has the lowest."""
    subtopic = context.desk.bank.subtopics.get(values.text("subtopic"))
    level = values.text("level", Level.REMEMBER)
    if subtopic is None or level not in set(Level):
        raise Refusal(mistakes.stale())
    return subtopic, Level(level)


_LEVELS = tuple(Pick(level.value.capitalize(), level.value) for level in Level)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt question add",
        "Write a question for your cohort; another person reads it before it is asked",
        add,
        (
            Param("level", "What it asks of people", Kind.CHOICE, choices=_LEVELS),
            Param("subtopic", "What it is about: a code or a name; left out, you pick from lists", suggest=suggest),
        ),
        where=Where.BOTH,
        example="takt question add apply IN13",
        opens_form=True,
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("question:domain:<cohort:int>:<domain>", pick_subtopic, Gives.REPLACE),
    Action("question:subtopic:<cohort:int>:<subtopic>", pick_level, Gives.REPLACE),
    Action("question:write:<cohort:int>:<subtopic>:<level>", write, Gives.FORM),
)
