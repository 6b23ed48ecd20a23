"""The database, as `takt check` sees it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.doctor import look_at_database
from bot.store.keeper import Keeper
from tests.core.cli.terminal import database


async def look(url: str) -> list[tuple[bool, str]]:
    return [(finding.well, f"{finding.text}. {finding.remedy}") for finding in await look_at_database(url)]


async def test_a_sound_database_tells_what_is_in_it_and_is_not_touched(tmp_path: Path) -> None:
    url = await database(tmp_path)
    file = tmp_path / "data" / "takt.db"
    file.chmod(0o600)
    before = file.stat().st_mtime_ns
    found = await look(url)
    assert all(well for well, _ in found)
    assert [text.split(": ")[0] for _, text in found][1:] == ["sound. ", "0 cohorts, 0 answers. "]
    assert file.stat().st_mtime_ns == before


async def test_a_database_of_a_running_bot_can_be_looked_at(tmp_path: Path) -> None:
    url = await database(tmp_path)
    with Keeper(tmp_path / "data" / "takt.db"):
        assert all(well for well, _ in await look(url))


@pytest.mark.parametrize(
    ("statement", "well", "said"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", False, "was written by a later release"),
        ("DELETE FROM alembic_version", True, "has an older schema. the next start brings it up to date"),
    ],
)
async def test_another_releases_schema_is_recognised(tmp_path: Path, statement: str, well: bool, said: str) -> None:
    url = await database(tmp_path)
    with sqlite3.connect(tmp_path / "data" / "takt.db") as connection:
        connection.execute(statement)
    connection.close()
    assert any(said in text and found is well for found, text in await look(url))


async def test_rows_that_refer_to_nothing_are_damage(tmp_path: Path) -> None:
    url = await database(tmp_path)
    with sqlite3.connect(tmp_path / "data" / "takt.db") as connection:
        connection.execute("INSERT INTO account (person, platform, community, user) VALUES (77, 'slack', 'T', 'U')")
    connection.close()
    assert (False, f"{tmp_path}/data/takt.db is damaged: 1 rows refer to nothing. stop Takt and restore a copy") in (
        await look(url)
    )


async def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    file = tmp_path / "takt.db"
    file.write_bytes(b"this is a letter to my aunt, and no database" * 100)
    file.chmod(0o600)
    ((well, text),) = await look(f"sqlite+aiosqlite:///{file}")
    assert not well and "cannot be read: file is not a database" in text
