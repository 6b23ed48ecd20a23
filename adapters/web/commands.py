"""Typed lines: what they ask for, and how they may go on. Completions carry the whole line as it would then read."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from adapters.web.entries import Member
from bot.chat.command import Catalogue, Command, Param, Where
from bot.chat.line import read_line
from bot.chat.message import Kind, Pick
from bot.chat.values import read_value

MOST = 25

Asks = Callable[[str, str, str], Awaitable[Sequence[Pick]]]
"""Asks the core for completions: the command's name, the parameter's, and what was typed."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One way to go on: what is shown, what it means, and the line that it makes."""

    label: str
    detail: str
    line: str


def split_line(typed: str) -> tuple[str, str]:
    """The word after the slash, and what follows it."""
    group, _, line = typed.strip().removeprefix("/").partition(" ")
    return group.casefold(), line.strip()


def with_mentions(line: str, members: Iterable[Member]) -> str:
    """`@Ben` as a mention `<@ben|Ben>`, for everybody who is here; the longest name wins."""
    by_name = {m.name.casefold(): m for m in members}
    names = "|".join(re.escape(n) for n in sorted(by_name, key=len, reverse=True))
    if not names:
        return line

    def mention(found: re.Match[str]) -> str:
        member = by_name[found[1].casefold()]
        return f"<@{member.id}|{member.name}>"

    return re.sub(rf"(?<![\w<])@({names})(?!\w)", mention, line, flags=re.IGNORECASE)


class Completer:
    """Knows how a typed line may go on."""

    def __init__(self, catalogue: Catalogue[Any], today: date, members: Sequence[Member], where: Where) -> None:
        self._catalogue = catalogue
        self._today = today
        self._members = members
        self._commands = tuple(c for c in catalogue.commands if c.where in (where, Where.BOTH))

    async def complete(self, typed: str, asks: Asks) -> Sequence[Completion]:
        """At most 25 completions of this line, best first."""
        line = re.sub(r"^\s*/?", "", typed)
        names = self._names(line)
        command = self._command(line)
        if command is None:
            return names
        return [*names, *await self._params(command, line, asks)][:MOST]

    def _names(self, line: str) -> list[Completion]:
        begun = " ".join(line.casefold().split()) + " " * line.endswith(" ")
        if not line.strip():
            begun = ""
        found = [c for c in self._commands if c.name.startswith(begun) and c.name != begun.strip()]
        return [Completion(f"/{c.name}", _help(c), f"/{c.name} ") for c in found[:MOST]]

    def _command(self, line: str) -> Command[Any] | None:
        """The command whose name is complete: followed by a space."""
        words = line.casefold().split()
        whole = len(words) - (not line.endswith(" "))
        for used in range(min(3, whole), 0, -1):
            command = next((c for c in self._commands if c.name == " ".join(words[:used])), None)
            if command:
                return command
        return None

    async def _params(self, command: Command[Any], line: str, asks: Asks) -> list[Completion]:
        head, param, typed = self._at(command, line)
        completions = []
        if param is not None:
            picks = await self._picks(command, param, typed, asks)
            completions = [_value(head, param, pick) for pick in picks]
        if typed == "" or not completions:
            given = {param.name} if param is not None and completions else set()
            completions += self._param_names(command, head, typed, given)
        return completions

    def _param_names(self, command: Command[Any], head: str, typed: str, given: set[str]) -> list[Completion]:
        given = given | set(self._read(command, head)[0])
        left = [p for p in command.params if p.name not in given and p.name.startswith(typed.casefold())]
        return [Completion(f"{p.name}=", _param_help(p), f"{head} {p.name}=") for p in left]

    def _at(self, command: Command[Any], line: str) -> tuple[str, Param[Any] | None, str]:
        """The line so far, the parameter that is being typed, and what of it was."""
        named = _last_named(command, line)
        if named:
            head, param, typed = named
            if not self._is_whole(param, typed):
                return head, param, typed
        words = line.split()
        current = "" if line.endswith(" ") else words.pop()
        head = "/" + " ".join(words)
        values, rest = self._read(command, head)
        typed = f"{rest} {current}".strip() if rest else current
        if rest:
            head = head.removesuffix(rest).rstrip()
        return head, next((p for p in command.params if p.name not in values), None), typed

    def _is_whole(self, param: Param[Any], typed: str) -> bool:
        """Whether the value was ended by a space, so that what follows is another. A text may always go on."""
        value, space, more = typed.rpartition(" ")
        if not space or param.kind in (Kind.TEXT, Kind.LONG) or (more and _matching(self._known(param), typed)):
            return False
        try:
            read_value(param.kind, with_mentions(value, self._members), self._today, param.choices)
        except ValueError:
            return False
        return True

    def _read(self, command: Command[Any], head: str) -> tuple[dict[str, str], str]:
        group, line = split_line(with_mentions(head, self._members))
        read = read_line(self._catalogue, group, line, self._today)
        return (read.values, read.rest) if read.name == command.name else ({}, "")

    async def _picks(self, command: Command[Any], param: Param[Any], typed: str, asks: Asks) -> Sequence[Pick]:
        if param.suggest is not None:
            return (await asks(command.name, param.name, typed))[:MOST]
        return _matching(self._known(param), typed)[:MOST]

    def _known(self, param: Param[Any]) -> Sequence[Pick]:
        match param.kind:
            case Kind.MEMBER:
                return [Pick(f"@{m.name}", f"@{m.name}") for m in self._members]
            case Kind.ZONE:
                return [Pick(z, z) for z in sorted(available_timezones()) if "/" in z or z == "UTC"]
            case _:
                return param.choices


def _last_named(command: Command[Any], line: str) -> tuple[str, Param[Any], str] | None:
    """The last `name=` of the line: what is before it, its parameter, and what was typed of its value."""
    by_name = {p.name: p for p in command.params}
    found = [m for m in re.finditer(r"(?:^|\s)(\w+)[=:]", line) if m[1].casefold() in by_name]
    if not found:
        return None
    last = found[-1]
    return "/" + line[: last.start()].strip(), by_name[last[1].casefold()], line[last.end() :].lstrip()


def _matching(picks: Sequence[Pick], typed: str) -> list[Pick]:
    """Those that begin with what was typed, in any of their words, before those that merely contain it."""
    wanted = f" {_plain(typed)}"
    texts = [(p, f" {_plain(f'{p.label} {p.value}')}") for p in picks]
    begun = [p for p, text in texts if wanted in text]
    return begun + [p for p, text in texts if wanted.strip() in text and p not in begun]


def _plain(text: str) -> str:
    """For comparing: zones are written `America/New_York` and typed `new york`."""
    return re.sub(r"[\s/_@]+", " ", text).strip().casefold()


def _value(head: str, param: Param[Any], pick: Pick) -> Completion:
    detail = pick.value if pick.value != pick.label else param.help
    return Completion(pick.label, detail, f"{head} {param.name}={pick.value} ")


def _help(command: Command[Any]) -> str:
    return f"{command.help} (leaders)" if command.leaders_only else command.help


def _param_help(param: Param[Any]) -> str:
    return param.help if param.required else f"{param.help} (optional)"
