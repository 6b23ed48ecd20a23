"""Declarations become slash commands, one for each first word; a typed line becomes a request."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adapters.slack.spans import Json
from bot.chat.command import Catalogue, Command, groups
from bot.chat.line import invoke
from bot.chat.message import Kind
from bot.chat.request import Asker, Invoked

_HINT = 1000
_MENTION = re.compile(r"<([@#!])([^|>]*)(?:\|([^>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^|>]*)(?:\|([^>]*))?>")


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command as the manifest declares it."""

    name: str
    description: str
    usage: str


def slash_commands(catalogue: Catalogue[Any], prefix: str) -> tuple[SlashCommand, ...]:
    """The slash commands of a catalogue, in its order."""
    return tuple(_declared(group, catalogue.group(group), prefix) for group in groups(catalogue.commands))


def _declared(group: str, commands: Sequence[Command[Any]], prefix: str) -> SlashCommand:
    bare = next((c for c in commands if c.name in (group, f"{group} show", f"{group} help")), commands[0])
    usage = " | ".join(filter(None, (_usage(c) for c in commands)))
    if len(usage) > _HINT:
        usage = " | ".join(c.name.removeprefix(group).strip() for c in commands)
    return SlashCommand(f"/{prefix}{group}", bare.help, usage)


def _usage(command: Command[Any]) -> str:
    words = [command.name.removeprefix(command.group).strip()]
    words += [f"<{p.name}>" if p.required else f"[{p.name}]" for p in command.params]
    return " ".join(filter(None, words))


def invoked(catalogue: Catalogue[Any], prefix: str, body: Json, asker: Asker, at: datetime) -> Invoked:
    """What a slash command's payload asks. Slack escapes the line; the values here are as they were typed."""
    group = body["command"].removeprefix("/").removeprefix(prefix)
    read = invoke(catalogue, group, body.get("text") or "", asker, body["trigger_id"], at)
    command = catalogue.command(read.name)
    members = {p.name for p in command.params if p.kind is Kind.MEMBER} if command else set()
    values = {name: raw if name in members else as_typed(raw) for name, raw in read.values.items()}
    return replace(read, values=values, rest=as_typed(read.rest))


def as_typed(escaped: str) -> str:
    """Slack's escaped text as its writer saw it: mentions and links by name, `&lt;` as `<`."""
    text = _MENTION.sub(lambda found: f"{'' if found[1] == '!' else found[1]}{found[3] or found[2]}", escaped)
    return html.unescape(_LINK.sub(lambda found: found[2] or found[1], text))
