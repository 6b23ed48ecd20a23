"""What the core asks of a platform, and how a platform says that something did not work."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.request import Ask
from bot.model.places import Account, Address, MessageRef, Room


class DeliveryError(Exception):
    """A letter or an edit did not go through. The message says why, for people to read."""


class Doubtful(DeliveryError):
    """It may or may not have arrived: a timeout, a dropped connection. Look before sending again."""


class Later(DeliveryError):
    """It certainly did not arrive, and may go through after `seconds`: rate limits, outages.

    `everywhere`: nothing else goes through this connection before then either.
    """

    def __init__(self, why: str, seconds: float, *, everywhere: bool = False) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.everywhere = everywhere


class Refused(DeliveryError):
    """It did not arrive and will not until somebody acts. `remedy` says what to grant or type."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.remedy = remedy


class Unreadable(DeliveryError):
    """The history of the place may not be read, so that a doubtful letter cannot be settled."""


class Unauthorised(DeliveryError):
    """The platform does not accept the token, and will not until somebody replaces it. `remedy` says how."""

    def __init__(self, why: str, remedy: str = "") -> None:
        super().__init__(why)
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast letters may go out through one connection, so that the platform need not ask for less.

    `a_second` over time, `burst` at once, and `gap` seconds between two to one room.
    """

    a_second: float = math.inf
    burst: float = math.inf
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor: what was examined, whether it is well, and if not what to do."""

    subject: str
    well: bool
    text: str
    remedy: str = ""


class ChatPlatform(Protocol):
    """A platform (or one workspace of it). All methods may be called before, during and after an outage."""

    @property
    def name(self) -> str:
        """`discord`, `slack` or `web`."""

    @property
    def connected(self) -> bool:
        """Whether requests reach us at this moment."""

    def serves(self, to: Address) -> bool:
        """Whether letters to this address go through here."""

    async def serve(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Connect and hand every request to `ask`, until cancelled. Raises when it cannot go on.

        May be called again.
        """

    async def reach(self) -> None:
        """Be ready to send without taking requests, until cancelled: another process serves. Raises as `serve` does."""

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        """Send a new message, once. `key` identifies the letter for `find`. Raises DeliveryError.

        With `reply_to`: in a thread under it, or as a reply to it.
        """

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        """The message that an earlier `post` with this key left, if any. Raises Unreadable, Later."""

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace the content of a message of ours. Raises DeliveryError."""

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account may manage this room (and so may make a cohort of it)."""

    async def lacks(self, room: Room) -> Sequence[str]:
        """What Takt needs in this room and has not, each as a sentence that says what to grant or type."""

    async def examine(self) -> Sequence[Finding]:
        """The doctor's look at the token and at what the platform still has to grant. Never raises."""
