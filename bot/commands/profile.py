"""`/takt profile`: what others see of a member, and everything that is kept about them."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import mistakes
from bot.cards import nudges as nudge_cards
from bot.cards import profile as cards
from bot.cards.profile import ON_OFF, YES_NO, Profile
from bot.cards.profile_link import who_words
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Form, Kind, Pick, Reply, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, Wrong, zone_of
from bot.commands.profile_values import clashes, columns, read_profile
from bot.model.people import Person
from bot.rules.reading import Misread, suggest_zones
from bot.store import cohorts, duels, letters, links, memberships, names, people, personal
from bot.study import duelling, nudge_plan, owning, reminding


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """What is set."""
    return await _shown(context, asker)


async def set_(context: Context, asker: Asker, values: Values) -> Reply:
    """Change what was given; with nothing given, open the form."""
    given = {name: values.text(name) for name in values if values[name] is not None}
    if not given:
        return await edit(context, asker, values)
    await _change(context, asker, given)
    return await _shown(context, asker, "Saved")


async def edit(context: Context, asker: Asker, values: Values) -> Form:
    """*Change*."""
    return cards.form(await _me(context, asker))


async def save(context: Context, asker: Asker, values: Values) -> Card:
    """The form was sent."""
    form = cards.form(await _me(context, asker))
    given = {i.name: values.text(i.name) for i in form.inputs if i.name in values}
    await _change(context, asker, given, form)
    return await _shown(context, asker, "Saved")


async def alias(context: Context, asker: Asker, values: Values) -> Form:
    """*Use an alias*."""
    return cards.alias_form(await _me(context, asker))


async def save_alias(context: Context, asker: Asker, values: Values) -> Card:
    """The form with the alias was sent."""
    form = cards.alias_form(await _me(context, asker))
    await _change(context, asker, {"alias": values.text("alias")}, form)
    return cards.named(await _me(context, asker))


async def hide(context: Context, asker: Asker, values: Values) -> Card:
    """*Hide me*."""
    await _change(context, asker, {"hide": "yes"})
    return cards.hidden()


async def unhide(context: Context, asker: Asker, values: Values) -> Card:
    """*Show me again*."""
    await _change(context, asker, {"hide": "no"})
    return cards.visible(await _me(context, asker))


async def quiet(context: Context, asker: Asker, values: Values) -> Form:
    """*Quiet hours, nudges and games*."""
    return cards.quiet_form(await _me(context, asker))


async def save_quiet(context: Context, asker: Asker, values: Values) -> Card:
    """That form was sent."""
    form = cards.quiet_form(await _me(context, asker))
    given = {i.name: values.text(i.name) for i in form.inputs if i.name in values}
    await _change(context, asker, given, form)
    return await _shown(context, asker, "Saved")


async def no_nudge(context: Context, asker: Asker, values: Values) -> Card:
    """*No nudges any more*."""
    await _change(context, asker, {"nudge": "off"})
    return nudge_cards.off()


async def export(context: Context, asker: Asker, values: Values) -> Card:
    """A file of everything."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        return cards.export(await personal.export(tx, me.person), context.at)


async def forget(context: Context, asker: Asker, values: Values) -> Card:
    """What forgetting would mean, and the button that does it."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        alone = [
            cohort.name
            for cohort in await cohorts.of_person(tx, me.person)
            if [leader.person.id for leader in await memberships.of_cohort(tx, cohort.id, leaders=True)] == [me.person]
        ]
        return cards.confirm_forgetting(await people.get(tx, me.person), alone)


async def forget_now(context: Context, asker: Asker, values: Values) -> Card:
    """Confirmed. A button from an earlier life does nothing."""
    me = await context.who(asker)
    if values.number("person") != me.person:
        raise Refusal(mistakes.stale())
    async with context.desk.store.write() as tx:
        accounts = await people.accounts_of(tx, me.person)
        for who in (me.person, *await links.origins(tx, me.person)):
            for letter in await letters.about(tx, who):
                await letters.revise(tx, letter.id, cards.taken_back(), context.at)
            for number in await duels.letters_about(tx, who):
                await letters.revise(tx, number, cards.taken_back(), context.at)
            await duelling.call_off(tx, who, context.at)
            await owning.uncredit(tx, who, context.at)
        await personal.forget(tx, me.person, context.at)
    for account in accounts:
        context.desk.directory.forget(account)
    return cards.forgotten()


async def suggest_zone(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Zones as they are typed."""
    return Suggestions(tuple(Pick(zone, zone) for zone in suggest_zones(typed)))


