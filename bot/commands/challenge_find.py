"""Which challenge is meant, who may see it, and coming into one: what the files about challenges share."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import challenge as cards
from bot.cards import mistakes, receipts
from bot.cards.challenge_facts import Standings
from bot.chat.message import Card, Pick, Suggestions
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, cohort_here, cohort_required
from bot.model.challenge import Challenge, ChallengeState, Entry, Teams
from bot.model.cohort import Cohort
from bot.rules.appearing import place_of
from bot.store import challenges, cohorts, memberships, people
from bot.store.challenges import Participant
from bot.store.people import Identity
from bot.study import challenging, challenging_teams
from bot.study.challenging_facts import may_join, standings


async def suggest(context: Context, asker: Asker, typed: str) -> Suggestions:
    """The cohort's challenges by name, those that are not over first."""
    cohort = await cohort_here(context, asker)
    if cohort is None:
        return Suggestions()
    async with context.desk.store.read() as tx:
        found = await challenges.of_cohort(tx, cohort.id)
    names = dict.fromkeys(one.name for one in sorted(found, key=lambda one: not one.live))
    wanted = typed.casefold().strip()
    return Suggestions(tuple(Pick(name, name) for name in names if wanted in name.casefold())[:25])


async def meant(
    context: Context, asker: Asker, values: Values, doing: str, label: str, *, live: bool = False
) -> tuple[Challenge, Cohort]:
    """The challenge that was named, else the only one that can be meant. Refuses with a choice where there are more."""
    cohort = await cohort_required(context, asker)
    async with context.desk.store.read() as tx:
        found = await challenges.of_cohort(tx, cohort.id)
    typed = values.text("challenge").casefold()
    if typed:
        named = [one for one in found if one.name.casefold() == typed]
        named = named or [one for one in found if one.name.casefold().startswith(typed)]
        if not named:
            raise Refusal(cards.unknown(values.text("challenge")))
        return named[0], cohort
    going = [one for one in found if one.live]
    if len(going) > 1:
        raise Refusal(cards.which(going, doing, label))
    if not going and (live or not found):
        raise Refusal(cards.none_yet(leader=await _leads(context, asker, cohort)))
    return (going or found)[0], cohort


async def by_token(context: Context, asker: Asker, number: int) -> tuple[Challenge, Cohort]:
    """The challenge that a button is about. In a room only its own cohort's, in a direct message a member's."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        found = await challenges.get(tx, number)
        cohort = await cohorts.get(tx, found.cohort) if found else None
        if found is None or cohort is None or not await _belongs(tx, asker, me, cohort):
            raise Refusal(mistakes.stale())
    return found, cohort


async def _belongs(tx: AsyncConnection, asker: Asker, me: Identity, cohort: Cohort) -> bool:
    if asker.room is not None:
        return await cohorts.has_met_at(tx, cohort.id, asker.room)
    return await memberships.get(tx, cohort.id, me.person) is not None


async def _leads(context: Context, asker: Asker, cohort: Cohort) -> bool:
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        mine = await memberships.get(tx, cohort.id, me.person)
    return mine is not None and mine.leader


async def seen_by(tx: AsyncConnection, context: Context, asker: Asker, cohort: Cohort, what: Challenge) -> Standings:
    """How it stands, with the names that are used where the asker reads."""
    here = place_of(asker.room or asker.account)
    return await standings(tx, cohort, what, here, context.at)


async def inside(tx: AsyncConnection, what: Challenge, who: int) -> Participant | None:
    """The person's part in a challenge, if they are in it now."""
    found = [one for one in await challenges.participants(tx, what.id) if one.person == who]
    return found[0] if found and found[0].left_at is None else None


async def enter(
    tx: AsyncConnection,
    context: Context,
    cohort: Cohort,
    what: Challenge,
    who: Identity,
    team: int | None = None,
    *,
    by_leader: bool = False,
) -> bool:
    """Take somebody in, who becomes a member of the cohort. Returns whether they were in it already."""
    mine = next((one for one in await challenges.participants(tx, what.id) if one.person == who.person), None)
    already = mine is not None and mine.left_at is None
    chooses = what.teams is Teams.CHOSEN and (mine is None or mine.team is None or _may_change(what))
    if already and not (chooses and team is not None):
        return True
    open_to_them = by_leader or mine is not None or what.entry is Entry.EVERYONE
    back = mine is not None and what.live  # whoever was in it may always come back: as if they had never left
    if not already and not back and not (open_to_them and await may_join(tx, what, cohort, context.at)):
        raise Refusal(cards.takes_nobody(what) if by_leader else cards.closed_to_you(what))
    await memberships.join(tx, cohort.id, who.person, context.at)
    await challenges.join(tx, what.id, who.account, team if chooses else None, context.at)
    if what.drawn or what.state is ChallengeState.RUNNING:
        await challenging_teams.place_rest(tx, what)
    await challenging.changed(tx, context.desk, what, context.at)
    return already


def _may_change(what: Challenge) -> bool:
    return what.state is ChallengeState.ANNOUNCED


async def greeted(context: Context, me: Identity, cohort: Cohort, card: Card) -> Card:
    """Told once, with the first thing that others can see: what they see."""
    async with context.desk.store.read() as tx:
        person = await people.get(tx, me.person)
    if person.told:
        return card
    async with context.desk.store.write() as tx:
        await people.change(tx, me.person, told=True)
    return receipts.first_time(card, person.shown, cohort.name)
