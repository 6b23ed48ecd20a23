"""Secrets come from the environment, or from the files that it names: never from the settings or the command line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config.settings import looks_secret

_DISCORD = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")
_PORTAL = "in the Developer Portal, under Bot, press Reset Token and copy what it shows"
_BOT_TOKEN = "on the app's page, under Install App, copy the Bot User OAuth Token; it begins with xoxb-"
_APP_TOKEN = (
    "on the app's page, under Basic Information, make an App-Level Token with connections:write; it begins with xapp-"
)
_SIGNING = "on the app's page, under Basic Information, copy the Signing Secret: 32 letters a to f and digits"

_CLIENT = "on the app's page, under Basic Information, copy the Client Secret: 32 letters a to f and digits"
_ENCRYPTION = "`takt slack-key` prints one; to change it give several with commas between, the newest first"


@dataclass(frozen=True, slots=True)
class Shape:
    """A secret of a section: its name there, the end of its variable, what it looks like, and where to find it."""

    key: str
    variable: str
    pattern: re.Pattern[str]
    remedy: str


DISCORD = (Shape("token", "TOKEN", _DISCORD, _PORTAL),)
SLACK = (
    Shape("token", "TOKEN", re.compile(r"xoxb-[\w-]+"), _BOT_TOKEN),
    Shape("app_token", "APP_TOKEN", re.compile(r"xapp-[\w-]+"), _APP_TOKEN),
    Shape("signing_secret", "SIGNING_SECRET", re.compile(r"[0-9a-f]{32}"), _SIGNING),
)
_KEY = r"[\w-]{43}="
SLACK_APP = (
    Shape("client_secret", "CLIENT_SECRET", re.compile(r"[0-9a-f]{32}"), _CLIENT),
    Shape("signing_secret", "SIGNING_SECRET", re.compile(r"[0-9a-f]{32}"), _SIGNING),
    Shape("encryption_key", "ENCRYPTION_KEY", re.compile(rf"{_KEY}([\s,]+{_KEY})*"), _ENCRYPTION),
)
DATABASE = "TAKT_DATABASE_URL"
HEARTBEAT = "TAKT_HEARTBEAT_URL"
CONFIG = "TAKT_CONFIG"
_OTHERS = {CONFIG, "TAKT_CHROMIUM"}


def variable(section: str, shape: Shape, name: str = "") -> str:
    """The variable of a secret, such as TAKT_SLACK_ACME_TOKEN for the workspace named acme."""
    parts = ["TAKT", section, *([name.replace("-", "_")] if name else []), shape.variable]
    return "_".join(parts).upper()


@dataclass(slots=True)
class Vault:
    """The environment as far as it concerns us. Notes what is wrong, what was given, and what was asked for."""

    environment: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    known: set[str] = field(default_factory=lambda: set(_OTHERS))

    def value(self, name: str) -> str:
        """What the variable holds, or the file that its sister names; "" where neither is set."""
        from_file = f"{name}_FILE"
        self.known |= {name, from_file}
        plain, path = self.environment.get(name, "").strip(), self.environment.get(from_file, "").strip()
        if plain and path:
            self.faults.append(f"{name} and {from_file} are both set; unset one of them")
            return ""
        if looks_secret(path):
            self.faults.append(f"{from_file}: holds a secret, not the name of a file; set it as {name} instead")
            return ""
        value = plain or (self._read(from_file, Path(path)) if path else "")
        if value:
            self.given.append(name if plain else from_file)
        return value

    def secrets(self, section: str, shapes: tuple[Shape, ...], name: str = "") -> dict[str, str]:
        """The secrets of a section that are set, by key."""
        found = {shape: self.value(variable(section, shape, name)) for shape in shapes}
        for shape, value in found.items():
            if value and not shape.pattern.fullmatch(value):
                self.faults.append(f"{variable(section, shape, name)}: {_misshapen(value, shape, shapes)}")
        return {shape.key: value for shape, value in found.items() if value}

    def unread(self) -> tuple[str, ...]:
        """Variables that look like ours and that nothing asked for: misspelt, or of a workspace that is not listed."""
        return tuple(sorted(name for name in self.environment if name.startswith("TAKT_") and name not in self.known))

    def _read(self, name: str, path: Path) -> str:
        try:
            text = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            self.faults.append(f"{name}: {path} cannot be read ({error.strerror}); name a file that Takt may read")
            return ""
        except UnicodeDecodeError:
            self.faults.append(f"{name}: {path} holds no text; put the secret into it and nothing else")
            return ""
        self.files.append(path)
        if not text:
            self.faults.append(f"{name}: {path} is empty; put the secret into it")
        return text


def _misshapen(value: str, shape: Shape, shapes: tuple[Shape, ...]) -> str:
    """What is probably wrong with a secret, without showing it."""
    if value[0] in "\"'" or value[-1] in "\"'":
        return "stands in quotes; leave them out"
    if value.casefold().startswith("bot "):
        return 'begins with "Bot"; leave that word out'
    other = next((one for one in shapes if one is not shape and one.pattern.fullmatch(value)), None)
    if other:
        return f"this is the secret for …_{other.variable}; here, {shape.remedy}"
    return f"does not look like one; {shape.remedy}"


def misplaced(section: str, entry: Mapping[str, Any], shapes: tuple[Shape, ...], name: str = "") -> list[str]:
    """Faults for secrets that were written into the settings."""
    places = {shape.key: variable(section, shape, name) for shape in shapes if shape.key in entry}
    return [
        f"[{section}] {key}: secrets do not belong in this file; take the line out, make a new secret, "
        f"and set it as {place} or in the file that {place}_FILE names"
        for key, place in places.items()
    ]
