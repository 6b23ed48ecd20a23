"""What a press costs beside the bare library: CPU time of the bot's process alone, for the same presses.

Ours looks up who pressed and what, keeps the answer for good, and tells what came of it; the bare bot answers every
press with one constant sentence. Members were seen before, as on any but their first day.
"""

from __future__ import annotations

import asyncio
import pstats
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench.crowd import on_disk
from tests.bench.hall import Screens, asked, prepare, press_all
from tests.bench.lanes import ROOT, Bot, Lane, OnDiscord, OnSlack, running, unchecked
from tests.bench.report import Line, Part

AT_ONCE = 64
LANES: dict[str, Callable[[int], Lane]] = {
    "discord.py": OnDiscord,
    "Bolt, Socket Mode": OnSlack,
    "Bolt, signed HTTP": lambda members: OnSlack(members, http=True),
}
_MOST = 2.0
_PARTS = 8


def measure(quick: bool) -> Part:
    """Each library, with ours and the bare one in turns."""
    if sys.platform != "linux":
        return Part("Overhead", [Line("1 overhead", "all", 0, None, "ms", None, "skipped: needs /proc", None)])
    members, turns = (200, 2) if quick else (1000, 7)
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
    """What the threads take for a press, and where the event loop's time goes, by part, most first."""
    lane, file = make(members), folder / "profile"
    hall = await prepare(folder, [lane], 3)
    async with unchecked(lane), running("takt", [lane], hall.config, profile=file) as bot:
        screens = Screens(await asked(lane, 3))
        warm, plain, profiled = hall.rounds[0]
        await press_all(lane, warm, screens, range(members), AT_ONCE)
        everything, loop = bot.cpu, bot.loop_cpu
        presses = len(await press_all(lane, plain, screens, range(members), AT_ONCE))
        everything, loop = bot.cpu - everything, bot.loop_cpu - loop
        bot.process.send_signal(signal.SIGUSR1)
        await press_all(lane, profiled, screens, range(members), AT_ONCE)
    parts = by_part(pstats.Stats(str(file)))
    most = ", ".join(f"{part} {taken / sum(parts.values()):.0%}" for part, taken in parts.most_common(_PARTS))
    return [
        f"{lane.name}: of {everything / presses * 1000:.2f} ms for a press the event loop's thread took "
        f"{loop / presses * 1000:.2f} ms, the database's threads the rest (not profiled).",
        f"{lane.name}: the event loop's time, profiled, what each part computes by itself: {most}.",
    ]


def by_part(stats: pstats.Stats) -> Counter[str]:
    """Seconds by package. What is built in counts for whoever calls it."""
    found: Counter[str] = Counter()
    for (file, *_), (_, _, taken, _, callers) in stats.stats.items():  # type: ignore[attr-defined]
        if file != "~":
            found[_part_of(file)] += taken
        for (caller, *_), (_, _, share, _) in callers.items() if file == "~" else ():
            found[_part_of(caller)] += share
    return found


def _part_of(file: str) -> str:
    """A library by its name, ours by its top folders, all else together."""
    path = Path(file)
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1].removesuffix(".py")
    if path.is_relative_to(ROOT):
        return "/".join(path.relative_to(ROOT).parts[:2])
    return "asyncio" if path.parent.name == "asyncio" else "the rest of Python"
