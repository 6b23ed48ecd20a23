"""What leaders are told in private."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.chat.message import Button, Card, Tone
from bot.chat.text import CommandRef, Moment, join, plain, say


def running_dry(cohort: str, left: int) -> Card:
    """The written items are nearly used up."""
    return Card(
        "The question bank runs dry",
        say(
            "**{cohort}** has {left} left that it has not been asked. After that, questions come again, the longest"
            " unseen first, and calculations keep coming with fresh numbers.",
            cohort=cohort,
            left="1 written question" if left == 1 else f"{left} written questions",
        ),
        tone=Tone.WARNING,
    )


def cannot_post(room: str, why: str, remedy: str, letter: int) -> Card:
    """A message for the room could not be delivered."""
    return Card(
        f"I cannot post in {room}",
        join(
            (
                plain(f"{why[:1].upper()}{why[1:]}."),
                plain(f"What helps: {remedy}") if remedy else (),
                say("The schedule goes on. {cmd} shows what comes next.", cmd=CommandRef("cohort next")),
            ),
            "\n\n",
        ),
        buttons=((Button("Try again", f"letter:retry:{letter}"),),),
        tone=Tone.WARNING,
    )


def never_reached(room: str, number: int) -> Card:
    """A question closed before it could be posted: the platform was away all the while."""
    return Card(
        f"Q{number} never reached {room}",
        say(
            "The channel could not be reached before the question closed, so I do not post it late. The schedule goes"
            " on: {cmd} shows what comes next. If more questions are lost to the same outage, I do not tell of each.",
            cmd=CommandRef("cohort next"),
        ),
        tone=Tone.WARNING,
    )


def not_ready(cohort: str, room: str, lacks: Sequence[str], opens_at: datetime, zone: str) -> Card:
    """Before an opening: the next question could not be posted as things are."""
    return Card(
        f"{cohort} is not ready for its next question",
        join(
            (
                say(
                    "It comes {at}, and as things are I could not post it in {room}. What helps:",
                    at=Moment(opens_at, zone),
                    room=room or "its channel",
                ),
                *(plain(one) for one in lacks),
                say("There is still time. You are told again only if this changes."),
            ),
            "\n\n",
        ),
        tone=Tone.WARNING,
    )


def room_gone(cohort: str, room: str) -> Card:
    """The channel was deleted or archived, or Takt was put out of it."""
    return Card(
        f"{cohort} has lost its channel",
        say(
            "I am no longer in {room}, so I ask nothing there. Everything is kept. Once I am in it again, type {create}"
            " there, and the cohort goes on where it stopped.",
            room=room or "its channel",
            create=CommandRef("cohort create"),
        ),
        tone=Tone.WARNING,
    )
