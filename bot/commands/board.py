"""`/takt board`: who stands where, in private unless a leader posts it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import board as cards
from bot.cards import mistakes
from bot.cards.board import Board, Off
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind, Pick
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, cohort_required, place_here
from bot.model.cohort import Cohort
from bot.model.people import Membership
from bot.model.places import Community
from bot.model.standing import Contender, Tally, Window
from bot.rules.appearing import meet, place_of
from bot.rules.calendar import local_date
from bot.rules.ranking import rank
from bot.rules.resting import resting_until
from bot.rules.scoring import windows
from bot.store import bindings, letters, memberships, people, rests, standings
from bot.store.bindings import BoundRoom

WINDOWS = tuple(Pick(cards.NOW[window].capitalize(), window.value) for window in Window)


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """The board, for the asker's eyes."""
    cohort = await cohort_required(context, asker)
    me = await context.who(asker)
    window = window_of(values, Window.WEEK)

    async def look(tx: AsyncConnection) -> Card:
        membership = await memberships.get(tx, cohort.id, me.person)
        if not (await people.get(tx, me.person)).games:
            raise Refusal(cards.no_games())
        return cards.card(await _seen_by(tx, context, cohort, window, membership, place_here(asker)))

    return await context.desk.store.read_at_once(look)


async def post(context: Context, asker: Asker, values: Values) -> Card:
    """*Post to the room*: once for each private board, however often it is pressed."""
    cohort = await cohort_required(context, asker)
    window = window_of(values, Window.WEEK)
    async with context.desk.store.write() as tx:
        room = await room_for(tx, cohort, asker)
        facts = await _board(tx, context, cohort, window, place_of(room.room))
        if not facts.places:
            raise Refusal(cards.nothing_to_post())
        key = f"board:{cohort.id}:{window}:{values.number('shown')}:{room.id}"
        await letters.write(tx, key, room.room, cards.room_card(facts), context.at)
    return cards.posted(room.name)


def window_of(values: Values, default: Window) -> Window:
    """The window that was asked for. A token with another word is stale."""
    name = values.text("window", default)
    if name not in set(Window):
        raise Refusal(mistakes.stale())
    return Window(name)


async def room_for(tx: AsyncConnection, cohort: Cohort, asker: Asker) -> BoundRoom:
    """Where something for the room goes: to the room it was asked in, from a direct message to the cohort's first.

    Of several rooms the first on the asker's own platform.
    """
    rooms = await bindings.of_cohort(tx, cohort.id)
    near = [room for room in rooms if meet(place_of(room.room), place_of(asker.account))]
    here = [room for room in rooms if room.room == asker.room] or near
    if not rooms:
        raise Refusal(mistakes.no_cohort_here())
    return (here or rooms)[0]


async def off_board(tx: AsyncConnection, membership: Membership | None, today: date) -> str:
    """Why somebody does not stand on the board; "" where they do."""
    if membership is None:
        return ""
    if membership.person.hidden or membership.alumni:
        return cards.HIDDEN if membership.person.hidden else cards.ALUMNI
    until = resting_until(await rests.of_person(tx, membership.person.id), today)
    return cards.resting(until) if until else ""


async def _seen_by(
    tx: AsyncConnection, context: Context, cohort: Cohort, window: Window, me: Membership | None, here: Community
) -> Board:
    facts = await _board(tx, context, cohort, window, here)
    if me is None:
        return facts
    off = None
    if why := await off_board(tx, me, local_date(context.at, cohort.schedule.zone)):
        tally = await standings.tally(tx, cohort.id, window, facts.key, me.person.id)
        off = Off(Contender(me.person.id, me.person.shown, tally), why) if tally != Tally() else None
    post_token = f"board:post:{window}:{int(context.at.timestamp())}" if me.leader else ""
    return Board(cohort.name, window, facts.key, facts.places, me.person.id, off, post_token)


async def _board(tx: AsyncConnection, context: Context, cohort: Cohort, window: Window, here: Community) -> Board:
    today = local_date(context.at, cohort.schedule.zone)
    key = windows(today)[window]
    places = rank(await standings.contenders(tx, cohort.id, window, key, here, today=today))
    return Board(cohort.name, window, key, places)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt board",
        "Who stands where this week, this month or of all time",
        show,
        (Param("window", "week, month or all; this week if you leave it out", Kind.CHOICE, choices=WINDOWS),),
        where=Where.BOTH,
        example="takt board month",
    ),
)

ACTIONS: tuple[Action[Context], ...] = (
    Action("board", show),
    Action("board:<window>", show, Gives.REPLACE),
    Action("board:post:<window>:<shown:int>", post, leaders_only=True),
)
