"""`/cohort schedule` and `/cohort settings`: what holds from the next opening on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.cards import cohort_schedule as cards
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Form, Kind, Pick, Reply, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.cohort_create import EXAMS, clean_name, suggest_zone
from bot.commands.context import Context, Wrong, today_of
from bot.commands.filling import read_form
from bot.commands.leading import again, ahead, free_days, here, led, reschedule
from bot.model.cohort import Cohort, Reveal, Schedule
from bot.rules.calendar import local_date
from bot.rules.holidays import OFF, observed
from bot.rules.reading import Misread
from bot.rules.weekdays import read_days
from bot.store import cohorts, rounds

_SHOWN = 3


async def schedule(context: Context, asker: Asker, values: Values) -> Reply:
    """What is given changes; with nothing given the form opens."""
    cohort = await here(context, asker)
    if not values:
        return cards.schedule_form(cohort)
    return await _reschedule(context, cohort, lambda old: _changed(old, values))


async def schedule_form(context: Context, asker: Asker, values: Values) -> Form:
    """*Change time*."""
    return cards.schedule_form(await led(context, asker, values.number("cohort")))


async def save_schedule(context: Context, asker: Asker, values: Values) -> Reply:
    """The form was sent: it says the whole schedule, so that nothing in *closes* means the next opening."""
    cohort = await led(context, asker, values.number("cohort"))
    form = cards.schedule_form(cohort)
    read = read_form(form, values, await today_of(context, asker))
    try:
        return await _reschedule(context, cohort, lambda old: _changed(replace(old, closes=None), read))
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None


async def settings(context: Context, asker: Asker, values: Values) -> Reply:
    """What is given changes; with nothing given the form opens."""
    cohort = await here(context, asker)
    if not values:
        return cards.settings_form(cohort, context.desk.facts, context.desk.blueprints)
    return await _settle(context, cohort, values)


async def settings_form(context: Context, asker: Asker, values: Values) -> Form:
    """*Settings*."""
    cohort = await led(context, asker, values.number("cohort"))
    return cards.settings_form(cohort, context.desk.facts, context.desk.blueprints)


async def save_settings(context: Context, asker: Asker, values: Values) -> Reply:
    """The form was sent."""
    cohort = await led(context, asker, values.number("cohort"))
    form = cards.settings_form(cohort, context.desk.facts, context.desk.blueprints)
    read = read_form(form, values, await today_of(context, asker))
    try:
        return await _settle(context, cohort, read)
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None


async def suggest_region(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Countries and their parts as they are typed."""
    found = context.desk.holidays.suggest(typed)
    return Suggestions(tuple(Pick(f"{region.code}: {region.name}"[:100], region.code) for region in found))


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort schedule",
        "Change when questions come",
        schedule,
        (
            Param("time", "When a question opens, such as 07:00", Kind.TIME),
            Param("zone", "The time zone: a city, or Europe/Berlin", Kind.ZONE, suggest=suggest_zone),
            Param("closes", "When it closes; the opening time again: when the next one opens", Kind.TIME),
            Param("days", "The days, such as weekdays, mon wed fri, or daily"),
        ),
        leaders_only=True,
        example="cohort schedule 07:30 Europe/Berlin mon wed fri",
        opens_form=True,
    ),
    Command(
        "cohort settings",
        "Change when the key is shown, the weekly summary, the exam version, the holidays or the name",
        settings,
        (
            Param("reveal", "When members learn the key: at-once or at-close", Kind.CHOICE, choices=cards.REVEALS),
            Param("summary", "The weekly summary in the channel: on or off", Kind.CHOICE, choices=cards.SUMMARY),
            Param("exam", "The version of the exam: cpim-9.0 or cpim-8.0", Kind.CHOICE, choices=EXAMS),
            Param(
                "holidays",
                "A country whose holidays have no question: DE, DE-BY or Germany; off for none",
                suggest=suggest_region,
                named=True,
            ),
            Param("name", "A new name for the cohort"),
        ),
        leaders_only=True,
        example="cohort settings reveal=at-close summary=off holidays=DE-BY",
        opens_form=True,
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("cohort:schedule:<cohort:int>", schedule_form, Gives.FORM),
    Action("cohort:schedule:save:<cohort:int>", save_schedule),
    Action("cohort:settings:<cohort:int>", settings_form, Gives.FORM),
    Action("cohort:settings:save:<cohort:int>", save_settings),
)


def _changed(old: Schedule, values: Values) -> Schedule:
    """The schedule with what is given. Closing at the opening time means: when the next one opens."""
    try:
        days = read_days(values.text("days")) if values.text("days") else old.days
    except Misread as problem:
        raise Wrong({"days": problem}) from None
    opens = values.time("time") or old.opens
    closes: time | None = values.time("closes") or old.closes
    if closes == opens:
        closes = None
    return replace(old, zone=values.text("zone") or old.zone, opens=opens, days=days, closes=closes)


async def _reschedule(context: Context, cohort: Cohort, change: Callable[[Schedule], Schedule]) -> Card:
    async with context.desk.store.write() as tx:
        fresh = await again(tx, cohort.id)
        changed = replace(fresh, schedule=change(fresh.schedule))
        await cohorts.save(tx, changed)
        await reschedule(tx, context, changed)
        coming = await ahead(tx, changed, context, _SHOWN)
        open_now = bool(await rounds.open_ones(tx, cohort.id))
    free = free_days(context, changed, until=coming[-1].day if coming else None)
    return cards.scheduled(changed, coming, free, open_now=open_now)


def _read_settings(context: Context, values: Values) -> tuple[str, str | None]:
    """The new name, "" for none, and the code of the region, None where nothing was said of holidays."""
    problems: dict[str, Misread] = {}
    name, region = "", None
    try:
        name = clean_name(values.text("name")) if values.text("name") else ""
    except Misread as problem:
        problems["name"] = problem
    try:
        typed = values.text("holidays")
        region = None if not typed else "" if typed.casefold() in OFF else context.desk.holidays.read(typed).code
    except Misread as problem:
        problems["holidays"] = problem
    if problems:
        raise Wrong(problems)
    return name, region


async def _settle(context: Context, cohort: Cohort, values: Values) -> Card:
    desk = context.desk
    name, region = _read_settings(context, values)
    today = local_date(context.at, cohort.schedule.zone)
    async with desk.store.write() as tx:
        fresh = await again(tx, cohort.id)
        changed = replace(
            fresh,
            holidays=fresh.holidays if region is None else region,
            name=name or fresh.name,
            reveal=Reveal(values.text("reveal") or fresh.reveal),
            summary=values.text("summary") == "on" if values.text("summary") else fresh.summary,
            blueprint=values.text("exam") or fresh.blueprint,
        )
        changed = observed(changed, desk.holidays, today)
        await cohorts.save(tx, changed)
        if changed.blueprint != fresh.blueprint:
            await rounds.clear_prepared(tx, cohort.id)
        if changed.schedule != fresh.schedule:
            await reschedule(tx, context, changed)
    blueprint = desk.blueprints[changed.blueprint]
    free = free_days(context, changed)
    return cards.settled(changed, desk.facts, blueprint, free, reveal_changed=changed.reveal is not fresh.reveal)
