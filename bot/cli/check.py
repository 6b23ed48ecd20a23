"""`takt check`: the doctor. One line for each thing looked at, and exit status 1 if one of them is not well."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.app import CONTENT, doors_of, rota_of
from bot.chat.platform import ChatPlatform, Finding
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import say, show
from bot.config import Config, ConfigError, Found
from bot.doctor import look_at_backups, look_at_content, look_at_database, look_at_secret_files, look_at_watch
from content.generators import GENERATORS

SUBJECT = "configuration"


def check_it(
    config: ConfigOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no platform anything.")] = False,
) -> None:
    """Look at the configuration, the content, the database and what each platform still has to grant.

    Changes nothing. Exit status 1 if something is not well.
    """
    found = asyncio.run(findings(config, offline=offline))
    show(found)
    ill = sum(not finding.well for finding in found)
    say("")
    say(f"{ill} of {len(found)} need your attention." if ill else "All is well: `takt run` starts Takt.")
    raise typer.Exit(1 if ill else 0)


async def findings(file: Path | None, *, offline: bool) -> list[Finding]:
    """Everything that the doctor sees, in the order in which it should be mended."""
    try:
        found = configured(file)
    except ConfigError as error:
        faults = [Finding(SUBJECT, False, fault) for fault in error.faults]
        return [*faults, look_at_content(CONTENT, GENERATORS)]
    seen = [*_of_configuration(found), *_of_secrets(found), look_at_content(CONTENT, GENERATORS)]
    seen += await look_at_database(found.config.database.url)
    seen += look_at_backups(rota_of(found.config), datetime.now(UTC))
    seen.append(await look_at_watch(found.config.watch.host, found.config.watch.port))
    if not found.missing and not offline:
        for of_one in await asyncio.gather(*(_examined(platform) for platform, _ in doors_of(found.config))):
            seen += of_one
    return seen


async def _examined(platform: ChatPlatform) -> list[Finding]:
    return list(await platform.examine())


def _of_configuration(found: Found) -> Iterator[Finding]:
    where = (
        f"{found.file}: every setting can be used" if found.file else "no config.toml here: every setting is default"
    )
    yield Finding(SUBJECT, True, where)
    for name in found.unread:
        yield Finding(SUBJECT, True, f"{name} is set, and nothing reads it", "correct its name, or unset it")
    yield _platforms(found.config)


def _platforms(config: Config) -> Finding:
    named = [*(["Discord"] if config.discord else []), *(f"Slack {one.name}".strip() for one in config.slack)]
    named += ["Slack in many workspaces"] if config.slack_app else []
    if named:
        return Finding("platforms", True, ", ".join(named))
    remedy = (
        "set TAKT_DISCORD_TOKEN, or TAKT_SLACK_TOKEN and TAKT_SLACK_APP_TOKEN, as the README shows step by step; "
        "`takt try` needs neither"
    )
    return Finding("platforms", False, "neither Discord nor Slack is connected", remedy)


def _of_secrets(found: Found) -> Iterator[Finding]:
    for missing in found.missing:
        what, _, remedy = missing.partition("; ")
        yield Finding("secret", False, what, remedy)
    if found.given:
        yield Finding("secrets", True, f"{', '.join(found.given)}: each has the look of one")
    yield from look_at_secret_files(found.secret_files)
