"""`/takt question list` and `reader`, and reading: answered blind first, then compared, then decided."""

from __future__ import annotations

from bot.cards import mistakes, own_readers
from bot.cards import own_questions as author_cards
from bot.cards import own_reading as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Kind, Pick, Reply
from bot.chat.request import Asker
from bot.chat.text import Mention
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.commands.filling import read_form
from bot.commands.leading import here
from bot.commands.question_finding import Found, found_for, member_of
from bot.model.places import Account
from bot.store import memberships, people, questions, readings
from bot.store.questions import Stage
from bot.store.readings import Verdict
from bot.study import own_questions, telling

_EACH = 5
"""Questions on a page of the list."""


# --- the list


async def listed(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt question list`."""
    return await _page(context, asker, (await here(context, asker)).id, 0)


async def page(context: Context, asker: Asker, values: Values) -> Card:
    """*Newer*, *Older*."""
    return await _page(context, asker, values.number("cohort"), values.number("at"))


async def _page(context: Context, asker: Asker, number: int, at: int) -> Card:
    """For leaders all, for others what they wrote; for readers what waits for them."""
    me, cohort = await context.who(asker), await member_of(context, asker, number)
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, number, me.person)
        leads = membership is not None and membership.leader
        author = None if leads else me.person
        _, total = await questions.page(tx, number, author, 0)
        start = min(max(at, 0), max(total - 1, 0) // _EACH * _EACH)
        these, _ = await questions.page(tx, number, author, _EACH, start)
        waiting = await questions.waiting(tx, number) if await own_questions.reads_for(tx, number, me.person) else []
        to_read = [one.id for one in waiting if not await own_questions.wrote(tx, one, me.person)]
    about = [own_questions.described(context.desk, one) for one in these]
    if not about:
        return author_cards.none_yet(cohort.name, to_read[:_EACH], all=leads)
    return author_cards.listed(
        number, cohort.name, about, start, total, _EACH, to_read=to_read[:_EACH], waiting=len(to_read), all=leads
    )


# --- reading


async def read(context: Context, asker: Asker, values: Values) -> Card:
    """*Read*: the question, blind; where it was answered already, what is left to decide."""
    return await _reader_sees(context, asker, await _to_read(context, asker, values.number("question")))


async def answered(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed. The first one stands; a second press shows the same."""
    me = await context.who(asker)
    found = await _to_read(context, asker, values.number("question"))
    position, version = values.number("position"), values.number("version")
    if not 0 <= position < len(found.own.words.options):
        raise Refusal(mistakes.stale())
    async with context.desk.store.write() as tx:
        own = await questions.get(tx, found.own.id)
        if own is not None and own.stage is Stage.WAITING and own.version == version:
            option = own_questions.order_for(own, me.person)[position]
            await own_questions.answer(tx, own, me.person, option, context.at)
    return await _reader_sees(context, asker, await _to_read(context, asker, found.own.id))


async def _reader_sees(context: Context, asker: Asker, found: Found) -> Card:
    """What this reader may see of the question as it is now."""
    me, own = await context.who(asker), found.own
    about = own_questions.described(context.desk, own)
    if own.stage is not Stage.WAITING:
        return cards.settled(own.id, own.stage.value)
    async with context.desk.store.read() as tx:
        given = await own_questions.reading_of(tx, own, me.person)
    order = own_questions.order_for(own, me.person)
    if given is None:
        return cards.blind(about, own.version, order, found.cohort.name)
    return cards.compared(about, own.version, order, given.option)


async def _to_read(context: Context, asker: Asker, number: int) -> Found:
    found = await found_for(context, asker, number)
    if not found.reads:
        raise Refusal(cards.not_yours())
    return found


# --- deciding


async def approve(context: Context, asker: Asker, values: Values) -> Card:
    """*Approve*."""
    return await _decide(context, asker, values, Verdict.APPROVED, "")


async def send_back(context: Context, asker: Asker, values: Values) -> Reply:
    """*Send back*: asks for a word to the author."""
    return await _ask_word(context, asker, values, Verdict.RETURNED)


async def reject(context: Context, asker: Asker, values: Values) -> Reply:
    """*Reject*: asks for a word to the author."""
    return await _ask_word(context, asker, values, Verdict.REJECTED)


async def sent_back(context: Context, asker: Asker, values: Values) -> Card:
    """The word was sent."""
    return await _with_word(context, asker, values, Verdict.RETURNED)


async def rejected(context: Context, asker: Asker, values: Values) -> Card:
    """The word was sent."""
    return await _with_word(context, asker, values, Verdict.REJECTED)


async def _ask_word(context: Context, asker: Asker, values: Values, verdict: Verdict) -> Card | Form:
    found = await _to_read(context, asker, values.number("question"))
    if found.own.stage is not Stage.WAITING or found.own.version != values.number("version"):
        return cards.settled(found.own.id, found.own.stage.value)
    return cards.word_form(found.own.id, found.own.version, verdict.value)


async def _with_word(context: Context, asker: Asker, values: Values, verdict: Verdict) -> Card:
    await _to_read(context, asker, values.number("question"))
    form = cards.word_form(values.number("question"), values.number("version"), verdict.value)
    word = " ".join(read_form(form, values, context.at.date()).text("word").split())
    return await _decide(context, asker, values, verdict, word)


async def _decide(context: Context, asker: Asker, values: Values, verdict: Verdict, word: str) -> Card:
    """On what is so in the transaction: a second click, and who came later, are told what it is by now."""
    me = await context.who(asker)
    number, version = values.number("question"), values.number("version")
    found = await _to_read(context, asker, number)
    async with context.desk.store.write() as tx:
        own = await questions.get(tx, number)
        if own is None or not await own_questions.may_read(tx, own, me.person):
            raise Refusal(cards.not_yours())
        given = await own_questions.reading_of(tx, own, me.person)
        if given is not None and own.version == version and given.verdict is verdict:
            return cards.decided(number, verdict.value)
        if own.stage is not Stage.WAITING or own.version != version:
            return cards.settled(number, own.stage.value)
        if given is None:
            order = own_questions.order_for(own, me.person)
            return cards.blind(own_questions.described(context.desk, own), version, order, found.cohort.name)
        if verdict is Verdict.APPROVED and given.option != own.words.key:
            raise Refusal(cards.differs(number))
        await own_questions.decide(tx, context.desk, own, me.person, verdict, word, context.at)
    return cards.decided(number, verdict.value)


# --- readers


async def reader(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt question reader @member`: one more who may approve, or one less."""
    me, cohort = await context.who(asker), await here(context, asker)
    account = Account(asker.account.platform, asker.account.community, values.text("member"))
    async with context.desk.store.write() as tx:
        known = await people.identify(tx, account)
        if known is None or await memberships.get(tx, cohort.id, known.person) is None:
            raise Refusal(own_readers.no_member(Mention(account, known.name if known else f"@{account.user}")))
        name = (await people.get(tx, known.person)).shown
        if values.text("may", "yes") == "no":
            if not await readings.unname_reader(tx, cohort.id, known.person):
                raise Refusal(own_readers.no_reader(name))
            return own_readers.reader_dismissed(name, cohort.name)
        if await readings.name_reader(tx, cohort.id, known.person, context.at):
            by = (await people.get(tx, me.person)).shown
            await telling.tell_later(tx, known.person, own_readers.you_read(cohort.name, by), context.at)
        waiting = await questions.waiting(tx, cohort.id)
        for one in waiting:
            await own_questions.offer(tx, context.desk, cohort, one, context.at)
        readers = [one.shown for one in await own_questions.readers_of(tx, cohort.id)]
    return own_readers.reader_named(name, cohort.name, len(waiting), readers)


_MAY = (Pick("Yes", "yes"), Pick("No, not any more", "no"))

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt question list",
        "What you wrote for your cohort, with its state, and what waits for you to read; for leaders, all",
        listed,
        where=Where.BOTH,
        example="takt question list",
    ),
    Command(
        "takt question reader",
        "Name a member who may read and approve what others write, beside the leaders",
        reader,
        (
            Param("member", "Who: type @ and pick the name", Kind.MEMBER, required=True),
            Param("may", "Whether they may: yes, or no to take it back", Kind.CHOICE, choices=_MAY),
        ),
        leaders_only=True,
        example="takt question reader @Ana",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("question:page:<cohort:int>:<at:int>", page, Gives.REPLACE),
    Action("question:read:<question:int>", read),
    Action("question:blind:<question:int>:<version:int>:<position:int>", answered),
    Action("question:approve:<question:int>:<version:int>", approve, Gives.REPLACE),
    Action("question:return:<question:int>:<version:int>", send_back, Gives.FORM),
    Action("question:returned:<question:int>:<version:int>", sent_back),
    Action("question:reject:<question:int>:<version:int>", reject, Gives.FORM),
    Action("question:rejected:<question:int>:<version:int>", rejected),
)
