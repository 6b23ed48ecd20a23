"""Boards and scores as answers pile up, and as members do: what a board costs must not hang on how much is stored.

A database of N answers is made of rounds of cohorts of 100 members; its standings are those that the answers give.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

from bot.chat.message import Reply
from bot.running import collecting_lightly
from tests.bench.crowd import counting, on_disk
from tests.bench.report import Line, Part
from tests.core.world import MONDAY, World, found_cohort, world

_AT = round(MONDAY.timestamp() * 1_000_000)
_ROUNDS = 100
"""Questions that each member has answered: 100 members and 100 questions are 10,000 answers for each cohort."""

_MEMBERS = 100


def measure(quick: bool) -> Part:
    """The board, the rank on it, the score: few answers and many, in turns; then huge cohorts."""
    few, many = (100_000, 1_000_000) if quick else (100_000, 10_000_000)
    turns = 40 if quick else 200
    with on_disk() as folder:
        fill(folder / "few", few // (_ROUNDS * _MEMBERS), _MEMBERS, _ROUNDS)
        fill(folder / "many", many // (_ROUNDS * _MEMBERS), _MEMBERS, _ROUNDS)
        small, large = asyncio.run(_compare(folder, turns))
    title = f"{many:,} answers beside {few:,}"
    lines = []
    for what in ("board", "score"):
        ratio = median(large[what]) / median(small[what])
        told = "top ten and own rank" if what == "board" else "/score show"
        lines.append(
            Line(
                "3 boards",
                f"{told}, {title}",
                *(median(large[what]), median(small[what]), "ms", ratio),
                *(("at most 1.5x", ratio <= 1.5) if what == "board" else ("", None)),
            )
        )
    p99 = quantiles(large["board"], n=100)[98]
    lines.append(
        Line("3 boards", f"p99 of the board at {many:,} answers", p99, None, "ms", None, "under 5 ms", p99 < 5)
    )
    step = median(large["board"]) / median(small["board"])
    each = (step - 1) / (len(str(many)) - len(str(few)))
    far = 1 + each * (9 - len(str(few)))
    remarks = [
        f"Cohorts of {_MEMBERS} members with {_ROUNDS} questions each: {many // 10_000:,} cohorts and "
        f"{many // 100:,} members at {many:,} answers. Asked of the dispatcher: command to card, all-time window.",
        f"100,000,000 answers, by extrapolation: a board reads its own cohort's rows by index, and an index grows by a "
        f"level at a time. {each * 100:+.1f} % for each factor of ten as measured here makes {far:.2f}x of the board "
        "at 100,000.",
    ]
    return Part("Boards", lines, remarks)


async def _compare(folder: Path, turns: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    async with opened(folder / "few") as few, opened(folder / "many") as many:
        return await together((few, many), turns)


async def together(worlds: tuple[World, World], turns: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Boards and scores of two worlds in turns, each of another member: milliseconds by what was asked."""
    found: tuple[dict[str, list[float]], ...] = ({"board": [], "score": []}, {"board": [], "score": []})
    for turn in range(turns + 3):
        for w, taken in zip(worlds, found, strict=True):
            who = f"u{1 + turn * 7 % _MEMBERS}"
            asked: dict[str, Callable[[World, str], Awaitable[object]]] = {"board": board, "score": score}
            for what, ask in asked.items():
                start = time.perf_counter()
                await ask(w, who)
                if turn >= 3:  # the first ones open connections and compile statements
                    taken[what].append((time.perf_counter() - start) * 1000)
    return found[0], found[1]


async def board(w: World, who: str) -> Reply:
    """The board of all time."""
    return await w.command(who, "takt board", window="all")


async def score(w: World, who: str) -> Reply:
    """The score of all time."""
    return await w.command(who, "score show", window="all")


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[World]:
    """A bot on a database that was filled."""
    async with world(folder) as w:
        for n in range(1, _MEMBERS + 1):
            await w.desk.directory.who(w.asker(f"u{n}").account, f"U{n}", "", w.now)
        with collecting_lightly():  # as while it serves
            yield w


