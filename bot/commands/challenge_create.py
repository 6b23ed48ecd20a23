"""`/challenge create`: a template, a form, and if wanted a second one; then it is announced.

What was typed is kept as a draft under a key that the buttons carry, so that nothing is lost between the forms, and so
that one draft makes one challenge however often *Create it* is pressed.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from bot.cards import challenge_create as cards
from bot.cards import mistakes
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Form, Input, Kind, Reply
from bot.chat.request import Asker
from bot.chat.text import Moment
from bot.chat.values import Values
from bot.commands.challenge_reading import FIRST, SECOND, read_challenge, typed
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.leading import again, here
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.rules.calendar import DAY, local_date
from bot.rules.challenge_days import next_study_day, waits, windows
from bot.rules.plan import module_of
from bot.store import asides, challenges
from bot.study import challenging, challenging_teams
from bot.study.challenging_facts import span_of

MOST_LIVE = 3
_LENGTHS = {"domain-week": 6, "sprint": 13, "team-league": 27}


async def create(context: Context, asker: Asker, values: Values) -> Reply:
    """The templates, or at once the form of the one that was named."""
    template = values.text("template")
    return await _form(context, asker, template) if template else cards.templates()


async def template(context: Context, asker: Asker, values: Values) -> Form:
    """A template was chosen."""
    return await _form(context, asker, values.text("template"))


async def _form(context: Context, asker: Asker, template: str) -> Form:
    cohort = await here(context, asker)
    start = next_study_day(cohort.schedule, context.at) or local_date(context.at, cohort.schedule.zone)
    domain = module_of(cohort.plan, start) if cohort.plan else None
    weights = context.desk.blueprints[cohort.blueprint].weights
    domain = domain or max(Domain, key=lambda d: weights.get(d, 0))
    given = cards.prefilled(template, start, start + _LENGTHS.get(template, 6) * DAY, domain)
    return cards.first_form(f"challenge:first:{template}", given)


async def first_sent(context: Context, asker: Asker, values: Values) -> Card:
    """The first form was sent: what it would be, and the way on."""
    cohort = await here(context, asker)
    given = cards.prefilled(values.text("template"), date.min, date.min, Domain.INVENTORY) | typed(values, FIRST)
    form = cards.first_form(f"challenge:first:{values.text('template')}", given)
    return await _review(context, asker, cohort, given, form, secrets.token_urlsafe(9))


async def more(context: Context, asker: Asker, values: Values) -> Form:
    """*Teams and who may join*."""
    key = values.text("draft")
    return cards.second_form(f"challenge:second:{key}", await _draft(context, asker, key))


async def back(context: Context, asker: Asker, values: Values) -> Form:
    """*Back*, to the first form as it was left."""
    key = values.text("draft")
    return cards.first_form(f"challenge:resent:{key}", await _draft(context, asker, key))


async def first_resent(context: Context, asker: Asker, values: Values) -> Card:
    """The first form was sent once more."""
    key = values.text("draft")
    given = {**await _draft(context, asker, key), **typed(values, FIRST)}
    form = cards.first_form(f"challenge:resent:{key}", given)
    return await _review(context, asker, await here(context, asker), given, form, key)


async def second_sent(context: Context, asker: Asker, values: Values) -> Card:
    """The second form was sent: create it."""
    key = values.text("draft")
    given = {**await _draft(context, asker, key), **typed(values, SECOND)}
    return await _create(context, asker, key, given, cards.second_form(f"challenge:second:{key}", given))


async def make(context: Context, asker: Asker, values: Values) -> Card:
    """*Create it*."""
    key = values.text("draft")
    given = await _draft(context, asker, key)
    try:
        return await _create(context, asker, key, given, cards.first_form("challenge:first:own", given))
    except Wrong:  # it could be created when it was written down; the day has passed since, or the name is taken
        raise Refusal(mistakes.stale()) from None


async def _create(context: Context, asker: Asker, key: str, given: Mapping[str, str], form: Form) -> Card:
    cohort = await here(context, asker)
    what = await read_challenge(context, cohort, given, form, key)
    desk = context.desk
    async with desk.store.write() as tx:
        cohort = await again(tx, cohort.id)
        live = await challenges.of_cohort(tx, cohort.id, live=True)
        names = challenging_teams.team_names(what.teams, what.team_count)
        number, new = await challenges.create(tx, what, key, names)
        if new and len(live) >= MOST_LIVE:
            raise Refusal(cards.too_many(MOST_LIVE))
        kept = await challenges.get(tx, number)
        assert kept is not None
        if new:
            await challenging.announce(tx, cohort, kept, context.at)
        span = await span_of(tx, kept)
    planned = windows(cohort.schedule, span)
    moment = Moment(planned[0].opens_at, cohort.schedule.zone) if planned else None
    return cards.created(kept, moment, waits=waits(cohort.schedule, span))


async def _review(
    context: Context, asker: Asker, cohort: Cohort, given: Mapping[str, str], form: Form, key: str
) -> Card:
    """What it would be, kept as a draft."""
    what = await read_challenge(context, cohort, given, form, key)
    await _keep(context, asker, key, given)
    async with context.desk.store.read() as tx:
        days = windows(cohort.schedule, await span_of(tx, what))
    return cards.review(what, len(days), key)


# --- drafts


async def _keep(context: Context, asker: Asker, key: str, given: Mapping[str, str]) -> None:
    me = await context.who(asker)
    form = Form("", "", tuple(Input(name, name, value=value) for name, value in given.items()))
    async with context.desk.store.write() as tx:
        await asides.keep_draft(tx, key, me.account, form, context.at)


async def _draft(context: Context, asker: Asker, key: str) -> dict[str, str]:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        form = await asides.find_draft(tx, key, me.account)
    if form is None:
        raise Refusal(mistakes.stale())
    return {wanted.name: wanted.value for wanted in form.inputs}


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "challenge create",
        "Start a challenge: alone or in teams, over some days",
        create,
        (
            Param(
                "template", "What to begin with; left out, you choose from a list", Kind.CHOICE, choices=cards.TEMPLATES
            ),
        ),
        leaders_only=True,
        example="challenge create domain-week",
        opens_form=True,
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("challenge:template:<template>", template, Gives.FORM, leaders_only=True),
    Action("challenge:first:<template>", first_sent, leaders_only=True),
    Action("challenge:more:<draft>", more, Gives.FORM, leaders_only=True),
    Action("challenge:back:<draft>", back, Gives.FORM, leaders_only=True),
    Action("challenge:resent:<draft>", first_resent, leaders_only=True),
    Action("challenge:second:<draft>", second_sent, leaders_only=True),
    Action("challenge:make:<draft>", make, Gives.REPLACE, leaders_only=True),
)
