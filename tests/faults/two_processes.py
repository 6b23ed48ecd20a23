"""Two processes on one PostgreSQL under load, of which one is killed every few seconds and started again.

Slack's Socket Mode hands each payload to any one of an app's connections, so both are bots of the same workspace.
Whoever presses and gets no answer within the platform's patience presses again, as people do.

    python -m tests.faults.two_processes --seconds 180 --every 10
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.store.schema import answer, round_
from tests.conversations.stage import Seen
from tests.fakes.postgres import fresh
from tests.fakes.slack_server import NoAcknowledgement
from tests.faults.ledger import Ledger, Verdict, reading
from tests.faults.members import Members, Result
from tests.faults.process import Process
from tests.faults.sides import Slack, questions, until

_PEOPLE = 15
_AT_ONCE = 8
_ASK_EVERY = 2.0
_REST = 60.0
_LEASE, _SETTLING = 4.0, 5.0
"""As in earnest (120 s and 150 s) a miss is believed only some time after a lease: its owner may still be at it."""
_SLOWEST = 1.2
"""Seconds that a post takes at most: less than the settling time, in which the bots wait for one that comes late."""
_AGAIN, _PAUSE = 0.2, 0.02
"""Seconds before a refused press is tried again, and between two presses of one pair of hands.

Without them a line that refuses at once, or a room where all is settled, would leave no time to the server beside it.
"""
_UNANSWERED = (TimeoutError, NoAcknowledgement, ConnectionError, AssertionError)


class Patience:
    """Nobody in particular answers: only one's own patience ends the waiting."""

    async def during(self, work: Coroutine[Any, Any, Result], patience: float) -> Result:
        """What comes of this within so many seconds."""
        return await asyncio.wait_for(work, patience)


@dataclass
class Figures:
    """What happened. `under_way`: presses without an answer yet when a process was killed.

    Stalls in seconds: from the first press to its receipt, from the order to the card in the room.
    """

    kills: int = 0
    under_way: int = 0
    presses: int = 0
    receipts: int = 0
    answers: int = 0
    asked: int = 0
    rounds: int = 0
    messages: int = 0
    press_stalls: list[float] = field(default_factory=list)
    letter_stalls: list[float] = field(default_factory=list)
    verdict: Verdict = field(default_factory=lambda: Verdict((), ()))

    @property
    def sound(self) -> bool:
        return not (self.verdict.lost or self.verdict.doubled or self.verdict.stuck)

    def lines(self) -> list[str]:
        """As they are printed."""
        return [
            *self.verdict.lost,
            *self.verdict.doubled,
            *self.verdict.stuck,
            f"kills {self.kills}, presses {self.presses} ({self.under_way} under way at a kill), "
            f"receipts {self.receipts}, answers kept {self.answers}",
            f"asked {self.asked}, rounds {self.rounds}, messages {self.messages}",
            f"longest stall of a press {max(self.press_stalls, default=0):.1f} s, "
            f"of a letter {max(self.letter_stalls, default=0):.1f} s; "
            f"a lease is {_LEASE:.0f} s, a miss is believed after {_SETTLING:.0f} s",
            f"lost {len(self.verdict.lost) + len(self.verdict.stuck)}, doubled {len(self.verdict.doubled)}",
        ]


