"""What comes in from a platform: one of five requests, each with the platform's own event id and time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from bot.chat.message import Reply
from bot.model.places import Account, Community, Room


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and from where. `room` is None in a direct message.

    `name` is the display name; `zone` an IANA zone where the platform tells one, else "". `room_name` and
    `community_name` are for people to read, never for logic.
    """

    account: Account
    name: str
    room: Room | None
    room_name: str = ""
    community_name: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Invoked:
    """A command was given. `values` are raw texts by parameter name; `rest` is what a typed line held beyond them."""

    asker: Asker
    event: str
    at: datetime
    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed."""

    asker: Asker
    event: str
    at: datetime
    token: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form was sent. `values` are raw texts by input name."""

    asker: Asker
    event: str
    at: datetime
    token: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Suggest:
    """Completions are wanted for one parameter of a command, while it is typed."""

    asker: Asker
    event: str
    at: datetime
    name: str
    param: str
    typed: str


@dataclass(frozen=True, slots=True)
class Gone:
    """Takt was removed from a community, or a room was deleted, archived or closed to it."""

    place: Community | Room
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Back:
    """Takt was added to a community, again or for the first time."""

    place: Community
    event: str
    at: datetime


Request: TypeAlias = Invoked | Pressed | Submitted | Suggest | Gone | Back
Ask: TypeAlias = Callable[[Request], Awaitable[Reply]]
