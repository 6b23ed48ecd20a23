"""`takt backup`, `restore` and `migrate`, as an operator types them."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from bot.cli import restore
from bot.store.keeper import Keeper
from bot.store.migrate import newest
from tests.core.cli.terminal import database, takt
from tests.core.releases import as_released
from tests.fakes import postgres


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The database where a newcomer has it."""
    asyncio.run(database(tmp_path))
    return tmp_path / "data" / "takt.db"


def test_backup_names_what_it_made_and_what_is_in_it(own: Path, tmp_path: Path) -> None:
    assert takt("backup kept.db").output == (
        "kept.db: 0 cohorts, 0 answers, checked. Keep it as safe as the database.\n"
    )
    assert takt("backup data").exit_code == 0
    (dated,) = (tmp_path / "data").glob("takt-backup-*Z.db")
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "kept.db", dated)} == {0}
    again = takt("backup kept.db")
    assert again.exit_code == 2 and "name another file" in again.stderr


def test_backup_of_nothing_and_into_nowhere_is_one_line(own: Path) -> None:
    nowhere = takt("backup nowhere/kept.db")
    assert nowhere.exit_code == 2 and "No such file or directory" in nowhere.stderr
    nothing = takt("backup kept.db", TAKT_DATABASE_URL="sqlite:///none.db")
    assert nothing.exit_code == 2 and "there is no" in nothing.stderr and not Path("kept.db").exists()


def test_backup_of_postgresql_is_a_sqlite_file_that_goes_back_into_an_empty_one(tmp_path: Path) -> None:
    made = takt("backup kept.db", TAKT_DATABASE_URL=postgres.fresh())
    assert made.exit_code == 0 and "kept.db: 0 cohorts, 0 answers, checked" in made.output, made.stderr
    into = takt("restore kept.db", TAKT_DATABASE_URL=postgres.empty())
    assert into.exit_code == 0 and "kept.db is restored" in into.output, into.stderr


def test_restore_asks_on_a_terminal_and_changes_nothing_without_a_yes(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    takt("backup kept.db")
    unasked = takt("restore kept.db")
    assert unasked.exit_code == 2 and "add --yes if you mean it" in unasked.stderr
    monkeypatch.setattr(restore, "_on_terminal", lambda: True)
    for said, wanted in ((False, 2), (True, 0)):
        asked: list[str] = []
        monkeypatch.setattr("typer.confirm", lambda text, said=said, asked=asked: (asked.append(text), said)[1])
        assert takt("restore kept.db").exit_code == wanted
        assert asked == [f"Replace {own} by kept.db (0 cohorts, 0 answers)?"]
        assert len(list(own.parent.glob("takt-replaced-*.db"))) == said


def test_restore_says_where_what_was_there_is(own: Path) -> None:
    takt("backup kept.db")
    done = takt("restore kept.db --yes")
    assert done.output.splitlines()[0] == (
        f"kept.db is restored to {own}: 0 cohorts, 0 answers. `takt run` starts Takt."
    )
    assert re.fullmatch(
        rf"What was there is kept as {own.parent}/takt-replaced-\d{{8}}T\d{{6}}\.db\.", done.output.splitlines()[1]
    )


def test_restore_and_migrate_while_the_bot_runs_are_refused(own: Path) -> None:
    takt("backup kept.db")
    with Keeper(own):
        for line in ("restore kept.db --yes", "migrate", "migrate --to sqlite:///copy.db"):
            refused = takt(line)
            assert refused.exit_code == 2 and "in use by another running Takt" in refused.stderr, line
        assert takt("backup while-it-runs.db").exit_code == 0


def test_migrate_says_what_it_did(own: Path, tmp_path: Path) -> None:
    assert takt("migrate").output.endswith(f"has schema {newest()}, the newest.\n")
    old = tmp_path / "old.db"
    asyncio.run(as_released(f"sqlite+aiosqlite:///{old}", "0001"))
    lines = takt("migrate", TAKT_DATABASE_URL=f"sqlite:///{old}").output.splitlines()
    assert lines[0].endswith(f"has schema {newest()}, the newest.")
    assert re.search(rf"What was there is kept as .*/old-before-{newest()}-\d+T\d+\.db\.", lines[1])


def test_migrate_to_another_database_tells_each_table(own: Path) -> None:
    done = takt("migrate --to sqlite:///copy.db")
    assert done.exit_code == 0 and "answer: 0 rows, equal" in done.output.splitlines()
    assert "Set TAKT_DATABASE_URL to it and start Takt." in done.output
    assert takt("migrate --to nonsense").exit_code == 2


def test_check_tells_of_the_daily_backups(own: Path, tmp_path: Path) -> None:
    assert "backups: none in" in takt("check --offline").output
    (tmp_path / "config.toml").write_text("[backup]\nfolder = ''\n")
    assert "backups:" not in takt("check --offline").output
