"""Options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from bot.config import Found, read

ConfigOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="The configuration. Default: what TAKT_CONFIG names, else config.toml here if there is one.",
    ),
]


def configured(file: Path | None) -> Found:
    """The configuration of this file and this environment. Raises ConfigError."""
    return read(file, os.environ)
