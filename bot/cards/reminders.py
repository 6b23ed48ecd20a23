"""The reminders. Each has one use and says one thing to do; what is not firm is left to the Exam Handbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.cards import exam
from bot.cards.countdown import booked_text
from bot.cards.dates import days_ahead, long_date
from bot.chat.message import Button, Card, Look
from bot.chat.text import CommandRef, Moment, join, plain, say
from bot.model.appointment import Booked, Venue
from bot.model.facts import ExamFacts
from bot.model.standing import DomainTally
from bot.rules.figures import share

SET_DATE = "form:countdown.set"
_NEAR = 30
_QUIET = say("{profile} turns reminders off.", profile=CommandRef("takt profile set"))


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that the member got wrong."""

    round: int
    number: int
    subtopic: str


def headline(days: int, *, booked: bool) -> str:
    """How far off it is: an exam that is booked, or a date that is only aimed for."""
    return f"Your {'exam' if booked else 'target date'} is {days_ahead(days)}"


def book(days: int, day: date) -> Card:
    """A target date that is not booked: early to choose from many seats, late to book or to move it."""
    if days > _NEAR:
        why = "Seats at the time you want are easier to find early: book at Pearson VUE with your ATT."
    else:
        why = "Book at Pearson VUE now, or move your date: a later one that is booked beats an early one that is not."
    return Card(
        headline(days, booked=False),
        join(
            (
                say("You aim for **{day}** and have no appointment yet.", day=long_date(day)),
                say("{why}", why=why),
                say("Then tell me day, time and place, and I count down to it."),
            )
        ),
        buttons=((Button("Booked, or a new date", SET_DATE, Look.PRIMARY),),),
        note=_QUIET,
    )


def weakest(until: str, domains: Sequence[DomainTally]) -> Card:
    """Two months: where time is best spent."""
    if domains:
        lines = [
            say(
                "**{domain}**: {right}% right of {n}",
                domain=d.domain.title,
                right=share(d.right, d.answered),
                n=d.answered,
            )
            for d in domains
        ]
        text = join((say("An hour here brings you most, going by your answers so far:"), *lines))
    else:
        text = say(
            "I have not seen enough of your answers to name your weakest domains. Which chapters would you rather not"
            " be asked about? Those are the ones to begin with."
        )
    return Card(f"{until}: your weakest domains", text, note=_QUIET)


def full_practice(until: str, facts: ExamFacts) -> Card:
    """A month: one practice in full."""
    real = plain(f"The real one: {exam.line_on(facts, 'format')}") if exam.states(facts, "format") else ()
    return Card(
        f"{until}: a full practice",
        join(
            (
                say("Sit one whole practice exam in one go: quiet room, clock running, no notes."),
                real,
                say("Afterwards, look at what you missed before you look at the score."),
            )
        ),
        note=_QUIET,
    )


def missed(until: str, questions: Sequence[Missed]) -> Card:
    """Two weeks: what went wrong, to try again."""
    title = f"{until}: what you missed"
    if not questions:
        return Card(
            title,
            say("There is nothing here that you got wrong. Go over the notes you made, and keep answering."),
            note=_QUIET,
        )
    lines = [say("Q{n} · {subtopic}", n=q.number, subtopic=q.subtopic) for q in questions]
    return Card(
        title,
        join((say("Your latest slips. Try them once more, in private and without points:"), *lines)),
        buttons=(
            tuple(Button(f"Try Q{q.number}", f"try:{q.round}") for q in questions),
            tuple(Button(f"Q{q.number}: why?", f"why:{q.round}") for q in questions),
        ),
        note=_QUIET,
    )


def papers(days: int, facts: ExamFacts) -> Card:
    """A week: name and identity papers."""
    return Card(
        f"{headline(days, booked=True)}: name and papers",
        join(
            (
                say("Two things to check today, while there is time to put them right:"),
                say("**Your name**, as it stands in your booking, against your identity papers."),
                say("**Your papers** against the Exam Handbook: which ones, and still valid?"),
                plain(exam.line_on(facts, "identification")),
            )
        ),
        buttons=((exam.link(facts),),),
        note=_QUIET,
    )


def way_there(days: int, booked: Booked, facts: ExamFacts) -> Card:
    """Three days: the route, or the system test."""
    if booked.venue is Venue.CENTRE:
        return Card(
            f"{headline(days, booked=True)}: the way there",
            join(
                (
                    booked_text(booked),
                    say("Look up the route for that day and hour, and a second way in case the first one fails."),
                    say("The address is in your confirmation."),
                )
            ),
            note=_QUIET,
        )
    return Card(
        f"{headline(days, booked=True)}: the system test",
        join(
            (
                booked_text(booked),
                say("Run the OnVUE system test on the computer, in the room and on the network that you will use."),
                plain(exam.line_on(facts, "onvue")),
            )
        ),
        buttons=((exam.link(facts),),),
        note=_QUIET,
    )


def rest(days: int, booked: Booked) -> Card:
    """The day before."""
    return Card(
        f"{headline(days, booked=True)}: stop studying",
        join(
            (
                booked_text(booked),
                say("You know what you know. Put papers and confirmation in one place, then do something pleasant."),
                say("Sleep is worth more than one more chapter. Today's question can wait: your streak is safe."),
            )
        ),
        note=_QUIET,
    )


def today(days: int, booked: Booked, zone: str) -> Card:
    """Three hours before, or the evening before."""
    leave = "Leave early" if booked.venue is Venue.CENTRE else "Clear the desk, and be at the computer early"
    return Card(
        "Today is the day" if days <= 0 else f"{headline(days, booked=True)}, early",
        join(
            (
                booked_text(booked),
                say("In your own time: {at}", at=Moment(booked.at, zone)) if zone != booked.zone else (),
                say("{leave}. Have your papers with you. Read each question to its end.", leave=leave),
                say("I wish you well."),
            )
        ),
        note=_QUIET,
    )


def att(days: int, day: date) -> Card:
    """An ATT that runs out with nothing booked."""
    when = "Your ATT expires today" if days <= 0 else f"Your ATT expires {days_ahead(days)}"
    return Card(
        when,
        join(
            (
                say("The last day is **{day}**, and I know of no appointment.", day=long_date(day)),
                say("Book at Pearson VUE before then. Whether an ATT can be extended: see the Exam Handbook."),
                say("Have you booked? Tell me, and these reminders stop."),
            )
        ),
        buttons=((Button("I have booked", SET_DATE, Look.PRIMARY),),),
        note=_QUIET,
    )
