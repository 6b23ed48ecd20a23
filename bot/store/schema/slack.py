"""Workspaces that installed the Slack app by themselves.

The columns are those that slack_sdk's stores ask for by name; texts are of any length, for sealed tokens are longer
than what slack_sdk would leave them.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Index, Table

from bot.store.schema.kit import id_, metadata, words

slack_installation = Table(
    "slack_installation",
    metadata,
    id_(),
    words("client_id", nullable=False),
    words("app_id", nullable=False),
    words("enterprise_id"),
    words("enterprise_name"),
    words("team_id"),
    words("team_name"),
    words("bot_token"),
    words("bot_id"),
    words("bot_user_id"),
    words("bot_scopes"),
    words("bot_refresh_token"),
    Column("bot_token_expires_at", DateTime),
    Column("is_enterprise_install", Boolean, nullable=False),
    Column("installed_at", DateTime, nullable=False),
    Index("ix_slack_installation_team", "team_id", "client_id", "installed_at"),
    sqlite_autoincrement=True,
    comment="The Slack workspaces that installed Takt by themselves. `bot_token` is encrypted; enterprise and refresh "
    "columns stay empty.",
)

slack_oauth_state = Table(
    "slack_oauth_state",
    metadata,
    id_(),
    words("state", nullable=False),
    Column("expire_at", DateTime, nullable=False),
    Index("ix_slack_oauth_state_state", "state"),
    Index("ix_slack_oauth_state_expire_at", "expire_at"),
    sqlite_autoincrement=True,
    comment="Installations on Slack that were begun and not yet ended: a random text and until when it counts.",
)
