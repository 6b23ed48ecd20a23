"""One typed line becomes an `Invoked`: for platforms where a command is a word and a line of text.

Values come in the order of the parameters, of as many words as they need, or named (`zone=Europe/Berlin`). What fits
nothing is kept in `rest`, and the core answers with what was understood, what was not, and a right example.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from bot.chat.command import Catalogue, Command, Param
from bot.chat.message import Kind
from bot.chat.request import Asker, Invoked
from bot.chat.values import read_value
from bot.rules.reading import Misread

Context = TypeVar("Context")
_NAMED = re.compile(r"^(\w+)[=:](.+)$")
_DATE_LIKE = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_MOST_WORDS = {Kind.DATE: 4, Kind.TIME: 2, Kind.ZONE: 3, Kind.CHOICE: 4}


@dataclass(frozen=True, slots=True)
class Line:
    """A line as read: the command's full name, raw values by parameter, and what is left over."""

    name: str
    values: dict[str, str]
    rest: str


def invoke(catalogue: Catalogue[Context], group: str, line: str, asker: Asker, event: str, at: datetime) -> Invoked:
    """The request that a typed line makes: `group` is the word after the slash, `line` what follows it."""
    read = read_line(catalogue, group, line, at.date())
    return Invoked(asker, event, at, read.name, read.values, read.rest)


def read_line(catalogue: Catalogue[Context], group: str, line: str, today: date) -> Line:
    """The command that the line means. An unknown subcommand leaves the whole line in `rest`.

    A bare group runs its `show`, `/group help` asks for `takt help group`.
    """
    words = line.split()
    if words and words[0].casefold() == "help" and group != "takt":
        return Line("takt help", {"topic": " ".join([group, *words[1:]])}, "")
    command, used = _longest_name(catalogue, group, words)
    if command is None:
        bare = _bare(catalogue, group)
        if bare is None:
            return Line(group, {}, line.strip())
        if words and not bare.params:
            return Line(group, {}, line.strip())
        command, used = bare, 0
    values, rest = _values(command, words[used:], today)
    return Line(command.name, values, rest)


def _longest_name(catalogue: Catalogue[Context], group: str, words: list[str]) -> tuple[Command[Context] | None, int]:
    for used in (2, 1, 0):
        if used <= len(words):
            name = " ".join([group, *(w.casefold() for w in words[:used])])
            command = catalogue.command(name)
            if command is None and used == len(words) > 0:  # `/takt profile` alone is its `show`, as `/score` is
                command = catalogue.command(f"{name} show")
            if command is not None:
                return command, used
    return None, 0


def _bare(catalogue: Catalogue[Context], group: str) -> Command[Context] | None:
    return catalogue.command(f"{group} show") or (catalogue.command("takt help") if group == "takt" else None)


def _values(command: Command[Context], words: list[str], today: date) -> tuple[dict[str, str], str]:
    values, words = _named(command, words)
    in_order = [param for param in command.params if not param.named]
    for param in in_order:
        if param.name not in values and words:
            if words[0].casefold() == param.name and _reads_as(param, words[1:], today):
                words = words[1:]  # `until 4 January`: named without a sign
            used = _fitting(param, words, today, last=param is in_order[-1])
            if used:
                values[param.name] = " ".join(words[:used])
                words = words[used:]
    return values, " ".join(words)


def _named(command: Command[Context], words: list[str]) -> tuple[dict[str, str], list[str]]:
    """Values given as `name=value`; a named value runs on until the next named one."""
    names = {p.name for p in command.params}
    values: dict[str, str] = {}
    plain: list[str] = []
    current = ""
    for word in words:
        found = _NAMED.match(word)
        if found and found[1].casefold() in names:
            current = found[1].casefold()
            values[current] = found[2]
        elif current:
            values[current] += f" {word}"
        else:
            plain.append(word)
    return values, plain


def _reads_as(param: Param[Context], words: list[str], today: date) -> bool:
    """Whether the words begin with something of this parameter's kind. Any word is a text, so of texts none does."""
    return param.kind not in (Kind.TEXT, Kind.LONG) and _fitting(param, words, today, last=False) > 0


def _fitting(param: Param[Context], words: list[str], today: date, *, last: bool) -> int:
    """How many of the words this parameter takes: as many as still read as its kind; 0 for none."""
    if param.kind in (Kind.TEXT, Kind.LONG):
        return len(words) if last else 1
    most = min(_MOST_WORDS.get(param.kind, 1), len(words))
    for used in range(most, 0, -1):
        try:
            read_value(param.kind, " ".join(words[:used]), today, param.choices)
        except Misread:
            continue
        return used
    # A date that cannot be read is still meant as one: its own fault is told, and not that it fits nothing.
    return int(param.kind is Kind.DATE and _DATE_LIKE.fullmatch(words[0]) is not None)
