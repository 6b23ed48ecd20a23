"""The declarations of all commands: what platforms and people need to hold of each."""

from __future__ import annotations

from datetime import date

import pytest

from bot.chat.command import Command, groups
from bot.chat.line import read_line
from bot.chat.message import Kind
from bot.chat.values import read_value
from bot.commands.catalogue import catalogue
from bot.commands.context import Context

TODAY = date(2026, 11, 23)
CATALOGUE = catalogue()

# What the clients keep for themselves; an app's command of the same name is refused or shadowed.
SLACKS = frozenset(
    {"apps", "archive", "away", "call", "collapse", "dm", "dnd", "expand", "feed", "feedback", "help", "invite", "join"}
    | {"kick", "leave", "me", "msg", "mute", "open", "part", "prefs", "remind", "remove", "rename", "search"}
    | {"shortcuts", "shrug", "star", "status", "topic", "unarchive", "who"}
)
DISCORDS = frozenset(
    {"shrug", "tableflip", "unflip", "tts", "me", "spoiler", "nick", "thread", "msg", "giphy", "tenor", "kick", "ban"}
    | {"timeout", "reply", "leave"}
)


def test_there_are_five_names_at_the_top_at_most_and_none_that_a_platform_keeps_for_itself() -> None:
    names = groups(CATALOGUE.commands)
    assert set(names) <= {"takt", "score", "countdown", "challenge", "cohort"}
    assert not set(names) & (SLACKS | DISCORDS)


def test_every_group_has_show_or_help_for_a_bare_command() -> None:
    for group in groups(CATALOGUE.commands):
        assert CATALOGUE.command(f"{group} show") or CATALOGUE.command(f"{group} help"), group


@pytest.mark.parametrize("command", CATALOGUE.commands, ids=lambda c: c.name)
def test_a_command_explains_itself_and_its_example_works(command: Command[Context]) -> None:
    assert 5 <= len(command.help) <= 100
    assert all(5 <= len(param.help) <= 100 for param in command.params)
    needed = [param.required for param in command.params]
    assert needed == sorted(needed, reverse=True), "a required parameter after an optional one"
    assert command.example.startswith(command.name)
    group, _, rest = command.example.partition(" ")
    line = read_line(CATALOGUE, group, _mentioned(command, rest), TODAY)
    assert (line.name, line.rest) == (command.name, "")
    for param in command.params:
        if param.name in line.values:
            read_value(param.kind, line.values[param.name], TODAY, param.choices)


def _mentioned(command: Command[Context], rest: str) -> str:
    """The example as the platform hands it over: with a mention where it names a member."""
    if not any(param.kind is Kind.MEMBER for param in command.params):
        return rest
    return " ".join("<@U1|ben>" if word.startswith("@") else word for word in rest.split())


def test_every_token_pattern_is_its_own() -> None:
    patterns = [action.pattern for action in CATALOGUE.actions]
    assert len(patterns) == len(set(patterns))
