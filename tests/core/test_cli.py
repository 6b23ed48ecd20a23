"""The command line, as an operator types it: what it prints, and its exit status."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from structlog.contextvars import bound_contextvars
from typer.main import get_command
from typer.testing import CliRunner, Result

from bot.bank import ContentError, Fault
from bot.chat.platform import Unauthorised
from bot.cli import check, program, restore
from bot.cli.failing import clearly
from bot.cli.logs import HIDDEN, PRYING, QUIET, Discreet, LogFormat, log_to_stderr
from bot.cli.run import _secrets
from bot.config import read
from bot.doctor import look_at_database, look_at_secret_files
from bot.store.keeper import InUse, Keeper
from bot.store.migrate import migrate, newest
from bot.version import VERSION
from tests.content.writing import SOUND
from tests.content.writing import folder as content_folder
from tests.core.releases import as_released
from tests.core.test_config import APP, BOT, DISCORD
from tests.core.world import MONDAY
from tests.fakes import postgres
from tests.fakes.discord_server import DiscordServer

ROOT = Path(__file__).parents[2]
LOGGERS = ["root", *QUIET, *PRYING]
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


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test starts where nobody has configured anything, and leaves the process as it was."""
    monkeypatch.chdir(tmp_path)
    for name in os.environ:
        if name.startswith("TAKT_"):
            monkeypatch.delenv(name)
    handlers, mask = logging.root.handlers[:], os.umask(0o022)
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    yield
    os.umask(mask)
    logging.root.handlers[:] = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def takt(line: str, **environment: str) -> Result:
    return CliRunner().invoke(program, line.split(), env=environment, prog_name="takt")


async def database(folder: Path) -> str:
    url = f"sqlite+aiosqlite:///{folder / 'data' / 'takt.db'}"
    (folder / "data").mkdir()
    await migrate(url, MONDAY)
    return url


# ── help ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


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


# ── check ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_check_of_nothing_at_all_tells_a_newcomer_how_to_begin() -> None:
    result = takt("check --offline")
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0] == "✓ configuration: no config.toml here: every setting is default"
    assert lines[1].startswith("✗ platforms: neither Discord nor Slack is connected. → set TAKT_DISCORD_TOKEN")
    assert "`takt try` needs neither" in lines[1]
    assert re.fullmatch(r"✓ content: \d+ questions to ask in 8 domains", lines[2])
    assert re.fullmatch(r"✓ database: .*takt\.db does not exist yet; the first start makes it", lines[3])
    assert lines[-1] == "1 of 5 need your attention."


def test_check_of_a_wrong_configuration_lists_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[takt]\nprefx = 'a'\n[study]\ngrace_hours = 'six'\n")
    result = takt("check --offline", TAKT_DISCORD_TOKEN="hunter2")
    assert result.exit_code == 1
    assert "✗ configuration: [takt] prefx: unknown setting; did you mean prefix?" in result.output
    assert '✗ configuration: [study] grace_hours: is "six"; it wants hours from 0 to 24' in result.output
    assert "✗ configuration: TAKT_DISCORD_TOKEN: does not look like one" in result.output
    assert "✓ content" in result.output
    assert "hunter2" not in result.output


