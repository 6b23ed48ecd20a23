"""Every command of the page for operators is run, in its order; one that nobody has said how to run fails."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.chat.message import Card
from bot.store.letters import to_json
from bot.store.migrate import newest
from bot.store.restore import verify
from tests.core.operators_box import ROOT, Box, Unknown
from tests.core.releases import as_released
from tests.faults.nursery_client import Nursery, nursery

PAGE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")
PROGRAMS = (
    "takt|pipx|podman|docker|systemctl|journalctl|git|apt-get|apt|pip|sudo|sqlite3|psql|pg_dump|createdb|curl|chmod"
)
MENTIONED = {
    "apt-get install fonts-dejavu-core": "the Containerfile installs the same; no network here",
    "takt invite": "needs a token; tests/core/cli/test_installing.py runs it with one",
    "takt try": "serves until it is stopped; tests/core/cli/test_room.py runs it",
    "takt run": "run by the unit and by the container below",
    "chmod 600": "said of any file",
}
"""Commands in the middle of sentences that are not run as they stand, and why."""


def blocks() -> list[str]:
    """The lines of all blocks of shell, in order."""
    found = []
    for language, body in re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        if language in ("", "sh", "console", "bash", "shell"):
            found += [line for line in body.replace("\\\n", " ").splitlines() if line.split("#")[0].strip()]
    return found


def inline() -> list[str]:
    """The commands in sentences."""
    prose = re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    spans = [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose)]
    return [span for span in dict.fromkeys(spans) if re.match(rf"({PROGRAMS}) ", span)]


@pytest.fixture(scope="module")
def nursing() -> Iterator[Nursery]:
    with nursery() as found:
        yield found


def _park(database: Path, number: int) -> None:
    """A letter that did not arrive."""
    row = (number, "parked", "pretend", "guild", "room", to_json(Card("A question")), "parked", 0, 0)
    with closing(sqlite3.connect(database)) as raw, raw:
        columns = "id, key, platform, community, channel, card, state, due, created_at"
        raw.execute(f"INSERT INTO letter ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


@pytest.fixture
def box(tmp_path: Path, nursing: Nursery) -> Box:
    """A machine whose service and container have run: with their databases, and a backup of a night."""
    found = Box(tmp_path / "box", nursing)
    made = tmp_path / "made.db"
    asyncio.run(as_released(f"sqlite+aiosqlite:///{made}", newest()))
    _park(made, 12)
    for place in ("var/lib/takt", "data"):
        (found.folder / place / "backups").mkdir()
        shutil.copy(made, found.folder / place / "takt.db")
        shutil.copy(made, found.folder / place / "backups" / "takt-daily-20261123T040000Z.db")
    return found


def test_every_command_is_run_and_does_what_the_page_says(box: Box) -> None:
    unknown = []
    for line in sorted(blocks(), key=lambda line: "createdb" not in line):  # the server is there before it is named
        if "takt restore" in line and "--yes" not in line:
            line += " --yes"  # on a terminal it asks
        try:
            box.run(line)
        except Unknown as error:
            unknown.append(str(error))
    assert unknown == []
    service, contained = (verify(box.folder / place / "takt.db") for place in ("var/lib/takt", "data"))
    assert service.answers == contained.answers == 3
    assert len(list((box.folder / "var/lib/takt").glob("takt-replaced-*"))) == 1
    assert verify(box.clone / "takt-from-postgresql.db").answers == 3
    assert verify(box.clone / "takt-before-the-move.db").answers == 3
    assert (box.clone / "takt.dump").read_bytes().startswith(b"PGDMP")
    assert (box.folder / "etc/takt/discord.token").stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(r"takt \d+\.\d+\.\d+\n", box.installed("--version"))
    assert "questions to ask in 8 domains" in box.installed("check", "--offline")


def test_every_command_in_a_sentence_is_run_too(box: Box) -> None:
    told = [command for command in inline() if not any(command.startswith(known) for known in MENTIONED)]
    box.images.add("takt")
    box.run("export TAKT_DATABASE_URL=sqlite:////var/lib/takt/takt.db")
    shutil.copy(ROOT / "deploy" / "takt.service", box.folder / "etc/systemd/system")
    unknown = []
    for command in told:
        try:
            box.run(command)
        except Unknown as error:
            unknown.append(str(error))
    assert unknown == []


def test_a_command_that_nobody_knows_is_noticed(box: Box) -> None:
    for line in ("frobnicate --now", "podman compose up", "systemctl --user start takt", "takt frobnicate"):
        with pytest.raises((Unknown, AssertionError)):
            box.run(line)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_finds_the_unit_in_order(tmp_path: Path) -> None:
    unit = tmp_path / "takt.service"
    text = (ROOT / "deploy" / "takt.service").read_text(encoding="utf-8")
    unit.write_text(
        re.sub(r"^#(?=LoadCredential|Environment)", "", text, flags=re.M).replace("/usr/local/bin/takt", "/bin/true")
    )
    done = subprocess.run(["systemd-analyze", "verify", unit], text=True, capture_output=True, check=False)
    assert done.returncode == 0 and unit.name not in done.stderr, done.stderr
