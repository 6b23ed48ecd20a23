"""A study hall for each lane: a database with a cohort, its members and some open questions, and Takt's settings."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import assembled, load_content
from bot.model.cohort import Cohort, Schedule
from bot.store import bindings, cohorts
from bot.study import asking
from tests.bench.crowd import add_members
from tests.bench.lanes import Lane, Told, free_port, now

SCHEDULE = Schedule("UTC", days=frozenset())
"""No study days: nothing opens or closes by itself while we measure."""


@dataclass(frozen=True, slots=True)
class Hall:
    """Where Takt's settings stand, and the open questions of each lane's cohort."""

    config: Path
    rounds: list[list[int]]
    port: int
    """Where it tells whether it is ready."""


async def prepare(folder: Path, lanes: Sequence[Lane], questions: int) -> Hall:
    """A database in which everybody of these lanes is a member and has been greeted, and so many questions are open."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'takt.db'}"
    found = []
    async with assembled(url, load_content(), [], now) as takt:
        for lane in lanes:
            async with takt.desk.store.write() as tx:
                new = Cohort(0, "Early birds", SCHEDULE, "cpim-9.0", seed=7, created_at=now())
                number = await cohorts.create(tx, new)
                await bindings.bind(tx, number, lane.room, "#cpim", now())
                kept = await cohorts.get(tx, number)
                assert kept
                asked = [await asking.ask_now(tx, takt.desk, kept, now()) for _ in range(questions)]
                found.append([one.id for one in asked if one])
    for cohort, lane in enumerate(lanes, 1):
        _join(folder / "takt.db", cohort, lane)
    port = free_port()
    return Hall(_configured(folder, lanes, url, port), found, port)


def _join(file: Path, cohort: int, lane: Lane) -> None:
    add_members(file, len(lane.users), cohort)
    community = "" if lane.room.platform == "discord" else lane.room.community
    with sqlite3.connect(file) as db:
        rows = [(lane.room.platform, community, user, f"u{n}") for n, user in enumerate(lane.users, 1)]
        db.executemany(
            "UPDATE account SET platform = ?, community = ?, user = ? WHERE platform = 'pretend' AND user = ?", rows
        )
    db.close()


def _configured(folder: Path, lanes: Sequence[Lane], url: str, port: int) -> Path:
    lines = ['[takt]\nlog_level = "warning"', f'[database]\nurl = "{url}"', '[backup]\nfolder = ""']
    lines.append(f"[watch]\nport = {port}")
    for lane in lanes:
        http = lane.where().get("port")
        mode = f'mode = "http"\nport = {http}' if http else 'mode = "socket"'
        lines.append("[discord]" if lane.room.platform == "discord" else f"[[slack]]\n{mode}")
    file = folder / "config.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


async def asked(lane: Lane, questions: int) -> Any:
    """The card of a question, once all are posted."""
    async with asyncio.timeout(60):
        while len(lane.posted()) < questions:
            await asyncio.sleep(0.05)
    return lane.posted()[0]


@dataclass(frozen=True, slots=True)
class Screens:
    """What members press on: the card in the room, and the private receipt (None: the one they have just been told)."""

    card: Any
    receipt: Any = None


async def press_all(lane: Lane, number: int, screens: Screens, members: range, at_once: int = 64) -> list[Told]:
    """Each of these members presses an answer and then *Sure*, so many members at a time."""
    left, told = iter(members), []

    async def one() -> None:
        for member in left:
            receipt = await lane.press(member, f"answer:{number}:1", screens.card)
            told.append(receipt)
            told.append(await lane.press(member, f"settle:{number}:1:sure", screens.receipt or receipt.message))

    await asyncio.gather(*(one() for _ in range(at_once)))
    return told
