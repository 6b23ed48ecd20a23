"""Everybody presses at once, and then more press than can be served: everyone is answered in time, one way or another.

For the overload the bot is let run only a quarter of the time, so that three times what it can do can be asked of it by
a machine that has the members on it too.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bot.cards.mistakes import busy
from tests.bench.crowd import on_disk
from tests.bench.hall import Screens, asked, prepare
from tests.bench.lanes import Bot, Lane, OnDiscord, Told, running, unchecked
from tests.bench.overhead import LANES
from tests.bench.report import Line, Part

WINDOW, _MOST = 3.0, 1.6
_SLICE, _SHARE = 0.06, 0.25
_TIMES = (3, 4, 6)
_SHED = busy("").title


@dataclass(frozen=True, slots=True)
class Overload:
    """Presses: offered a second, which is so many `times` what the bot can do; kept, shed, unanswered, answered late;
    told that they were kept and were not. Seconds: the slowest acknowledgement, and that of a press right afterwards.
    """

    times: int
    rate: float
    kept: int
    shed: int
    unanswered: int
    late: int
    false: int
    slowest: float
    afterwards: float


def measure(quick: bool) -> Part:
    """A burst through each library, and sustained overload."""
    if sys.platform != "linux":
        return Part("Burst", [Line("2 burst", "all", 0, None, "s", None, "skipped: needs /proc", None)])
    presses, turns, seconds = (500, 1, 3.0) if quick else (2000, 3, 10.0)
    lines = []
    with on_disk() as folder:
        for number, (name, lane) in enumerate(LANES.items()):
            ours, bare = asyncio.run(_compare(folder / str(number), lane, presses, turns))
            lines += _lines(name, ours, bare, presses)
        over = _saturated(folder, seconds, _TIMES[-1:] if quick else _TIMES)
    well = not (over.unanswered or over.late or over.false) and over.afterwards < 1
    what = f"slowest acknowledgement at {over.times} times what the bot can do ({over.rate:,.0f}/s for {seconds:.0f} s)"
    wanted = "all within 3 s, none confirmed falsely" if over.shed else "not saturated: nobody was turned away"
    lines.append(Line("2 burst", what, over.slowest, None, "s", None, wanted, well if over.shed or not well else None))
    remark = (
        f"Overload through discord.py: {over.kept} kept, {over.shed} told to press again, {over.unanswered} "
        f"unanswered, {over.late} late, {over.false} confirmed and not kept; a press "
        f"right afterwards took {over.afterwards:.2f} s."
    )
    return Part("Burst", lines, [remark])


def _saturated(folder: Path, seconds: float, several: Sequence[int]) -> Overload:
    """So many times what the bot can do; where nobody had to be turned away, the next so many times."""
    for times in several:
        over = asyncio.run(_overload(folder / f"overload-{times}", seconds, times))
        if over.shed:
            break
    return over


def _lines(name: str, ours: list[list[float]], bare: list[list[float]], presses: int) -> list[Line]:
    slowest = max(max(turn) for turn in ours)
    mine, other = median(_p99(turn) for turn in ours), median(_p99(turn) for turn in bare)
    what = f"{presses:,} presses at once through {name}"
    return [
        Line("2 burst", f"{what}: slowest acknowledgement", slowest, None, "s", None, "at most 3 s", slowest <= WINDOW),
        Line("2 burst", f"{what}: p99", mine, other, "s", mine / other, f"at most {_MOST}x", mine <= _MOST * other),
    ]


def _p99(taken: list[float]) -> float:
    return quantiles(taken, n=100)[98]


async def _compare(
    folder: Path, make: Callable[[int], Lane], presses: int, turns: int
) -> tuple[list[list[float]], list[list[float]]]:
    """Seconds to each acknowledgement, ours and the bare library's, turn by turn."""
    ours, theirs = make(presses), make(presses)
    hall = await prepare(folder, [ours], turns + 1)
    found: tuple[list[list[float]], list[list[float]]] = [], []
    async with unchecked(ours, theirs), running("takt", [ours], hall.config), running("bare", [theirs]):
        card = await asked(ours, turns + 1)
        for turn, number in enumerate(hall.rounds[0]):
            for lane, kept in zip((ours, theirs), found, strict=True):
                at_once = 64 if turn == 0 else presses  # the first warms up
                told = await _pressed(lane, f"answer:{number}:1", Screens(card), at_once)
                if turn:
                    kept.append([one.acknowledged for one in told])
    return found


async def _pressed(lane: Lane, token: str, screens: Screens, at_once: int) -> list[Told]:
    gate = asyncio.Semaphore(at_once)

    async def one(member: int) -> Told:
        async with gate:
            return await lane.press(member, token, screens.card)

    return await asyncio.gather(*(one(member) for member in range(len(lane.users))))


async def _overload(folder: Path, seconds: float, times: int) -> Overload:
    members = 6000
    lane = OnDiscord(members)
    hall = await prepare(folder, [lane], 2)
    first, second = hall.rounds[0]
    async with unchecked(lane), running("takt", [lane], hall.config) as bot:
        card = await asked(lane, 2)
        warm = range(round(60 * seconds))
        async with _slowed(bot):
            began = time.perf_counter()
            await asyncio.gather(*(_in_turn(lane, f"answer:{first}:1", card, warm[n::200]) for n in range(200)))
            rate = times * len(warm) / (time.perf_counter() - began)
            many = min(int(rate * seconds), members - 1)
            lane.patience = 2 * WINDOW
            told = await _steadily(lane, f"answer:{second}:1", card, many, rate)
        after = await lane.press(members - 1, f"answer:{second}:1", card)
    answered = {n: one for n, one in enumerate(told) if isinstance(one, Told)}
    shed = {n for n, one in answered.items() if _SHED in one.text}
    kept = _kept(folder / "takt.db", second)
    return Overload(
        *(times, rate),
        *(len(answered) - len(shed), len(shed), many - len(answered)),
        sum(one.acknowledged > WINDOW for one in answered.values()),
        sum(lane.users[n] not in kept for n in answered.keys() - shed),
        max(one.acknowledged for one in answered.values()),
        after.acknowledged,
    )


async def _in_turn(lane: Lane, token: str, card: object, members: range) -> None:
    for member in members:
        await lane.press(member, token, card)


async def _steadily(lane: Lane, token: str, card: object, many: int, rate: float) -> list[Told | BaseException]:
    """So many presses at this rate, whatever becomes of those before."""
    began, pressing = time.perf_counter(), []
    for member in range(many):
        pressing.append(asyncio.create_task(lane.press(member, token, card)))
        await asyncio.sleep(max(0.0, began + member / rate - time.perf_counter()))
    return await asyncio.gather(*pressing, return_exceptions=True)


@asynccontextmanager
async def _slowed(bot: Bot) -> AsyncIterator[None]:
    """Let the bot run only its share of the time."""

    async def halting() -> None:
        while True:
            bot.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(_SLICE * (1 - _SHARE))
            bot.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(_SLICE * _SHARE)

    task = asyncio.create_task(halting())
    try:
        yield
    finally:
        task.cancel()
        bot.process.send_signal(signal.SIGCONT)


def _kept(file: Path, number: int) -> set[str]:
    """Whose answers to this round are in the database."""
    with sqlite3.connect(file) as db:
        rows = db.execute(
            "SELECT user FROM answer JOIN account ON account.id = answer.account WHERE round = ?", (number,)
        )
        found = {user for (user,) in rows}
    db.close()
    return found
