"""The documents agree with the program: every command, scope, permission, table and setting, and every example."""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from adapters.discord.commands import payloads
from adapters.slack.commands import slash_commands
from bot.chat.line import read_line
from bot.commands import catalogue as declarations
from bot.commands.catalogue import catalogue
from bot.commands.dispatch import Dispatcher
from bot.store.schema import metadata
from bot.version import VERSION
from scripts import docs
from tests.core.world import MONDAY, World, as_card, world

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ADDING = ROOT / "docs" / "adding-a-command.md"
FOR_PEOPLE = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in ("members", "leaders", "operators"))]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# ── generated parts ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", docs.written(), ids=lambda path: path.name)
def test_the_generated_parts_are_up_to_date(path: Path) -> None:
    assert text(path) == docs.written()[path], "type: make docs"


def test_every_generated_part_stands_in_a_document() -> None:
    assert {block for page in PAGES for block in re.findall(r"<!-- begin (\S+) -->", text(page))} == set(docs.BLOCKS)


def test_every_table_says_what_it_is_and_how_long_it_is_kept() -> None:
    assert metadata.tables.keys() == docs.KEPT.keys()
    assert all(table.comment for table in metadata.tables.values())


def test_nothing_asks_for_an_e_mail_address() -> None:
    assert "users:read.email" not in text(ROOT / docs.MANIFEST)
    assert "No e-mail addresses" in text(ROOT / "docs" / "it-review.md")


# ── what documents refer to ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_within_the_project_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text(path))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", FOR_PEOPLE, ids=lambda path: path.name)
def test_every_slash_command_in_a_document_is_understood_wholly(path: Path) -> None:
    declared = catalogue()
    for typed in re.findall(r"`/((?:takt|score|countdown|cohort|challenge)\b[^`]*)`", text(path)):
        typed = typed.replace("@Ana", "<@U1|Ana>")
        group, _, rest = typed.partition(" ")
        line = read_line(declared, group, rest, MONDAY.date())
        assert declared.command(line.name), typed
        assert line.rest == "", typed


def test_every_command_is_explained_to_members_or_leaders() -> None:
    told = text(ROOT / "docs" / "members.md") + text(ROOT / "docs" / "leaders.md")
    assert [c.name for c in catalogue().commands if f"/{c.name}" not in told and c.name != "score show"] == []


@pytest.mark.parametrize("command", catalogue().commands, ids=lambda command: command.name)
def test_the_example_of_every_command_is_understood_wholly(command: object) -> None:
    declared = catalogue()
    found = declared.command(getattr(command, "name", ""))
    assert found and found.example.startswith(found.name)
    group, _, rest = found.example.partition(" ")
    line = read_line(declared, group, re.sub(r"@(\w+)", r"<@U1|\1>", rest), MONDAY.date())
    assert (line.name, line.rest) == (found.name, "")


def test_the_version_is_the_same_everywhere() -> None:
    assert tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"] == VERSION
    assert f"## [{VERSION}]" in text(ROOT / "CHANGELOG.md")


@pytest.mark.parametrize("name", ["README.md", "docs/it-review.md", "docs/members.md", "CONTRIBUTING.md"])
def test_it_says_that_takt_is_not_affiliated(name: str) -> None:
    assert "not affiliated with ASCM" in " ".join(text(ROOT / name).split())


# ── adding a command ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page followed to the letter: its one file, and its one line in the catalogue."""
    page = text(ADDING)
    name = re.findall(r"^`bot/commands/(\w+)\.py`:$", page, re.MULTILINE)[0]
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    line = re.findall(r'```\n    "(\w+)",\n```', page)[0]
    assert line == name
    module = ModuleType(f"bot.commands.{name}")
    exec(compile(code, f"{name}.py", "exec"), module.__dict__)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(declarations, "_FILES", (*declarations._FILES, line))


async def lead_a_cohort(group: World) -> World:
    await group.command("lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
    return group


async def test_the_command_of_the_page_works(added: None, tmp_path: Path) -> None:
    async with world(tmp_path) as group:
        await lead_a_cohort(group)
        group.takt = replace(group.takt, dispatcher=Dispatcher(group.desk, catalogue()))
        card = as_card(await group.command("ana", "takt days", until="27 November 2026"))
        assert card.text[0].what == "5"
        past = as_card(await group.command("ana", "takt days", until="2026-11-01"))
        assert "that day has passed" in "".join(str(span.what) for field in past.fields for span in field.text)


def test_one_file_and_one_line_bring_the_command_to_every_platform(added: None) -> None:
    takt = next(group for group in payloads(catalogue()) if group["name"] == "takt")
    assert "days" in [option["name"] for option in takt["options"]]
    assert any("days <until>" in command.usage for command in slash_commands(catalogue(), ""))
    assert "### /takt days" in list(docs.commands())
