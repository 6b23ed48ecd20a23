"""Members who press what they see, and keep a record of their own of what they were told.

The record knows every state that an answer may be in: one, once it was acknowledged; two, where the reply never came.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.chat.message import Card, Reply, Tone
from bot.chat.text import words
from bot.model.items import LETTERS


@dataclass(frozen=True)
class Given:
    """An answer: first and last choice, how sure, and whether it was settled."""

    first: int
    last: int
    confidence: str = ""
    final: bool = False


State: TypeAlias = Given | None


def tapped(state: State, position: int) -> State:
    """What a letter does to an answer while the question is open."""
    if state is None:
        return Given(position, position)
    return state if state.final else replace(state, last=position)


def settled(state: State, position: int, confidence: str) -> State:
    """What *Sure* or *Guess* under a letter does."""
    if state is None or state.final or state.last != position:
        return state
    return replace(state, confidence=confidence, final=True)


class Lost(AssertionError):
    """What was acknowledged does not stand."""


class Record:
    """What may stand, by round and member."""

    def __init__(self) -> None:
        self.may_be: dict[tuple[int, str], set[State]] = defaultdict(lambda: {None})
        self.acknowledged = 0

    def tried(self, number: int, who: str, after: set[State]) -> None:
        """It was sent, and no reply came, or one that does not tell: both may be."""
        self.may_be[number, who] |= after

    def told(self, number: int, who: str, after: set[State], fits: set[State]) -> None:
        """A reply came that says what stands."""
        possible = after & fits
        if not possible:
            raise Lost(f"{who} was told something about round {number} that cannot be: {self.may_be[number, who]}")
        self.may_be[number, who] = possible
        self.acknowledged += 1

    def tap(self, number: int, who: str, position: int, reply: Reply | None, *, again: bool = False) -> None:
        """A letter was pressed, with this reply, or none. `again`: it may be old news, which changes nothing."""
        before = self.may_be[number, who]
        after = {tapped(state, position) for state in before} | (before if again else set())
        stands = standing_in(reply)
        if stands is None:
            self.tried(number, who, after)
        else:
            fits: set[State] = {s for s in after if s is not None and s.last == stands and not s.final}
            self.told(number, who, after, fits)

    def settle(self, number: int, who: str, position: int, confidence: str, reply: Reply | None) -> None:
        """*Sure* or *Guess* was pressed."""
        before = self.may_be[number, who]
        after = {settled(state, position, confidence) for state in before}
        if is_final(reply):
            self.told(number, who, after | before, {state for state in after if state is not None and state.final})
        else:
            self.tried(number, who, after)


def standing_in(reply: Reply | None) -> int | None:
    """The letter that a receipt says stands, where it is one."""
    if isinstance(reply, Card) and reply.title.endswith(". How sure?"):
        return LETTERS.index(reply.title[0])
    return None


def is_final(reply: Reply | None) -> bool:
    """Whether this is the key to an answer that was given here and in time."""
    if not isinstance(reply, Card) or reply.tone not in (Tone.RIGHT, Tone.WRONG):
        return False
    if reply.title.startswith("Q"):  # *Why?*, of a question that is closed
        return False
    return "Practice" not in words(reply.note) and "other account" not in words(reply.text)
