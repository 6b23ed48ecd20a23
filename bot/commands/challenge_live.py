"""`/challenge live`: a quiz in the meeting, in one message that is edited from item to item."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cards import live as cards
from bot.cards import mistakes
from bot.cards.live import Scene
from bot.chat.command import Action, Command, Gives, Param
from bot.chat.message import Card, Kind, Pick
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.board import room_for
from bot.commands.context import Context, Refusal, Wrong
from bot.commands.greeting import greeted
from bot.commands.leading import here, led
from bot.model.cohort import Cohort
from bot.model.domains import Domain
from bot.model.live import Live
from bot.rules.live import ITEMS, SECONDS, in_time
from bot.rules.reading import Misread
from bot.store import cohorts
from bot.store import live as store
from bot.study import live_rounds

_MIXED = "mixed"
_USUAL_ITEMS, _USUAL_SECONDS = 5, 30


async def play(context: Context, asker: Asker, values: Values) -> Card:
    """Begin one; where one goes on, its control comes back."""
    cohort, me = await here(context, asker), await context.who(asker)
    count, seconds = _how_much(values)
    domain = Domain(values.text("domain")) if values.text("domain", _MIXED) != _MIXED else None
    async with context.desk.store.write() as tx:
        live = await store.running(tx, cohort.id)
        if live is None:
            room = await room_for(tx, cohort, asker)
            convince = values.text("convince", "on") == "on"
            live = await live_rounds.start(
                tx,
                context.desk,
                cohort,
                room,
                me.person,
                domain,
                count,
                seconds,
                context.at,
                convince=convince,
            )
        if live is None:
            raise Refusal(cards.nothing_to_ask(domain.title if domain else "any domain"))
        return cards.control(await _scene(tx, context, cohort, live))


async def answer(context: Context, asker: Asker, values: Values) -> Card:
    """A letter was pressed. When it was pressed decides, not when it arrives."""
    me = await context.who(asker)
    live, cohort = await _live(context, asker, values)
    place, vote, position = (values.number(name) for name in ("place", "vote", "position"))
    async with context.desk.store.write() as tx:
        item = next((one for one in await store.items(tx, live.id) if one.place == place), None)
        if item is None or not 0 <= position < len(item.order):
            raise Refusal(mistakes.stale())
        fresh = await store.get(tx, live.id)
        if fresh is None or not fresh.running or not in_time(item, vote, context.at):
            raise Refusal(cards.too_late())
        stands = await store.pick(tx, live.id, place, vote, me.account, position, context.event, context.at)
    question = context.desk.bank.item(item.item, item.version).draw(item.seed)
    seen = Scene(live, 0, cohort.schedule.zone, item, question)
    return await greeted(context, me, cohort, cards.receipt(seen, stands))


async def control(context: Context, asker: Asker, values: Values) -> Card:
    """*How it stands*."""
    live, cohort = await _led(context, asker, values)
    async with context.desk.store.read() as tx:
        return cards.control(await _scene(tx, context, cohort, live))


async def go_on(context: Context, asker: Asker, values: Values) -> Card:
    """*Start now*, *End the vote*, *Vote now*, *Go on*: once for each phase, however often it is pressed."""
    live, cohort = await _led(context, asker, values)
    async with context.desk.store.write() as tx:
        fresh = await store.get(tx, live.id)
        if fresh is not None and fresh.running and fresh.step == values.number("step"):
            await live_rounds.hurry(tx, fresh, context.at)
        return cards.control(await _scene(tx, context, cohort, live))


async def stop(context: Context, asker: Asker, values: Values) -> Card:
    """*Stop it*."""
    live, cohort = await _led(context, asker, values)
    async with context.desk.store.write() as tx:
        fresh = await store.get(tx, live.id)
        if fresh is not None and fresh.running:
            await live_rounds.stop(tx, context.desk, fresh, context.at)
        return cards.control(await _scene(tx, context, cohort, live))


async def _live(context: Context, asker: Asker, values: Values) -> tuple[Live, Cohort]:
    """The live round of a token, in a room of its cohort."""
    async with context.desk.store.read() as tx:
        live = await store.get(tx, values.number("live"))
        cohort = await cohorts.at(tx, asker.room) if asker.room else None
    if live is None or cohort is None or cohort.id != live.cohort:
        raise Refusal(mistakes.stale())
    return live, cohort


async def _led(context: Context, asker: Asker, values: Values) -> tuple[Live, Cohort]:
    """The live round of a token, for a leader of its cohort."""
    async with context.desk.store.read() as tx:
        live = await store.get(tx, values.number("live"))
    if live is None:
        raise Refusal(mistakes.stale())
    return live, await led(context, asker, live.cohort)


async def _scene(tx: AsyncConnection, context: Context, cohort: Cohort, live: Live) -> Scene:
    fresh = await store.get(tx, live.id) or live
    items, ballots = await store.items(tx, live.id), await store.ballots(tx, live.id)
    return await live_rounds.scene_of(tx, context.desk, cohort, fresh, items, ballots)


def _how_much(values: Values) -> tuple[int, int]:
    count = values.number("n") if values.get("n") is not None else _USUAL_ITEMS
    seconds = values.number("seconds") if values.get("seconds") is not None else _USUAL_SECONDS
    problems: dict[str, Misread] = {}
    if count not in ITEMS:
        problems["n"] = Misread(f"{count} questions are too few or too many", f"{ITEMS[0]} to {ITEMS[-1]}")
    if seconds not in SECONDS:
        remedy = f"{SECONDS[0]} to {SECONDS[-1]} seconds"
        problems["seconds"] = Misread(f"{seconds} seconds are too short or too long", remedy)
    if problems:
        raise Wrong(problems)
    return count, seconds


_DOMAINS = (Pick("All domains", _MIXED, ("all",)), *(Pick(domain.title, domain.value) for domain in Domain))
_ON_OFF = (Pick("On: where the room is split, talk and vote again", "on"), Pick("Off", "off"))

COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "challenge live",
        "Play a quiz in the meeting: one message, a question after the other",
        play,
        (
            Param("domain", "What it should be about; all domains if you leave it out", Kind.CHOICE, choices=_DOMAINS),
            Param("n", "How many questions, 1 to 15; 5 if you leave it out", Kind.INT),
            Param("seconds", "How long each is open, 10 to 180; 30 if you leave it out", Kind.INT),
            Param("convince", "Convince me: on or off; on if you leave it out", Kind.CHOICE, choices=_ON_OFF),
        ),
        leaders_only=True,
        example="challenge live inventory 5 30",
    ),
)
ACTIONS: tuple[Action[Context], ...] = (
    Action("live:answer:<live:int>:<place:int>:<vote:int>:<position:int>", answer),
    Action("live:next:<live:int>:<step:int>", go_on, Gives.REPLACE),
    Action("live:control:<live:int>", control, Gives.REPLACE),
    Action("live:stop:<live:int>", stop, Gives.REPLACE),
)
