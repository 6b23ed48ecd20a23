"""A sample of `make fuzz` on every surface, and what longer runs of it have found."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as settings_of
from hypothesis import strategies as st
from typer import Exit

from bot.chat.command import Action
from bot.chat.request import Invoked
from bot.chat.values import LARGEST
from bot.cli.failing import clearly
from bot.cli.printing import say
from bot.config import ConfigError, read
from bot.config.settings import looks_secret
from tests.adapters.web_sample import Core, served
from tests.core.world import as_card, found_cohort, text_of, world
from tests.fakes import engines
from tests.fuzz import connections
from tests.fuzz.core import core
from tests.fuzz.files import execute, files, takt
from tests.fuzz.items import items
from tests.fuzz.scene import Setting
from tests.fuzz.settings import SECRET, settings
from tests.fuzz.tally import Tally
from tests.fuzz.words import words

SEED = 2026


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    return Tally(request.node.name)


async def test_the_core_refuses_in_words_and_writes_nothing(scene: Setting, tally: Tally) -> None:
    await core(150, SEED, scene, tally)
    assert tally.faults == []
    assert tally.outcomes["refused"] > 60 and tally.outcomes["card"] > 10


async def test_words_are_read_or_misread(scene: Setting, tally: Tally, tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        words(2000, SEED, w.takt.dispatcher.catalogue, scene, tally)
    assert tally.faults == []


def test_settings_are_read_or_refused(tally: Tally, tmp_path: Path) -> None:
    settings(100, SEED, tmp_path, tally)
    assert tally.faults == []


def test_content_is_checked(tally: Tally, tmp_path: Path) -> None:
    items(20, SEED, tmp_path, tally)
    assert tally.faults == []


def test_database_files_are_refused_in_a_line(scene: Setting, tally: Tally, tmp_path: Path) -> None:
    files(10, SEED, scene.folder / "takt.db", tmp_path, tally)
    assert tally.faults == []


async def test_the_web_room_serves_on(scene: Setting, tally: Tally, tmp_path: Path) -> None:
    await connections.web(100, SEED, scene, tmp_path, tally)
    assert tally.faults == []


@pytest.mark.parametrize("transport", ["http", "socket"])
async def test_slack_serves_on(scene: Setting, tally: Tally, tmp_path: Path, transport: str) -> None:
    await connections.slack(40, SEED, scene, tmp_path, tally, transport)
    assert tally.faults == []


async def test_discord_serves_on(scene: Setting, tally: Tally, tmp_path: Path) -> None:
    await connections.discord(40, SEED, scene, tmp_path, tally)
    assert tally.faults == []


# ── what reads tokens, for every text there is ───────────────────────────────────────────────────────────────────────


@settings_of(max_examples=50)
@given(st.text(max_size=120) | st.from_regex(r"duel:[-\d]{1,19}:[-\d]{1,4}:\w{0,3}"))
def test_a_token_is_of_its_pattern_or_of_none(token: str) -> None:
    action: Action[None] = Action("duel:<duel:int>:<ordinal:int>:<position:int>", None)  # type: ignore[arg-type]
    parts = action.match(token)
    if parts is not None:
        assert all(isinstance(part, int) and abs(part) <= LARGEST for part in parts.values())
        assert [int(part) for part in re.findall(r"-?\d+", token)] == list(parts.values())


# ── on the other engine ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_ids_and_nul_that_postgresql_cannot_hold_are_refused_there_too(tmp_path: Path) -> None:
    engines.choose(engines.POSTGRESQL)
    async with world(tmp_path) as w:
        await found_cohort(w)
        for raw in ("2147483647", "2147483648", "-2147483649", "9" * 18):
            for token in (
                "answer:{}:0",
                "report:{}",
                "challenge:join:{}",
                "duel:{}:1:1",
                "profile:forget:{}",
                "live:stop:{}",
            ):
                assert text_of(await w.press("zoe", token.format(raw)))
        for raw in ("\x00", "a\x00b", "\ud800", "\u202e\x00"):
            assert text_of(await w.give("zoe", "cohort accept", {"code": raw or "x"}))
            assert text_of(await w.submit("zoe", "again:" + raw, text=raw))


# ── what was found ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_command_of_blanks_is_not_one_of_ours(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        for name in (" ", "", "\n"):
            reply = await w.takt.dispatcher.ask(Invoked(w.asker("ana"), "e", w.now, name))
            assert as_card(reply).title == "Not a command of mine"


def test_a_secret_in_the_place_of_a_files_name_is_not_shown(tmp_path: Path) -> None:
    assert looks_secret(SECRET)
    with pytest.raises(ConfigError) as caught:
        read(None, {"TAKT_SLACK_TOKEN_FILE": SECRET})
    (fault,) = caught.value.faults
    assert fault.startswith("TAKT_SLACK_TOKEN_FILE: holds a secret, not the name of a file; set it as TAKT_SLACK_TOKEN")
    assert "hush" not in fault


@pytest.mark.parametrize("url", ["postgresql://h:x", "https://h:x", "postgresql://[::1"])
def test_a_database_address_with_an_odd_port_is_refused_by_its_name(url: str) -> None:
    with pytest.raises(ConfigError, match="is no database address"):
        read(None, {"TAKT_DATABASE_URL": url})


def test_what_is_no_character_is_spelt_out(capsys: pytest.CaptureFixture[str]) -> None:
    say("a\udc80b")
    assert capsys.readouterr().out == "a\\udc80b\n"


def _spoilt(scene: Setting, folder: Path, *statements: str) -> Path:
    file = folder / "takt.db"
    shutil.copyfile(scene.folder / "takt.db", file)
    execute(file, *statements)
    return file


@pytest.mark.parametrize("line", ["check --offline", "run", "backup {}", "restore {}/takt.db --yes"])
def test_a_database_that_names_two_schemas_is_damaged(scene: Setting, tmp_path: Path, line: str) -> None:
    file = _spoilt(scene, tmp_path, "INSERT INTO alembic_version VALUES ('0001')")
    before = file.read_bytes()
    result = takt(line.format(tmp_path), file if "restore" not in line else tmp_path / "other.db")
    assert result.exit_code == (1 if "check" in line else 2), result.output
    assert re.search(r"names (several|2) schemas", result.output), result.output
    assert file.read_bytes() == before


@pytest.mark.parametrize("line", ["check --offline", "run", "backup {}", "restore {}/takt.db --yes"])
def test_a_folder_in_the_place_of_the_database_is_said_to_be_one(tmp_path: Path, line: str) -> None:
    (tmp_path / "takt.db").mkdir()
    result = takt(line.format(tmp_path), tmp_path / ("other.db" if "restore" in line else "takt.db"))
    assert result.exit_code in (1, 2) and "Traceback" not in result.output
    assert re.search(r"is a folder|Is a directory|there is no file", result.output), result.output


def test_a_fault_that_sqlite_tells_in_bytes_that_are_no_text_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Exit) as left, clearly():
        b"no such table: \xee".decode()
    assert left.value.exit_code == 2 and "damaged" in capsys.readouterr().err


def test_a_backup_that_could_not_be_restored_does_not_stay(scene: Setting, tmp_path: Path) -> None:
    file = _spoilt(scene, tmp_path, "PRAGMA foreign_keys=OFF", "DELETE FROM person")
    (tmp_path / "copies").mkdir()
    result = takt(f"backup {tmp_path / 'copies'}", file)
    assert result.exit_code == 2 and "rows refer to nothing" in result.output
    assert list((tmp_path / "copies").iterdir()) == []


@pytest.mark.parametrize("body", [b"[" * 100_000, b"{}"])
async def test_json_that_never_ends_or_of_no_encoding_is_a_mistake_of_the_pages(body: bytes) -> None:
    async with served(Core()) as page:
        headers = {"Content-Type": "application/json" if body != b"{}" else "application/json; charset=klingon"}
        async with page.session.post("/api/command", data=body, headers=headers) as response:
            assert response.status == 400
            assert "JSON object" in await response.text()
