"""Every setting: its default, and in its description what it wants. Secrets are no settings: they join later."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError

from bot.study.desk import Timing
from bot.watching.attending import Where

_SECRET = re.compile(r"xox[a-z]-|xapp-|[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}|://[^/\s:@]*:[^/\s@]+@")
NO_SECRET = SecretStr("")


def looks_secret(text: str) -> bool:
    """Whether a text has the look of a token, or holds a password."""
    return bool(_SECRET.search(text))


def _texts(value: object) -> object:
    """Ids may be written with or without quotes."""
    if isinstance(value, list) and all(type(one) in (int, str) for one in value):
        return frozenset(str(one) for one in value)
    return value


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _history(value: object) -> object:
    """It was true or false once, and still may be."""
    return {True: "full", False: "none"}[value] if isinstance(value, bool) else value


def _secret(value: object) -> object:
    return SecretStr(value) if isinstance(value, str) else value


Secret = Annotated[SecretStr, BeforeValidator(_secret), Field(exclude=True, repr=False)]
"""From the environment or a file, never from the settings."""


class Section(BaseModel):
    """What all sections have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Takt(Section):
    """The bot as a whole."""

    prefix: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9_-]{0,19})?$",
        description='lower-case letters, digits, - and _, at most 20, such as "cpim-", or "" for none',
    )
    log_format: Literal["auto", "console", "json"] = Field(default="auto", description='"auto", "console" or "json"')
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description='"debug", "info", "warning" or "error"'
    )


class Database(Section):
    """Where everything is kept."""

    url: str = Field(
        default="sqlite:///data/takt.db",
        repr=False,  # from the environment it may hold a password
        description='an address such as "sqlite:///data/takt.db" or "postgresql://takt@db.example.org/takt"',
    )


class Backup(Section):
    """The daily copies of a SQLite database."""

    folder: str = Field(
        default="backups", description='a folder such as "backups" or "/mnt/nas/takt", or "" for no daily backups'
    )
    keep: int = Field(default=7, ge=1, le=1000, description="a number from 1 to 1000, such as 7")


class Study(Section):
    """How long things may take."""

    grace_hours: float = Field(default=6, ge=0, le=24, description="hours from 0 to 24, such as 6")
    refresh_seconds: float = Field(default=20, ge=1, le=600, description="seconds from 1 to 600, such as 20")
    settling_seconds: float = Field(default=150, ge=30, le=3600, description="seconds from 30 to 3600, such as 150")
    taps_seconds: float = Field(default=5, ge=0, le=60, description="seconds from 0 to 60, such as 5")

    def timing(self) -> Timing:
        """The same for those who do the work."""
        return Timing(
            grace=timedelta(hours=self.grace_hours),
            refresh=timedelta(seconds=self.refresh_seconds),
            settling=timedelta(seconds=self.settling_seconds),
            taps_under_way=timedelta(seconds=self.taps_seconds),
        )


class Watch(Section):
    """For whoever watches the bot."""

    host: str = Field(default="127.0.0.1", min_length=1, description='an address of this machine, such as "127.0.0.1"')
    port: int = Field(default=9464, ge=0, le=65535, description="a port from 1 to 65535, such as 9464, or 0 for none")
    heartbeat_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#]+\S*)?$",
        repr=False,  # it may be as good as a password
        description='an address that begins with https:// or http://, or "" for none',
    )

    def where(self) -> Where:
        """The same for those who do the work."""
        return Where(self.host, self.port, self.heartbeat_url)


class Discord(Section):
    """One Discord application."""

    communities: Annotated[frozenset[Annotated[str, Field(pattern=r"^\d{15,20}$")]], BeforeValidator(_texts)] = Field(
        default=frozenset(), description='a list of server ids, 15 to 20 digits each, such as ["123456789012345678"]'
    )
    shard_count: int = Field(default=0, ge=0, le=10_000, description="a whole number; 0 where nothing is sharded")
    shards: Annotated[tuple[Annotated[int, Field(ge=0)], ...], BeforeValidator(_tuple)] = Field(
        default=(), description="a list of shard numbers below shard_count, such as [0, 1]"
    )
    token: Secret = NO_SECRET

    @model_validator(mode="after")
    def _shards_exist(self) -> Self:
        if any(shard >= self.shard_count for shard in self.shards):
            raise PydanticCustomError(
                "takt_shards",
                "shards: not all are below shard_count; count them from 0, and give shard_count",
            )
        return self

    @property
    def own_shards(self) -> tuple[int, ...]:
        """The shards that this process serves: those listed, else all. Empty where nothing is sharded."""
        return self.shards or tuple(range(self.shard_count))


