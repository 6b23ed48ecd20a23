"""The app manifest, generated from the command declarations: what an administrator pastes to make the app."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from adapters.slack.commands import SlashCommand, slash_commands
from adapters.slack.incoming import EVENTS
from adapters.slack.scopes import wanted
from adapters.slack.spans import Json
from bot.chat.command import Catalogue

_DESCRIPTION = "A CPIM question every study day, scores, and a countdown to your exam. Not affiliated with ASCM."
_LONG = (
    "Takt is the study-group bot for people preparing for the CPIM exam. In the channels it is invited to, it asks one "
    "question every study day, takes the answers in private, reveals and explains the key, keeps the score, and counts "
    "down to each member's exam. It keeps nothing of what members write to each other. "
    "Takt is not affiliated with ASCM."
)


def manifest(
    catalogue: Catalogue[Any],
    *,
    prefix: str = "",
    url: str = "",
    redirect: str = "",
    history: bool = True,
    name: str = "Takt",
) -> Json:
    """The manifest. With `url` (https, of signed HTTP) Slack calls us; without, Socket Mode is used.

    With `redirect` (https) other workspaces can install the app, and come back there.
    """
    back = {"redirect_urls": [redirect]} if redirect else {}
    request = {"request_url": url} if url else {}
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": _DESCRIPTION,
            "long_description": _LONG,
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name.lower(), "always_online": True},
            "slash_commands": [_command(found, url) for found in slash_commands(catalogue, prefix)],
        },
        "oauth_config": {**back, "scopes": {"bot": list(wanted(history=history))}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not url,
            "token_rotation_enabled": False,
        },
    }


def _command(found: SlashCommand, url: str) -> Json:
    declared: Json = {"command": found.name, "description": found.description}
    if url:
        declared["url"] = url
    if found.usage:
        declared["usage_hint"] = found.usage
    return {**declared, "should_escape": True}


def as_json(document: Json) -> str:
    """The manifest as JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_yaml(document: Json) -> str:
    """The manifest as YAML text. Every text is written as JSON, which YAML reads, so that none is misread."""
    return "".join(f"{line}\n" for line in _yaml(document, ""))


def _yaml(node: Json | list[Any], indent: str) -> Iterator[str]:
    entries = node.items() if isinstance(node, dict) else ((None, value) for value in node)
    for key, value in entries:
        head = f"{indent}- " if key is None else f"{indent}{key}: "
        if isinstance(value, dict | list) and value:
            inner = list(_yaml(value, indent + "  "))
            if key is None:
                yield head + inner[0].lstrip()
                yield from inner[1:]
            else:
                yield head.rstrip()
                yield from inner
        else:
            yield head + json.dumps(value, ensure_ascii=False)
