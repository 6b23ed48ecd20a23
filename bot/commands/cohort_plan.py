"""`/cohort plan`: a module a week."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.cards import cohort_plan as cards
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Form, Kind, Reply
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Wrong, today_of
from bot.commands.filling import read_form
from bot.commands.leading import again, free_days, here, led
from bot.model.cohort import Cohort, Plan
from bot.rules.calendar import local_date, week_start
from bot.rules.plan import default_plan, ordered_plan, read_modules
from bot.rules.reading import Misread
from bot.store import cohorts, rounds

_BACK = timedelta(days=366)
_AHEAD = timedelta(days=2 * 366)


async def plan(context: Context, asker: Asker, values: Values) -> Reply:
    """What is given makes a plan; with nothing given the plan is shown."""
    cohort = await here(context, asker)
    if values:
        return await _save(context, cohort, values)
    return _shown(context, cohort)


async def plan_form(context: Context, asker: Asker, values: Values) -> Form:
    """*Set a plan*, *Change the plan*."""
    return _form(context, await led(context, asker, values.number("cohort")))


async def save_plan(context: Context, asker: Asker, values: Values) -> Reply:
    """The form was sent."""
    cohort = await led(context, asker, values.number("cohort"))
    form = _form(context, cohort)
    read = read_form(form, values, await today_of(context, asker))
    try:
        return await _save(context, cohort, read)
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None


async def remove_plan(context: Context, asker: Asker, values: Values) -> Card:
    """*Remove the plan*."""
    cohort = await led(context, asker, values.number("cohort"))
    await _keep(context, cohort, None)
    return cards.none_yet(cohort, removed=True)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort plan",
        "Show or set the plan: a module a week",
        plan,
        (
            Param("start", "The first day, such as 4 January 2027", Kind.DATE),
            Param("end", "The last day, instead of a number of weeks", Kind.DATE),
            Param("weeks", "How many weeks; twelve are usual", Kind.INT),
            Param("order", "The modules in order, such as inventory, demand, supply, mixed"),
        ),
        leaders_only=True,
        example="cohort plan 2027-01-04 weeks=12 order=inventory, demand, supply",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("cohort:plan:<cohort:int>", plan_form, Gives.FORM),
    Action("cohort:plan:save:<cohort:int>", save_plan),
    Action("cohort:unplan:<cohort:int>", remove_plan, Gives.REPLACE),
)


def _today(context: Context, cohort: Cohort) -> date:
    return local_date(context.at, cohort.schedule.zone)


def _shown(context: Context, cohort: Cohort, *, saved: bool = False) -> Card:
    if cohort.plan is None:
        return cards.none_yet(cohort)
    free = free_days(context, cohort, until=cohort.plan.end)
    return cards.shown(cohort, cohort.plan, _today(context, cohort), free, saved=saved)


def _form(context: Context, cohort: Cohort) -> Form:
    weights = context.desk.blueprints[cohort.blueprint].weights
    kept = cohort.plan
    usual = kept is not None and kept.weeks == default_plan(kept.start, len(kept.weeks), weights).weeks
    return cards.form(cohort, _today(context, cohort), usual=usual)


async def _save(context: Context, cohort: Cohort, values: Values) -> Card:
    made = _made(context, cohort, values)
    return _shown(context, await _keep(context, cohort, made), saved=True)


async def _keep(context: Context, cohort: Cohort, new: Plan | None) -> Cohort:
    """A question that was prepared by another plan is prepared no more."""
    async with context.desk.store.write() as tx:
        fresh = await again(tx, cohort.id)
        changed = replace(fresh, plan=new)
        await cohorts.save(tx, changed)
        if new != fresh.plan:
            await rounds.clear_prepared(tx, cohort.id)
    return changed


def _made(context: Context, cohort: Cohort, values: Values) -> Plan:
    today = _today(context, cohort)
    start = values.date("start") or cards.next_monday(today)
    if not today - _BACK <= start <= today + _AHEAD:
        raise Wrong({"start": Misread(f"{start} is out of range", "choose a day within the next two years")})
    end, weeks = values.date("end"), _weeks(start, values)
    made = _ordered(context, cohort, start, weeks, values.text("order"))
    made = replace(made, end=end) if end else made
    if made.end < today:
        raise Wrong({"start": Misread(f"this plan would have ended on {made.end}", "choose a later start")})
    return made


def _weeks(start: date, values: Values) -> int:
    """A last day goes before a number of weeks."""
    end = values.date("end")
    if end is not None:
        if end < start:
            raise Wrong({"end": Misread(f"{end} is before the start, {start}", "choose a later day")})
        weeks, name = (week_start(end) - week_start(start)).days // 7 + 1, "end"
    else:
        weeks, name = values.number("weeks") if values.get("weeks") is not None else cards.DEFAULT_WEEKS, "weeks"
    if not 1 <= weeks <= cards.MOST_WEEKS:
        raise Wrong({name: Misread(f"{weeks} weeks is no plan", f"make it 1 to {cards.MOST_WEEKS} weeks")})
    return weeks


def _ordered(context: Context, cohort: Cohort, start: date, weeks: int, order: str) -> Plan:
    weights = context.desk.blueprints[cohort.blueprint].weights
    try:
        modules = read_modules(order)
    except Misread as problem:
        raise Wrong({"order": problem}) from None
    if not modules:
        return default_plan(start, weeks, weights)
    if len(modules) > weeks:
        remedy = "name fewer, leave the order empty, or plan more weeks"
        raise Wrong({"order": Misread(f"{len(modules)} modules do not fit into {weeks} weeks", remedy)})
    return ordered_plan(start, weeks, modules, weights)
