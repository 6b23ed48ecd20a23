"""What a press costs beside the bare library: CPU time of the bot's process alone, for the same presses.

Ours looks up who pressed and what, keeps the answer for good, and tells what came of it; the bare bot answers every
press with one constant sentence. Members were seen before, as on any but their first day.
"""

from __future__ import annotations

import asyncio
import pstats
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench.crowd import on_disk
from tests.bench.hall import Screens, asked, prepare, press_all
from tests.bench.lanes import Bot, Lane, OnDiscord, OnSlack, running, unchecked
from tests.bench.report import Line, Part

AT_ONCE = 64
LANES: dict[str, Callable[[int], Lane]] = {
    "discord.py": OnDiscord,
    "Bolt, Socket Mode": OnSlack,
    "Bolt, signed HTTP": lambda members: OnSlack(members, http=True),
}
_MOST = 2.0


def measure(quick: bool) -> Part:
    """Each library, with ours and the bare one in turns."""
    if sys.platform != "linux":
        return Part("Overhead", [Line("1 overhead", "all", 0, None, "ms", None, "skipped: needs /proc", None)])
    members, turns = (250, 3) if quick else (1000, 7)
    lines, remarks = [], []
    with on_disk() as folder:
        for number, (name, lane) in enumerate(LANES.items()):
            ours, bare = asyncio.run(_compare(folder / str(number), lane, members, turns))
            ratio = median(ours) / median(bare)
            what = f"CPU for a press to its private reply, {AT_ONCE} at once, beside bare {name}"
            values = (median(ours), median(bare), "ms", ratio, f"at most {_MOST}x", ratio <= _MOST)
            lines.append(
                Line("1 overhead", what, *values, note="user and system time of the bot's process, threads too")
            )
            if ratio > _MOST and not quick:
                remarks += asyncio.run(_profile(folder / f"profile-{number}", lane, members))
    presses = 2 * members
    remarks.insert(0, f"{turns} turns of {presses} presses: each of {members} members presses a letter, then *Sure*.")
    return Part("Overhead over the bare library", lines, remarks)


async def _compare(
    folder: Path, make: Callable[[int], Lane], members: int, turns: int
) -> tuple[list[float], list[float]]:
    """Milliseconds for a press: ours and the bare library's, turn by turn."""
    ours, theirs = make(members), make(members)
    hall = await prepare(folder, [ours], turns + 1)
    found: tuple[list[float], list[float]] = [], []
    takt_runs, bare_runs = running("takt", [ours], hall.config), running("bare", [theirs])
    async with unchecked(ours, theirs), takt_runs as takt, bare_runs as bare:
        card = await asked(ours, turns + 1)
        for turn, number in enumerate(hall.rounds[0]):
            cost, receipt = await _turn(takt, ours, number, Screens(card), members)
            screens = Screens(card, receipt)
            other, _ = await _turn(bare, theirs, number, screens, members)
            if turn:  # the first warms up
                found[0].append(cost)
                found[1].append(other)
    return found


async def _turn(bot: Bot, lane: Lane, number: int, screens: Screens, members: int) -> tuple[float, object]:
    before = bot.cpu
    told = await press_all(lane, number, screens, range(members), AT_ONCE)
    return (bot.cpu - before) / len(told) * 1000, told[0].message


async def _profile(folder: Path, make: Callable[[int], Lane], members: int) -> list[str]:
    """Where the event loop's time goes, most first."""
    lane, file = make(members), folder / "profile"
    hall = await prepare(folder, [lane], 1)
    async with unchecked(lane), running("takt", [lane], hall.config, profile=file):
        await press_all(lane, hall.rounds[0][0], Screens(await asked(lane, 1)), range(members), AT_ONCE)
    stats = pstats.Stats(str(file)).get_stats_profile().func_profiles
    most = sorted(stats.items(), key=lambda found: -found[1].tottime)[:12]
    return [
        f"{one.tottime:.3f} s {name} ({one.file_name.rsplit('/', 1)[-1]}), {one.ncalls} calls" for name, one in most
    ]
