"""`/cohort show`, `pause`, `resume`, `finish` and `delete`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import cohort_life as cards
from bot.cards.cohort_rooms import place_words
from bot.chat.command import Action, Command, Param, Where
from bot.chat.message import Card, Form, Kind
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Wrong
from bot.commands.filling import read_form
from bot.commands.leading import again, ahead, free_days, here, leads, led, reschedule
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.rules.calendar import local_date
from bot.rules.plan import module_of, week_number
from bot.rules.reading import Misread
from bot.store import bindings, cohorts, erasing, memberships, rounds
from bot.study import asking, choosing, closing, summary

FINISHED = "finished"
_LONGEST_PAUSE = timedelta(days=2 * 366)


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort show`: for everybody; leaders see how long the bank lasts."""
    cohort = await here(context, asker)
    is_leader = await leads(context, asker, cohort)
    desk = context.desk
    async with desk.store.read() as tx:
        leaders = await memberships.of_cohort(tx, cohort.id, leaders=True)
        state = cards.State(
            cohort=cohort,
            leaders=tuple(leader.person.shown for leader in leaders),
            members=await memberships.count(tx, cohort.id),
            asked=await rounds.count_all(tx, cohort.id),
            coming=next(iter(await ahead(tx, cohort, context)), None),
            open_now=next(reversed(await rounds.open_ones(tx, cohort.id)), None),
            week=_week(context, cohort),
            left=await choosing.unasked(tx, desk, cohort) if is_leader else None,
            free=free_days(context, cohort),
            rooms=tuple(place_words(bound.room, bound.name) for bound in await bindings.of_cohort(tx, cohort.id)),
        )
    return cards.show(state, desk.facts, desk.blueprints[cohort.blueprint])


def _week(context: Context, cohort: Cohort) -> tuple[int, int, Domain | None] | None:
    plan, today = cohort.plan, local_date(context.at, cohort.schedule.zone)
    number = week_number(plan, today) if plan else None
    return (number, len(plan.weeks), module_of(plan, today)) if plan and number else None


async def pause(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort pause [until]`: the open question runs its course."""
    cohort = await here(context, asker)
    until = values.date("until")
    today = local_date(context.at, cohort.schedule.zone)
    if until is not None and not today < until <= today + _LONGEST_PAUSE:
        remedy = "name a day after today, at most two years ahead, or leave it out"
        raise Wrong({"until": Misread(f"{until} cannot end a pause", remedy)})
    async with context.desk.store.write() as tx:
        changed = replace(await again(tx, cohort.id), phase=Phase.PAUSED, paused_until=until)
        await cohorts.save(tx, changed)
        await asking.schedule(tx, changed, context.at)
        coming = next(iter(await ahead(tx, changed, context)), None)
        open_now = next(reversed(await rounds.open_ones(tx, cohort.id)), None)
    return cards.paused(changed, coming, open_now)


async def resume(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort resume`."""
    return await _resume(context, await here(context, asker))


async def resume_pressed(context: Context, asker: Asker, values: Values) -> Card:
    """*Resume*."""
    return await _resume(context, await led(context, asker, values.number("cohort")))


async def _resume(context: Context, cohort: Cohort) -> Card:
    async with context.desk.store.write() as tx:
        fresh = await again(tx, cohort.id)
        already = fresh.phase is not Phase.PAUSED
        if not already:
            fresh = replace(fresh, phase=Phase.ACTIVE, paused_until=None)
            await cohorts.save(tx, fresh)
            await reschedule(tx, context, fresh)
        coming = next(iter(await ahead(tx, fresh, context)), None)
    return cards.resumed(fresh, coming, already=already)


async def finish(context: Context, asker: Asker, values: Values) -> Card:
    """`/cohort finish`: asks first."""
    cohort = await here(context, asker)
    async with context.desk.store.read() as tx:
        open_now = bool(await rounds.open_ones(tx, cohort.id))
    return cards.may_finish(cohort, open_now=open_now)


async def finish_confirmed(context: Context, asker: Asker, values: Values) -> Card:
    """*Finish*: the last keys and the farewell go out, then the rooms are free. A second click finds it done."""
    over = await _finished(context, asker, values.number("cohort"))
    if over is not None:
        return cards.finished(over)
    cohort = await led(context, asker, values.number("cohort"))
    async with context.desk.store.write() as tx:
        await _finish(tx, context, await again(tx, cohort.id))
    return cards.finished(cohort)


async def _finish(tx: AsyncConnection, context: Context, cohort: Cohort) -> None:
    ended = replace(cohort, phase=Phase.FINISHED, paused_until=None)
    await cohorts.save(tx, ended)
    await asking.unschedule(tx, cohort.id)
    # The farewell stands for the week's summary.
    await closing.close_open_ones(tx, context.desk, replace(ended, summary=False), context.at)
    await summary.farewell(tx, context.desk, ended, context.at)
    for bound in await bindings.of_cohort(tx, cohort.id):
        await bindings.unbind(tx, bound.room, context.at, FINISHED)


async def _finished(context: Context, asker: Asker, number: int) -> Cohort | None:
    """The cohort, if it has finished and the asker led it: its room is no longer its own, so `led` would not know."""
    async with context.desk.store.read() as tx:
        cohort = await cohorts.get(tx, number)
    over = cohort is not None and cohort.phase is Phase.FINISHED and await leads(context, asker, cohort)
    return cohort if over else None


async def delete(context: Context, asker: Asker, values: Values) -> Form:
    """`/cohort delete`: the name must be typed."""
    return cards.delete_form(await here(context, asker))


async def delete_confirmed(context: Context, asker: Asker, values: Values) -> Card:
    """The name was typed."""
    cohort = await led(context, asker, values.number("cohort"))
    form = cards.delete_form(cohort)
    typed = read_form(form, values, context.at.date()).text("name")
    if _folded(typed) != _folded(cohort.name):
        remedy = f"type “{cohort.name}”, or close the form to keep the cohort"
        raise Wrong({"name": Misread(f"“{typed}” is not its name", remedy)}, form)
    async with context.desk.store.write() as tx:
        await erasing.erase_cohort(tx, cohort.id)
    return cards.deleted(cohort.name)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort show",
        "This cohort at a glance: schedule, plan, members and leaders",
        show,
        where=Where.BOTH,
        example="cohort show",
    ),
    Command(
        "cohort pause",
        "Ask nothing for a while; the open question runs its course",
        pause,
        (Param("until", "The first day with questions again, such as 4 January 2027", Kind.DATE),),
        leaders_only=True,
        example="cohort pause 4 January 2027",
    ),
    Command("cohort resume", "End a pause", resume, leaders_only=True, example="cohort resume"),
    Command(
        "cohort finish",
        "End the cohort with a farewell summary; the record is kept",
        finish,
        leaders_only=True,
        example="cohort finish",
    ),
    Command(
        "cohort delete",
        "Delete the cohort with all its questions, answers and scores",
        delete,
        leaders_only=True,
        example="cohort delete",
        opens_form=True,
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("cohort:resume:<cohort:int>", resume_pressed),
    Action("cohort:finish:<cohort:int>", finish_confirmed),
    Action("cohort:delete:<cohort:int>", delete_confirmed),
)
