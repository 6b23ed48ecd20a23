"""A cohort as it stands, and its pauses and its end."""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards.cohort import LONGEST_NAME, REVEAL_WORDS, Free, exam_line, holiday_words, next_words, schedule_words
from bot.cards.cohort_plan import module_title
from bot.cards.dates import long_date
from bot.chat.message import Button, Card, Field, Form, Input, Look, Tone
from bot.chat.text import CommandRef, Moment, Text, join, plain, say
from bot.model.cohort import Cohort, Phase
from bot.model.domains import Domain
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.model.rounds import Round
from bot.rules.calendar import Occurrence


@dataclass(frozen=True, slots=True)
class State:
    """What `show` tells. `week` is the plan's week, its length and module; `left` is for leaders alone.

    `rooms` are told where there are several.
    """

    cohort: Cohort
    leaders: tuple[str, ...]
    members: int
    asked: int
    coming: Occurrence | None
    open_now: Round | None
    week: tuple[int, int, Domain | None] | None
    left: int | None
    free: Free
    rooms: tuple[str, ...] = ()


def show(state: State, facts: ExamFacts, blueprint: Blueprint) -> Card:
    """The cohort at a glance."""
    cohort = state.cohort
    fields = [
        Field("Questions", _questions(state)),
        Field("Led by", say("{names}", names=", ".join(state.leaders) or "nobody at the moment"), inline=True),
        Field("Members", say("{n}", n=state.members), inline=True),
        Field("Asked so far", say("{n}", n=state.asked), inline=True),
        Field("The key is shown", say("{reveal}", reveal=REVEAL_WORDS[cohort.reveal])),
        Field("The exam", exam_line(facts, blueprint)),
    ]
    if cohort.plan is not None:
        fields.insert(1, Field("The plan", _plan(state)))
    if state.free.region:
        fields.append(Field("Holidays without a question", holiday_words(state.free)))
    if len(state.rooms) > 1:
        fields.append(Field("Meets in", join([plain(room) for room in state.rooms])))
    if state.left is not None:
        fields.append(Field("For leaders", _unasked(state.left)))
    return Card(cohort.name, fields=tuple(fields), buttons=_leaders_buttons(state))


def _questions(state: State) -> Text:
    cohort, zone = state.cohort, state.cohort.schedule.zone
    now = state.open_now
    return join(
        (
            say("{when}.", when=schedule_words(cohort.schedule)),
            _pause(cohort),
            say("Q{n} is open and closes {at}.", n=now.number, at=Moment(now.closes_at, zone)) if now else (),
            say("Next: {at}.", at=next_words(state.coming, zone)),
        )
    )


def _unasked(left: int) -> Text:
    if left == 1:
        return say("1 written question has not been asked here.")
    return say("{n} written questions have not been asked here.", n=left)


def _pause(cohort: Cohort) -> Text:
    if cohort.phase is not Phase.PAUSED:
        return ()
    if cohort.paused_until is None:
        return say("**Paused.**")
    return say("**Paused** until {day}.", day=long_date(cohort.paused_until))


def _plan(state: State) -> Text:
    plan = state.cohort.plan
    assert plan is not None
    if state.week is None:
        return say("From {start} to {end}.", start=long_date(plan.start), end=long_date(plan.end))
    number, weeks, module = state.week
    return say("Week {n} of {all}: **{module}**", n=number, all=weeks, module=module_title(module))


def _leaders_buttons(state: State) -> tuple[tuple[Button, ...], ...]:
    if state.left is None:
        return ()
    number = state.cohort.id
    return (
        (
            Button("Preview", f"cohort:preview:{number}"),
            Button("Change time", f"cohort:schedule:{number}"),
            Button("Plan", f"cohort:plan:{number}"),
            Button("Settings", f"cohort:settings:{number}"),
        ),
    )


def paused(cohort: Cohort, coming: Occurrence | None, open_now: Round | None) -> Card:
    """No more questions for now."""
    zone = cohort.schedule.zone
    again = (
        say("Questions come again from {at}.", at=next_words(coming, zone))
        if coming
        else say("Questions come again when a leader types {resume}.", resume=CommandRef("cohort resume"))
    )
    still = (
        say("Q{n} stays open until {at}.", n=open_now.number, at=Moment(open_now.closes_at, zone)) if open_now else ()
    )
    return Card(
        f"{cohort.name} is paused",
        join((again, still, say("A pause breaks nobody's streak."))),
        buttons=((Button("Resume", f"cohort:resume:{cohort.id}"),),),
        tone=Tone.RIGHT,
    )


def resumed(cohort: Cohort, coming: Occurrence | None, *, already: bool) -> Card:
    """Questions come again."""
    return Card(
        f"{cohort.name} is running" if already else f"{cohort.name} goes on",
        say("The next question: {at}.", at=next_words(coming, cohort.schedule.zone)),
        buttons=((Button("Ask now", f"cohort:ask:{cohort.id}:{cohort.next_number}"),),),
        tone=Tone.PLAIN if already else Tone.RIGHT,
    )


def may_finish(cohort: Cohort, *, open_now: bool) -> Card:
    """Finishing cannot be taken back, so it is asked about first."""
    return Card(
        f"Finish {cohort.name}?",
        join(
            (
                say("An open question closes at once, with its key.") if open_now else (),
                say("A farewell summary goes to the channel, and I ask nothing more here."),
                say("What everyone answered is kept. The channel can have a new cohort afterwards."),
                say("This cannot be taken back. {pause} only interrupts.", pause=CommandRef("cohort pause")),
            )
        ),
        buttons=((Button("Finish the cohort", f"cohort:finish:{cohort.id}", Look.DANGER),),),
        tone=Tone.WARNING,
    )


def finished(cohort: Cohort) -> Card:
    """It is over."""
    return Card(
        f"{cohort.name} has finished",
        say("The record is kept. {create} starts a new cohort in this channel.", create=CommandRef("cohort create")),
        tone=Tone.RIGHT,
    )


def delete_form(cohort: Cohort) -> Form:
    """Deleting is confirmed by typing the name."""
    return Form(
        f"cohort:delete:{cohort.id}",
        "Delete this cohort",
        (
            Input(
                "name",
                "Type the cohort's name",
                hint=f"“{cohort.name}”: gone for ever, with all answers",
                most=2 * LONGEST_NAME,
            ),
        ),
        "Delete",
    )


def deleted(name: str) -> Card:
    """Everything is gone."""
    return Card(
        f"{name} is deleted",
        say(
            "Its questions, answers and scores are gone. Messages that stand in the channel stay there; you can remove"
            " them."
        ),
        tone=Tone.RIGHT,
    )
