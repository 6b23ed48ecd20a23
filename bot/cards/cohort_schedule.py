"""A cohort's schedule and settings: the forms, and what is said once they are saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.cohort import (
    LONGEST_NAME,
    REVEAL_WORDS,
    Free,
    exam_line,
    exam_picks,
    free_words,
    holiday_words,
    openings_words,
    schedule_words,
)
from bot.chat.message import Button, Card, Field, Form, Input, Kind, Pick, Tone
from bot.chat.text import join, say
from bot.model.cohort import Cohort, Reveal
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.rules.calendar import Occurrence
from bot.rules.weekdays import days_as_typed

REVEALS = (
    Pick("At once: the key comes with the answer", Reveal.AT_ONCE.value),
    Pick("At the close: for everyone together, for contests", Reveal.AT_CLOSE.value),
)
SUMMARY = (Pick("On: one summary a week", "on"), Pick("Off", "off"))


def schedule_form(cohort: Cohort) -> Form:
    """The schedule as it is, to be changed."""
    schedule = cohort.schedule
    closes = f"{schedule.closes:%H:%M}" if schedule.closes else ""
    return Form(
        f"cohort:schedule:save:{cohort.id}",
        "When questions come",
        (
            Input("time", "Time", Kind.TIME, f"{schedule.opens:%H:%M}", "Such as 07:00 or 7 am", most=20),
            Input("days", "Days", Kind.TEXT, days_as_typed(schedule.days), "Such as weekdays, mon wed fri, or daily"),
            Input("zone", "Time zone", Kind.ZONE, schedule.zone, "A city, or Europe/Berlin", most=60),
            Input("closes", "Closes at", Kind.TIME, closes, "Left empty: when the next one opens", False, most=20),
        ),
    )


def scheduled(cohort: Cohort, coming: Sequence[Occurrence], free: Free, *, open_now: bool) -> Card:
    """The schedule as it is from now on, with the next openings in words."""
    keeps = say("The question that is open now keeps the time at which it closes.") if open_now else ()
    return Card(
        "The schedule is saved",
        join((say("{when}.", when=schedule_words(cohort.schedule)), keeps)),
        fields=(
            Field("The next questions", openings_words(coming, cohort.schedule.zone) or say("none is planned")),
            *((Field("Holidays before then", free_words(free)),) if free.days else ()),
        ),
        buttons=((Button("Change again", f"cohort:schedule:{cohort.id}"),),),
        tone=Tone.RIGHT,
    )


def settings_form(cohort: Cohort, facts: ExamFacts, blueprints: Mapping[str, Blueprint]) -> Form:
    """The settings as they are, to be changed."""
    return Form(
        f"cohort:settings:save:{cohort.id}",
        "Settings of the cohort",
        (
            Input("reveal", "When members learn the key", Kind.CHOICE, cohort.reveal.value, choices=REVEALS),
            Input("summary", "Weekly summary", Kind.CHOICE, "on" if cohort.summary else "off", choices=SUMMARY),
            Input(
                "exam",
                "Version of the exam",
                Kind.CHOICE,
                cohort.blueprint,
                choices=exam_picks(facts, blueprints),
            ),
            Input("holidays", "Holidays", Kind.TEXT, cohort.holidays or "off", "DE, DE-BY or Germany; off for none"),
            Input("name", "Name of the cohort", Kind.TEXT, cohort.name, most=LONGEST_NAME),
        ),
    )


def settled(cohort: Cohort, facts: ExamFacts, blueprint: Blueprint, free: Free, *, reveal_changed: bool) -> Card:
    """The settings as they are from now on."""
    now = say("This holds from the next question on; an open one stays as it is.") if reveal_changed else ()
    return Card(
        "The settings are saved",
        fields=(
            Field("Name", say("{name}", name=cohort.name)),
            Field("The key is shown", join((say("{reveal}", reveal=REVEAL_WORDS[cohort.reveal]), now))),
            Field("Weekly summary", say("{state}", state="on" if cohort.summary else "off")),
            Field("The exam", exam_line(facts, blueprint)),
            Field("Holidays without a question", holiday_words(free)),
        ),
        buttons=((Button("Change again", f"cohort:settings:{cohort.id}"),),),
        tone=Tone.RIGHT,
    )
