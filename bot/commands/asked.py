"""A question that was asked, for whoever reads its room or belongs to its cohort."""

from __future__ import annotations

from bot.cards import reports as cards
from bot.chat.request import Asker
from bot.commands.context import Context, Refusal
from bot.model.cohort import Cohort
from bot.model.rounds import Round, RoundState
from bot.store import cohorts, memberships, rounds


async def asked_here(context: Context, asker: Asker, number: int) -> tuple[Round, Cohort]:
    """The round, if it was not withdrawn and belongs to the cohort of the room, or in private to one of the asker's."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        what = await rounds.get(tx, number)
        cohort = await cohorts.get(tx, what.cohort) if what else None
        if what is None or cohort is None or what.state is RoundState.WITHDRAWN:
            raise Refusal(cards.not_yours())
        if asker.room is None:
            belongs = await memberships.get(tx, cohort.id, me.person) is not None
        else:
            met = await cohorts.at(tx, asker.room)
            belongs = met is not None and met.id == cohort.id
    if not belongs:
        raise Refusal(cards.not_yours())
    return what, cohort
