"""What the command line says of itself, and that every command has help."""

from __future__ import annotations

import pytest
from typer.main import get_command

from bot.cli import program
from bot.version import VERSION
from tests.core.cli.terminal import takt

COMMANDS = [
    "try",
    "run",
    "check",
    "backup",
    "restore",
    "migrate",
    "invite",
    "manifest",
    "slack-key",
    "content check",
    "content export",
    "content import",
    "content stats",
    "content blind",
    "content compile",
    "content preview",
    "formula solve",
    "formula list",
    "letters retry",
    "letters drop",
    "reports export",
]


def test_the_commands_are_those_that_are_documented() -> None:
    click = get_command(program)
    found = []
    for name, command in getattr(click, "commands", {}).items():
        found += [f"{name} {sub}" for sub in getattr(command, "commands", {})] or [name]
    assert found == COMMANDS


@pytest.mark.parametrize("command", ["", "content", "formula", "letters", *COMMANDS])
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = takt(f"{command} --help")
    assert result.exit_code == 0
    assert f"Example: takt {command}".strip() in result.output


def test_the_version() -> None:
    assert takt("--version").output == f"takt {VERSION}\n"
