"""Writes content folders for the tests: a sound one, to be spoilt in one place at a time."""

from __future__ import annotations

import shutil
from pathlib import Path

CONTENT = Path(__file__).parents[2] / "content"

META = (
    "{author: mara, reviewer: jonas, status: reviewed, created: 2026-11-22, reviewed: 2026-11-23, verdict: agreed, "
    "version: 1, tags: [], licence: CC-BY-SA-4.0, origin: original}"
)

SOUND = """\
schema: 1
subtopic: IN13
items:
  - id: inventory.IN13.0001
    level: understand
    stem: |
      A planner holds extra stock of an item because its sales swing from week to week. What is this stock called?
    options:
      - text: "Safety stock"
        correct: true
        why: "It is held against swings in demand or supply during the lead time."
      - text: "Hedge inventory"
        why: "A hedge is bought ahead of an expected rise in price or a strike."
      - text: "Cycle inventory"
        why: "It comes from buying or making in lots larger than what is needed now."
      - text: "Pipeline inventory"
        why: "It is under way between two places, and depends on the transit time."
    ref: {book: IMM, topic: "inventory fundamentals: functions"}
    meta: META
"""

NUMERIC = """\
schema: 1
subtopic: IN11
items:
  - id: inventory.IN11.0001
    level: apply
    stem: |
      Daily demand for a valve is 40 pieces, the lead time is 12 days, safety stock is 90. At what stock is it ordered?
    options:
      - text: "390 pieces"
        why: "You subtracted the safety stock from demand in the lead time: 480 − 90."
      - text: "480 pieces"
        why: "You covered the demand during the lead time but left out the safety stock."
      - text: "570 pieces"
        correct: true
        why: "Demand during the lead time, 40 × 12 = 480, plus the safety stock of 90."
      - text: "660 pieces"
        why: "You added the safety stock twice: 480 + 90 + 90 is too early."
    ordered: true
    check: "40 * 12 + 90"
    ref: {book: IMM, topic: "independent demand: order point"}
    meta: META
"""


def folder(tmp_path: Path, **files: str) -> Path:
    """A content folder with the project's own catalogue, and these item files by code: `IN13=SOUND`."""
    for name in ("subtopics.toml", "books.toml", "words.toml", "blueprints", "facts"):
        if (CONTENT / name).is_dir():
            shutil.copytree(CONTENT / name, tmp_path / name)
        else:
            shutil.copy(CONTENT / name, tmp_path / name)
    for code, text in files.items():
        domain = {"IN": "inventory", "SU": "supply", "DM": "demand"}[code[:2]]
        path = tmp_path / "items" / domain / f"{code}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("META", META), encoding="utf-8")
    return tmp_path


def line_with(text: str, part: str) -> int:
    """The line, from 1, of the first line of `text` that holds `part`."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)
