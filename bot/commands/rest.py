"""`/takt rest`: days off, on which nobody is nudged, no streak breaks and no board counts."""

from __future__ import annotations

from bot.cards import rest as cards
from bot.chat.command import Action, Command, Gives, Param, Where
from bot.chat.message import Card, Kind
from bot.chat.request import Asker
from bot.chat.values import Values
from bot.commands.context import Context, Wrong, today_of
from bot.rules.resting import ended, merged, read_rest
from bot.store import rests


async def set_(context: Context, asker: Asker, values: Values) -> Card:
    """From today, or from the day that is given."""
    me, today = await context.who(asker), await today_of(context, asker)
    new, problems = read_rest(values.date("from"), values.date("to"), today)
    if new is None:
        raise Wrong(problems)
    async with context.desk.store.write() as tx:
        kept = merged([*await rests.of_person(tx, me.person), new])
        await rests.keep(tx, me.person, kept)
    return cards.saved(next(one for one in kept if one.covers(new.first)), today)


async def show(context: Context, asker: Asker, values: Values) -> Card:
    """What is planned."""
    me, today = await context.who(asker), await today_of(context, asker)
    async with context.desk.store.read() as tx:
        kept = await rests.of_person(tx, me.person)
    return cards.shown([one for one in kept if one.last >= today], today)


async def clear(context: Context, asker: Asker, values: Values) -> Card:
    """Today is no rest any more, nor is any day to come. Days that were rested stay so."""
    me, today = await context.who(asker), await today_of(context, asker)
    async with context.desk.store.write() as tx:
        kept = await rests.of_person(tx, me.person)
        left = ended(kept, today)
        await rests.keep(tx, me.person, left)
    return cards.cleared(was=left != kept)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "takt rest set",
        "Take days off: no nudge, your streak stays, and you are not on the board",
        set_,
        (
            Param("to", "The last day off, such as 6 January", Kind.DATE, required=True),
            Param("from", "The first day off; today if you leave it out", Kind.DATE),
        ),
        where=Where.BOTH,
        example="takt rest set from=21 December 2026 to=6 January 2027",
    ),
    Command("takt rest show", "The days off that you have planned", show, where=Where.BOTH, example="takt rest show"),
    Command("takt rest clear", "End your rest, also one to come", clear, where=Where.BOTH, example="takt rest clear"),
)
ACTIONS: tuple[Action[Context], ...] = (Action("rest:clear", clear, Gives.REPLACE),)
