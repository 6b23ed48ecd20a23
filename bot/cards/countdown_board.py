"""Who shares a date with the cohort, and what the cohort sees of it: the day alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards.dates import count_days, long_date
from bot.chat.message import Button, Card
from bot.chat.text import CommandRef, Text, join, say
from bot.model.appointment import Appointment
from bot.rules.calendar import local_date
from bot.rules.countdown import exam_day

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Shared:
    """A line of the cohort's list."""

    name: str
    day: date
    left: int
    kind: str


def sharing(cohort: str, day: date | None, *, on: bool, hidden: bool) -> Card:
    """What the cohort sees from now on."""
    if not on:
        return Card(
            "Your date is yours alone again",
            say("It is off the list of {cohort}.", cohort=cohort),
            buttons=((Button("Share it again", "countdown:share:on"),),),
        )
    seen = say("In _{cohort}_ others now see {what}: no time, no place.", cohort=cohort, what=_seen(day))
    veil = say("You are hidden, so the list leaves you out until you show yourself again.") if hidden else ()
    return Card(
        "Your cohort can count down with you",
        join((seen, veil, say("The list is at {board}.", board=CommandRef("countdown board")))),
        buttons=((Button("Stop sharing", "countdown:share:off"),),),
    )


def board(cohort: str, lines: Sequence[Shared], *, mine: bool) -> Card:
    """Those who share, the nearest date first."""
    share = () if mine else ((Button("Share my date", "countdown:share:on"),),)
    if not lines:
        return Card(
            f"Countdowns in {cohort}"[:60],
            say(
                "Nobody shares a date yet. Sharing is up to each member: {share}.", share=CommandRef("countdown share")
            ),
            buttons=share,
        )
    listed = [_shared(line) for line in lines[:_SHOWN]]
    more = say("and {n} more", n=len(lines) - _SHOWN) if len(lines) > _SHOWN else ()
    return Card(
        f"Countdowns in {cohort}"[:60],
        join((*listed, more)),
        buttons=share,
        note=say("Only those who chose to share are here."),
    )


def shared_line(name: str, appointment: Appointment, now: datetime) -> Shared | None:
    """A member's line of the list; None where the date is behind them."""
    day = exam_day(appointment)
    if day is not None:
        zone = appointment.booked.zone if appointment.booked else appointment.zone
        kind = "" if appointment.booked else " · target"
    elif appointment.att_expires is not None:
        day, zone, kind = appointment.att_expires, appointment.zone, " · ATT expires"
    else:
        return None
    left = (day - local_date(now, zone)).days
    return Shared(name, day, left, kind) if left >= 0 else None


def _seen(day: date | None) -> str:
    return f"your date, {long_date(day)}" if day else "the day your ATT expires"


def _shared(line: Shared) -> Text:
    left = "today" if line.left == 0 else count_days(line.left)
    return say("**{name}** · {day} · {left}{kind}", name=line.name, day=long_date(line.day), left=left, kind=line.kind)
