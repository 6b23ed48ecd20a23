"""What a tap does: the whole rule of answering, as a function of what stands and what comes in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.model.cohort import Reveal
from bot.model.rounds import Confidence, RoundState


@dataclass(frozen=True, slots=True)
class Tap:
    """A letter was pressed. `position` as shown, 0 to 3; `event` and `at` are the platform's."""

    round: int
    account: int
    position: int
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Settle:
    """*Sure* or *Guess* was pressed, under the letter at `position`."""

    round: int
    account: int
    position: int
    confidence: Confidence
    event: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a round matters here."""

    state: RoundState
    reveal: Reveal
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer that stands, if any."""

    first: int
    last: int
    confidence: Confidence
    final: bool
    event: str
    at: datetime


class Outcome(StrEnum):
    """What the person is told."""

    TAKEN = "taken"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FINAL = "final"
    CHANGE_USED = "change-used"
    NOTHING = "nothing"
    PRACTICE = "practice"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is told, and the answer that stands afterwards (the same object where nothing changed)."""

    outcome: Outcome
    standing: Standing | None


def rule(asked: Asked, standing: Standing | None, what: Tap | Settle) -> Ruling:
    """Decide. The platform's event time tells what was in time; once closed, everything is practice.

    A replayed event, and one that is older than what stands, changes nothing and is told what stands.
    """
    if asked.state is RoundState.WITHDRAWN:
        return Ruling(Outcome.WITHDRAWN, standing)
    if asked.state is RoundState.CLOSED or what.at >= asked.closes_at:
        return Ruling(Outcome.PRACTICE, standing)
    if isinstance(what, Settle):
        return _settle(standing, what)
    return _tap(asked.reveal, standing, what)


def _settle(standing: Standing | None, what: Settle) -> Ruling:
    if standing is None:
        return Ruling(Outcome.NOTHING, None)
    if standing.final:
        return Ruling(Outcome.FINAL, standing)
    if what.position != standing.last:  # an older receipt, of a letter that was changed since
        return Ruling(Outcome.CHANGED, standing)
    return Ruling(Outcome.FINAL, replace(standing, confidence=what.confidence, final=True))


def _tap(reveal: Reveal, standing: Standing | None, what: Tap) -> Ruling:
    if standing is None:
        new = Standing(what.position, what.position, Confidence.NONE, False, what.event, what.at)
        return Ruling(Outcome.TAKEN, new)
    if standing.final:
        return Ruling(Outcome.FINAL, standing)
    if what.position == standing.last or what.event == standing.event or what.at < standing.at:
        return Ruling(Outcome.UNCHANGED, standing)
    if reveal is Reveal.AT_CLOSE and standing.first != standing.last:
        return Ruling(Outcome.CHANGE_USED, standing)
    return Ruling(Outcome.CHANGED, replace(standing, last=what.position, event=what.event, at=what.at))
