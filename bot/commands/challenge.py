"""`/challenge show`, `list`, `join` and `leave`: what everybody can do."""

from __future__ import annotations

from bot.cards import challenge as cards
from bot.cards import challenge_report as reports
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.challenge_find import by_token, enter, greeted, inside, meant, seen_by, suggest
from bot.commands.context import Context, Refusal, cohort_required
from bot.model.challenge import Challenge
from bot.model.cohort import Cohort
from bot.store import challenge_days, challenges, memberships
from bot.study import challenging


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge show`: the standings."""
    return await _show(context, asker, *await meant(context, asker, values, "show", "Show"))


async def shown(context: Context, asker: Asker, values: Values) -> Card:
    """*Standings*."""
    return await _show(context, asker, *await by_token(context, asker, values.number("challenge")))


async def _show(context: Context, asker: Asker, what: Challenge, cohort: Cohort) -> Card:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        facts = await seen_by(tx, context, asker, cohort, what)
        membership = await memberships.get(tx, cohort.id, me.person)
        today = None
        if facts.open_day and await inside(tx, what, me.person):
            answered = await challenge_days.chosen(tx, facts.open_day.id, me.person)
            today = len(answered), len(await challenge_days.items_of_day(tx, facts.open_day.id))
    return reports.show(facts, me.person, today=today, cancel=membership is not None and membership.leader)


async def list_(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge list`."""
    cohort = await cohort_required(context, asker)
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        found = await challenges.of_cohort(tx, cohort.id)
        membership = await memberships.get(tx, cohort.id, me.person)
    return cards.listed(found, leader=membership is not None and membership.leader)


async def join(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge join`."""
    return await _join(context, asker, *await meant(context, asker, values, "join", "Join", live=True))


async def joined(context: Context, asker: Asker, values: Values) -> Card:
    """*Join*, or a team's."""
    what, cohort = await by_token(context, asker, values.number("challenge"))
    return await _join(context, asker, what, cohort, values.number("team") if "team" in values else None)


async def _join(context: Context, asker: Asker, what: Challenge, cohort: Cohort, team: int | None = None) -> Card:
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        fresh = await challenges.get(tx, what.id) or what
        if team is not None and team not in [one.id for one in await challenges.teams(tx, what.id)]:
            team = None  # the teams are other ones by now
        already = await enter(tx, context, cohort, fresh, me, team)
        facts = await seen_by(tx, context, asker, cohort, fresh)
    mine = facts.of(me.person)
    card = cards.joined(facts, facts.team(mine.entrant.team) if mine else "", already=already)
    return await greeted(context, me, cohort, card)


async def leave(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge leave`: asks first."""
    what, _ = await meant(context, asker, values, "leave", "Leave", live=True)
    return await _may_leave(context, asker, what)


async def leave_pressed(context: Context, asker: Asker, values: Values) -> Card:
    """*Leave*."""
    what, _ = await by_token(context, asker, values.number("challenge"))
    return await _may_leave(context, asker, what)


async def _may_leave(context: Context, asker: Asker, what: Challenge) -> Card:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        if not what.live or await inside(tx, what, me.person) is None:
            raise Refusal(cards.not_in(what))
    return cards.may_leave(what)


async def left(context: Context, asker: Asker, values: Values) -> Card:
    """Confirmed; a second click finds it done."""
    what, _ = await by_token(context, asker, values.number("challenge"))
    me = await context.who(asker)
    async with context.desk.store.write() as tx:
        if what.live and await challenges.leave(tx, what.id, me.person, context.at):
            await challenging.changed(tx, context.desk, what, context.at)
    return cards.left(what)


CHALLENGE: Param[Context] = Param("challenge", "Its name, if there is more than one", suggest=suggest)

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "challenge show",
        "How a challenge stands, and how you do in it",
        show,
        (CHALLENGE,),
        where=Where.BOTH,
        example="challenge show",
    ),
    Command("challenge list", "The challenges of this cohort", list_, where=Where.BOTH, example="challenge list"),
    Command("challenge join", "Join a challenge", join, (CHALLENGE,), where=Where.BOTH, example="challenge join"),
    Command("challenge leave", "Leave a challenge", leave, (CHALLENGE,), where=Where.BOTH, example="challenge leave"),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("challenge:show:<challenge:int>", shown),
    Action("challenge:join:<challenge:int>", joined),
    Action("challenge:join:<challenge:int>:<team:int>", joined),
    Action("challenge:leave:<challenge:int>", leave_pressed),
    Action("challenge:left:<challenge:int>", left, Gives.REPLACE),
)
