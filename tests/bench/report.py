"""What a benchmark reports: a ratio of two measurements of one run, or a figure against a stated limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table.

    `ours` and `other` are medians in `unit`; `ratio` is the one that `wanted` speaks of, such as "at most 2.0x".
    `met` is None where nothing was demanded and the figure is for information. `note` says how it was measured.
    """

    item: str
    what: str
    ours: float
    other: float | None
    unit: str
    ratio: float | None
    wanted: str
    met: bool | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What one module of benchmarks found: its rows, and lines to print under the table, such as a profile."""

    title: str
    lines: Sequence[Line]
    remarks: Sequence[str] = ()
