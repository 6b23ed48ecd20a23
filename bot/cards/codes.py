"""Codes that people carry from one place to another: given out, wrong, or spent."""

from __future__ import annotations

from bot.chat.message import Card, Tone
from bot.chat.text import CommandRef, Text, join, say


def line(command: str, code: str) -> Text:
    """What has to be typed, on a line of its own."""
    return join((say("{command}", command=CommandRef(command)), say("`{code}`", code=code)), " ")


def wrong(command: str, left: int) -> Card:
    """Mistyped, too old, used already, or for something else: which one is nobody's business."""
    tries = "1 try is" if left == 1 else f"{left} tries are"
    return Card(
        "This code does not work",
        say(
            "A code works once, for ten minutes. {command} gives a new one, on the other side. {tries} left within the"
            " hour.",
            tries=f"{tries[:1].upper()}{tries[1:]}",
            command=CommandRef(command),
        ),
        tone=Tone.REFUSAL,
    )


def too_many() -> Card:
    """Five wrong codes within the hour."""
    return Card(
        "Too many wrong codes",
        say("Please wait an hour. No code is looked at until then."),
        tone=Tone.REFUSAL,
    )


def over() -> Card:
    """A button about something that was decided already, or waited too long."""
    return Card(
        "This has been settled already",
        say("It was confirmed, declined, or waited longer than a day. A new code starts again."),
        tone=Tone.REFUSAL,
    )
