"""`/takt question add`, `list` and `withdraw`: members write questions for their cohort, in two short forms."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.members import Remark, in_order, remarks
from bot.cards import mistakes
from bot.cards import own_questions as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Kind, Pick, Reply, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.filling import read_form
from bot.commands.leading import here
from bot.commands.question_finding import Found, found_for, member_of
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.items import Level, Option, Question, Subtopic
from bot.rules.reading import Misread
from bot.store import questions
from bot.store.questions import New, Own, Stage
from bot.store.readings import Verdict
from bot.study import own_questions

_MOST_OPEN = 20
"""Questions of one author that are unfinished or wait for a reader."""
_MOST_PICKS = 25
_EDITED = (Stage.WRITING, Stage.WAITING, Stage.RETURNED, Stage.APPROVED)
"""The stages in which an author may rewrite."""


# --- where it belongs


async def add(context: Context, asker: Asker, values: Values) -> Reply:
    """`/takt question add`: the form, or whatever is still to be picked before it."""
    cohort = await member_of(context, asker, (await here(context, asker)).id)
    typed, level = values.text("subtopic"), values.text("level")
    if not typed:
        return cards.domains(cohort.id)
    subtopic = _subtopic(context, typed)
    if not level:
        return cards.levels(cohort.id, subtopic)
    return await _first_form(context, asker, cohort, subtopic, Level(level))


async def pick_subtopic(context: Context, asker: Asker, values: Values) -> Card:
    """A domain was pressed."""
    cohort = await member_of(context, asker, values.number("cohort"))
    if values.text("domain") not in set(Domain):
        raise Refusal(mistakes.stale())
    domain = Domain(values.text("domain"))
    return cards.subtopics(cohort.id, domain, [s for s in context.desk.bank.subtopics.values() if s.domain is domain])


async def pick_level(context: Context, asker: Asker, values: Values) -> Card:
    """A subtopic was pressed."""
    cohort = await member_of(context, asker, values.number("cohort"))
    return cards.levels(cohort.id, _place(context, values)[0])


async def write(context: Context, asker: Asker, values: Values) -> Form:
    """A level was pressed: the first form."""
    cohort = await member_of(context, asker, values.number("cohort"))
    return await _first_form(context, asker, cohort, *_place(context, values))


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
    return _new_form(cohort.id, subtopic, level)


def _new_form(cohort: int, subtopic: Subtopic, level: Level) -> Form:
    return cards.words_form(f"question:words:{cohort}:{subtopic.code}:{level.value}")


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


def _place(context: Context, values: Values) -> tuple[Subtopic, Level]:
    """The subtopic and the level of a token. One without a level has the lowest."""
    subtopic = context.desk.bank.subtopics.get(values.text("subtopic"))
    level = values.text("level", Level.REMEMBER)
    if subtopic is None or level not in set(Level):
        raise Refusal(mistakes.stale())
    return subtopic, Level(level)


# --- the first form


async def begun(context: Context, asker: Asker, values: Values) -> Card:
    """The first form of a new question. The same words again are the same question."""
    me = await context.who(asker)
    cohort = await member_of(context, asker, values.number("cohort"))
    subtopic, level = _place(context, values)
    words, doubts = _read_words(context, _new_form(cohort.id, subtopic, level), values)
    async with context.desk.store.write() as tx:
        own = await questions.same(tx, cohort.id, me.person, words.stem)
        if own is None:
            new = New(cohort.id, me.account, me.person, subtopic.domain, subtopic.code, level, words)
            number = await questions.begin(tx, new, context.at)
        else:
            number = own.id
            if own.stage is Stage.WRITING:
                await _keep(tx, own, words, context)
        kept = await questions.get(tx, number)
        assert kept is not None
    about = own_questions.described(context.desk, kept)
    return cards.reasons_next(about, doubts) if kept.stage is Stage.WRITING else cards.whole(about, mine=True)


async def rewrite(context: Context, asker: Asker, values: Values) -> Form:
    """*Rewrite it*, *Change the question*: the first form as it stands."""
    found = await _mine(context, asker, values)
    return cards.words_form(f"question:rewritten:{found.own.id}", found.own.words)


async def rewritten(context: Context, asker: Asker, values: Values) -> Card:
    """The first form of a question that there is."""
    found = await _mine(context, asker, values)
    form = cards.words_form(f"question:rewritten:{found.own.id}", found.own.words)
    words, doubts = _read_words(context, form, values)
    async with context.desk.store.write() as tx:
        own = await questions.get(tx, found.own.id)
        if own is None or own.stage not in _EDITED:
            raise Refusal(mistakes.stale())
        await _keep(tx, own, words, context)
        kept = await questions.get(tx, own.id)
        assert kept is not None
    return cards.reasons_next(own_questions.described(context.desk, kept), doubts)


async def _keep(tx: AsyncConnection, own: Own, words: Question, context: Context) -> None:
    """New words, with the reasons of those answers that stay. What was handed in gets a new version."""
    reasons = {option.text: option.why for option in own.words.options}
    kept = replace(words, options=tuple(replace(o, why=reasons.get(o.text, "")) for o in words.options))
    version = own.version
    if own.stage is not Stage.WRITING:
        await own_questions.take_back(tx, own, Stage.WRITING, context.at)
        version += 1
    await questions.keep_words(tx, own.id, version, kept, context.at)
    await questions.move(tx, own.id, Stage.WRITING, context.at, version)


def _read_words(context: Context, form: Form, values: Values) -> tuple[Question, list[tuple[str, str]]]:
    """The wording of a first form, and what is worth a second look. Raises Wrong with what cannot stay."""
    read = read_form(form, values, context.at.date())
    texts = [" ".join(read.text(name).split()) for name in cards.ANSWERS]
    given = Question(read.text("stem").strip(), tuple(Option(t, "", correct=not n) for n, t in enumerate(texts)))
    found = remarks(given, cards.NAMES, reasons=False)
    inputs = {"stem": "stem", **{f"option {n}": name for n, name in enumerate(cards.ANSWERS)}}
    _refuse(found, inputs, form)
    return in_order(given), [(one.wrong, one.remedy) for one in found]


def _refuse(found: list[Remark], inputs: dict[str, str], form: Form) -> None:
    """Everything grave, by input."""
    problems: dict[str, Misread] = {}
    for one in found:
        if one.grave:
            name = inputs.get(one.part, next(iter(inputs.values())))
            before = problems.get(name)
            wrong = f"{before.wrong}; {one.wrong}" if before else one.wrong
            problems[name] = Misread(wrong, f"{before.remedy}; {one.remedy}" if before else one.remedy)
    if problems:
        raise Wrong(problems, form)


# --- the second form


async def reasons(context: Context, asker: Asker, values: Values) -> Reply:
    """*Write the reasons*: the second form, with what it held before."""
    own = (await _mine(context, asker, values)).own
    if own.stage is not Stage.WRITING:  # a button from before it was handed in
        return cards.whole(own_questions.described(context.desk, own), mine=True)
    return cards.reasons_form(own.id, own.words)


async def reasoned(context: Context, asker: Asker, values: Values) -> Card:
    """The second form: the question is handed in, and its readers get it."""
    found = await _mine(context, asker, values)
    form = cards.reasons_form(found.own.id, found.own.words)
    read = read_form(form, values, context.at.date())
    places = range(len(found.own.words.options))
    whys = [" ".join(read.text(f"why{place}").split()) for place in places]
    words = replace(
        found.own.words,
        options=tuple(replace(o, why=why) for o, why in zip(found.own.words.options, whys, strict=True)),
    )
    remarked = remarks(words, [f"“{option.text}”" for option in words.options], reasons=True)
    _refuse(remarked, {f"why {place}": f"why{place}" for place in places}, form)
    async with context.desk.store.write() as tx:
        own = await questions.get(tx, found.own.id)
        if own is None or own.stage not in (Stage.WRITING, Stage.WAITING) or own.version != found.own.version:
            raise Refusal(mistakes.stale())
        readers = len([r for r in await own_questions.readers_of(tx, own.cohort) if r.id != own.author])
        if own.stage is Stage.WRITING:
            before = await own_questions.unchanged(tx, own, words)
            if before is Stage.RETURNED:
                raise Wrong({"why0": Misread("nothing has changed since it was sent back", "rewrite something")}, form)
            if before is not None:
                await questions.move(tx, own.id, before, context.at, own.version - 1)
                return cards.as_it_was(replace(own_questions.described(context.desk, own), state=before.value))
            await questions.keep_words(tx, own.id, own.version, words, context.at)
            await questions.move(tx, own.id, Stage.WAITING, context.at)
            await own_questions.saw(tx, own, own.author)
            handed = replace(own, stage=Stage.WAITING, words=words)
            readers = await own_questions.offer(tx, context.desk, found.cohort, handed, context.at)
        kept = await questions.get(tx, own.id)
        assert kept is not None
    doubts = [(one.wrong, one.remedy) for one in remarked]
    return cards.handed_in(own_questions.described(context.desk, kept), readers, doubts)


# --- looking and withdrawing


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """*Open*, *Look at it*: whole for its author and for who has read it, else only what it is about."""
    me = await context.who(asker)
    found = await found_for(context, asker, values.number("question"))
    own = found.own
    if not (found.mine or found.reads):
        raise Refusal(cards.unknown_number(own.id))
    async with context.desk.store.read() as tx:
        word = await own_questions.last_word(tx, own)
        read = await own_questions.reading_of(tx, own, me.person)
    if found.mine:
        return cards.whole(own_questions.described(context.desk, own, word), mine=True)
    if read is not None and read.verdict is not Verdict.NONE:
        return cards.whole(own_questions.described(context.desk, own, read.word), mine=False)
    return cards.glance(own_questions.described(context.desk, own))


async def withdraw(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt question withdraw`: says what it means."""
    number = values.number("number")
    return await _may_withdraw(context, asker, number)


