"""`/takt reports`: what members think is wrong, and what a leader makes of it: correct, withdraw, decline, undo."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import decisions, mistakes
from bot.cards import reports as report_cards
from bot.cards import triage as cards
from bot.cards.decisions import Decided
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind, Pick, Reply
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal
from bot.commands.filling import read_form
from bot.commands.leading import here, led
from bot.model.cohort import Cohort
from bot.model.items import LETTERS
from bot.model.rounds import Round, RoundState
from bot.store import answers, asides, corrections, people, rounds
from bot.store.asides import Report, ReportState
from bot.store.corrections import Correction
from bot.study import correcting, triage
from bot.study.correcting import Decision

_EACH = 5
"""Decisions on a page of the record."""

# --- what there is


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """`/takt reports`, and `/takt reports undo`."""
    cohort = await here(context, asker)
    return await (_record if values.text("show") == "undo" else _page)(context, cohort, 0)


async def page(context: Context, asker: Asker, values: Values) -> Card:
    """*Next*, *Earlier*, *Open reports*."""
    return await _page(context, await led(context, asker, values.number("cohort")), values.number("at"))


async def record(context: Context, asker: Asker, values: Values) -> Card:
    """*What was decided*."""
    return await _record(context, await led(context, asker, values.number("cohort")), values.number("at"))


async def _page(context: Context, cohort: Cohort, at: int) -> Card:
    """The question at this place; the nearest where there are fewer by now."""
    async with context.desk.store.read() as tx:
        waiting = await triage.waiting(tx, context.desk, cohort)
        if not waiting:
            return cards.none_open(cohort.id, cohort.name)
        place = min(max(at, 0), len(waiting) - 1)
        group = await triage.group_of(tx, context.desk, cohort, waiting[place])
    return cards.page(cohort.id, group, place, len(waiting), cohort.schedule.zone)


async def _record(context: Context, cohort: Cohort, at: int) -> Card:
    async with context.desk.store.read() as tx:
        total = await corrections.count(tx, cohort.id)
        start = min(max(at, 0), max(total - 1, 0) // _EACH * _EACH)
        these = await corrections.of_cohort(tx, cohort.id, _EACH, start)
        found = [await _decided(tx, one) for one in these]
    return decisions.decided(cohort.id, found, start, total, _EACH, cohort.schedule.zone)


async def _decided(tx: AsyncConnection, one: Correction) -> Decided:
    asked = (await corrections.rounds_of(tx, [one.id]))[one.id] or (await corrections.asked(tx, one.target))[-1:]
    newest = await corrections.standing_on(tx, one.target)
    by = (await people.get(tx, one.person)).shown
    undone_by = (await people.get(tx, one.undone_by)).shown if one.undone_by is not None else ""
    undoable = newest is not None and newest.id == one.id
    return Decided(one.id, correcting.changed_by(one, asked), by, one.at, undone_by, one.undone_at, undoable)


# --- one report


async def accept(context: Context, asker: Asker, values: Values) -> Reply:
    """*Correct the key*: asks which option is right."""
    found, what, cohort = await _of_leader(context, asker, values.number("report"))
    async with context.desk.store.read() as tx:
        refused = await _hindered(tx, context, found, what, cohort)
        asked = await triage.described(tx, context.desk, cohort, what)
    if asked is None:
        raise Refusal(cards.unknown(what))
    return refused or cards.key_form(asked, found.id)


async def corrected(context: Context, asker: Asker, values: Values) -> Card:
    """The letter was chosen."""
    found, what, cohort = await _of_leader(context, asker, values.number("report"))
    async with context.desk.store.read() as tx:
        asked = await triage.described(tx, context.desk, cohort, what)
    if asked is None:
        raise Refusal(cards.unknown(what))
    read = read_form(cards.key_form(asked, found.id), values, context.at.date())
    option = what.order[LETTERS.index(read.text("key"))]
    return await _decide(context, asker, found.id, option, " ".join(read.text("word").split()))


async def withdraw(context: Context, asker: Asker, values: Values) -> Card:
    """*Withdraw it*: says what that means."""
    found, what, cohort = await _of_leader(context, asker, values.number("report"))
    async with context.desk.store.read() as tx:
        refused = await _hindered(tx, context, found, what, cohort)
        target = triage.target_of(context.desk, what)
        asked = await corrections.asked(tx, target)
        shares = await answers.shares(tx, [one.id for one in asked if one.state is RoundState.CLOSED])
    answered = sum(count.total() for count in shares.values())
    return refused or cards.may_withdraw(what, found.id, answered, computed=target.round is not None)


async def withdrawn(context: Context, asker: Asker, values: Values) -> Card:
    """*Withdraw*, confirmed."""
    found, _, _ = await _of_leader(context, asker, values.number("report"))
    return await _decide(context, asker, found.id, None, "")


async def decline(context: Context, asker: Asker, values: Values) -> Reply:
    """*Decline*: asks for a reason, which may stay empty."""
    found, what, _ = await _of_leader(context, asker, values.number("report"))
    if found.state is not ReportState.OPEN:
        return report_cards.decided_already(what.number)
    return report_cards.reason_form(what.number, found.id)


async def declined(context: Context, asker: Asker, values: Values) -> Card:
    """The reason was sent."""
    me = await context.who(asker)
    found, what, cohort = await _of_leader(context, asker, values.number("report"))
    read = read_form(report_cards.reason_form(what.number, found.id), values, context.at.date())
    reason = " ".join(read.text("reason").split())
    async with context.desk.store.write() as tx:
        done = await triage.decline(tx, cohort, found, reason, me.person, context.at)
    return report_cards.declined(what.number) if done else report_cards.decided_already(what.number)


async def _of_leader(context: Context, asker: Asker, number: int) -> tuple[Report, Round, Cohort]:
    """The report, wherever its card stands, for a leader of the cohort whose question it is about."""
    async with context.desk.store.read() as tx:
        found = await asides.get_report(tx, number)
        what = await rounds.get(tx, found.round) if found else None
    if found is None or what is None:
        raise Refusal(mistakes.stale())
    return found, what, await led(context, asker, what.cohort, anywhere=True)


async def _hindered(tx: AsyncConnection, context: Context, found: Report, what: Round, cohort: Cohort) -> Card | None:
    """Why nothing can be decided on this report now but to decline it, if that is so."""
    if found.state is not ReportState.OPEN:
        return report_cards.decided_already(what.number)
    target = triage.target_of(context.desk, what)
    is_open = await correcting.still_open(tx, target)
    if is_open is not None:
        return cards.still_open(is_open, cohort.schedule.zone)
    newest = await corrections.standing_on(tx, target)
    gone = target.round is not None and what.state is RoundState.WITHDRAWN
    if gone or (newest is not None and newest.now is None):
        return cards.withdrawn_already(what)
    return None


async def _decide(context: Context, asker: Asker, number: int, option: int | None, word: str) -> Card:
    """All of it in one transaction, on what is so in it: a second click finds it settled."""
    me = await context.who(asker)
    _, _, cohort = await _of_leader(context, asker, number)
    async with context.desk.store.write() as tx:
        found = await asides.get_report(tx, number)
        what = await rounds.get(tx, found.round) if found else None
        if found is None or what is None:
            raise Refusal(mistakes.stale())
        refused = await _hindered(tx, context, found, what, cohort)
        if refused is not None:
            return refused
        if option is not None and what.order[what.key] == option:
            return cards.key_already(what)
        target = triage.target_of(context.desk, what)
        decision = Decision(option, word, me.person)
        done = await correcting.correct(tx, context.desk, cohort, target, decision, context.at)
    return cards.done(done.changed, done.number, done.gained, done.lost)


# --- undoing


async def undo(context: Context, asker: Asker, values: Values) -> Card:
    """*Undo*."""
    me = await context.who(asker)
    number = values.number("correction")
    async with context.desk.store.read() as tx:
        known = await corrections.get(tx, number)
    if known is None:
        raise Refusal(mistakes.stale())
    cohort = await led(context, asker, known.target.cohort, anywhere=True)
    async with context.desk.store.write() as tx:
        what = await corrections.get(tx, number)
        if what is None:
            raise Refusal(mistakes.stale())
        if not what.stands:
            return decisions.undone_already()
        newest = await corrections.standing_on(tx, what.target)
        if newest is not None and newest.id != number:
            return decisions.newer_first(correcting.changed_by(newest, await corrections.asked(tx, what.target)))
        is_open = await correcting.still_open(tx, what.target)
        if is_open is not None:
            return cards.still_open(is_open, cohort.schedule.zone)
        done = await correcting.undo(tx, context.desk, cohort, what, me.person, context.at)
    return decisions.undone(done.changed) if done else decisions.undone_already()


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt reports",
        "What members think is wrong with a question: correct, withdraw, decline, undo",
        show,
        (
            Param(
                "show",
                "What to show: open reports, or what was decided, to undo it",
                Kind.CHOICE,
                choices=(Pick("Open reports", "open"), Pick("What was decided", "undo")),
            ),
        ),
        leaders_only=True,
        where=Where.BOTH,
        example="takt reports undo",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("reports:page:<cohort:int>:<at:int>", page, Gives.REPLACE),
    Action("reports:decided:<cohort:int>:<at:int>", record, Gives.REPLACE),
    Action("report:accept:<report:int>", accept, Gives.FORM),
    Action("report:corrected:<report:int>", corrected),
    Action("report:withdraw:<report:int>", withdraw),
    Action("report:withdrawn:<report:int>", withdrawn, Gives.REPLACE),
    Action("report:decline:<report:int>", decline, Gives.FORM),
    Action("report:declined:<report:int>", declined),
    Action("correction:undo:<correction:int>", undo, Gives.REPLACE),
)