def test_check_of_a_platform_without_its_token_says_where_the_token_is(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[discord]\n[[slack]]\nname = 'acme'\n")
    result = takt("check", TAKT_SLACK_ACME_TOKEN=BOT)
    assert result.exit_code == 1
    assert "✗ secret: TAKT_DISCORD_TOKEN: is not set. → in the Developer Portal, under Bot" in result.output
    assert "✗ secret: TAKT_SLACK_ACME_APP_TOKEN: is not set. → on the app's page" in result.output


async def test_check_of_a_right_configuration_is_well(tmp_path: Path) -> None:
    await database(tmp_path)
    (tmp_path / "data" / "takt.db").chmod(0o600)
    found = await check.findings(None, offline=True)
    assert next(f.text for f in found if f.subject == "database").endswith("has the schema of this release")


def test_check_of_a_right_configuration_says_so() -> None:
    result = takt("check --offline", TAKT_DISCORD_TOKEN=DISCORD, TAKT_SLACK_TOKEN=BOT, TAKT_SLACK_APP_TOKEN=APP)
    assert result.exit_code == 0, result.output
    assert "✓ platforms: Discord, Slack" in result.output
    assert "✓ secrets: TAKT_DISCORD_TOKEN, TAKT_SLACK_TOKEN, TAKT_SLACK_APP_TOKEN" in result.output
    assert "All is well: `takt run` starts Takt." in result.output
    assert not any(secret in result.output for secret in (DISCORD, BOT, APP))


async def test_check_asks_discord_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    server = DiscordServer(lambda: MONDAY)
    server.world.add_guild("Study hall")
    server.world.application |= {"bot_public": True}
    monkeypatch.setenv("TAKT_DISCORD_TOKEN", server.token)
    await server.start()
    with server.reached():
        found = {finding.subject: finding for finding in await check.findings(None, offline=False)}
    await server.stop()
    assert found["Discord token"].well
    assert "strangers can add Takt" in found["Discord installation"].text
    assert "Public Bot" in found["Discord installation"].remedy


def test_check_notices_a_misspelt_variable_and_goes_on() -> None:
    result = takt("check --offline", TAKT_DISCORD_TOKEN=DISCORD, TAKT_SLACK_TOKN="x")
    assert result.exit_code == 0
    assert "! configuration: TAKT_SLACK_TOKN is set, and nothing reads it" in result.output


def test_a_secret_that_others_can_read_is_a_warning(tmp_path: Path) -> None:
    kept, open_to_all = tmp_path / "kept", tmp_path / "open"
    for file, mode in ((kept, 0o600), (open_to_all, 0o644)):
        file.write_text(DISCORD)
        file.chmod(mode)
    (finding,) = look_at_secret_files([kept, open_to_all])
    assert finding.well and finding.remedy == f"chmod 600 {open_to_all}"


# ── the database, as the doctor sees it ──────────────────────────────────────────────────────────────────────────────


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


# ── backup, restore, migrate ─────────────────────────────────────────────────────────────────────────────────────────


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


# ── invite, manifest, content ────────────────────────────────────────────────────────────────────────────────────────


def test_invite_takes_the_application_from_the_token_or_from_its_option() -> None:
    expected = "https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot+applications.commands"
    assert takt("invite", TAKT_DISCORD_TOKEN=DISCORD).output.startswith(expected)
    assert takt("invite --application 123456789012345678").output.startswith(expected)


def test_invite_without_either_says_what_to_do() -> None:
    result = takt("invite")
    assert result.exit_code == 2
    assert "set TAKT_DISCORD_TOKEN, or give --application" in result.stderr
    assert takt("invite --application takt").exit_code == 2


def test_manifest_prints_what_is_committed() -> None:
    assert takt("manifest").output == (ROOT / "docs" / "slack-manifest.json").read_text(encoding="utf-8")


def test_manifest_takes_its_options_and_the_configured_prefix(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[takt]\nprefix = 'cpim-'\n[[slack]]\n")
    made = json.loads(takt("manifest --without-history --http https://takt.example.org/slack/events").output)
    assert "channels:history" not in made["oauth_config"]["scopes"]["bot"]
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://takt.example.org/slack/events"
    assert all(command["command"].startswith("/cpim-") for command in made["features"]["slash_commands"])
    other = yaml.safe_load(takt("manifest --yaml --prefix x-").output)
    assert other["features"]["slash_commands"][0]["command"].startswith("/x-")


def test_a_manifest_for_many_workspaces_says_where_browsers_come_back() -> None:
    made = json.loads(takt("manifest --oauth --http https://takt.example.org/slack/events").output)
    assert made["oauth_config"]["redirect_urls"] == ["https://takt.example.org/slack/oauth_redirect"]


def test_a_slack_key_is_fresh_and_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = takt("slack-key").output.strip(), takt("slack-key").output.strip()
    assert first != second
    text = "[slack_app]\nclient_id = '1.2'\naddress = 'https://takt.example.org'\n"
    (tmp_path / "config.toml").write_text(text)
    for name, value in (("CLIENT_SECRET", "0" * 32), ("SIGNING_SECRET", "1" * 32)):
        monkeypatch.setenv(f"TAKT_SLACK_APP_{name}", value)
    monkeypatch.setenv("TAKT_SLACK_APP_ENCRYPTION_KEY", f"{first},\n{second}")
    result = takt("check")
    assert "✓ platforms: Slack in many workspaces" in result.output and first not in result.output
    assert "workspaces install Takt at https://takt.example.org/slack/install" in " ".join(result.output.split())
    assert list(tmp_path.glob("**/*.db")) == []


@pytest.mark.parametrize("option", ["--http http://takt.example.org", "--prefix CPIM", "--oauth"])
def test_manifest_refuses_what_slack_would(option: str) -> None:
    result = takt(f"manifest {option}")
    assert result.exit_code == 2 and option.split()[0] in result.stderr


def test_content_check_counts_by_domain_and_level() -> None:
    result = takt("content check")
    assert result.exit_code == 0
    assert re.search(r"│ Inventory +│ +\d+ │", result.output)
    assert re.search(r"\d+ written and \d+ generated; written ones by level: remember \d+", result.output)
    assert "0 errors" in result.output


def test_content_check_for_programs(tmp_path: Path) -> None:
    long = SOUND.replace('"Hedge inventory"', '"Inventory bought early against a rise in price"')
    content_folder(
        tmp_path, IN13=long.replace("    stem:", '    exempt: {L09: "no shorter name exists for it"}\n    stem:')
    )
    result = takt(f"content check --json --folder {tmp_path}")
    found = json.loads(result.output)
    assert result.exit_code == 0 and found["passed"] is True and found["written"] == 1
    assert sum(found["by_domain"].values()) == found["written"] + found["generated"]
    assert sum(found["by_level"].values()) == found["written"]
    page = (ROOT / "docs" / "authors.md").read_text(encoding="utf-8").split("**For other programs.**")[1]
    for field in (*found, *found["exempt"][0]):
        assert f"`{field}`" in page, field
    assert found["schema"] == 1 and len(found["exempt"][0]["reason"].split()) >= 5
    assert all(set(fault) == {"file", "line", "rule", "level", "item", "text", "remedy"} for fault in found["faults"])


def test_content_check_of_a_broken_folder_fails(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    result = takt("content check --folder content --errors")
    assert result.exit_code == 1 and "subtopics.toml" in result.output
    assert ", 0 warnings, " in result.output and "1 notes" not in result.output


def test_content_compile_says_what_it_holds_or_why_it_cannot(tmp_path: Path) -> None:
    result = takt(f"content compile --folder {content_folder(tmp_path, IN13=SOUND)}")
    assert result.exit_code == 0 and "bank.jsonl holds 1 written question," in result.output
    (tmp_path / "bank.jsonl").unlink()
    (tmp_path / "bank.jsonl").mkdir()
    result = takt(f"content compile --folder {tmp_path}")
    assert result.exit_code == 2 and "cannot be written" in result.stderr
    (tmp_path / "other").mkdir()
    content_folder(tmp_path / "other", IN13=SOUND.replace("level: understand", "level: hard"))
    result = takt(f"content compile --folder {tmp_path / 'other'}")
    assert result.exit_code == 2 and "IN13.yaml:5: error L01" in result.stderr


# ── formula ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_formula_is_computed_with_its_working() -> None:
    result = takt("formula solve safety_stock sigma=20 lead=9 z=1.65")
    assert result.exit_code == 0
    assert result.output.splitlines()[0] == "safety stock: 99 units"
    assert "1. Standard deviation over the lead time: 20 × √9 ≈ 60 units." in result.output
    assert takt("formula solve inventory.safety_stock sigma=20 lead=9 z=1.65").output == result.output


def test_a_formula_without_values_shows_what_it_needs_and_a_line_to_copy() -> None:
    shown = takt("formula solve takt").output
    assert "breaks (b): planned breaks in each shift, in minutes" in shown
    assert "It gives: takt time, in seconds, to one decimal." in shown
    line = shown.splitlines()[-1].removeprefix("For example: takt ")
    assert takt(line).output.startswith("takt time: 90.0 seconds\n")


def test_values_that_cannot_be_used_are_all_told_in_one_message() -> None:
    result = takt("formula solve safety_stock sigma=x leed=9 z=-1")
    assert result.exit_code == 2 and result.stdout == ""
    assert [line.split(":")[0].strip() for line in result.stderr.splitlines()] == [
        "inventory.safety_stock cannot be computed", "leed", "sigma", "lead", "z", "For example",
    ]  # fmt: skip
    assert "write each value as name=value" in takt("formula solve safety_stock 20").stderr
    assert "sigma: stands twice" in takt("formula solve safety_stock sigma=20 Sigma=30 lead=9 z=1.65").stderr


def test_an_unknown_formula_is_told_what_may_have_been_meant() -> None:
    result = takt("formula solve safty-stok")
    assert result.exit_code == 2 and "did you mean inventory.safety_stock" in result.stderr
    assert "`takt formula list` shows all" in takt("formula solve xyzzy").stderr


def test_all_formulas_are_listed_by_domain() -> None:
    lines = takt("formula list").output.splitlines()
    assert lines.index("Inventory") < lines.index("  inventory.safety_stock  Safety stock, constant lead time")
    assert lines.index("Supply chains and strategy") == 0


# ── troubles ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (InUse(Path("takt.db")), "takt.db is in use by another running Takt"),
        (ContentError([Fault("a.yaml", 3, "L01", "is wrong", "mend it")]), "a.yaml:3"),
        (ExceptionGroup("both", [Unauthorised("the token was revoked", "Make a new one.")]), "Make a new one."),
        (OSError(98, "Address already in use"), "Address already in use; is another program"),
        (PermissionError(13, "Permission denied", "/data"), "/data: Permission denied; let Takt's user"),
    ],
)
def test_a_trouble_is_a_clear_line_and_status_2(
    error: Exception, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BaseException) as caught, clearly():
        raise error
    assert getattr(caught.value, "exit_code", None) == 2
    shown = capsys.readouterr().err
    assert said in shown and "Traceback" not in shown


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), clearly():
        _ = 1 / 0


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "no platform is configured"),
        ({"TAKT_DISCORD_TOKEN": "hunter2"}, "TAKT_DISCORD_TOKEN: does not look like one"),
        ({"TAKT_SLACK_TOKEN": BOT}, "TAKT_SLACK_APP_TOKEN: is not set"),
        ({"TAKT_CONFIG": "none.toml"}, "none.toml: there is no such file"),
    ],
)
def test_run_refuses_in_one_line_and_starts_nothing(environment: dict[str, str], said: str, tmp_path: Path) -> None:
    result = takt("run", **environment)
    assert result.exit_code == 2
    assert said in result.stderr and "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("roles", "database", "said"),
    [
        ("--role web", "postgresql://takt@127.0.0.1:1/takt", 'no Slack workspace with mode = "http" is configured'),
        ("--role gateway", "sqlite:///takt.db", "without --role worker another process would have to share"),
        ("--role worker", "sqlite:///takt.db", "without --role gateway another process would have to share"),
        ("--role clerk", "sqlite:///takt.db", "'clerk' is not one of 'gateway', 'web', 'worker'"),
    ],
)
def test_a_role_that_cannot_be_filled_is_refused(roles: str, database: str, said: str, tmp_path: Path) -> None:
    result = takt(f"run {roles}", TAKT_DISCORD_TOKEN=DISCORD, TAKT_DATABASE_URL=database)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert said in " ".join(re.sub("[│╭╰╮╯─]", " ", result.stderr).split())


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("secret", [BOT, 'a "quoted" \\ word', "geheim-ä", "two\nlines"])
def test_no_secret_gets_into_a_log_line_or_its_traceback(secret: str, as_json: bool) -> None:
    local = secret
    try:
        raise ValueError(f"refused {local}")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "", 1, "calling with %s", (secret,), sys.exc_info())
    line = Discreet([secret, ""], as_json=as_json).format(record)
    assert secret not in line and json.dumps(secret, ensure_ascii=False)[1:-1] not in line
    assert line.count(HIDDEN) == 2 and "Traceback" in line
    if as_json:
        assert json.loads(line)["event"] == f"calling with {HIDDEN}"


