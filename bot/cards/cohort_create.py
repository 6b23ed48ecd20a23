"""Starting a cohort: the form, the welcome in the room, and what the leader is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.cards.cohort import LONGEST_NAME, exam_picks, exam_words, next_words, schedule_words
from bot.chat.message import Button, Card, Field, Form, Input, Kind, Look, Tone
from bot.chat.text import CommandRef, Mention, join, plain, say
from bot.model.cohort import Cohort
from bot.model.facts import ExamFacts
from bot.model.items import Blueprint
from bot.rules.calendar import Occurrence

SEND = "cohort:create"


def form(facts: ExamFacts, blueprints: Mapping[str, Blueprint], given: Mapping[str, str]) -> Form:
    """What cannot be known: the version of the exam, and the zone where the platform does not tell it."""
    return Form(
        SEND,
        "Start a cohort here",
        (
            Input(
                "exam",
                "Version of the exam",
                Kind.CHOICE,
                given.get("exam", ""),
                "The one that your members will sit. It can be changed later.",
                choices=exam_picks(facts, blueprints),
            ),
            Input(
                "zone",
                "Time zone of the cohort",
                Kind.ZONE,
                given.get("zone", ""),
                "A city or a zone, such as Berlin or Europe/Berlin. Questions come at 07:00 there.",
                most=60,
            ),
            Input(
                "name",
                "Name of the cohort",
                Kind.TEXT,
                given.get("name", ""),
                "Left empty: the channel's name.",
                required=False,
                most=LONGEST_NAME,
            ),
        ),
        "Start",
    )


def created(cohort: Cohort, coming: Occurrence | None, facts: ExamFacts, blueprint: Blueprint) -> Card:
    """For the leader, in private."""
    return Card(
        f"{cohort.name} is set up",
        join(
            (
                say("Questions come {when}.", when=schedule_words(cohort.schedule)),
                say("The first: {at}.", at=next_words(coming, cohort.schedule.zone)),
            )
        ),
        fields=(
            Field("The exam", exam_words(facts, blueprint)),
            Field(
                "What next",
                join(
                    (
                        say("**Ask now** asks the first question at once."),
                        say("**Preview** shows it to you alone; you then score nothing for it."),
                        say("{plan} gives each week a module.", plan=CommandRef("cohort plan")),
                        say("{appoint} makes others leaders too.", appoint=CommandRef("cohort appoint")),
                    )
                ),
            ),
        ),
        buttons=(
            (
                Button("Ask now", f"cohort:ask:{cohort.id}:{cohort.next_number}", Look.PRIMARY),
                Button("Preview", f"cohort:preview:{cohort.id}"),
                Button("Change time", f"cohort:schedule:{cohort.id}"),
            ),
        ),
        tone=Tone.RIGHT,
    )


def welcome(cohort: Cohort, leader: Mention, coming: Occurrence | None, disclaimer: str) -> Card:
    """For the room, once."""
    return Card(
        f"Welcome to {cohort.name}",
        say(
            "I am Takt. Each study day I ask one CPIM question here. Tap a letter to answer: the reply is for you"
            " alone. At the close everyone sees the right answer, and why."
        ),
        fields=(
            Field(
                "When",
                join(
                    (
                        say("{when}.", when=schedule_words(cohort.schedule)),
                        say("The first: {at}.", at=next_words(coming, cohort.schedule.zone)),
                    )
                ),
            ),
            Field(
                "What others see of you",
                join(
                    (
                        say(
                            "On {board}: your name, your points, and how many you got right.",
                            board=CommandRef("takt board"),
                        ),
                        say("Nobody sees which option you chose."),
                        say("Your exam date stays private unless you share it."),
                        say("{profile} sets an alias or hides you.", profile=CommandRef("takt profile set")),
                    )
                ),
            ),
            Field(
                "Who leads",
                say("{leader}. {help} shows what you can do here.", leader=leader, help=CommandRef("takt help")),
            ),
        ),
        note=plain(disclaimer),
    )


def exists(cohort: Cohort, leaders: Sequence[str]) -> Card:
    """The room has a cohort already."""
    names = join([plain(name) for name in leaders[:5]], ", ") or say("nobody at the moment")
    return Card(
        "A cohort meets here already",
        join(
            (
                say("**{name}** studies in this channel. Led by: {names}.", name=cohort.name, names=names),
                say("{show} tells more. You join by answering a question.", show=CommandRef("cohort show")),
            )
        ),
        tone=Tone.REFUSAL,
    )


def may_not() -> Card:
    """Somebody who does not manage the channel."""
    return Card(
        "Someone who manages this channel can start it",
        say(
            "You need the right to manage this channel or the server. Ask someone who has it to type {create}.",
            create=CommandRef("cohort create"),
        ),
        tone=Tone.REFUSAL,
    )


def lacking(needs: Sequence[str], draft: str) -> Card:
    """Takt is not in the channel, or may not do there what it must."""
    return Card(
        "I need something here first",
        join([say("• {need}", need=need) for need in needs]),
        buttons=((Button("Try again", f"cohort:create:{draft}", Look.PRIMARY),),),
        note=say("What you gave is kept."),
        tone=Tone.WARNING,
    )


def unreachable(why: str, draft: str = "") -> Card:
    """The platform could not be asked just now."""
    return Card(
        "I cannot look into this channel just now",
        say("{why}. Please try again in a minute.", why=f"{why[:1].upper()}{why[1:]}"),
        buttons=((Button("Try again", f"cohort:create:{draft}", Look.PRIMARY),),) if draft else (),
        tone=Tone.WARNING,
    )
