"""The page on how Takt is built names what there is, and every decision has the same shape."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.chat.message import Reply
from bot.chat.request import Request
from bot.store.jobs import JobKind
from bot.store.letters import LetterState
from bot.store.schema import metadata

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
INDEX = ROOT / "docs" / "decisions" / "README.md"


def test_every_table_has_its_line() -> None:
    section = PAGE.partition("## The store")[2].partition("## Failing")[0]
    assert set(re.findall(r"^\| `(\w+)` \| \S.*\|$", section, re.MULTILINE)) == set(metadata.tables)


def test_every_request_and_reply_is_named() -> None:
    assert f"Request = {' | '.join(kind.__name__ for kind in get_args(Request))}\n" in PAGE
    assert f"Reply = {' | '.join(kind.__name__ for kind in get_args(Reply))}\n" in PAGE


@pytest.mark.parametrize("kind", JobKind)
def test_every_kind_of_job_is_named(kind: JobKind) -> None:
    assert f"`{kind}`" in PAGE


def test_every_state_of_a_letter_is_drawn() -> None:
    assert all(re.search(rf"\b{state}\b", PAGE) for state in LetterState)


@pytest.mark.parametrize("part", ["bot", "adapters", "content", "tests", "docs"])
def test_every_folder_has_its_place_in_the_layout(part: str) -> None:
    layout = PAGE.partition("## Layout")[2].partition("```\n\n")[0]
    folders = {path.name for path in (ROOT / part).iterdir() if path.is_dir() and any(path.rglob("*.*"))}
    ours = {name for name in folders if name not in ("__pycache__", "decisions", "images")}
    assert [name for name in sorted(ours) if f"{name}/" not in layout] == []


def test_the_layers_stand_in_the_order_of_the_contract() -> None:
    contract = (ROOT / ".importlinter").read_text(encoding="utf-8").partition("layers =\n")[2].partition("\n#")[0]
    layers = [[part.strip().removeprefix("bot.") for part in line.split("|")] for line in contract.splitlines() if line]
    drawn = PAGE.partition("## Who may know whom")[2].split("```")[1]
    shown = [[part.strip() for part in layer.split("|")] for layer in " ".join(drawn.split()).split(" > ")]
    assert shown == layers


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_every_decision_has_its_number_and_three_parts(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert f"]({path.name})" in INDEX.read_text(encoding="utf-8")


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", [*DECISIONS, INDEX], ids=lambda path: path.stem)
def test_every_link_of_a_decision_leads_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("path", [ROOT / "docs" / "architecture.md", *DECISIONS], ids=lambda path: path.stem)
def test_every_file_that_is_named_is_there(path: Path) -> None:
    named = re.findall(r"`((?:bot|adapters|content|tests|docs|scripts)/[\w./]+)`", path.read_text(encoding="utf-8"))
    gone = [name for name in named if not (ROOT / name).exists()]
    assert gone == []
