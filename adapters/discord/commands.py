"""Declarations become application commands, and what Discord sends of a command becomes its name and raw values.

A command of one word has its options directly. Where a group has several, they are its subcommands (`score show`), and
three words make a group of subcommands (`takt profile set`). Discord takes no bare command beside subcommands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from adapters.discord.render import shortened
from bot.chat.command import Catalogue, Command, Param, Where, groups
from bot.chat.message import Kind

Payload: TypeAlias = dict[str, Any]

CHAT_INPUT = 1
SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, USER = 1, 2, 3, 4, 6
DESCRIPTION, CHOICES, OPTIONS = 100, 25, 25
GUILD_INSTALL = 0
_CONTEXTS = {Where.ROOM: (0,), Where.DIRECT: (1,), Where.BOTH: (0, 1)}
_TYPES = {Kind.INT: INTEGER, Kind.MEMBER: USER}
_NAME = re.compile(r"[-_\w]{1,32}")


@dataclass(frozen=True, slots=True)
class Given:
    """A command as a member gave it: full name without prefix, raw values, and the option being typed, if any."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    focused: str = ""


def payloads(catalogue: Catalogue[Any], prefix: str = "") -> list[Payload]:
    """The application commands of a catalogue. Raises ValueError for a declaration that Discord would refuse."""
    return [_group(name, catalogue.group(name), prefix) for name in groups(catalogue.commands)]


def _group(name: str, commands: Sequence[Command[Any]], prefix: str) -> Payload:
    bare = [command for command in commands if command.name == name]
    if bare and len(commands) > 1:
        raise ValueError(f"/{name} cannot stand beside its own subcommands on Discord: call it “{name} show”")
    contexts = sorted({context for command in commands for context in _CONTEXTS[command.where]})
    return {
        "name": _checked(prefix + name),
        "type": CHAT_INPUT,
        "description": shortened(bare[0].help if bare else _summary(commands), DESCRIPTION),
        "options": _options(bare[0]) if bare else _subcommands(commands, depth=1),
        "contexts": contexts,
        "integration_types": [GUILD_INSTALL],
    }


def _summary(commands: Sequence[Command[Any]]) -> str:
    """Discord shows only the subcommands' own words, but asks for a description of the group."""
    return commands[0].help


def _subcommands(commands: Sequence[Command[Any]], depth: int) -> list[Payload]:
    result: list[Payload] = []
    words = dict.fromkeys(command.name.split()[depth] for command in commands)
    for word in words:
        under = [command for command in commands if command.name.split()[depth] == word]
        deeper = [command for command in under if len(command.name.split()) > depth + 1]
        if deeper and (len(deeper) < len(under) or depth > 1):
            raise ValueError(f"“{deeper[0].name}” cannot stand beside or below “{under[0].name}” on Discord")
        shown = shortened(under[0].help, DESCRIPTION)
        kind, options = (
            (SUBCOMMAND_GROUP, _subcommands(under, depth + 1)) if deeper else (SUBCOMMAND, _options(under[0]))
        )
        result.append({"type": kind, "name": _checked(word), "description": shown, "options": options})
    if len(result) > OPTIONS:
        raise ValueError(f"/{commands[0].group} has more than {OPTIONS} subcommands")
    return result


def _options(command: Command[Any]) -> list[Payload]:
    required = [param.required for param in command.params]
    if required != sorted(required, reverse=True) or len(required) > OPTIONS:
        raise ValueError(f"/{command.name}: at most {OPTIONS} parameters, and required ones before optional ones")
    return [_option(param) for param in command.params]


def _option(param: Param[Any]) -> Payload:
    option: Payload = {
        "type": _TYPES.get(param.kind, STRING),
        "name": _checked(param.name),
        "description": shortened(param.help, DESCRIPTION),
        "required": param.required,
    }
    if param.choices and len(param.choices) <= CHOICES and option["type"] == STRING:
        option["choices"] = [{"name": shortened(p.label, 100), "value": p.value} for p in param.choices]
    elif param.suggest is not None and option["type"] == STRING:
        option["autocomplete"] = True
    return option


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name) or name != name.lower():
        raise ValueError(f"“{name}” is no name for a command on Discord: at most 32 lower-case letters, digits, - or _")
    return name


def given(data: Mapping[str, Any], prefix: str = "") -> Given:
    """What a member gave, from an interaction's data."""
    words = [str(data["name"]).removeprefix(prefix)]
    options: Sequence[Mapping[str, Any]] = data.get("options", ())
    while options and options[0]["type"] in (SUBCOMMAND, SUBCOMMAND_GROUP):
        words.append(options[0]["name"])
        options = options[0].get("options", ())
    values = {o["name"]: f"<@{o['value']}>" if o["type"] == USER else str(o["value"]) for o in options}
    focused = next((o["name"] for o in options if o.get("focused")), "")
    return Given(" ".join(words), values, focused)


def same(declared: Iterable[Mapping[str, Any]], registered: Iterable[Mapping[str, Any]]) -> bool:
    """Whether Discord already has exactly these commands, so that they need not be sent again."""
    return _by_name(declared) == _by_name(registered)


def _by_name(commands: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {command["name"]: _essence(command) for command in commands}


_COMPARED = {
    "type",
    "name",
    "description",
    "options",
    "required",
    "choices",
    "value",
    "autocomplete",
    "contexts",
    "integration_types",
}


def _essence(value: Any) -> Any:
    """A payload without what Discord adds (ids, versions, translations) and without what means the same as absent."""
    if isinstance(value, Mapping):
        kept = {key: _essence(value[key]) for key in _COMPARED & value.keys()}
        return {key: inner for key, inner in kept.items() if inner not in (None, False, [], ())}
    if isinstance(value, list | tuple):
        return [_essence(inner) for inner in value]
    return value
