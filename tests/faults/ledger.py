"""What members were told, held against the database and the rooms: the judge of every test in this folder.

A press that nobody confirmed may count or not. One that was confirmed must stand, as it was confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.store.schema import account, answer, job, letter, round_
from bot.store.store import async_url
from tests.core.recount import kept, recounted
from tests.faults.sides import Side, round_of


@dataclass
class Entry:
    """One member in one round: what they pressed and what was confirmed, by position."""

    first: int | None = None
    last: set[int] = field(default_factory=set)
    """What counts for them may be each of these: only one once it was confirmed."""
    sure: str = ""
    """What they settled with, if they tried to."""
    confirmed: bool = False
    settled: bool = False


@dataclass(frozen=True)
class Verdict:
    """What was found, each as a sentence; `stuck` is what still waits."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    stuck: tuple[str, ...] = ()


@asynccontextmanager
async def reading(database: str) -> AsyncIterator[AsyncConnection]:
    """The database beside the process that runs on it."""
    engine = create_async_engine(async_url(database))
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


async def stuck(tx: AsyncConnection, now: datetime) -> tuple[str, ...]:
    """Letters that are not delivered, and work that is overdue."""
    # Jobs first: one that ends between the two looks has its letters written, and they are seen.
    jobs = (await tx.execute(select(job.c.key, job.c.tries).where(job.c.due <= now))).all()
    letters = (await tx.execute(select(letter.c.key, letter.c.state).where(letter.c.state != "sent"))).all()
    return (*(f"letter {x.key} is {x.state}" for x in letters), *(f"job {x.key} is overdue" for x in jobs))


class Ledger:
    """All entries of one room, by round and member."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._entries: dict[tuple[int, str], Entry] = {}
        self.planned: list[date] = []
        """The days whose opening has passed: each must have its question."""

    def entry(self, number: int, who: str) -> Entry:
        """This member in this round."""
        return self._entries.setdefault((number, who), Entry())

    @property
    def confirmed(self) -> int:
        """How many answers were confirmed to members."""
        return sum(entry.confirmed for entry in self._entries.values())

    async def judge(self, database: str, now: datetime) -> Verdict:
        """Hold everything against what is there."""
        async with reading(database) as tx:
            posted = await self._letters(tx)
            cards = await self._cards(tx)
            answers = await self._answers(tx)
            openings = await self._openings(tx)
            totals = () if await kept(tx) == await recounted(tx) else ("the standings differ from a recount",)
            return Verdict(
                (*cards[0], *posted[0], *answers, *openings, *totals), (*cards[1], *posted[1]), await stuck(tx, now)
            )

    async def _cards(self, tx: AsyncConnection) -> tuple[list[str], list[str]]:
        """One card in the room for each round."""
        seen = Counter(round_of(self._side, card) for card in self._side.stage.in_room())
        rounds = [row.id for row in await tx.execute(select(round_.c.id))]
        lost = [f"round {number} has no card" for number in rounds if not seen[number]]
        return lost, [f"round {number} has {seen[number]} cards" for number in rounds if seen[number] > 1]

    async def _letters(self, tx: AsyncConnection) -> tuple[list[str], list[str]]:
        """One message for each letter that was sent, and no other."""
        query = select(letter.c.key, letter.c.sent_channel, letter.c.sent_message).where(letter.c.sent_message != "")
        sent = {f"{row.sent_channel}:{row.sent_message}": row.key for row in await tx.execute(query)}
        there = self._side.messages()
        lost = [f"the message of {key} is not there" for place, key in sent.items() if place not in there]
        return lost, [f"message {place} belongs to no letter" for place in there if place not in sent]

    async def _answers(self, tx: AsyncConnection) -> list[str]:
        query = select(answer, account.c.user).join(account, account.c.id == answer.c.account)
        rows = {(row.round, row.user): row for row in await tx.execute(query)}
        wrong = []
        for (number, who), entry in self._entries.items():
            row = rows.pop((number, self._side.account(who)), None)
            if row is None:
                if entry.confirmed:
                    wrong.append(f"the answer of {who} to round {number} is lost")
            elif row.first != entry.first or row.last not in entry.last:
                wrong.append(f"the answer of {who} to round {number} is {row.first}, {row.last} and not {entry}")
            elif entry.settled and (not row.final or row.confidence != entry.sure):
                wrong.append(f"{who} settled round {number}: {row.final}, {row.confidence} and not {entry}")
        return [*wrong, *(f"nobody gave the answer {place}" for place in rows)]

    async def _openings(self, tx: AsyncConnection) -> list[str]:
        """Each day that had an opening has its question: at its time, late, or asked by hand before it was due."""
        days = {row.day for row in await tx.execute(select(round_.c.day).where(round_.c.series == "daily"))}
        return [f"no question on {day}" for day in self.planned if day not in days]
