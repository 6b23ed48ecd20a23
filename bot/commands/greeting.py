"""Whoever answers something becomes a member, and is told once, at the first tap, what others will see."""

from __future__ import annotations

from bot.cards import receipts
from bot.chat.message import Card
from bot.commands.context import Context
from bot.model.cohort import Cohort
from bot.store import memberships, people
from bot.store.people import Identity
from bot.study import naming


async def greeted(context: Context, me: Identity, cohort: Cohort, card: Card) -> Card:
    """The receipt, on the first of all with what others will see; its reader is a member from now on."""
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, cohort.id, me.person)
        person = await people.get(tx, me.person)
    if membership is None or not person.told:
        async with context.desk.store.write() as tx:
            if await memberships.join(tx, cohort.id, me.person, context.at):
                await naming.tell_member(tx, cohort, me.person, context.at)
            await people.change(tx, me.person, told=True)
    return card if person.told or not person.games else receipts.first_time(card, person.shown, cohort.name)
