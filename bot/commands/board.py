"""`/takt board`: who stands where, in private unless a leader posts it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import board as cards
from bot.cards import mistakes
from bot.cards.board import Board, Off
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind, Pick
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Refusal, cohort_required
from bot.model.cohort import Cohort
from bot.model.people import Membership
from bot.model.standing import Contender, Tally, Window
from bot.rules.calendar import local_date
from bot.rules.ranking import rank
from bot.rules.scoring import windows
from bot.store import cohorts, letters, standings
from bot.store.cohorts import BoundRoom

WINDOWS = tuple(Pick(cards.NOW[window].capitalize(), window.value) for window in Window)


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """The board, for the asker's eyes."""
    cohort = await cohort_required(context, asker)
    me = await context.who(asker)
    window = window_of(values, Window.WEEK)
    async with context.desk.store.read() as tx:
        membership = await cohorts.membership(tx, cohort.id, me.person)
        return cards.card(await _seen_by(tx, context, cohort, window, membership))


async def post(context: Context, asker: Asker, values: Values) -> Card:
    """*Post to the room*: once for each private board, however often it is pressed."""
    cohort = await cohort_required(context, asker)
    window = window_of(values, Window.WEEK)
    async with context.desk.store.write() as tx:
        room = await room_for(tx, cohort, asker)
        facts = await _board(tx, context, cohort, window)
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
    """Where something for the room goes: to the room it was asked in, from a direct message to the cohort's first."""
    rooms = await cohorts.rooms(tx, cohort.id)
    here = [room for room in rooms if room.room == asker.room]
    if not rooms:
        raise Refusal(mistakes.no_cohort_here())
    return (here or rooms)[0]


def off_board(membership: Membership | None) -> str:
    """Why somebody does not stand on the board; "" where they do."""
    if membership is None:
        return ""
    return cards.HIDDEN if membership.person.hidden else cards.ALUMNI if membership.alumni else ""


async def _seen_by(
    tx: AsyncConnection, context: Context, cohort: Cohort, window: Window, me: Membership | None
) -> Board:
    facts = await _board(tx, context, cohort, window)
    if me is None:
        return facts
    off = None
    if why := off_board(me):
        tally = await standings.tally(tx, cohort.id, window, facts.key, me.person.id)
        off = Off(Contender(me.person.id, me.person.shown, tally), why) if tally != Tally() else None
    post_token = f"board:post:{window}:{int(context.at.timestamp())}" if me.leader else ""
    return Board(cohort.name, window, facts.key, facts.places, me.person.id, off, post_token)


async def _board(tx: AsyncConnection, context: Context, cohort: Cohort, window: Window) -> Board:
    key = windows(local_date(context.at, cohort.schedule.zone))[window]
    places = rank(await standings.contenders(tx, cohort.id, window, key))
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
