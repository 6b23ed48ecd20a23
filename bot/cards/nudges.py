"""The nudge that a member asked for: the question once more, in private, with its letters."""

from __future__ import annotations

from dataclasses import replace

from bot.cards.question import Asked, open_card
from bot.chat.message import Button, Card
from bot.chat.text import join, say
from bot.rules.naming import shown


def still_open(asked: Asked, cohort: str) -> Card:
    """A question that is open, and not answered yet."""
    card = open_card(asked)
    return replace(
        card,
        title=f"Still open: {card.title}",
        buttons=(*card.buttons, (Button("No nudges any more", "profile:nudge:off"),)),
        note=join((say("{cohort}", cohort=shown(cohort, 60)), card.note, say("you asked to be nudged")), " · "),
    )


def off() -> Card:
    """*No nudges any more*."""
    return Card("No nudges any more", say("I will not remind you of an open question again."))
