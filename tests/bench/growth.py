"""What one more of each costs among 1,000, 10,000, 100,000 and 1,000,000 members, in cohorts of a hundred."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from tests.bench import boards
from tests.bench.crowd import on_disk
from tests.bench.report import Line, Part
from tests.core.world import World, ask_now

_ROUNDS = 5
_WHAT = ("an answer", "a board", "/score show", "a beat with nothing due")


def measure(quick: bool) -> Part:
    """A line for each of these at each size, beside the smallest."""
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000, 1_000_000)
    turns = 20 if quick else 100
    found: dict[int, dict[str, float]] = {}
    for members in sizes:
        with on_disk() as folder:
            boards.fill(folder, members // 100, 100, _ROUNDS)
            found[members] = asyncio.run(_cost(folder, turns))
    lines = []
    for what in _WHAT:
        least = found[sizes[0]][what]
        for members in sizes:
            cost = found[members][what]
            lines.append(Line("growth", f"{what} among {members:,} members", cost, least, "ms", cost / least, "", None))
    remarks = [
        "One at a time, medians. The other side of each ratio is the same among 1,000 members.",
        f"Cohorts of 100 members with {_ROUNDS} closed questions each, and one that is open in the first cohort.",
    ]
    return Part("How cost grows with members", lines, remarks)


async def _cost(folder: Path, turns: int) -> dict[str, float]:
    async with boards.opened(folder) as w:
        number = await ask_now(w)
        costs: dict[str, list[float]] = {what: [] for what in _WHAT}
        for turn in range(turns + 2):
            for what, do in _steps(w, number, f"u{1 + turn % 100}").items():
                start = time.perf_counter()
                await do()
                if turn >= 2:
                    costs[what].append((time.perf_counter() - start) * 1000)
    return {what: median(taken) for what, taken in costs.items()}


def _steps(w: World, number: int, who: str) -> dict[str, Callable[[], Awaitable[object]]]:
    steps = (
        lambda: w.press(who, f"answer:{number}:1"),
        lambda: boards.board(w, who),
        lambda: boards.score(w, who),
        w.takt.ticker.beat,
    )
    return dict(zip(_WHAT, steps, strict=True))