async def _me(context: Context, asker: Asker) -> Person:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        return await people.get(tx, me.person)


async def _shown(context: Context, asker: Asker, title: str = "Your profile") -> Card:
    zone = await zone_of(context, asker)
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        cohorts_of = [cohort.name for cohort in await cohorts.of_person(tx, me.person)]
        accounts = [who_words(one.account, one.name) for one in await links.accounts(tx, me.person)]
        named = [m.named for m in await memberships.of_person(tx, me.person) if await names.is_spread(tx, m.cohort)]
        facts = Profile(
            await people.get(tx, me.person),
            cohorts_of,
            zone,
            accounts if len(accounts) > 1 else (),
            all(named) if named else None,
        )
    return cards.card(facts, title)


async def _change(context: Context, asker: Asker, given: Mapping[str, str], form: Form | None = None) -> None:
    """Set what was given, all of it or nothing."""
    me = await context.who(asker)
    values, problems = read_profile(given)
    async with context.desk.store.write() as tx:
        problems |= clashes(await people.get(tx, me.person), values)
        if "alias" in values and (problem := await _taken(tx, me.person, values["alias"])):
            problems["alias"] = problem
        if problems:
            raise Wrong(problems, form)
        if "named" in values:
            await memberships.change_all(tx, me.person, named=values.pop("named"))
        if values:
            await people.change(tx, me.person, **columns(values))
        if values.keys() & {"zone", "reminders"}:
            await reminding.replan(tx, me.person, context.at)
        if values.keys() & {"zone", "nudge_at"}:
            await nudge_plan.replan(tx, me.person, context.at)


async def _taken(tx: AsyncConnection, who: int, name: str) -> Misread | None:
    if name and await people.alias_taken(tx, who, name):
        return Misread(f"somebody in your cohort goes by “{name}”", "pick another name")
    return None


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt profile show",
        "What others see of you, your time zone and your reminders",
        show,
        where=Where.BOTH,
        example="takt profile show",
    ),
    Command(
        "takt profile set",
        "Set your alias, time zone, reminders, quiet hours or nudge, or hide from the boards",
        set_,
        (
            Param("zone", "Your time zone: a city such as Berlin, or Europe/Berlin", Kind.ZONE, suggest=suggest_zone),
            Param("hide", "yes hides you from boards and summaries, no shows you again", Kind.CHOICE, choices=YES_NO),
            Param("reminders", "on or off: direct messages before your exam", Kind.CHOICE, choices=ON_OFF),
            Param("duels", "on or off: whether others may challenge you to a duel", Kind.CHOICE, choices=ON_OFF),
            Param("alias", "What others read instead of your name, at most 32 characters; - for your own name"),
            Param("quiet", "Hours without any direct message, such as 22:00-07:00; or off", named=True),
            Param("nudge", "When to nudge you about an open question, such as 18:00; or off", named=True),
            Param(
                "named",
                "yes shows your name in your cohort's rooms on other platforms too",
                Kind.CHOICE,
                choices=YES_NO,
                named=True,
            ),
            Param(
                "games",
                "off hides points, ranks, streaks and boards from you, and you from boards",
                Kind.CHOICE,
                choices=ON_OFF,
                named=True,
            ),
        ),
        where=Where.BOTH,
        example="takt profile set zone=Europe/Berlin alias=Night owl",
        opens_form=True,
    ),
    Command(
        "takt profile export",
        "A file of everything kept about you",
        export,
        where=Where.BOTH,
        example="takt profile export",
    ),
    Command(
        "takt profile forget",
        "Have yourself forgotten; asks before it erases anything",
        forget,
        where=Where.BOTH,
        example="takt profile forget",
    ),
)

ACTIONS: tuple[Action[Context], ...] = (
    Action("profile", show),
    Action("profile:edit", edit, Gives.FORM),
    Action("profile:save", save),
    Action("profile:alias", alias, Gives.FORM),
    Action("profile:alias:save", save_alias),
    Action("profile:hide", hide),
    Action("profile:unhide", unhide, Gives.REPLACE),
    Action("profile:quiet", quiet, Gives.FORM),
    Action("profile:quiet:save", save_quiet),
    Action("profile:nudge:off", no_nudge),
    Action("profile:export", export),
    Action("profile:forget", forget),
    Action("profile:forget:<person:int>", forget_now, Gives.REPLACE),
)
