"""`/countdown`: a member's own exam, who may see its date, and the list of those who share."""

from __future__ import annotations

from bot.cards import countdown as cards
from bot.cards import countdown_board as lists
from bot.cards import mistakes
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong, cohort_here, place_here
from bot.commands.countdown_look import looked_at, mine
from bot.model.appointment import Outcome
from bot.model.cohort import Cohort
from bot.rules.countdown import exam_day
from bot.rules.reading import Misread
from bot.store import appointments, memberships, names
from bot.study import reminding

MOST_HOURS = 2000


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """The countdown as it stands."""
    return await looked_at(context, asker)


async def hours(context: Context, asker: Asker, values: Values) -> Card:
    """How many hours were studied so far."""
    done = values.number("hours")
    if not 0 <= done <= MOST_HOURS:
        raise Wrong({"hours": Misread(f"{done} hours cannot be", f"a number from 0 to {MOST_HOURS}")})
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        if not await appointments.set_hours(tx, me.person, done):
            raise Refusal(cards.none_yet())
    return await looked_at(context, asker, done="Noted.")


async def share(context: Context, asker: Asker, values: Values) -> Card:
    """In with the list, or with a second use off it again."""
    me, cohort = await context.who(asker), await _cohort(context, asker)
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
    on = membership is None or not membership.shares_countdown
    return await _share(context, asker, cohort, on=on)


async def share_button(context: Context, asker: Asker, values: Values) -> Card:
    """A button says which way, so that pressing it twice changes nothing twice."""
    return await _share(context, asker, await _cohort(context, asker), on=values.text("way") == "on")


async def board(context: Context, asker: Asker, values: Values) -> Card:
    """The dates of those who share, the nearest first."""
    me, cohort = await context.who(asker), await _cohort(context, asker)
    async with context.desk.store.read() as tx:
        sharing = await appointments.shared(tx, cohort.id)
        membership = await memberships.get(tx, cohort.id, me.person)
        called = await names.veils(tx, cohort.id, place_here(asker))
    shown = [(p, a) for p, a in sharing if not p.hidden and a.outcome is Outcome.NONE]
    named = [(called.get(p.id, p.shown), a) for p, a in shown]
    lines = [line for name, a in named if (line := lists.shared_line(name, a, context.at)) is not None]
    lines.sort(key=lambda line: (line.day, line.name.casefold()))
    return lists.board(cohort.name, lines, mine=membership is not None and membership.shares_countdown)


async def clear(context: Context, asker: Asker, values: Values) -> Card:
    """Nothing is kept, nothing comes, and nobody sees a date."""
    me, kept = await mine(context, asker)
    if kept is None:
        raise Refusal(cards.none_yet())
    async with context.desk.store.write() as tx:
        await appointments.clear(tx, me.id)
        await memberships.change_all(tx, me.id, shares_countdown=False)
        await reminding.drop(tx, me.id)
    return cards.cleared(kept.appointment)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "countdown show",
        "Your exam: days and study days left, and the hours a week to get there",
        show,
        where=Where.BOTH,
        example="countdown show",
    ),
    Command(
        "countdown hours",
        "Say how many hours you have studied so far",
        hours,
        params=(Param("hours", "Hours studied until today, all in all, such as 40", Kind.INT, required=True),),
        where=Where.BOTH,
        example="countdown hours 40",
    ),
    Command(
        "countdown share",
        "Show your date to your cohort, and with a second use no more",
        share,
        where=Where.BOTH,
        example="countdown share",
    ),
    Command(
        "countdown board",
        "The exam dates of those in your cohort who share theirs",
        board,
        where=Where.BOTH,
        example="countdown board",
    ),
    Command(
        "countdown clear",
        "Forget your exam date, and remind you of nothing more",
        clear,
        where=Where.BOTH,
        example="countdown clear",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (Action("countdown:share:<way>", share_button, Gives.NEW),)


async def _cohort(context: Context, asker: Asker) -> Cohort:
    cohort = await cohort_here(context, asker)
    if cohort is None:
        raise Refusal(mistakes.no_cohort_here())
    return cohort


async def _share(context: Context, asker: Asker, cohort: Cohort, *, on: bool) -> Card:
    me, kept = await mine(context, asker)
    if on and (kept is None or kept.appointment.outcome is not Outcome.NONE):
        raise Refusal(cards.none_yet())
    async with context.desk.store.write() as tx:
        if on:
            await memberships.join(tx, cohort.id, me.id, context.at)
        await memberships.change(tx, cohort.id, me.id, shares_countdown=on)
    day = exam_day(kept.appointment) if kept else None
    return lists.sharing(cohort.name, day, on=on, hidden=me.hidden)