async def ask_withdraw(context: Context, asker: Asker, values: Values) -> Card:
    """*Withdraw it*: the same."""
    return await _may_withdraw(context, asker, values.number("question"))


async def _may_withdraw(context: Context, asker: Asker, number: int) -> Card:
    found = await _of_author_or_leader(context, asker, number)
    if found.own.stage is Stage.WITHDRAWN:
        return cards.withdrawn(number, already=True)
    return cards.may_withdraw(own_questions.described(context.desk, found.own))


async def withdrawn(context: Context, asker: Asker, values: Values) -> Card:
    """Confirmed."""
    me = await context.who(asker)
    number = values.number("question")
    await _of_author_or_leader(context, asker, number)
    async with context.desk.store.write() as tx:
        own = await questions.get(tx, number)
        if own is None or own.stage is Stage.WITHDRAWN:
            return cards.withdrawn(number, already=True)
        await own_questions.withdraw(tx, context.desk, own, me.person, context.at)
    return cards.withdrawn(number)


async def _of_author_or_leader(context: Context, asker: Asker, number: int) -> Found:
    found = await found_for(context, asker, number)
    if not (found.mine or found.leads):
        raise Refusal(cards.unknown_number(number))
    return found


async def _mine(context: Context, asker: Asker, values: Values) -> Found:
    """The question of a token, for its author, while it may still be changed."""
    found = await found_for(context, asker, values.number("question"))
    if not found.mine:
        raise Refusal(cards.unknown_number(found.own.id))
    if found.own.stage not in _EDITED:
        raise Refusal(cards.over(own_questions.described(context.desk, found.own)))
    return found


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
    Command(
        "takt question withdraw",
        "Take back a question that you wrote, or as a leader anybody's",
        withdraw,
        (Param("number", "Its number, as the list shows it", Kind.INT, required=True),),
        where=Where.BOTH,
        example="takt question withdraw 12",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("question:domain:<cohort:int>:<domain>", pick_subtopic, Gives.REPLACE),
    Action("question:subtopic:<cohort:int>:<subtopic>", pick_level, Gives.REPLACE),
    Action("question:write:<cohort:int>:<subtopic>:<level>", write, Gives.FORM),
    Action("question:words:<cohort:int>:<subtopic>:<level>", begun),
    Action("question:rewrite:<question:int>", rewrite, Gives.FORM),
    Action("question:rewritten:<question:int>", rewritten),
    Action("question:reasons:<question:int>", reasons, Gives.FORM),
    Action("question:reasoned:<question:int>", reasoned),
    Action("question:show:<question:int>", show),
    Action("question:withdraw:<question:int>", ask_withdraw),
    Action("question:withdrawn:<question:int>", withdrawn, Gives.REPLACE),
)
