"""A live round: a quiz in the meeting, in one message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.domains import Domain


class LivePhase(StrEnum):
    """Where a live round stands. VOTE and REVOTE take answers, in TALK people convince each other, SHOWN tells."""

    LOBBY = "lobby"
    VOTE = "vote"
    TALK = "talk"
    REVOTE = "revote"
    SHOWN = "shown"
    DONE = "done"
    STOPPED = "stopped"


VOTING = (LivePhase.VOTE, LivePhase.REVOTE)
OVER = (LivePhase.DONE, LivePhase.STOPPED)


@dataclass(frozen=True, slots=True)
class Live:
    """A live round. `place` is the item it is at, `until` when the phase ends; `step` counts the phases so far."""

    id: int
    cohort: int
    letter: int
    leader: int
    domain: Domain | None
    seconds: int
    convince: bool
    phase: LivePhase
    place: int
    step: int
    until: datetime
    started_at: datetime

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.phase not in OVER


@dataclass(frozen=True, slots=True)
class LiveItem:
    """An item of it. `votes` are the spans in which the first and the second vote were open: none yet, one or two."""

    place: int
    item: str
    version: int
    seed: int
    order: tuple[int, ...]
    key: int
    votes: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """What an account picked in a vote (0: the first, 1: the second) on an item, and whose account it is."""

    place: int
    vote: int
    account: int
    person: int
    position: int
    at: datetime
