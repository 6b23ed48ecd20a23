"""Where a conversation is played: one interface over a platform's real client library and its loopback server.

A stage acts as people do: it types commands, presses what is on the screen, fills in forms, and reads what is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from bot.chat.command import Catalogue
from bot.chat.platform import ChatPlatform
from bot.chat.request import Ask
from bot.model.places import Room

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Seen:
    """What a person sees: a message or a form.

    `text` is everything readable in it (title, text, fields, options, note), as the platform was sent it. `buttons`
    are the labels, `inputs` a form's input names with what they hold, `errors` what a form that stayed open says by
    input name. `handle` is the stage's own, to act on what was seen.
    """

    kind: str  # "private", "room", "direct" or "form"
    text: str
    buttons: tuple[str, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    handle: Any = None


class Stage(Protocol):
    """One platform, set up with a community, a room and as many people as are named."""

    platform: ChatPlatform
    room: Room

    async def open(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Start the loopback server and the real client, and wait until requests are served."""

    async def close(self) -> None:
        """Stop both, leaving nothing running."""

    def grant(self, who: str) -> None:
        """Make this person someone who manages the room."""

    async def command(self, who: str, name: str, /, **values: str) -> Seen:
        """Type a command as this person (made known on first use) and return the private reply. A value `@Ben` is a
        mention of the person of that name."""

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        """Press the button with this label, and return what it gives: a private message, new or changed, or a form."""

    async def press_twice(self, who: str, seen: Seen, label: str) -> tuple[Seen, Seen]:
        """Press as an impatient person or a redelivering platform does: two requests, the second at once."""

    async def submit(self, who: str, form: Seen, **values: str) -> Seen:
        """Fill in a form by input name (others keep what they hold), send it, and return what that gives."""

    def in_room(self) -> Sequence[Seen]:
        """The room's messages as they stand now (after edits), oldest first, without threads."""

    def under(self, seen: Seen) -> Sequence[Seen]:
        """What stands under a room message: its thread, or replies to it."""

    def direct(self, who: str) -> Sequence[Seen]:
        """The direct messages that this person received, oldest first."""

    def violations(self) -> Sequence[str]:
        """What broke the vendor's schema or a documented limit so far. Empty where all was valid."""
