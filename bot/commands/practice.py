"""`/takt practice` and *One more*: further questions for one person alone, without points."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.bank.bank import UnknownItem
from bot.cards import mistakes
from bot.cards import practice as cards
from bot.cards.practice import ANYTHING, MISSED, Outcome, Posed
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind, Pick, Reply
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong, cohort_here, zone_of
from bot.commands.filling import read_form
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.typed import Typed
from bot.rules.reading import Misread
from bot.rules.typed import read_answer
from bot.store import practice
from bot.store.practice import Turn
from bot.study import owning, practising, repeating
from bot.study.practising import Waiting


async def begin(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt practice`."""
    return await _next(context, asker, values.text("what", ANYTHING))


async def more(context: Context, asker: Asker, values: Values) -> Card:
    """*One more*, of what the token says."""
    what = values.text("what")
    if what not in (ANYTHING, MISSED, *Domain):
        raise Refusal(mistakes.stale())
    return await _next(context, asker, what)


async def _next(context: Context, asker: Asker, what: str) -> Card:
    me, desk = await context.who(asker), context.desk
    domain = Domain(what) if what in set(Domain) else None
    here = await _here(context, asker)
    async with desk.store.read() as tx:
        news = await practising.catch_up(tx, me.person)
    if news:
        async with desk.store.write() as tx:
            for missed in await practising.catch_up(tx, me.person):
                await practice.keep_missed(tx, me.person, missed)
    async with desk.store.read() as tx:
        dealt = await practising.deal(tx, desk, me.person, here, context.at, domain=domain, missed_only=what == MISSED)
        kept = await practice.missed(tx, me.person)
    if isinstance(dealt, Waiting):
        if what == MISSED:
            return cards.nothing_missed(dealt.count, dealt.next_due, await zone_of(context, asker))
        return cards.nothing_left(domain)
    async with desk.store.write() as tx:
        number = await practice.show(tx, dealt)
    back = dealt.item in kept and not kept[dealt.item].done
    return cards.question(await _posed(context, dealt), number, what, back=back)


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed. The first one counts; a second press is told the same."""
    shown, position = await shown_to(context, asker, values), values.number("position")
    if not 0 <= position < len(shown.order):
        raise Refusal(mistakes.stale())
    if not shown.answered:
        async with context.desk.store.write() as tx:
            await practising.take(tx, context.desk, shown, position, context.at)
    return await _told(context, asker, shown.id, values.text("what"))


async def type_it(context: Context, asker: Asker, values: Values) -> Reply:
    """*Type the answer*: the form, or what was told already where there is an answer."""
    shown, what = await shown_to(context, asker, values), values.text("what")
    if shown.answered:
        return await _told(context, asker, shown.id, what)
    return cards.typing_form(await _typed(context, shown), shown.id, what)


async def typed(context: Context, asker: Asker, values: Values) -> Card:
    """A number was typed. What is no number may be typed again; the first number counts."""
    shown, what = await shown_to(context, asker, values), values.text("what")
    if not shown.answered:
        form = cards.typing_form(await _typed(context, shown), shown.id, what)
        raw = read_form(form, values, context.at.date()).text("answer")
        try:
            value = read_answer(raw)
        except Misread as problem:
            raise Wrong({"answer": problem}, form) from None
        async with context.desk.store.write() as tx:
            await practising.take_typed(tx, context.desk, shown, value, context.at)
    return await _told(context, asker, shown.id, what)


async def shown_to(context: Context, asker: Asker, values: Values) -> Turn:
    """The question of a button or a form. Refuses somebody else's, and one that is being asked by now."""
    me, desk = await context.who(asker), context.desk
    here = await _here(context, asker)
    async with desk.store.read() as tx:
        shown = await practice.turn(tx, values.number("turn"))
        if shown is None or shown.person != me.person:
            raise Refusal(mistakes.stale())
        try:
            held = await practising.is_held(tx, desk, me.person, here, shown.item, shown.version)
        except UnknownItem:  # a question of a cohort's own, and that cohort was deleted
            raise Refusal(mistakes.stale()) from None
        if held:
            raise Refusal(cards.asked_now())
    return shown


async def _typed(context: Context, shown: Turn) -> Typed:
    found = (await _posed(context, shown)).question.typed
    if found is None:
        raise Refusal(mistakes.stale())  # no button of ours says so
    return found


async def _told(context: Context, asker: Asker, number: int, what: str) -> Card:
    """What the answer that stands is told, the same each time."""
    me, desk, zone = await context.who(asker), context.desk, await zone_of(context, asker)
    async with desk.store.read() as tx:
        kept = await practice.turn(tx, number)
        assert kept is not None and kept.answered, "nothing takes an answer away"
    posed = await _posed(context, kept)
    async with desk.store.read() as tx:
        outcome = await _outcome(tx, me.person, kept)
        if kept.chosen is None:
            mistake = repeating.typed_mistake(posed.question, kept.typed)
        else:
            mistake = posed.question.options[kept.order[kept.chosen]].mistake
        caught = await repeating.times(tx, desk.bank, me.person, mistake)
    if kept.chosen is None:
        return cards.typed_result(posed, number, Decimal(kept.typed), caught, outcome, what, zone)
    return cards.result(posed, number, kept.chosen, caught, outcome, what, zone)


async def _outcome(tx: AsyncConnection, who: int, shown: Turn) -> Outcome:
    missed = (await practice.missed(tx, who)).get(shown.item)
    if missed is None or (missed.done and missed.reviewed_at < shown.shown_at):
        return Outcome()
    if missed.done:
        return Outcome(learned=True)
    return Outcome(comes_back=practising.comes_back(missed, await practising.exam_of(tx, who)))


async def _here(context: Context, asker: Asker) -> Cohort | None:
    """The cohort of the room, if any; in private all of the person's own count anyway."""
    return await cohort_here(context, asker) if asker.room is not None else None


async def _posed(context: Context, shown: Turn) -> Posed:
    bank = await owning.bank_for(context.desk.store, context.desk.bank, shown.item, shown.version)
    item = bank.item(shown.item, shown.version)
    return Posed(item.draw(shown.seed), shown.order, item.domain, bank.subtopic(item.subtopic).name)


_WHAT = (
    Pick("What I missed", MISSED, ("wrong", "mistakes")),
    *(Pick(domain.title, domain.value) for domain in Domain),
)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt practice",
        "One more question, just for you: no points, and what you missed comes back",
        begin,
        (Param("what", "A domain, or missed for what you got wrong; else anything", Kind.CHOICE, choices=_WHAT),),
        where=Where.BOTH,
        example="takt practice missed",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("practice:next:<what>", more),
    Action("practice:type:<turn:int>:<what>", type_it, Gives.FORM),
    Action("practice:typed:<turn:int>:<what>", typed),
    Action("practice:<turn:int>:<position:int>:<what>", answer, Gives.REPLACE),
)
