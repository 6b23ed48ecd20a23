"""What Takt takes when nobody asks it anything, and whether that grows: beside both bare libraries in one process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.crowd import on_disk
from tests.bench.hall import Screens, asked, prepare, press_all
from tests.bench.lanes import Bot, Lane, OnDiscord, OnSlack, running, unchecked
from tests.bench.report import Line, Part

_MOST, _GROWTH = 2.0, 1.05
_IDLE = 2.0


@dataclass(frozen=True, slots=True)
class Floor:
    """Seconds to be ready, and MiB: idle, after a fifth of all presses, and after all."""

    ready: float
    idle: float
    early: float
    late: float


def measure(quick: bool) -> Part:
    """`takt run` with both platforms, and the bare pair, with the same presses."""
    if sys.platform != "linux":
        return Part("Floor", [Line("6 floor", "all", 0, None, "MiB", None, "skipped: needs /proc", None)])
    members, rounds = (150, 5) if quick else (2500, 10)
    with on_disk() as folder:
        ours, bare = asyncio.run(_compare(folder, members, rounds))
    presses = 4 * members * rounds
    return Part(
        "Floor",
        [
            Line(
                "6 floor",
                "start to ready, both platforms",
                ours.ready,
                bare.ready,
                "s",
                ours.ready / bare.ready,
                "",
                None,
            ),
            _beside("memory, idle", ours.idle, bare.idle),
            _beside(f"memory after {presses:,} presses", ours.late, bare.late),
            Line(
                "6 floor",
                f"memory after {presses:,} presses beside that after {presses // 5:,}",
                *(ours.late, ours.early, "MiB", ours.late / ours.early),
                "no growth: at most 1.05x",
                ours.late / ours.early <= _GROWTH,
            ),
        ],
        [f"Resident memory. {members} members on each platform answer {rounds} questions, a letter and then *Sure*."],
    )


def _beside(what: str, ours: float, bare: float) -> Line:
    return Line("6 floor", what, ours, bare, "MiB", ours / bare, f"at most {_MOST}x", ours / bare <= _MOST)


async def _compare(folder: Path, members: int, rounds: int) -> tuple[Floor, Floor]:
    ours: Sequence[Lane] = [OnDiscord(members), OnSlack(members)]
    theirs: Sequence[Lane] = [OnDiscord(members), OnSlack(members)]
    hall = await prepare(folder, ours, rounds)
    async with unchecked(*ours, *theirs):
        async with running("takt", ours, hall.config) as takt:
            await asyncio.sleep(_IDLE)
            idle = takt.memory
            screens = [Screens(await asked(lane, rounds)) for lane in ours]
            early, late, seen = await _lived(takt, ours, hall.rounds, screens, members)
        first = Floor(takt.took, idle, early, late)
        async with running("bare", theirs) as bare:
            await asyncio.sleep(_IDLE)
            idle = bare.memory
            shown = [Screens(one.card, receipt) for one, receipt in zip(screens, seen, strict=True)]
            early, late, _ = await _lived(bare, theirs, hall.rounds, shown, members)
    return first, Floor(bare.took, idle, early, late)


async def _lived(
    bot: Bot, lanes: Sequence[Lane], rounds: Sequence[Sequence[int]], screens: Sequence[Screens], members: int
) -> tuple[float, float, list[object]]:
    """Its memory after a fifth of the questions and after all, and a receipt of each lane."""
    early, receipts = 0.0, []
    for turn, numbers in enumerate(zip(*rounds, strict=True), 1):
        presses = (press_all(*one, range(members)) for one in zip(lanes, numbers, screens, strict=True))
        told = await asyncio.gather(*presses)
        receipts = [one[0].message for one in told]
        if turn * 5 <= len(rounds[0]):
            early = bot.memory
    return early, bot.memory, receipts
