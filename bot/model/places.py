"""Where people meet and who they are on a platform. Ids are the platform's own, as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Community:
    """A Discord guild or a Slack workspace."""

    platform: str
    id: str


@dataclass(frozen=True, slots=True)
class Room:
    """A channel. Survives renaming; may be gone, then it is unbound, nothing else."""

    platform: str
    community: str
    channel: str


@dataclass(frozen=True, slots=True)
class Account:
    """A user on a platform. A Discord account has no community (`""`): it is one across guilds. A Slack account has."""

    platform: str
    community: str
    user: str


Address: TypeAlias = Room | Account
"""Where a letter can go: to a room, or to an account as a direct message."""


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A delivered message: the channel it stands in and the platform's id for it."""

    platform: str
    community: str
    channel: str
    message: str
