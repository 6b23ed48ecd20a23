"""docs/mutants.md: what was planted in a whole run, and what caught it."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime

from tests.mutants.planted import Mutant

_HEAD = """# Planted bugs

This page is written by `make mutants`: do not edit it. Each row is a small mistake that was planted alone in a copy of
the tree, the test that failed then, and what it said first. [CONTRIBUTING.md](../CONTRIBUTING.md#planted-bugs) says how
to add one.
"""


def page(catches: Mapping[Mutant, str], minutes: float) -> str:
    """The whole page, of what caught each mutant (an empty text: nothing did)."""
    caught = sum(map(bool, catches.values()))
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    told = (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}: {len(catches)} planted, {caught} caught, in {minutes:.1f} minutes."
    )
    rows = [f"| {mutant.name} | {_files(mutant)} | {_cell(catch)} |" for mutant, catch in catches.items()]
    return "\n".join([_HEAD, told, "", "| planted | in | caught by |", "|---|---|---|", *rows]) + "\n"


def _files(mutant: Mutant) -> str:
    return ", ".join(dict.fromkeys(f"`{change.file}`" for change in mutant.changes))


def _cell(catch: str) -> str:
    test, _, why = catch.partition(": ")
    name = test.rpartition("::")[2].replace("_", " ").removeprefix("test ")
    said = why[:120].replace("`", "'").replace("|", r"\|")
    return f"{name}: `{said}`" if catch else "**nothing**"
