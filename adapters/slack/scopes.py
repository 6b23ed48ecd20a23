"""The scopes Takt asks for on Slack: why each is asked, and what fails without it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope. `history` ones and the one for pictures can be left out, at the price that `without` tells."""

    name: str
    why: str
    without: str
    history: bool = False

    @property
    def optional(self) -> bool:
        """Whether Takt does its work without it."""
        return self.history or self.name == PICTURES


PICTURES = "files:write"
SCOPES = (
    Scope(
        "chat:write",
        "Posts the daily question, its result and the weekly summary in the channels that Takt was invited to, "
        "and edits its own messages.",
        "Nothing is posted at all.",
    ),
    Scope("commands", "Answers /takt, /score and the other slash commands.", "No command reaches Takt."),
    Scope(
        "im:write",
        "Opens the direct message in which a member gets the reminders they asked for.",
        "Reminders wait until the member's next command.",
    ),
    Scope(
        PICTURES,
        "Uploads the pictures that Takt draws for its own messages: standings, accuracy by domain, a challenge's race.",
        "The same figures stand there in words.",
    ),
    Scope(
        "users:read",
        "Reads the display name, the time zone and whether someone is a workspace admin. No e-mail address.",
        "Names on the board are handles, everyone must set a time zone, and admins cannot take over a cohort.",
    ),
    Scope(
        "channels:read",
        "Sees who created a public channel and whether Takt is in it; hears when it is archived, deleted or left.",
        "Takt cannot say what it lacks in a channel, and keeps trying to post in one that is gone.",
    ),
    Scope(
        "groups:read",
        "The same for private channels that Takt was invited to.",
        "The same for private channels.",
    ),
    Scope(
        "channels:history",
        "After a dropped connection, looks in a public channel for its own message before posting again. "
        "Messages of others are not kept.",
        "A doubtful post is reported to the leaders instead of being settled by looking.",
        history=True,
    ),
    Scope(
        "groups:history",
        "The same for private channels that Takt was invited to.",
        "The same for private channels.",
        history=True,
    ),
    Scope(
        "im:history",
        "The same for its own direct messages.",
        "A doubtful reminder is reported instead of being settled by looking.",
        history=True,
    ),
)


def wanted(*, history: bool) -> tuple[str, ...]:
    """The names of the scopes to ask for."""
    return tuple(scope.name for scope in SCOPES if history or not scope.history)