class _OnSlack(Section):
    """What one workspace with its own app and one app in many workspaces have in common."""

    host: str = Field(default="127.0.0.1", min_length=1, description='an address of this machine, such as "127.0.0.1"')
    port: int = Field(default=3000, ge=1, le=65535, description="a port from 1 to 65535, such as 3000")
    path: str = Field(default="/slack/events", pattern=r"^/[\w./-]*$", description='a path such as "/slack/events"')
    history: Annotated[Literal["full", "slow", "none"], BeforeValidator(_history)] = Field(
        default="full", description='"full", "slow" or "none"'
    )
    communities: Annotated[frozenset[Annotated[str, Field(pattern=r"^T[A-Z0-9]{5,}$")]], BeforeValidator(_texts)] = (
        Field(default=frozenset(), description='a list of workspace ids, each a T and more, such as ["T0123ABCD"]')
    )
    signing_secret: Secret = NO_SECRET


class Slack(_OnSlack):
    """One Slack workspace with an app of its own."""

    name: str = Field(
        default="",
        pattern=r"^([a-z][a-z0-9-]{0,29})?$",
        description='lower-case letters, digits and -, such as "acme", or "" for the only workspace',
    )
    mode: Literal["socket", "http"] = Field(default="socket", description='"socket" or "http"')
    token: Secret = NO_SECRET
    app_token: Secret = NO_SECRET

    @model_validator(mode="after")
    def _name_is_distinct(self) -> Self:
        # TAKT_SLACK_APP_TOKEN belongs to the workspace without a name, TAKT_SLACK_X_APP_TOKEN to the workspace x.
        if self.name.split("-")[-1] == "app":
            raise PydanticCustomError("takt_name", "name: may not end in app, or its secrets' names would be ambiguous")
        return self


class SlackApp(_OnSlack):
    """One Slack app that many workspaces install by themselves. Signed HTTP only."""

    client_id: str = Field(
        default="", pattern=r"^(\d+\.\d+)?$", description='the Client ID, such as "1234567890.9876543210"'
    )
    address: str = Field(
        default="",
        pattern=r"^(https://[\w.:-]+)?$",
        description='where browsers and Slack reach Takt, such as "https://takt.example.org", without a path',
    )
    client_secret: Secret = NO_SECRET
    encryption_key: Secret = NO_SECRET

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.client_id:
            raise PydanticCustomError(
                "takt_app", "client_id: is not set; on the app's page, under Basic Information, copy the Client ID"
            )
        if not self.address:
            raise PydanticCustomError(
                "takt_app",
                'address: is not set; it wants where browsers reach Takt, such as "https://takt.example.org"',
            )
        if self.path.startswith(("/slack/install", "/slack/oauth_redirect")):
            raise PydanticCustomError("takt_app", "path: is that of a page for installing; take another")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The encryption keys, the newest first."""
        return tuple(re.split(r"[\s,]+", self.encryption_key.get_secret_value()))


class Config(Section):
    """The whole configuration. A platform is there if it has a section or a token."""

    takt: Takt = Takt()
    database: Database = Database()
    backup: Backup = Backup()
    study: Study = Study()
    watch: Watch = Watch()
    discord: Discord | None = None
    slack: Annotated[tuple[Slack, ...], BeforeValidator(_tuple)] = ()
    slack_app: SlackApp | None = None

    @staticmethod
    def sections() -> dict[str, type[Section]]:
        """The model of each section, by its name in the file."""
        return {
            "takt": Takt,
            "database": Database,
            "backup": Backup,
            "study": Study,
            "watch": Watch,
            "discord": Discord,
            "slack": Slack,
            "slack_app": SlackApp,
        }

    @model_validator(mode="after")
    def _slack_in_one_way(self) -> Self:
        if self.slack and self.slack_app:
            raise PydanticCustomError(
                "takt_ways",
                "[[slack]] and [slack_app]: give one of them; an app that many workspaces install serves all of Slack",
            )
        return self

    @model_validator(mode="after")
    def _workspaces_differ(self) -> Self:
        names = [workspace.name for workspace in self.slack]
        if len(set(names)) < len(names):
            raise PydanticCustomError(
                "takt_names", "[[slack]] name: two workspaces share a name; give each its own, such as acme"
            )
        ports = [(workspace.host, workspace.port) for workspace in self.slack if workspace.mode == "http"]
        if len(set(ports)) < len(ports):
            raise PydanticCustomError("takt_ports", "[[slack]] port: two workspaces share a port; give each its own")
        return self


def settable(model: type[Section]) -> dict[str, Any]:
    """The settings of a section and their defaults, without secrets."""
    return {name: field.default for name, field in model.model_fields.items() if not field.exclude}
