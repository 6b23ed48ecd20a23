"""What leaders are told in private."""

from __future__ import annotations

from bot.chat.message import Button, Card, Tone
from bot.chat.text import CommandRef, join, plain, say


def running_dry(cohort: str, left: int) -> Card:
    """The written items are nearly used up."""
    return Card(
        "The question bank runs dry",
        say(
            "**{cohort}** has {left} written questions left that it has not been asked. After those, questions come"
            " again, the longest unseen first, and computed ones keep coming with fresh numbers.",
            cohort=cohort,
            left=left,
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
                say("The schedule goes on. `{cmd}` shows what comes next.", cmd=CommandRef("cohort next")),
            ),
            "\n\n",
        ),
        buttons=((Button("Try again", f"letter:retry:{letter}"),),),
        tone=Tone.WARNING,
    )
