"""`/score`: a member's own score, and sharing a line of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import mistakes
from bot.cards import score as cards
from bot.cards.score import Score
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.board import WINDOWS, off_board, room_for, window_of
from bot.commands.context import Context, Refusal, cohort_required, place_here
from bot.model.cohort import Cohort
from bot.model.people import Membership
from bot.model.places import Community
from bot.model.standing import Window
from bot.rules.appearing import place_of
from bot.rules.calendar import local_date
from bot.rules.ranking import rank
from bot.rules.scoring import window_start, windows
from bot.store import answers, letters, memberships, names, rounds, standings
from bot.study import figures, looking_back, streaking


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """The asker's score in a window: all time unless they say otherwise."""
    cohort = await cohort_required(context, asker)
    me = await context.who(asker)
    window = window_of(values, Window.ALL)

    async def look(tx: AsyncConnection) -> Card:
        membership = await memberships.get(tx, cohort.id, me.person)
        if membership is None or (await answers.given_by(tx, cohort.id, me.person))[0] == 0:
            return cards.nothing_yet(cohort.name, open_now=bool(await rounds.open_ones(tx, cohort.id)))
        return cards.card(await _score(tx, context, cohort, membership, window, place_here(asker)))

    return await context.desk.store.read_at_once(look)


async def share(context: Context, asker: Asker, values: Values) -> Card:
    """*Share*: once a day for each window."""
    return await _share(context, asker, values, knowing=False)


async def share_all_the_same(context: Context, asker: Asker, values: Values) -> Card:
    """*Share all the same*, by someone who is hidden and was told what others will see."""
    return await _share(context, asker, values, knowing=True)


async def _share(context: Context, asker: Asker, values: Values, *, knowing: bool) -> Card:
    cohort = await cohort_required(context, asker)
    me = await context.who(asker)
    window = window_of(values, Window.ALL)
    today = local_date(context.at, cohort.schedule.zone)
    if values.text("day") != today.isoformat():
        raise Refusal(cards.sharing_out_of_date())
    async with context.desk.store.write() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
        if membership is None or not membership.person.games:
            raise Refusal(mistakes.stale())
        room = await room_for(tx, cohort, asker)
        facts = await _score(tx, context, cohort, membership, window, place_of(room.room))
        if membership.person.hidden and not knowing:
            token = _token("knowingly", window, today)
            return cards.share_although_hidden(facts.name, room.name or "the room", token)
        key = letters.key_about(me.person, f"score:{cohort.id}:{window}:{today}")
        if await letters.is_written(tx, key):
            return cards.shared_already()
        await letters.write(tx, key, room.room, cards.shared(facts), context.at)
    return cards.sharing_done(room.name or "the room")


async def _score(
    tx: AsyncConnection, context: Context, cohort: Cohort, me: Membership, window: Window, here: Community
) -> Score:
    today = local_date(context.at, cohort.schedule.zone)
    key = windows(today)[window]
    start = window_start(window, key) or date.min
    places = rank(await standings.contenders(tx, cohort.id, window, key, today=today))
    answered, waiting = await answers.given_by(tx, cohort.id, me.person.id, start)
    streak = await streaking.streak_of(tx, cohort, me.person.id)
    return Score(
        cohort=cohort.name,
        window=window,
        key=key,
        name=await names.name_of(tx, cohort.id, me.person, here),
        rank=next((place.rank for place in places if place.contender.person == me.person.id), None),
        of=len(places),
        tally=await standings.tally(tx, cohort.id, window, key, me.person.id),
        answered=answered,
        # An answer that came before its giver was written down as a member still belongs to a question asked.
        asked=max(answered, await rounds.count_asked(tx, cohort.id, me.joined_at, start)),
        waiting=waiting,
        streak=streak,
        domains=await standings.domains_of(tx, cohort.id, me.person.id),
        share=_token("share", window, today),
        off=await off_board(tx, me, today),
        games=me.person.games,
        days=await looking_back.study_days(tx, cohort, me, streak, today),
        medians=await figures.medians(tx, cohort.id),
    )


def _token(what: str, window: Window, day: date) -> str:
    return f"score:{what}:{window}:{day}"


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "score show",
        "Your points, rank, accuracy and streak, for your eyes only",
        show,
        (Param("window", "week, month or all; all time if you leave it out", Kind.CHOICE, choices=WINDOWS),),
        where=Where.BOTH,
        example="score show week",
    ),
)

ACTIONS: tuple[Action[Context], ...] = (
    Action("score", show),
    Action("score:<window>", show, Gives.REPLACE),
    Action("score:share:<window>:<day>", share),
    Action("score:knowingly:<window>:<day>", share_all_the_same),
)
