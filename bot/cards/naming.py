"""What members read about their name in the rooms of other platforms."""

from __future__ import annotations

from bot.chat.message import Button, Card, Look, Tone
from bot.chat.text import CommandRef, say
from bot.rules.appearing import title_of


def seen_as(cohort: int, name: str, platform: str, called: str) -> Card:
    """Told once: what others elsewhere see, and that it is the member's to change."""
    return Card(
        f"{name} also meets on {title_of(platform)}"[:60],
        say(
            "There you are **{called}**, with your points. Your name is shown there only if you agree.",
            called=called,
        ),
        buttons=(
            (
                Button("Show my name", f"named:{cohort}:yes", Look.PRIMARY),
                Button("Use an alias", "profile:alias"),
            ),
        ),
    )


def named(cohort: int, name: str, shown: str) -> Card:
    """The member agreed."""
    return Card(
        "Your name is shown everywhere",
        say("In all rooms of _{cohort}_ others read **{name}**.", cohort=name, name=shown),
        buttons=((Button("Hide it again", f"named:{cohort}:no"),),),
        note=say("{profile} changes it for all your cohorts.", profile=CommandRef("takt profile set")),
        tone=Tone.RIGHT,
    )


def unnamed(cohort: int, name: str) -> Card:
    """The member took it back."""
    return Card(
        "Your name stays where you are",
        say("In rooms of _{cohort}_ on other platforms others read a number in place of your name.", cohort=name),
        buttons=((Button("Show my name", f"named:{cohort}:yes"),),),
    )