class Pair:
    """Two bots of one workspace, on one database."""

    def __init__(self, seed: int, log: Path) -> None:
        self._rng = random.Random(seed)
        self.side = Slack(lambda: datetime.now(UTC))
        self.side.stage.server.choose = self._rng.choice
        self.database = fresh()
        life = self.side.life(self.database, settling=_SETTLING, refresh=1.0, lease=_LEASE, log=str(log))
        self._life = life
        self.bots: list[Process] = []
        self._ledger = Ledger(self.side)
        self._members = Members(self.side, self._ledger, self._rng)
        self._under_way = 0
        self.figures = Figures()

    async def begin(self) -> None:
        """Both connected, and a cohort with its first question."""
        await self.side.start()
        self.bots = [await self._born(), await self._born()]
        self.side.stage.grant("Lea")
        await self.side.stage.command("Lea", "cohort create", exam="cpim-9.0", zone="Europe/Berlin")
        await self._ask()

    async def _born(self) -> Process:
        links = len(self.side.stage.server.links)
        bot = Process(self._life)
        await bot.during(until(lambda: len(self.side.stage.server.links) > links), 30)
        return bot

    async def run(self, seconds: float, every: float) -> Figures:
        """Load and kills for so long; then all comes to rest and is judged."""
        end = time.monotonic() + seconds
        pressing = [asyncio.create_task(self._press_until(end, n)) for n in range(_AT_ONCE)]
        asking = asyncio.create_task(self._ask_until(end))
        began = time.monotonic()
        while (left := began + every * (self.figures.kills + 1) - time.monotonic()) + time.monotonic() < end:
            await asyncio.sleep(max(left, 0))
            await self._replace(self.figures.kills % 2)
        await asyncio.gather(*pressing, asking)
        await self._judge()
        return self.figures

    async def end(self) -> None:
        """Nothing is left running."""
        for bot in self.bots:
            await bot.kill()
        await self.side.close()

    async def _replace(self, which: int) -> None:
        self.figures.under_way += self._under_way
        await self.bots[which].kill()
        self.figures.kills += 1
        # Not "one link fewer than before": it may have been killed while it was making itself a new one.
        await until(lambda: len(self.side.stage.server.links) < len(self.bots))
        self.bots[which] = await self._born()

    async def _press_until(self, end: float, hand: int) -> None:
        """One pair of hands, with people of its own: nobody does two things at once."""
        while time.monotonic() < end:
            card = self._rng.choice(questions(self.side)[-3:])
            self._under_way += 1
            await self._answered(f"Member {hand}-{self._rng.randrange(_PEOPLE)}", card)
            self._under_way -= 1
            await asyncio.sleep(_PAUSE)

    async def _answered(self, who: str, card: Seen) -> None:
        """Press until there is an answer."""
        began = time.monotonic()
        for _ in range(10):
            self.figures.presses += 1
            with suppress(*_UNANSWERED):
                await self._members.answer(Patience(), who, card)
                self.figures.press_stalls.append(time.monotonic() - began)
                return
            await asyncio.sleep(_AGAIN)

    async def _ask_until(self, end: float) -> None:
        while time.monotonic() < end:
            await asyncio.sleep(_ASK_EVERY)
            with suppress(*_UNANSWERED):
                await self._ask()

    async def _ask(self) -> None:
        before = len(questions(self.side))
        self._slow_post()
        told = await self.side.stage.command("Lea", "cohort ask")
        began = time.monotonic()
        if "try again" in told.text:
            return
        self.figures.asked += 1
        await until(lambda: len(questions(self.side)) > before, _REST)
        self.figures.letter_stalls.append(time.monotonic() - began)

    def _slow_post(self) -> None:
        """Every other post takes long, before or after it has its effect, so that a death finds it under way."""
        if self._rng.random() < 0.5:
            late = asyncio.Event()
            asyncio.get_running_loop().call_later(self._rng.uniform(0.2, _SLOWEST), late.set)
            self.side.hold(late, accept=self._rng.random() < 0.5)

    async def _judge(self) -> None:
        end = time.monotonic() + _REST
        verdict = await self._ledger.judge(self.database, datetime.now(UTC))
        while verdict.stuck and time.monotonic() < end:
            await asyncio.sleep(0.2)
            verdict = await self._ledger.judge(self.database, datetime.now(UTC))
        self.figures.verdict = verdict
        self.figures.receipts = self._ledger.confirmed
        self.figures.messages = sum(self.side.messages().values())
        async with reading(self.database) as tx:
            self.figures.answers = (await tx.execute(select(func.count()).select_from(answer))).scalar_one()
            self.figures.rounds = (await tx.execute(select(func.count()).select_from(round_))).scalar_one()


async def killed_in_turn(seconds: float, every: float, seed: int, log: Path) -> Figures:
    """Two processes for so long, one of them killed every so often."""
    pair = Pair(seed, log)
    try:
        await pair.begin()
        return await pair.run(seconds, every)
    finally:
        await pair.end()


def main() -> int:
    """Print the figures; 1 where anything was lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--log", type=Path, default=None, help="where the processes write their log")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="takt-pair-") as folder:
        log = given.log or Path(folder) / "log"
        figures = asyncio.run(killed_in_turn(given.seconds, given.every, given.seed, log))
    print("\n".join(figures.lines()))
    return 0 if figures.sound else 1


if __name__ == "__main__":
    sys.exit(main())
