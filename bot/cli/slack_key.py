"""`takt slack-key`: a fresh key, under which the tokens of workspaces that install Takt are kept."""

from __future__ import annotations

import typer

from adapters.slack.sealing import new_key


def print_key() -> None:
    """Print a new encryption key for [slack_app]: set it as TAKT_SLACK_APP_ENCRYPTION_KEY, and keep a copy apart.

    To change the key later give both, with a comma between, the new one first.
    """
    typer.echo(new_key())
