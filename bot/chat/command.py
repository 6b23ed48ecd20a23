"""Declarations of commands, buttons and forms, from which every platform builds its own."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Generic, TypeAlias, TypeVar

from bot.chat.message import Kind, Pick, Reply, Suggestions
from bot.chat.request import Asker
from bot.chat.values import LARGEST, Values

Context = TypeVar("Context")
Handler: TypeAlias = Callable[[Context, Asker, Values], Awaitable[Reply]]
Suggester: TypeAlias = Callable[[Context, Asker, str], Awaitable[Suggestions]]


class Where(StrEnum):
    """Where a command can be used."""

    ROOM = "room"
    DIRECT = "direct"
    BOTH = "both"


@dataclass(frozen=True)
class Param(Generic[Context]):
    """A parameter of a command. Required ones come before optional ones.

    In a typed line a `named` one is given by its name (`holidays=DE`) and never taken from the words around it.
    """

    name: str
    help: str
    kind: Kind = Kind.TEXT
    required: bool = False
    choices: tuple[Pick, ...] = ()
    suggest: Suggester[Context] | None = None
    named: bool = False

    @property
    def label(self) -> str:
        """The name as a form shows it."""
        return "ATT" if self.name == "att" else self.name.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Command(Generic[Context]):
    """One command: its full name (`countdown set`), what it does, what it takes, and what it does it with.

    `example` is a whole line that works; the mistake card and the help show it.
    """

    name: str
    help: str
    run: Handler[Context]
    params: tuple[Param[Context], ...] = ()
    leaders_only: bool = False
    where: Where = Where.ROOM
    example: str = ""
    opens_form: bool = False
    """Whether the handler may answer with a form, which a platform must not defer."""

    @property
    def group(self) -> str:
        """The first word: what is typed after the slash."""
        return self.name.split()[0]


class Gives(StrEnum):
    """What pressing a button or sending a form gives: platforms must know before the handler has run."""

    NEW = "new"
    REPLACE = "replace"
    FORM = "form"


_PLACE = re.compile(r"<(\w+)(?::(\w+))?>")
_KINDS = {"int": r"-?\d{1,18}", "": r"[^:]{1,60}", "rest": r".{0,90}"}


@dataclass(frozen=True)
class Action(Generic[Context]):
    """A button or a form by the pattern of its token: `answer:<round:int>:<position:int>`.

    `gives` NEW: a private message of its own. REPLACE: takes the place of the private message that holds the button.
    FORM: opens a form (a handler that refuses may answer with a card instead). A handler that is sent a form's
    submission finds its inputs and the token's parts in the same values.
    """

    pattern: str
    run: Handler[Context]
    gives: Gives = Gives.NEW
    leaders_only: bool = False

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts, last = [], 0
        for place in _PLACE.finditer(self.pattern):
            parts.append(re.escape(self.pattern[last : place.start()]))
            parts.append(f"(?P<{place[1]}>{_KINDS[place[2] or '']})")
            last = place.end()
        return re.compile("".join(parts) + re.escape(self.pattern[last:]))

    @cached_property
    def _numbers(self) -> frozenset[str]:
        return frozenset(place[1] for place in _PLACE.finditer(self.pattern) if place[2] == "int")

    def match(self, token: str) -> dict[str, str | int] | None:
        """The parts of a token of this pattern, numbers as numbers, or None for any other token."""
        found = self._regex.fullmatch(token)
        if found is None:
            return None
        parts = {name: int(part) if name in self._numbers else part for name, part in found.groupdict().items()}
        if any(isinstance(part, int) and abs(part) > LARGEST for part in parts.values()):
            return None  # nobody made this token
        return parts


@dataclass(frozen=True)
class Catalogue(Generic[Context]):
    """All that a bot can be asked: the commands, the buttons and the forms."""

    commands: tuple[Command[Context], ...]
    actions: tuple[Action[Context], ...]

    def command(self, name: str) -> Command[Context] | None:
        """The command of this full name."""
        return next((c for c in self.commands if c.name == name), None)

    def group(self, name: str) -> tuple[Command[Context], ...]:
        """The commands whose first word is this."""
        return tuple(c for c in self.commands if c.group == name)

    def action(self, token: str) -> tuple[Action[Context], dict[str, str | int]] | None:
        """The action that a token belongs to, and the token's parts."""
        for action in self._by_word.get(token.partition(":")[0], ()):
            if (parts := action.match(token)) is not None:
                return action, parts
        return None

    @cached_property
    def _by_word(self) -> dict[str, list[Action[Context]]]:
        """The actions by the first word of their tokens, which is never a part that varies."""
        found: dict[str, list[Action[Context]]] = {}
        for action in self.actions:
            found.setdefault(action.pattern.partition(":")[0], []).append(action)
        return found


def groups(commands: Sequence[Command[Context]]) -> tuple[str, ...]:
    """The first words of these commands, each once, in order."""
    return tuple(dict.fromkeys(c.group for c in commands))
