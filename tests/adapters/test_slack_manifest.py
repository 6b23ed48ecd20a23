"""The manifest is what Slack takes, and asks for nothing that is not used."""

from __future__ import annotations

import json

import pytest
import yaml
from jsonschema import Draft7Validator

from adapters.slack.commands import slash_commands
from adapters.slack.incoming import EVENTS
from adapters.slack.manifest import as_json, as_yaml, manifest
from adapters.slack.scopes import SCOPES, wanted
from adapters.slack.spans import Json
from bot.chat.command import Catalogue, Command
from tests.adapters.slack_catalogue import CATALOGUE
from tests.fakes.slack_checks import SPECS

VARIANTS: list[dict[str, object]] = [
    {},
    {"history": False},
    {"prefix": "cpim-"},
    {"url": "https://takt.example.org/slack/events"},
    {"url": "https://takt.example.org/slack/events", "redirect": "https://takt.example.org/slack/oauth_redirect"},
]


def made(variant: dict[str, object]) -> Json:
    return manifest(CATALOGUE, **variant)  # type: ignore[arg-type]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_it_is_valid_by_slacks_schema(variant: dict[str, object], version: str) -> None:
    path = SPECS / "slack-manifest" / f"manifest.schema.{version}.json"
    if not path.exists():
        pytest.skip("the vendors' schemas are not beside the repository")
    errors = [e.message for e in Draft7Validator(json.loads(path.read_text())).iter_errors(made(variant))]
    assert errors == []


def test_without_history_the_history_scopes_alone_are_left_out() -> None:
    with_history, without = (made({"history": h})["oauth_config"]["scopes"]["bot"] for h in (True, False))
    assert set(with_history) - set(without) == {"channels:history", "groups:history", "im:history"}
    without_history = {"chat:write", "commands", "im:write", "files:write", "users:read"}
    assert set(without) == without_history | {"channels:read", "groups:read"}


def test_no_scope_is_asked_without_a_reason_and_a_consequence() -> None:
    assert all(scope.why and scope.without for scope in SCOPES)
    assert wanted(history=True) == tuple(scope.name for scope in SCOPES)
    assert not any("email" in scope.name for scope in SCOPES)


def test_each_first_word_is_one_slash_command_with_its_prefix() -> None:
    commands = made({"prefix": "cpim-"})["features"]["slash_commands"]
    assert [c["command"] for c in commands] == ["/cpim-score", "/cpim-takt"]
    assert all(c["should_escape"] for c in commands)
    assert commands[0]["description"] == "Show your score"
    assert commands[0]["usage_hint"] == "show | share [with]"
    assert "echo <text>" in commands[1]["usage_hint"]


def test_a_group_with_very_many_parameters_keeps_a_hint_that_fits() -> None:
    command = CATALOGUE.commands[3]
    many: Catalogue[None] = Catalogue(
        tuple(Command(f"takt do{n}", "Do", command.run, command.params * 5) for n in range(40)), ()
    )
    (declared,) = slash_commands(many, "")
    assert len(declared.usage) <= 1000 and declared.usage.startswith("do0 | do1")


def test_http_gives_slack_the_address_everywhere_and_socket_mode_nowhere() -> None:
    url = "https://takt.example.org/slack/events"
    http, socket = made({"url": url}), made({})
    assert http["settings"]["event_subscriptions"]["request_url"] == url
    assert http["settings"]["interactivity"]["request_url"] == url
    assert http["features"]["slash_commands"][0]["url"] == url
    assert http["settings"]["socket_mode_enabled"] is False
    assert socket["settings"]["socket_mode_enabled"] is True
    assert "url" not in str(socket["settings"])


def test_it_listens_to_exactly_what_is_handled() -> None:
    assert set(made({})["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)


@pytest.mark.parametrize("variant", VARIANTS)
def test_both_texts_say_the_same(variant: dict[str, object]) -> None:
    document = made(variant)
    assert json.loads(as_json(document)) == document
    assert yaml.safe_load(as_yaml(document)) == document
