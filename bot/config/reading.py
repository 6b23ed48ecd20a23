"""A file, the environment and the defaults become one configuration, or a list of everything wrong with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.config import secrets
from bot.config.faults import ConfigError, faults_of
from bot.config.settings import Config, Database, looks_secret

FILE = Path("config.toml")
_IN_THE_ENVIRONMENT = {"database.url": secrets.DATABASE, "watch.heartbeat_url": secrets.HEARTBEAT}
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A configuration, where it came from, and what is worth saying of it."""

    config: Config
    file: Path | None
    """None where there is no file and everything is at its default."""
    missing: tuple[str, ...]
    """What stands in the way of running: secrets that the configured platforms want and nobody gave."""
    given: tuple[str, ...]
    """The variables that gave a secret."""
    secret_files: tuple[Path, ...]
    unread: tuple[str, ...]
    """Variables that begin like ours and that nothing reads."""

    def ready(self) -> Config:
        """The configuration, if Takt can run with it. Raises ConfigError with what is missing."""
        if self.missing:
            raise ConfigError(self.missing)
        return self.config


def read(file: Path | None, environment: Mapping[str, str]) -> Found:
    """The configuration of this file: by default the one that TAKT_CONFIG names, else config.toml if there is one.

    Raises ConfigError with every fault.
    """
    named = file or (Path(environment[secrets.CONFIG]) if environment.get(secrets.CONFIG) else None)
    path = named or (FILE if FILE.exists() else None)
    raw = _parse(path) if path else {}
    vault = secrets.Vault(environment)
    if faults := _misplaced(raw) or _leaked(
        raw
    ):  # nothing of such a file is looked at further, so that no secret can reach a message
        raise ConfigError(faults)
    merged = _with_secrets(raw, vault)
    _add_heartbeat(merged, vault)
    _locate_database(merged, vault, (path.parent if path else Path()).resolve())
    try:
        config = Config.model_validate(merged)
    except ValidationError as error:
        raise ConfigError([*faults_of(error, raw), *vault.faults]) from None
    if vault.faults:
        raise ConfigError(vault.faults)
    return Found(config, path, tuple(_missing(config)), tuple(vault.given), tuple(vault.files), vault.unread())