def test_a_secret_that_begins_like_another_is_hidden_to_its_end() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "calling with geheim-und-lang", (), None)
    line = Discreet(["geheim", "geheim-und-lang"]).format(record)
    assert HIDDEN in line and "lang" not in line


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("token xoxb-123-abc of another", "token [secret] of another"),
        ("wss://example.org/link?ticket=9f-8&app_id=7", "wss://example.org/link?ticket=[secret]&app_id=7"),
        (
            "PATCH https://d/api/v10/webhooks/12/aW50-x_/messages/1",
            "PATCH https://d/api/v10/webhooks/[secret]/messages/1",
        ),
        ("POST https://d/interactions/12/aW50/callback", "POST https://d/interactions/[secret]/callback"),
        ("at https://hooks.slack.com/commands/T1/2/xyz now", "at https://hooks.slack.com/[secret] now"),
        ("cannot reach postgresql://takt:geheim@db/takt", "cannot reach postgresql://[secret]@db/takt"),
        ("job open for 7 failed (try 2)", "job open for 7 failed (try 2)"),
    ],
)
def test_what_has_the_look_of_a_token_is_hidden_whoever_it_belongs_to(text: str, left: str, as_json: bool) -> None:
    record = logging.LogRecord("x", logging.ERROR, "", 1, "%s", (text,), None)
    assert left in Discreet((), as_json=as_json).format(record)


