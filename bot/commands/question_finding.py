"""Which question a button or a number means, whose it is, and what the asker is to it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards import mistakes
from bot.cards import own_questions as cards
from bot.chat.request import Asker
from bot.commands.context import Context, Refusal
from bot.model.cohort import Cohort
from bot.store import cohorts, memberships, questions
from bot.store.questions import Own
from bot.study import own_questions


@dataclass(frozen=True, slots=True)
class Found:
    """A question, its cohort, and whether the asker wrote it, reads it, leads there."""

    own: Own
    cohort: Cohort
    mine: bool
    reads: bool
    leads: bool


async def found_for(context: Context, asker: Asker, number: int) -> Found:
    """The question of this number, for a member of its cohort. Refuses in another cohort's room."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        own = await questions.get(tx, number)
    if own is None:
        raise Refusal(cards.unknown_number(number))
    cohort = await member_of(context, asker, own.cohort)
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, own.cohort, me.person)
        mine = await own_questions.wrote(tx, own, me.person)
        reads = await own_questions.may_read(tx, own, me.person)
    return Found(own, cohort, mine, reads, membership is not None and membership.leader)


async def member_of(context: Context, asker: Asker, number: int) -> Cohort:
    """The cohort of this number, for one of its members, and not in another cohort's room."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        cohort = await cohorts.get(tx, number)
        at_home = asker.room is None or (at := await cohorts.at(tx, asker.room)) is None or at.id == number
        if cohort is None or not at_home:
            raise Refusal(mistakes.stale())
        if await memberships.get(tx, number, me.person) is None:
            raise Refusal(cards.members_only(cohort.name))
    return cohort
