"""What a member reads of their own countdown: dates that nobody can misread, and advice that is marked as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.cards import exam
from bot.cards.dates import count_days, long_date
from bot.chat.message import Button, Card, Field, Look
from bot.chat.text import CommandRef, Moment, Text, join, plain, say
from bot.model.appointment import Appointment, Booked, Venue
from bot.model.facts import ExamFacts
from bot.rules.calendar import local_date
from bot.rules.countdown import STUDY_HOURS, days_left, hours_per_week

OPEN_SET = "form:countdown.set"
OPEN_HOURS = "form:countdown.hours"
_TOO_LATE = 7
"""Days before the exam from which hours a week are no use to anybody."""


@dataclass(frozen=True, slots=True)
class Countdown:
    """A member's countdown as it stands: `zone` is theirs, `study_days` and `cohort` are of the cohort here."""

    appointment: Appointment
    now: datetime
    zone: str
    facts: ExamFacts
    hours_done: int = 0
    cohort: str = ""
    study_days: int | None = None
    shared: bool = False
    next_reminder: datetime | None = None
    reminders: bool = True


def ways() -> Card:
    """Nothing was given: the three ways to begin."""
    return Card(
        "Three ways to count down",
        say("Tell me what you know so far. You can change it at any time, and only you see it."),
        fields=(
            _way("Booked", "countdown set", "14 March 2027 09:00 Europe/Berlin centre"),
            _way("Not booked yet, but a date in mind", "countdown set", "14 March 2027"),
            _way("Only an ATT (Authorization to Test)", "countdown set", "att=1 May 2027"),
        ),
        buttons=((Button("Open the form", OPEN_SET, Look.PRIMARY),),),
        note=say("For a booked exam: centre, or onvue for one at home. Reminders come by direct message."),
    )


def card(what: Countdown, notes: Sequence[Text] = (), *, done: str = "") -> Card:
    """The countdown, with what was just done, and what is worth knowing about it."""
    return Card(
        _title(what),
        join((plain(done), *_dates(what), *notes)),
        fields=(*_counts(what), *_advice(what), *_reminder(what)),
        buttons=(_buttons(what),),
        note=_note(what),
    )


def none_yet() -> Card:
    """There is nothing to show, share or clear."""
    return Card(
        "No countdown yet",
        say("Tell me when your exam is, or just a date you aim for, with {set}.", set=CommandRef("countdown set")),
        buttons=((Button("Set a date", OPEN_SET, Look.PRIMARY),),),
    )


def cleared(was: Appointment) -> Card:
    """Gone, with what it was, so that a slip can be put right."""
    return Card(
        "Your countdown is cleared",
        join((say("No more reminders, and nobody sees a date of yours. It was:"), *_what(was))),
        buttons=((Button("Set a date", OPEN_SET),),),
    )


# --- parts


def booked_text(booked: Booked) -> Text:
    """An appointment in its own zone, then as a moment that each reader's platform shows in theirs."""
    local = booked.at.astimezone(ZoneInfo(booked.zone))
    return say(
        "**{day}, {time}** ({zone}), {where}",
        day=long_date(local.date()),
        time=f"{local:%H:%M}",
        zone=booked.zone,
        where="at a test centre" if booked.venue is Venue.CENTRE else "online with OnVUE",
    )


def _way(name: str, command: str, line: str) -> Field:
    return Field(name, say("{command} `{line}`", command=CommandRef(command), line=line))


def _left(what: Countdown) -> int | None:
    return days_left(what.appointment, what.now, what.zone)


def _expires_in(what: Countdown) -> int | None:
    expires = what.appointment.att_expires
    return (expires - local_date(what.now, what.zone)).days if expires else None


def _title(what: Countdown) -> str:
    left, expires = _left(what), _expires_in(what)
    if left is None:
        if expires is not None and expires <= 0:
            return "Your ATT expires today" if expires == 0 else "Your ATT has expired"
        return f"{count_days(expires or 0)} until your ATT expires"
    name = "CPIM exam" if what.appointment.booked else "target date"
    if left <= 0:
        return f"Your {name} is today" if left == 0 else f"Your {name} is behind you"
    return f"{count_days(left)} to your {name}"


def _what(appointment: Appointment) -> list[Text]:
    lines: list[Text] = []
    if appointment.booked:
        lines.append(booked_text(appointment.booked))
    if appointment.target:
        lines.append(say("**{day}**, the date you aim for (not booked yet)", day=long_date(appointment.target)))
    if appointment.att_expires:
        lines.append(say("Your ATT expires on **{day}**", day=long_date(appointment.att_expires)))
    return lines


def _dates(what: Countdown) -> list[Text]:
    lines = _what(what.appointment)
    booked = what.appointment.booked
    if booked and booked.zone != what.zone:
        lines.insert(1, say("In your own time: {at}", at=Moment(booked.at, what.zone)))
    if _is_over(what):
        lines.append(say("**Change** sets a new date, or tells me what you have booked."))
    return lines


def _is_over(what: Countdown) -> bool:
    """Whether a date passed that was never booked: there is nothing more to count, and something to do."""
    left = _expires_in(what) if _left(what) is None else _left(what)
    return what.appointment.booked is None and left is not None and left < 0


def _counts(what: Countdown) -> list[Field]:
    left, expires = _left(what), _expires_in(what)
    fields = []
    if left is not None and left >= 0 and what.study_days is not None:
        days = say("{n} in _{cohort}_", n=what.study_days, cohort=what.cohort)
        fields.append(Field("Study days left", days, inline=True))
    if expires is not None and expires >= 0 and not what.appointment.booked:
        fields.append(Field("Until the ATT expires", plain(count_days(expires)), inline=True))
    return fields


def _advice(what: Countdown) -> list[Field]:
    """Hours a week; the number of hours is stated as ASCM's only where that is firm."""
    left = _left(what)
    pace = hours_per_week(what.hours_done, left) if left is not None else None
    if pace is None:
        return []
    whose = "ASCM advises about" if exam.states(what.facts, "effort") else "A usual amount is about"
    if left is not None and left < _TOO_LATE:
        text = say("So close to the day: go over what you missed, and rest well.")
    elif pace == 0:
        text = say("You have reached about {all} hours. Practise what you miss.", all=STUDY_HOURS)
    else:
        done = f"From the {what.hours_done} you have done" if what.hours_done else "From now on"
        text = say(
            "{whose} {all} hours of study. {done}, that is about **{pace} hours a week**.",
            whose=whose,
            all=STUDY_HOURS,
            done=done,
            pace=f"{pace:g}",
        )
    return [Field("Advice, not a fact", text)]


def _reminder(what: Countdown) -> list[Field]:
    if not what.reminders:
        return [Field("Reminders", say("Off. {profile} turns them on.", profile=CommandRef("takt profile set")))]
    if what.next_reminder is None:
        return []
    at = Moment(what.next_reminder, what.zone)
    return [Field("Next reminder", say("{at}, by direct message", at=at))]


def _buttons(what: Countdown) -> tuple[Button, ...]:
    buttons = [Button("Change", OPEN_SET), Button("Hours studied", OPEN_HOURS)]
    if what.cohort and what.shared:
        buttons.append(Button("Stop sharing", "countdown:share:off"))
    elif what.cohort:
        buttons.append(Button("Share with the cohort", "countdown:share:on"))
    return tuple(buttons)


def _note(what: Countdown) -> Text:
    if what.shared:
        return say("Your cohort sees the date, and nothing else.")
    return say("Nobody else sees your date. {clear} ends the countdown.", clear=CommandRef("countdown clear"))
