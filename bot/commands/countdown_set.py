"""`/countdown set`: a booked exam, a target date, or an ATT's expiry. What cannot be is refused with its remedy."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.cards import countdown as cards
from bot.cards.dates import long_date
from bot.chat.command import Action, Command, Param, Where
from bot.chat.message import Card, Kind, Pick, Suggestions
from bot.chat.request import Asker
from bot.chat.text import Text, plain, say
from bot.chat.values import Values
from bot.commands.context import Context, Wrong, cohort_here, zone_of
from bot.commands.countdown_look import looked_at, mine
from bot.model.appointment import Appointment, Outcome, Venue
from bot.rules import countdown as rules
from bot.rules.calendar import local_date
from bot.rules.reading import Misread, suggest_zones
from bot.store import appointments, memberships, people
from bot.store.appointments import Kept
from bot.study import reminding


async def set_it(context: Context, asker: Asker, values: Values) -> Card:
    """Keep what was given, plan the reminders, and show it unambiguously."""
    given = {name for name, value in values.items() if value is not None and name != "command"}
    if not given:
        return cards.ways()
    person, kept = await mine(context, asker)
    said = values.text("zone") or person.zone or asker.zone
    own = person.zone or asker.zone or values.text("zone")
    zone = own or await zone_of(context, asker)
    _complete(values, given, said)
    new = _merged(kept, _given(values, said, zone), zone, context.at)
    _possible(new, context.at)
    cohort = await cohort_here(context, asker)
    async with context.desk.store.write() as tx:
        if cohort is not None:
            await memberships.join(tx, cohort.id, person.id, context.at)
        if own and not person.zone:
            await people.change(tx, person.id, zone=own)
        if kept is not None and kept.appointment.outcome is Outcome.PASSED:
            await memberships.change_all(tx, person.id, alumni=False)
        await appointments.save(tx, person.id, new, context.at)
        await reminding.plan(tx, person.id, new, zone, context.at)
    return await looked_at(context, asker, _notes(kept, new), done="Set.")


async def zone_picks(context: Context, asker: Asker, typed: str) -> Suggestions:
    """Zones that fit what was typed."""
    return Suggestions(tuple(Pick(zone, zone) for zone in suggest_zones(typed)))


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "countdown set",
        "Count down to your exam, a target date or your ATT",
        set_it,
        params=(
            Param("date", "Day of the exam, such as 14 March 2027; on its own a target date", Kind.DATE),
            Param("time", "Start of a booked exam, such as 09:00", Kind.TIME),
            Param("zone", "City or time zone of that time, such as Europe/Berlin", Kind.ZONE, suggest=zone_picks),
            Param(
                "venue",
                "Where a booked exam is sat: centre or onvue",
                Kind.CHOICE,
                choices=(
                    Pick("Test centre", Venue.CENTRE, ("center", "test center")),
                    Pick("OnVUE, online", Venue.ONVUE),
                ),
            ),
            Param("att", "Day your Authorization to Test expires, such as 1 May 2027", Kind.DATE),
        ),
        where=Where.BOTH,
        example="countdown set 14 March 2027 09:00 Europe/Berlin centre",
    ),
)
ACTIONS: tuple[Action[Context], ...] = ()


def _complete(values: Values, given: set[str], zone: str) -> None:
    """A booked exam is whole or it is none. Raises Wrong for what is missing."""
    missing: dict[str, Misread] = {}
    booking = given & {"time", "venue"}
    if "date" not in given and (booking or "att" not in given):
        missing["date"] = Misread("missing", "give the day of the exam too, such as 14 March 2027")
    if booking and "time" not in given:
        missing["time"] = Misread("missing", "give the start, such as 09:00; for a target date leave out the venue")
    if booking and "venue" not in given:
        missing["venue"] = Misread("missing", "say centre, or onvue for an exam at home")
    if booking and not zone:
        missing["zone"] = Misread("missing", "give the city or zone of that time, such as Europe/Berlin")
    if missing:
        raise Wrong(missing)


def _given(values: Values, said: str, zone: str) -> Appointment:
    """What was given, alone. Raises Wrong for a time that a clock change skips."""
    day, at, att = values.date("date"), values.time("time"), values.date("att")
    if day is None or at is None:
        return Appointment(zone, target=day, att_expires=att)
    try:
        booked = rules.booked(day, at, said, Venue(values.text("venue")))
    except Misread as misread:
        raise Wrong({"time": misread}) from None
    return Appointment(zone, booked=booked, att_expires=att)


def _merged(kept: Kept | None, given: Appointment, zone: str, now: datetime) -> Appointment:
    """What was not given anew stays, as long as it lies ahead and no result was told."""
    if kept is None or kept.appointment.outcome is not Outcome.NONE:
        return given
    before, today = kept.appointment, local_date(now, zone)
    if given.att_expires is None and before.att_expires is not None and before.att_expires >= today:
        given = replace(given, att_expires=before.att_expires)
    if given.booked is None and given.target is None:
        if before.booked is not None and before.booked.at > now:
            given = replace(given, booked=before.booked)
        elif before.target is not None and before.target >= today:
            given = replace(given, target=before.target)
    return given


_PARAMS = {"target": "date"}


def _possible(new: Appointment, now: datetime) -> None:
    """Raises Wrong with everything that cannot be, under the names of the parameters."""
    wrong: dict[str, Misread] = {}
    for problem in rules.check(new, now):
        wrong.setdefault(_PARAMS.get(problem.field, problem.field), Misread(problem.wrong, problem.remedy))
    if wrong:
        raise Wrong(wrong)


def _notes(kept: Kept | None, new: Appointment) -> list[Text]:
    notes = [plain(rules.booked_note(new.booked))] if new.booked and rules.booked_note(new.booked) else []
    before = rules.exam_day(kept.appointment) if kept and kept.appointment.outcome is Outcome.NOT_YET else None
    day = rules.exam_day(new)
    if before and day and day < rules.retake_from(before):
        earliest = long_date(rules.retake_from(before))
        notes.append(say("That is before your earliest retake, {day}. Please check it.", day=earliest))
    return notes
