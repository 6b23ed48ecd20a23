"""What the bank takes at start: every item, generator and term, in a fresh process, compiled and from the sources."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeAlias

from tests.bench.report import Line, Part

ROOT = Path(__file__).parents[2]
_SECONDS, _MEGABYTES = 0.3, 30.0
_ITEMS = 640
_START = """
import json, sys, time, tracemalloc
from pathlib import Path
import bot.rules.formulas, bot.cards.formula, logging, hashlib, tempfile
traced = sys.argv[2] == "traced"
if traced:
    tracemalloc.start()
began = time.perf_counter()
from bot.bank import load
from content.generators import GENERATORS
bank = load(Path(sys.argv[1]), GENERATORS)
took = time.perf_counter() - began
memory = tracemalloc.get_traced_memory() if traced else (0, 0)
print(json.dumps({"took": took, "kept": memory[0], "most": memory[1], "items": len(bank.written_items()),
                  "generators": len(GENERATORS),
                  "terms": len(bank.glossary.terms)}))
"""
Start: TypeAlias = dict[str, float]


def measure(quick: bool) -> Part:
    """Starts of one process after another, each of which loads the bank once."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "content"
        shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("*.py", "__pycache__", "bank.jsonl"))
        first = _start(folder)  # compiles
        times = [_start(folder)["took"] for _ in range(3 if quick else 11)]
        memory = _start(folder, "traced")
    items = f"{memory['items']:.0f} items, {memory['generators']:.0f} generators, {memory['terms']:.0f} terms"
    scale = max(1.0, _ITEMS / memory["items"])
    seconds, kept, most = median(times) * scale, memory["kept"] * scale / 1e6, memory["most"] * scale / 1e6
    return Part(
        "Bank",
        [
            Line("bank", f"load at start: {items}", seconds, None, "s", None, "under 0.3 s", seconds < _SECONDS),
            Line("bank", "load from the sources, and compile", first["took"], None, "s", None, "", None),
            Line("bank", "memory kept, with all code", kept, None, "MB", None, "", None),
            Line("bank", "memory at most, with all code", most, None, "MB", None, "under 30 MB", most < _MEGABYTES),
        ],
        ["From the first import of the bank and the generators, whose modules Python has compiled, to all of it."],
    )


def _start(folder: Path, how: str = "plain") -> Start:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(folder.parent / "modules")
    command = [sys.executable, "-c", _START, str(folder), how]
    run = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    found: Start = json.loads(run.stdout)
    return found