def _parse(path: Path) -> dict[str, Any]:
    try:
        return _one_workspace_or_several(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        why = "there is no such file; copy config.example.toml there, or leave --config and TAKT_CONFIG out"
    except OSError as error:
        why = f"cannot be read ({error.strerror}); let Takt's user read it"
    except UnicodeDecodeError:
        why = "is not UTF-8; save it as UTF-8"
    except tomllib.TOMLDecodeError as error:
        why = f"is not valid TOML: {_place(error)}; compare with config.example.toml"
    raise ConfigError([f"{path}: {why}"])


def _one_workspace_or_several(raw: dict[str, Any]) -> dict[str, Any]:
    """Whoever has one workspace may write [slack] for [[slack]]."""
    return {**raw, "slack": [raw["slack"]]} if isinstance(raw.get("slack"), dict) else raw


def _place(error: tomllib.TOMLDecodeError) -> str:
    """Where and what, without the words of the file: they might be a secret."""
    found = re.search(r"at line \d+", str(error))
    return f"look {found[0]}" if found else "look at the end"


def _workspaces(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    listed = raw.get("slack")
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("name", "")
    return name if isinstance(name, str) else ""


def _misplaced(raw: Mapping[str, Any]) -> list[str]:
    discord = raw.get("discord")
    faults = secrets.misplaced("discord", discord, secrets.DISCORD) if isinstance(discord, dict) else []
    if isinstance(app := raw.get("slack_app"), dict):
        faults += secrets.misplaced("slack_app", app, secrets.SLACK_APP)
    for entry in _workspaces(raw):
        faults += secrets.misplaced("slack", entry, secrets.SLACK, _name(entry))
    return faults


def _leaked(raw: Any, place: str = "") -> list[str]:
    """Faults for texts that look like a token, whatever key they stand under."""
    if isinstance(raw, str):
        variable = _IN_THE_ENVIRONMENT.get(place)
        remedy = f"set it as {variable}" if variable else "see config.example.toml for where"
        return [f"{place}: holds a secret; take it out of this file, and {remedy}"] if looks_secret(raw) else []
    pairs: Iterator[tuple[object, Any]] = iter(())
    if isinstance(raw, dict):
        pairs = iter(raw.items())
    elif isinstance(raw, list):
        pairs = ((number, value) for number, value in enumerate(raw, 1))
    return [fault for key, value in pairs for fault in _leaked(value, f"{place}.{key}".lstrip("."))]


def _with_secrets(raw: Mapping[str, Any], vault: secrets.Vault) -> dict[str, Any]:
    """What was read, with the secrets of each section. A platform that has a secret needs no section."""
    merged = dict(raw)
    for section, shapes in (("discord", secrets.DISCORD), ("slack_app", secrets.SLACK_APP)):
        found = vault.secrets(section, shapes)
        if found and isinstance(raw.get(section, {}), dict):
            merged[section] = {**raw.get(section, {}), **found}
    listed = _workspaces(raw)
    entries = [{**entry, **vault.secrets("slack", secrets.SLACK, _name(entry))} for entry in listed]
    if all(_name(entry) for entry in listed) and (unnamed := vault.secrets("slack", secrets.SLACK)):
        entries.append(unnamed)
    if entries and isinstance(raw.get("slack", []), list) and len(listed) == len(raw.get("slack", [])):
        merged["slack"] = entries
    return merged


def _locate_database(merged: dict[str, Any], vault: secrets.Vault, folder: Path) -> None:
    """Give the database its driver, and a relative SQLite file its place beside the configuration."""
    section = merged.get("database", {})
    if not isinstance(section, dict):
        return
    given = vault.value(secrets.DATABASE)
    text = given or section.get("url", Database().url)
    if isinstance(text, str):
        try:
            merged["database"] = {**section, "url": address(text, folder)}
        except ArgumentError:
            name = secrets.DATABASE if given else "[database] url"
            vault.faults.append(f"{name}: is no database address; it wants {Database.model_fields['url'].description}")


def _add_heartbeat(merged: dict[str, Any], vault: secrets.Vault) -> None:
    """The address from the environment goes before the one in the file."""
    section = merged.get("watch", {})
    if (given := vault.value(secrets.HEARTBEAT)) and isinstance(section, dict):
        merged["watch"] = {**section, "heartbeat_url": given}


def address(text: str, folder: Path) -> str:
    """A database's address with its driver, a relative SQLite file from this folder. Raises ArgumentError."""
    try:
        url = make_url(text)
    except ValueError:  # a port that is no number
        raise ArgumentError from None
    if url.drivername not in _DRIVERS or (url.drivername.startswith("sqlite") and not url.database):
        raise ArgumentError
    url = url.set(drivername=_DRIVERS[url.drivername])
    if url.drivername == _DRIVERS["sqlite"]:
        url = url.set(database=str(folder / str(url.database)))
    return url.render_as_string(hide_password=False)


def _missing(config: Config) -> Iterator[str]:
    """The secrets that the platforms need and nobody gave."""
    if config.discord and not config.discord.token.get_secret_value():
        yield _wanting("discord", secrets.DISCORD[0])
    for shape in secrets.SLACK_APP if config.slack_app else ():
        if not getattr(config.slack_app, shape.key).get_secret_value():
            yield _wanting("slack_app", shape)
    for workspace in config.slack:
        bot, app, signing = secrets.SLACK
        for shape in (bot, app if workspace.mode == "socket" else signing):
            if not getattr(workspace, shape.key).get_secret_value():
                yield _wanting("slack", shape, workspace.name)


def _wanting(section: str, shape: secrets.Shape, name: str = "") -> str:
    return f"{secrets.variable(section, shape, name)}: is not set; {shape.remedy}"