def fill(folder: Path, cohorts: int, members: int, rounds: int) -> None:
    """A database of so many cohorts, each with so many members, all of whom answered so many rounds.

    The members of the first cohort are `u1`, `u2`, ...; it meets in the room of a `World`.
    """
    asyncio.run(_begin(folder))
    db = sqlite3.connect(folder / "takt.db", isolation_level=None)
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-400000")
    people = cohorts * members
    first = db.execute("SELECT max(id) + 1 FROM person").fetchone()[0]
    db.execute("BEGIN")
    db.execute("DELETE FROM member")
    columns = ", ".join(f'"{row[1]}"' for row in db.execute("PRAGMA table_info(cohort)") if row[1] != "id")
    db.execute(
        f"INSERT INTO cohort (id, {columns}) {counting(cohorts)} SELECT 1 + i, {columns} FROM n, cohort WHERE id = 1 "
        f"AND i < {cohorts}"
    )
    db.execute(
        f"INSERT INTO person (id, name, told, created_at) {counting(people)} "
        f"SELECT {first} - 1 + i, 'U' || i, true, {_AT} FROM n"
    )
    account = db.execute("SELECT max(id) + 1 FROM account").fetchone()[0]
    db.execute(
        f"INSERT INTO account (id, person, platform, community, user, name) {counting(people)} "
        f"SELECT {account} - 1 + i, {first} - 1 + i, 'pretend', '', 'u' || i, 'U' || i FROM n"
    )
    db.execute(
        f"INSERT INTO member (cohort, person, joined_at, number) {counting(people)} "
        f"SELECT 1 + (i - 1) / {members}, {first} - 1 + i, {_AT - 10**15}, i FROM n"
    )
    db.execute(
        'INSERT INTO round (cohort, series, day, ordinal, number, item, seed, "order", domain, key, reveal, opens_at, '
        f"closes_at, state) {counting(cohorts * rounds)} SELECT 1 + (i - 1) / {rounds}, 'daily', "
        f"date('2026-11-22', '-' || ((i - 1) % {rounds}) || ' days'), 1, 1 + (i - 1) % {rounds}, 'x', 1, '0,1,2,3', "
        f"'inventory', 1, 'at-once', {_AT} - (1 + (i - 1) % {rounds}) * 86400000000, "
        f"{_AT} - ((i - 1) % {rounds}) * 86400000000, 'closed' FROM n"
    )
    one = db.execute("SELECT min(id) FROM round").fetchone()[0]
    db.execute(  # in the order in which they would have come: day by day
        "INSERT INTO answer (round, account, first, last, confidence, final, scored, counted, event, at) "
        f"{counting(people * rounds)} SELECT {one} + (i - 1) / {members}, "
        f"{account} + (i - 1) / {members * rounds} * {members} + (i - 1) % {members}, 1, "
        f"(i * 7919 / 13) % 4 <> 0, 'sure', true, true, true, 'e', {_AT} FROM n"
    )
    tally = "10 * r + 2 * (c - r), c, r, c, c - r"
    given = (
        f"WITH t(person, c, r) AS (SELECT i, {rounds}, {rounds} / 4 + (i * 7919) % (3 * {rounds} / 4 + 1) "
        f"FROM ({counting(people)} SELECT i FROM n)) "
    )
    for window, key, part in (("all", "all", 1), ("month", "2026-11", 4), ("week", "2026-W48", 20)):
        db.execute(
            f'INSERT INTO standing (cohort, "window", key, person, points, answered, "right", sure, sure_wrong) {given}'
            f"SELECT 1 + (person - 1) / {members}, '{window}', '{key}', {first} - 1 + person, {tally} FROM "
            f"(SELECT person, c / {part} AS c, r / {part} AS r FROM t)"
        )
    db.execute(
        f'INSERT INTO domain_standing (cohort, person, domain, answered, "right") {given}'
        f"SELECT 1 + (person - 1) / {members}, {first} - 1 + person, 'inventory', c, r FROM t"
    )
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()


async def _begin(folder: Path) -> None:
    async with world(folder) as w:
        await found_cohort(w)
