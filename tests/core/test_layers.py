"""The contracts of the imports hold, and each would be noticed if it were broken."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = configparser.ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")

BREAKS = {
    "layers": ("bot/model/places.py", "from bot.study import desk"),
    "pure": ("bot/rules/ranking.py", "import random"),
    "adapters": ("adapters/web/body.py", "from bot.store import store"),
    "platforms": ("adapters/slack/spans.py", "from adapters.discord import markdown"),
    "discord-library": ("bot/study/desk.py", "import discord"),
    "slack-library": ("bot/cli/check.py", "import slack_sdk"),
    "pictures": ("bot/study/desk.py", "from bot.pictures import studio"),
    "content": ("content/generators/kit/__init__.py", "from bot.cards import mistakes"),
    "wiring": ("bot/commands/places.py", "from content import generators"),
}
"""For each contract a file and a line that would break it."""


def lint(folder: Path) -> dict[str, str]:
    """What import-linter says of each contract in this tree, by the contract's name."""
    code = "from importlinter.cli import lint_imports_command as main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return dict(re.findall(r"^(\S.+) (KEPT|BROKEN)\b", done.stdout, re.MULTILINE))


def names() -> dict[str, str]:
    begin = "importlinter:contract:"
    return {s.removeprefix(begin): CONTRACTS[s]["name"] for s in CONTRACTS.sections() if s.startswith(begin)}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tree")
    for package in ("bot", "adapters", "content"):
        shutil.copytree(ROOT / package, folder / package, ignore=lambda _, found: [n for n in found if _is_data(n)])
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


def _is_data(name: str) -> bool:
    return name == "__pycache__" or (bool(Path(name).suffix) and not name.endswith(".py"))


def test_every_contract_holds_and_each_is_noticed_when_broken(tree: Path) -> None:
    assert lint(tree) == dict.fromkeys(names().values(), "KEPT")
    for file, line in BREAKS.values():
        path = tree / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    assert lint(tree) == dict.fromkeys(names().values(), "BROKEN")


def test_a_break_is_planted_for_every_contract() -> None:
    assert BREAKS.keys() == names().keys()


def test_every_part_of_the_bot_has_its_layer() -> None:
    layers = set(re.findall(r"bot\.\w+", CONTRACTS["importlinter:contract:layers"]["layers"]))
    parts = {p for p in (ROOT / "bot").iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert {f"bot.{p.stem}" for p in parts if p.stem != "__init__"} == layers


def test_every_part_of_the_bot_is_closed_to_adapters_and_content_unless_it_is_open() -> None:
    parts = set(re.findall(r"bot\.\w+", CONTRACTS["importlinter:contract:layers"]["layers"]))
    parts -= {"bot.__main__", "bot.version"}
    closed = {
        name: set(re.findall(r"bot\.\w+", CONTRACTS[f"importlinter:contract:{name}"]["forbidden_modules"]))
        for name in ("adapters", "content")
    }
    assert parts - closed["adapters"] == {"bot.chat", "bot.model"}
    assert parts - closed["content"] == {"bot.rules", "bot.model"}


def test_no_dependency_has_a_package_of_our_names() -> None:
    ours = {"bot", "adapters", "content"}
    for distribution in distributions():
        files = distribution.files or ()
        tops = {file.parts[0].removesuffix(".py") for file in files if file.suffix == ".py" and ".." not in file.parts}
        name = distribution.metadata["Name"]
        assert name == "takt-bot" or not ours & tops, name
