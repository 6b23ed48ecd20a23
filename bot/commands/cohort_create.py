"""`/cohort create`: a channel becomes a cohort's room."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping

from bot.cards import cohort as cohort_cards
from bot.cards import cohort_create as cards
from bot.cards import cohort_life as life_cards
from bot.cards import mistakes
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Kind, Pick, Reply, Suggestions
from bot.chat.platform import DeliveryError
from bot.chat.request import Asker
from bot.chat.text import Mention
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong, today_of, zone_of
from bot.commands.filling import read_form
from bot.commands.leading import ahead
from bot.commands.places import GONE
from bot.model.cohort import Cohort, Schedule
from bot.model.places import Room
from bot.rules.reading import Misread, suggest_zones
from bot.store import asides, bindings, cohorts, letters, memberships
from bot.study import asking

EXAMS = (Pick("CPIM 9.0", "cpim-9.0"), Pick("CPIM 8.0", "cpim-8.0"))
_ANYONE_MAY = frozenset({"slack"})
"""Platforms where hardly anybody manages a channel: whoever comes first founds, and those who manage may take over."""
_SEED_BITS = 62


async def create(context: Context, asker: Asker, values: Values) -> Reply:
    """With everything known the cohort is founded; with nothing given a form asks; else what is missing is named."""
    given = {name: values.text(name) for name in ("exam", "zone", "name") if values.text(name)}
    guess = await _zone(context, asker)
    room = await _may_found(context, asker, given)
    if (back := await _come_back(context, asker, room)) is not None:
        return back
    if not given:
        return cards.form(context.desk.facts, context.desk.blueprints, {"zone": guess})
    missing = {
        name: Misread("missing", remedy)
        for name, remedy in (("exam", "choose the version that you will sit"), ("zone", "name a city or a time zone"))
        if not given.get(name) and not (name == "zone" and guess)
    }
    if missing:
        raise Wrong(missing)
    return await _found(context, asker, room, {"zone": guess} | given)


async def send(context: Context, asker: Asker, values: Values) -> Reply:
    """The form was sent."""
    form = cards.form(context.desk.facts, context.desk.blueprints, {})
    read = read_form(form, values, await today_of(context, asker))
    given = {name: read.text(name) for name in ("exam", "zone", "name") if read.text(name)}
    room = await _may_found(context, asker, given)
    if (back := await _come_back(context, asker, room)) is not None:
        return back
    try:
        return await _found(context, asker, room, given)
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None


async def again(context: Context, asker: Asker, values: Values) -> Reply:
    """*Try again*, with what was given before."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        form = await asides.find_draft(tx, values.text("draft"), me.account)
    if form is None:
        raise Refusal(mistakes.stale())
    given = {wanted.name: wanted.value for wanted in form.inputs if wanted.value}
    room = await _may_found(context, asker, given)
    if (back := await _come_back(context, asker, room)) is not None:
        return back
    if not given.get("exam") or not given.get("zone"):
        return form
    try:
        return await _found(context, asker, room, given)
    except Wrong as wrong:
        raise Wrong(wrong.problems, form) from None


async def suggest_zone(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Zones as they are typed; the asker's own where nothing is."""
    mine = [] if typed.strip() else [zone for zone in [await _zone(context, asker)] if zone]
    found = dict.fromkeys([*mine, *suggest_zones(typed)])
    return Suggestions(tuple(Pick(zone, zone) for zone in list(found)[:25]))


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "cohort create",
        "Make this channel the room of a new cohort",
        create,
        (
            Param("exam", "The version of the exam that your members will sit", Kind.CHOICE, choices=EXAMS),
            Param("zone", "The cohort's time zone: a city, or Europe/Berlin", Kind.ZONE, suggest=suggest_zone),
            Param("name", "The cohort's name (the channel's, if you leave it out)"),
        ),
        example="cohort create cpim-9.0 Europe/Berlin Early birds",
        opens_form=True,
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action(cards.SEND, send),
    Action("cohort:create:<draft>", again, Gives.FORM),
)


def clean_name(raw: str) -> str:
    """A cohort's name on one line. Raises Misread where it is too long or says nothing."""
    name = _one_line(raw)
    if len(name) > cohort_cards.LONGEST_NAME:
        raise Misread(f"it has {len(name)} characters", f"use at most {cohort_cards.LONGEST_NAME}")
    if not any(c.isalnum() for c in name):
        raise Misread(f"“{name}” is no name", "use letters or digits")
    return name


