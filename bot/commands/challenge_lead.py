"""`/challenge teams`, `add` and `cancel`: what leaders do with a challenge."""

from __future__ import annotations

from bot.cards import challenge as cards
from bot.cards import mistakes
from bot.cards.challenge_create import TEAMS
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Kind
from bot.chat.request import Asker
from bot.chat.text import Mention
from bot.chat.values import Values
from bot.commands.challenge import CHALLENGE
from bot.commands.challenge_find import by_token, enter, meant, seen_by
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.leading import led
from bot.model.challenge import Challenge, ChallengeState, Teams
from bot.model.cohort import Cohort
from bot.model.places import Account
from bot.rules.challenge_days import waits
from bot.rules.challenge_teams import FEWEST_TEAMS, MOST_TEAMS
from bot.rules.picking import question_seed
from bot.rules.reading import Misread
from bot.store import challenges, people
from bot.study import challenging, challenging_teams, telling
from bot.study.challenging_facts import span_of

# --- cancel


async def cancel(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge cancel`: asks first."""
    what, _ = await meant(context, asker, values, "cancel", "Cancel", live=True)
    return _may_cancel(what)


async def cancel_pressed(context: Context, asker: Asker, values: Values) -> Card:
    """*Cancel the challenge*."""
    what, _ = await _led(context, asker, values)
    return _may_cancel(what)


def _may_cancel(what: Challenge) -> Card:
    if what.state is ChallengeState.CANCELLED:
        return cards.cancelled(what)
    if not what.live:
        raise Refusal(cards.over_already(what))
    return cards.may_cancel(what)


async def cancelled(context: Context, asker: Asker, values: Values) -> Card:
    """Confirmed; a second click finds it done."""
    what, cohort = await _led(context, asker, values)
    async with context.desk.store.write() as tx:
        fresh = await challenges.get(tx, what.id) or what
        done = await challenging.cancel(tx, cohort, fresh, context.at)
    if not done and fresh.state is not ChallengeState.CANCELLED:
        raise Refusal(cards.over_already(what))
    return cards.cancelled(what)


# --- who plays


async def add(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge add @member`."""
    what, cohort = await meant(context, asker, values, "show", "Show", live=True)
    account = Account(asker.account.platform, asker.account.community, values.text("member"))
    async with context.desk.store.write() as tx:
        who = await people.identify(tx, account)
        if who is None:
            raise Refusal(cards.unknown_member(Mention(account, f"@{account.user}")))
        already = await enter(tx, context, cohort, what, who, by_leader=True)
        if not already:
            await telling.tell_later(tx, who.person, cards.you_were_added(what), context.at)
        person = await people.get(tx, who.person)
    return cards.added(what, person.shown, already=already)


# --- teams


async def teams(context: Context, asker: Asker, values: Values) -> Card:
    """`/challenge teams`: show them, or draw them anew."""
    what, cohort = await meant(context, asker, values, "teams", "Teams of", live=True)
    count = values.number("count") if values.get("count") is not None else None
    if count is not None and not FEWEST_TEAMS <= count <= MOST_TEAMS:
        raise Wrong({"count": Misread(f"{count} teams are not possible", f"{FEWEST_TEAMS} to {MOST_TEAMS}")})
    way = values.text("how") or (what.teams if count else "")
    return await _teams(context, asker, what, cohort, Teams(way) if way else None, count)


async def teams_pressed(context: Context, asker: Asker, values: Values) -> Card:
    """*Teams*, and the ways to draw them."""
    what, cohort = await _led(context, asker, values)
    way, count = values.text("way"), values.get("count")
    if way and way not in set(Teams):
        raise Refusal(mistakes.stale())
    many = count if isinstance(count, int) and FEWEST_TEAMS <= count <= MOST_TEAMS else None
    return await _teams(context, asker, what, cohort, Teams(way) if way else None, many)


async def _teams(
    context: Context, asker: Asker, what: Challenge, cohort: Cohort, way: Teams | None, count: int | None
) -> Card:
    async with context.desk.store.write() as tx:
        fresh = await challenges.get(tx, what.id) or what
        if way is not None and fresh.state is ChallengeState.ANNOUNCED:
            many = 0 if way is Teams.NONE else count or fresh.team_count or FEWEST_TEAMS
            fresh = await challenging_teams.change(tx, fresh, way, many) or fresh
            if way in (Teams.RANDOM, Teams.BALANCED):
                seed = question_seed(fresh.seed, int(context.at.timestamp()))  # drawing again deals anew
                await challenging_teams.draw_all(tx, fresh, seed)
                fresh = await challenges.get(tx, what.id) or fresh
            await challenging.changed(tx, context.desk, fresh, context.at)
        return cards.teams(await seen_by(tx, context, asker, cohort, fresh))


# --- begin


async def open_now(context: Context, asker: Asker, values: Values) -> Card:
    """*Open it now*: a first day that is under way waits no longer. A second click finds it open."""
    what, cohort = await _led(context, asker, values)
    async with context.desk.store.write() as tx:
        fresh = await challenges.get(tx, what.id) or what
        if fresh.state is ChallengeState.ANNOUNCED:
            if not waits(cohort.schedule, await span_of(tx, fresh)):
                raise Refusal(mistakes.stale())
            await challenging.open_now(tx, fresh, context.at)
        elif not fresh.live:
            raise Refusal(cards.over_already(fresh))
    return cards.opened(what)


async def _led(context: Context, asker: Asker, values: Values) -> tuple[Challenge, Cohort]:
    what, cohort = await by_token(context, asker, values.number("challenge"))
    return what, await led(context, asker, cohort.id)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "challenge teams",
        "Show the teams of a challenge, or draw them before it begins",
        teams,
        (
            Param("how", "How teams are made; left out, nothing changes", Kind.CHOICE, choices=TEAMS),
            Param("count", "How many teams, 2 to 8", Kind.INT),
            CHALLENGE,
        ),
        leaders_only=True,
        example="challenge teams balanced 3",
    ),
    Command(
        "challenge add",
        "Add a member to a challenge",
        add,
        (Param("member", "Who: type @ and pick the name", Kind.MEMBER, required=True), CHALLENGE),
        leaders_only=True,
        example="challenge add @Ana",
    ),
    Command(
        "challenge cancel",
        "Cancel a challenge: it then counts for nothing",
        cancel,
        (CHALLENGE,),
        leaders_only=True,
        example="challenge cancel",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("challenge:cancel:<challenge:int>", cancel_pressed),
    Action("challenge:cancelled:<challenge:int>", cancelled, Gives.REPLACE),
    Action("challenge:teams:<challenge:int>", teams_pressed),
    Action("challenge:teams:<challenge:int>:<way>", teams_pressed, Gives.REPLACE),
    Action("challenge:teams:<challenge:int>:<way>:<count:int>", teams_pressed, Gives.REPLACE),
    Action("challenge:open:<challenge:int>", open_now),
)
