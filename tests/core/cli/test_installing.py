"""`takt invite`, `manifest` and `slack-key`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from tests.core.cli.terminal import ROOT, takt
from tests.core.test_config import DISCORD


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
