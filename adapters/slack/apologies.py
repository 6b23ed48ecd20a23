"""What the adapter says by itself: when a request fails, comes too late, or comes from elsewhere."""

from __future__ import annotations

import logging
import secrets

from bot.chat.message import Card, Tone
from bot.chat.text import say

_log = logging.getLogger(__name__)

LATE_FORM = Card(
    "The form came too late",
    say("Slack gives a form only three seconds to open. Please try once more."),
    tone=Tone.WARNING,
)
STRANGER = Card(
    "Takt does not serve your workspace",
    say("Ask the people who run it to add you."),
    tone=Tone.REFUSAL,
)


def sorry(error: Exception) -> Card:
    """A kind word with a short reference that stands beside the error in the log."""
    reference = secrets.token_hex(3)
    _log.error("A request failed, reference %s", reference, exc_info=error)
    text = say(
        "Something went wrong on Takt’s side, and it is not your fault. Please try again. If it happens again, tell "
        "the people who run Takt this reference: `{reference}`",
        reference=reference,
    )
    return Card("That did not work", text, tone=Tone.WARNING)
