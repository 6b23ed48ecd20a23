"""Gathers what a member's countdown card shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.cards import countdown as cards
from bot.cards import countdown_result
from bot.cards.countdown import Countdown
from bot.chat.message import Card
from bot.chat.request import Asker
from bot.chat.text import Text
from bot.commands.context import Context, cohort_here
from bot.model.appointment import Outcome
from bot.model.cohort import Cohort, Phase
from bot.model.people import Person
from bot.rules.calendar import local_date
from bot.rules.countdown import exam_day, reminders, study_days_left
from bot.store import appointments, memberships, people
from bot.store.appointments import Kept
from bot.study import outcomes, reminding


async def mine(context: Context, asker: Asker) -> tuple[Person, Kept | None]:
    """The asker, and their appointment."""
    me = await context.who(asker)
    async with context.desk.store.read() as tx:
        return await people.get(tx, me.person), await appointments.get(tx, me.person)


async def looked_at(context: Context, asker: Asker, notes: Sequence[Text] = (), *, done: str = "") -> Card:
    """The asker's countdown; once the exam is over, the question how it was, or what came of it."""
    person, kept = await mine(context, asker)
    if kept is None:
        return cards.none_yet()
    zone = reminding.zone_of(person, kept.appointment)
    booked, today = kept.appointment.booked, local_date(context.at, zone)
    over = booked is not None and booked.at <= context.at
    if over or kept.appointment.outcome is not Outcome.NONE:
        return await told_card(context, person, outcomes.sat_on(kept, today), kept.appointment.outcome)
    cohort = await cohort_here(context, asker)
    return cards.card(await _countdown(context, person, kept, cohort, zone), notes, done=done)


async def told_card(
    context: Context, person: Person, sat: date, outcome: Outcome, *, asks_again: bool | None = None
) -> Card:
    """What came of the exam. `asks_again` where that was just told; else a result that is awaited is asked for."""
    if outcome is Outcome.PASSED:
        async with context.desk.store.read() as tx:
            audiences = await outcomes.audiences(tx, person.id, sat)
        return countdown_result.passed(sat, person.shown, audiences, context.desk.facts)
    if outcome is Outcome.NOT_YET:
        return countdown_result.not_this_time(sat, context.desk.facts)
    if outcome is Outcome.PRIVATE:
        return countdown_result.private(sat)
    if outcome is Outcome.WAITING and asks_again is not None:
        return countdown_result.waiting(sat, asks_again=asks_again)
    return countdown_result.how_was_it(sat)


async def _countdown(context: Context, person: Person, kept: Kept, cohort: Cohort | None, zone: str) -> Countdown:
    """Study days are those of the cohort here, while it studies."""
    async with context.desk.store.read() as tx:
        membership = await memberships.get(tx, cohort.id, person.id) if cohort else None
    to_come = reminders(kept.appointment, zone, max(context.at, kept.set_at))
    day = exam_day(kept.appointment)
    studies = cohort is not None and cohort.phase is not Phase.FINISHED
    left = study_days_left(cohort.schedule, local_date(context.at, zone), day) if cohort and studies and day else None
    return Countdown(
        appointment=kept.appointment,
        now=context.at,
        zone=zone,
        facts=context.desk.facts,
        hours_done=kept.hours_done,
        cohort=cohort.name if cohort else "",
        study_days=left,
        shared=membership is not None and membership.shares_countdown,
        next_reminder=to_come[0].due if to_come else None,
        reminders=person.reminders,
    )
