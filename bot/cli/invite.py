"""`takt invite`: the address at which someone adds Takt to a Discord server."""

from __future__ import annotations

from typing import Annotated

import typer

from adapters.discord.permissions import application_of, invite_link
from bot.cli.failing import clearly
from bot.cli.options import ConfigOption, configured
from bot.cli.printing import say
from bot.config import ConfigError


def invite_it(
    application: Annotated[
        str, typer.Option(metavar="ID", help="The application's id. Default: the one in TAKT_DISCORD_TOKEN.")
    ] = "",
    config: ConfigOption = None,
) -> None:
    """Print Discord's link to add Takt to a server, with exactly what it uses: nothing privileged."""
    with clearly():
        say(invite_link(_checked(application) if application else _from_token(config)))


def _checked(application: str) -> str:
    if not (application.isascii() and application.isdigit() and 15 <= len(application) <= 20):
        raise ConfigError([f'--application: is "{application}"; it wants the 15 to 20 digits of the Application ID'])
    return application


def _from_token(config: ConfigOption) -> str:
    discord = configured(config).config.discord
    found = application_of(discord.token.get_secret_value()) if discord else None
    if not found:
        raise ConfigError(
            [
                "no application is known: set TAKT_DISCORD_TOKEN, or give --application with the Application ID "
                "that the Developer Portal shows under General Information"
            ]
        )
    return found
