"""`takt manifest`: what an administrator pastes into Slack to make the app, generated from the declared commands."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError

from adapters.slack.installing import REDIRECT
from adapters.slack.manifest import as_json, as_yaml, manifest
from bot.cli.failing import clearly
from bot.cli.options import ConfigOption, configured
from bot.commands.catalogue import catalogue
from bot.config import ConfigError, Takt


def manifest_it(
    without_history: Annotated[
        bool,
        typer.Option(
            "--without-history",
            help="Leave out the scopes that read back Takt's own messages. A post of doubtful outcome is then reported "
            'to the leaders instead of settled. Set history = "none" in [[slack]] too.',
        ),
    ] = False,
    http: Annotated[
        str, typer.Option(metavar="URL", help="Where Slack reaches Takt over https, instead of Socket Mode.")
    ] = "",
    oauth: Annotated[
        bool,
        typer.Option(
            "--oauth", help="With --http: for [slack_app], an app that other workspaces install in the browser."
        ),
    ] = False,
    prefix: Annotated[
        str | None, typer.Option(help="Put before every command's name. Default: the prefix in the configuration.")
    ] = None,
    yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML instead of JSON.")] = False,
    config: ConfigOption = None,
) -> None:
    """Print Slack's app manifest: paste it at api.slack.com/apps under “From a manifest”."""
    with clearly():
        if http and not http.startswith("https://"):
            raise ConfigError([f'--http: is "{http}"; Slack wants an address that begins with https://'])
        if oauth and not http:
            raise ConfigError(["--oauth: wants --http too; Slack's Socket Mode is for one workspace"])
        redirect = f"https://{urlsplit(http).netloc}{REDIRECT}" if oauth else ""
        used = configured(config).config.takt.prefix if prefix is None else _checked(prefix)
        made = manifest(catalogue(), prefix=used, url=http, redirect=redirect, history=not without_history)
        typer.echo(as_yaml(made) if yaml else as_json(made), nl=False)


def _checked(prefix: str) -> str:
    try:
        return Takt.model_validate({"prefix": prefix}).prefix
    except ValidationError:
        wanted = Takt.model_fields["prefix"].description
        raise ConfigError([f'--prefix: is "{prefix}"; it wants {wanted}']) from None
