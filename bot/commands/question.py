"""The two forms of a question that a member writes for their cohort, a look at it, and `/takt question withdraw`."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.members import Remark, in_order, remarks
from bot.cards import mistakes, own_forms
from bot.cards import own_questions as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Kind, Reply
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.filling import read_form
from bot.commands.question_beginning import new_form, place_of
from bot.commands.question_finding import Found, found_for, member_of
from bot.model.items import Option, Question
from bot.rules.reading import Misread
from bot.store import questions
from bot.store.questions import New, Own, Stage
from bot.store.readings import Verdict
from bot.study import own_questions

_EDITED = (Stage.WRITING, Stage.WAITING, Stage.RETURNED, Stage.APPROVED)
"""The stages in which an author may rewrite."""


# --- the first form


async def begun(context: Context, asker: Asker, values: Values) -> Card:
    """The first form of a new question. The same words again are the same question."""
    me = await context.who(asker)
    cohort = await member_of(context, asker, values.number("cohort"))
    subtopic, level = place_of(context, values)
    words, doubts = _read_words(context, new_form(cohort.id, subtopic, level), values)
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
    return own_forms.words_form(f"question:rewritten:{found.own.id}", found.own.words)


async def rewritten(context: Context, asker: Asker, values: Values) -> Card:
    """The first form of a question that there is."""
    found = await _mine(context, asker, values)
    form = own_forms.words_form(f"question:rewritten:{found.own.id}", found.own.words)
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
    texts = [" ".join(read.text(name).split()) for name in own_forms.ANSWERS]
    given = Question(read.text("stem").strip(), tuple(Option(t, "", correct=not n) for n, t in enumerate(texts)))
    found = remarks(given, own_forms.NAMES, reasons=False)
    inputs = {"stem": "stem", **{f"option {n}": name for n, name in enumerate(own_forms.ANSWERS)}}
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
    return own_forms.reasons_form(own.id, own.words)


async def reasoned(context: Context, asker: Asker, values: Values) -> Card:
    """The second form: the question is handed in, and its readers get it."""
    found = await _mine(context, asker, values)
    form = own_forms.reasons_form(found.own.id, found.own.words)
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


COMMANDS: tuple[Command[Context], ...] = (
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
    Action("question:words:<cohort:int>:<subtopic>:<level>", begun),
    Action("question:rewrite:<question:int>", rewrite, Gives.FORM),
    Action("question:rewritten:<question:int>", rewritten),
    Action("question:reasons:<question:int>", reasons, Gives.FORM),
    Action("question:reasoned:<question:int>", reasoned),
    Action("question:show:<question:int>", show),
    Action("question:withdraw:<question:int>", ask_withdraw),
    Action("question:withdrawn:<question:int>", withdrawn, Gives.REPLACE),
)
