"""`takt reports`: what members report, and what leaders made of it, for the authors of the questions."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer

from bot.app import load_content
from bot.cli.failing import clearly
from bot.cli.looking import looking
from bot.cli.options import ConfigOption, configured
from bot.study.upstream import carried


def export_it(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for other programs.")] = False,
    config: ConfigOption = None,
) -> None:
    """Print the corrections that stand and the reports that are open, of all cohorts, as YAML, without anybody's name.

    Reads only, and may run while the bot runs. What people typed is in it as they typed it: read it before you send it.
    """
    with clearly():
        found = asyncio.run(_look(configured(config).config.database.url))
    if as_json:
        typer.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    import yaml  # here, so that a bot that runs never loads it

    typer.echo(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120), nl=False)


async def _look(address: str) -> dict[str, Any]:
    bank = load_content().bank
    async with looking(address) as tx:
        return await carried(tx, bank)
