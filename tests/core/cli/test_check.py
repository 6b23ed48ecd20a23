"""`takt check`, as an operator types it: what it prints, and its exit status."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.cli import check
from bot.doctor import look_at_secret_files
from tests.core.cli.terminal import database, takt
from tests.core.test_config import APP, BOT, DISCORD
from tests.core.world import MONDAY
from tests.fakes.discord_server import DiscordServer


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
