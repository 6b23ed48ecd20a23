"""`python -m tests.bench [--quick] [ITEM ...]`: measures what must be fast, and says whether it is.

Runs every module of this folder that has `measure(quick) -> Part`, or those that are named. A whole run is written to
docs/benchmarks.md; a quick one, or one of some items alone, is printed only. Exit status 1 where a demand is not met.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from rich.console import Console
from rich.table import Table

from tests import bench
from tests.bench.page import figure, page, verdict
from tests.bench.report import Part

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
Measure: TypeAlias = Callable[[bool], Part]


def items() -> dict[str, Measure]:
    """What can be measured, by the name of its module."""
    names = sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("__"))
    modules = {name: importlib.import_module(f"tests.bench.{name}") for name in names if name != "peers_red"}
    return {name: module.measure for name, module in modules.items() if hasattr(module, "measure")}


def main(arguments: Sequence[str]) -> int:
    """Measure, print and write down. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="small sizes; nothing is written down")
    parser.add_argument("--write", action="store_true", help="write a quick run down too, and say that it was one")
    parser.add_argument("item", nargs="*", help="what to measure; everything if left out")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.item) - items().keys():
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(items())}")
    console = Console(width=None if sys.stdout.isatty() else 160)
    parts = []
    for name, measure in items().items():
        if not asked.item or name in asked.item:
            start = time.perf_counter()
            parts.append(measure(asked.quick))
            console.print(f"[dim]{name}: {time.perf_counter() - start:.0f} s[/dim]")
    show(console, parts)
    if not asked.item and (asked.write or not asked.quick):
        PAGE.write_text(page(parts, quick=asked.quick), encoding="utf-8")
        console.print(f"Written to {PAGE.relative_to(Path.cwd())}")
    return int(any(line.met is False for part in parts for line in part.lines))


def show(console: Console, parts: Sequence[Part]) -> None:
    """One table of everything, and the remarks under it."""
    table = Table("item", "what", *("ours", "other", "ratio"), "wanted", "met")
    for part in parts:
        for line in part.lines:
            other = "" if line.other is None else figure(line.other, line.unit)
            ratio = "" if line.ratio is None else f"{line.ratio:.2f}x"
            row = (line.item, line.what, figure(line.ours, line.unit), other, ratio, line.wanted, verdict(line))
            table.add_row(*row, style="red" if line.met is False else "")
        table.add_section()
    console.print(table)
    for part in parts:
        for remark in part.remarks:
            console.print(f"{part.title}: {remark}", highlight=False, markup=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