async def test_a_line_says_to_which_request_or_task_it_belongs() -> None:
    record = logging.LogRecord("bot.x", logging.INFO, "", 1, "done with %d", (3,), None)
    with bound_contextvars(request="0a1b2c3d", platform="slack"):
        line = json.loads(Discreet((), as_json=True).format(record))
    assert list(line)[:4] == ["time", "level", "logger", "event"]
    assert (line["level"], line["logger"], line["event"]) == ("info", "bot.x", "done with 3")
    assert (line["request"], line["platform"]) == ("0a1b2c3d", "slack") and "task" not in line

    async def told() -> str:
        return Discreet(()).format(record)

    assert "task=letter round:17:3" in (await asyncio.create_task(told(), name="letter round:17:3")).replace("'", "")


@pytest.mark.parametrize(
    ("log_format", "journal", "is_json"),
    [("auto", "", True), ("auto", "8:1234", False), ("console", "", False), ("json", "8:1234", True)],
)
def test_machines_get_json_people_and_the_journal_lines(
    log_format: LogFormat, journal: str, is_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_stderr("info", (), log_format, journal)
    logging.getLogger("bot.x").info("hello")
    shown = capsys.readouterr().err
    assert "hello" in shown and shown.startswith("{") == is_json and "\x1b" not in shown


def test_the_secret_part_of_a_heartbeat_address_is_hidden_wherever_it_stands_alone() -> None:
    found = read(None, {"TAKT_HEARTBEAT_URL": "https://example.org/ping/9d2f-4711-abcd?key=s3cr3t-s3cr3t"})
    line = logging.LogRecord("x", logging.ERROR, "", 1, "at /ping/9d2f-4711-abcd, with key=s3cr3t-s3cr3t", (), None)
    shown = Discreet(_secrets(found.config)).format(line)
    assert "9d2f" not in shown and "s3cr3t" not in shown and "/ping/" in shown


@pytest.mark.parametrize("level", ["debug", "info"])
def test_statements_beats_and_payloads_stay_out_of_the_log(level: str) -> None:
    log_to_stderr(level)
    for name in ("sqlalchemy.engine.Engine", "alembic.runtime.migration", "apscheduler.executors.default"):
        assert not logging.getLogger(name).isEnabledFor(logging.INFO), name
    for name in ("discord.gateway", "slack_sdk.webhook.async_client", "slack_bolt.AsyncApp"):
        assert not logging.getLogger(name).isEnabledFor(logging.DEBUG), name
    assert logging.getLogger("bot.running").isEnabledFor(logging.INFO)
    assert logging.getLogger("bot.running").isEnabledFor(logging.DEBUG) == (level == "debug")


# ── the room ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_room_refuses_a_port_that_is_taken_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = takt(f"try --port {port}")
    assert result.exit_code == 2
    assert f"port {port} of this machine is taken" in result.stderr and "--port" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_room_opens_says_where_and_leaves_on_sigterm(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "COLUMNS": "200"}
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "try", "--port", str(port), "--data", str(tmp_path / "room")],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert running.stdout
    shown = ""
    ends = time.monotonic() + 30
    while "http://" not in shown and time.monotonic() < ends and running.poll() is None:
        shown += running.stdout.readline()
    running.send_signal(signal.SIGTERM)
    rest, _ = running.communicate(timeout=20)
    assert re.search(rf"http://127\.0\.0\.1:{port}/\?key=\S{{20,}}", shown), shown
    assert "Traceback" not in rest and "everything is kept" in " ".join(rest.lower().split())
    assert running.returncode == 0
    assert {file.stat().st_mode & 0o077 for file in (tmp_path / "room").iterdir()} == {0}