def _one_line(raw: str) -> str:
    """Without control characters, and without those that turn the direction of what follows."""
    return " ".join("".join(c for c in raw if c.isspace() or not _hidden(c)).split())


def _hidden(c: str) -> bool:
    return unicodedata.category(c) == "Cc" or unicodedata.bidirectional(c) in _TURNS


_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


async def _zone(context: Context, asker: Asker) -> str:
    """The asker's zone where it is known, else nothing."""
    known = await zone_of(context, asker)
    return "" if known == "UTC" and not asker.zone else known


async def _may_found(context: Context, asker: Asker, given: Mapping[str, str]) -> Room:
    """The room, if it is free, the asker may make a cohort of it, and Takt has there what it needs."""
    if asker.room is None:
        raise Refusal(mistakes.needs_room("cohort create"))
    await must_be_free(context, asker.room)
    try:
        allowed = asker.room.platform in _ANYONE_MAY or await context.desk.platforms.manages(asker.account, asker.room)
        needs = await context.desk.platforms.lacks(asker.room) if allowed else ()
    except DeliveryError as error:
        raise Refusal(cards.unreachable(str(error), await _keep(context, asker, given))) from None
    if not allowed:
        raise Refusal(cards.may_not())
    if needs:
        raise Refusal(cards.lacking(needs, await _keep(context, asker, given)))
    return asker.room


async def _come_back(context: Context, asker: Asker, room: Room) -> Card | None:
    """Takt was put out of this channel and let in again: for a leader of the cohort that met here it goes on."""
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        old = await cohorts.gone_from(tx, room, GONE)
        membership = await memberships.get(tx, old.id, me.person) if old else None
        if old is None or membership is None or not membership.leader:
            return None
        await bindings.return_to(tx, old.id, room)
        await asking.schedule(tx, old, context.at)
        coming = next(iter(await ahead(tx, old, context)), None)
    return life_cards.resumed(old, coming, already=False)


async def must_be_free(context: Context, room: Room) -> None:
    """Refuses a room where a cohort meets already, and says which."""
    async with context.desk.store.read() as tx:
        cohort = await cohorts.at(tx, room)
        leaders = await memberships.of_cohort(tx, cohort.id, leaders=True) if cohort else []
    if cohort:
        raise Refusal(cards.exists(cohort, [leader.person.shown for leader in leaders]))


async def _keep(context: Context, asker: Asker, given: Mapping[str, str]) -> str:
    """Keep what was given, so that nothing is lost while somebody grants what is missing."""
    me = await context.who(asker)
    key = secrets.token_urlsafe(9)
    given = {"zone": await _zone(context, asker)} | dict(given)
    form = cards.form(context.desk.facts, context.desk.blueprints, given)
    async with context.desk.store.write() as tx:
        await asides.keep_draft(tx, key, me.account, form, context.at)
    return key


async def _found(context: Context, asker: Asker, room: Room, given: Mapping[str, str]) -> Card:
    try:
        name = clean_name(given["name"]) if given.get("name") else _room_name(asker)
    except Misread as problem:
        raise Wrong({"name": problem}) from None
    me = await context.who(asker)
    new = Cohort(
        id=0,
        name=name,
        schedule=Schedule(given["zone"]),
        blueprint=given["exam"],
        seed=secrets.randbits(_SEED_BITS),
        created_at=context.at,
    )
    desk = context.desk
    async with desk.store.write() as tx:
        # Of two who found at the same moment the second finds the first one's cohort.
        if (other := await cohorts.at(tx, room)) is not None:
            leaders = await memberships.of_cohort(tx, other.id, leaders=True)
            raise Refusal(cards.exists(other, [leader.person.shown for leader in leaders]))
        number = await cohorts.create(tx, new)
        await bindings.bind(tx, number, room, asker.room_name, context.at)
        await memberships.join(tx, number, me.person, context.at, leader=True)
        cohort = await cohorts.get(tx, number)
        assert cohort is not None
        await asking.schedule(tx, cohort, context.at)
        coming = next(iter(await ahead(tx, cohort, context)), None)
        welcome = cards.welcome(cohort, Mention(asker.account, asker.name), coming, desk.facts.disclaimer)
        await letters.write(tx, f"welcome:{number}", room, welcome, context.at)
    return cards.created(cohort, coming, desk.facts, desk.blueprints[cohort.blueprint])


def _room_name(asker: Asker) -> str:
    """The room's name as the cohort's, shortened where it must be."""
    name = _one_line(asker.room_name).removeprefix("#").strip()
    return name[: cohort_cards.LONGEST_NAME] or "Study group"
