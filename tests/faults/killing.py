"""Real kills: the process dies at a random commit or request, is started again, and nothing is lost or comes twice.

A study is one room on one platform and one database, over many lives. In each life members answer and leaders ask until
the process dies of itself or is killed; often the next one dies too, in the middle of its recovery. Then a life without
a failpoint brings everything to rest, the ledger judges, and the clock goes on to the next opening, with the bot away.

    python -m tests.faults.killing --kills 500 --seed 7
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from bot.store.schema import job
from tests.fakes.postgres import fresh
from tests.fakes.slack_server import NoAcknowledgement
from tests.fakes.slack_stage import NoReply
from tests.faults.failpoints import COMMIT, REQUEST, Failpoint
from tests.faults.ledger import Ledger, Verdict, reading, stuck
from tests.faults.members import Members
from tests.faults.process import Died, Process, living
from tests.faults.sides import SIDES, questions
from tests.soak.tally import Tally

PLACES = (("slack", "sqlite"), ("discord", "postgresql"), ("discord", "sqlite"), ("slack", "postgresql"))
"""Each library on each engine, in this order."""
ZONE = ZoneInfo("Europe/Berlin")
_PEOPLE = [f"Member {n}" for n in range(6)]
_PATIENCE = 60.0
"""A limit, not a wait: a busy machine takes its time."""
_LIFE = 3.0
"""Seconds until a process is killed that has not reached its failpoint."""
_KILLS_OF_A_STUDY = 40
_KILLS_OF_A_DAY = 5


class Study:
    """One room over many lives of the bot."""

    def __init__(self, platform: str, engine: str, folder: Path, rng: random.Random) -> None:
        self.place = f"{platform} on {engine}"
        self._ahead = timedelta(0)
        self._rng = rng
        self.side = SIDES[platform](self.now)
        self.ledger = Ledger(self.side)
        self._members = Members(self.side, self.ledger, rng)
        self._database = f"sqlite:///{folder / 'takt.db'}" if engine == "sqlite" else fresh()
        self._log = folder / "log"
        self.deaths: list[str] = []
        self.unanswered = 0
        """Presses and commands that nobody answered in time: they may count or not."""

    def now(self) -> datetime:
        """What time it is here, for the platform and the bot."""
        return datetime.now(UTC) + self._ahead

    async def begin(self) -> None:
        """A cohort, made in a life without trouble."""
        await self.side.start()
        self.side.stage.grant("Lea")
        async with self._life(None) as bot:
            await self._connect(bot)
            await bot.during(self.side.stage.command("Lea", "cohort create", exam="cpim-9.0", zone=ZONE.key), _PATIENCE)
            await self._rest(bot)

    def _life(self, dies: Failpoint | None) -> AbstractAsyncContextManager[Process]:
        self.side.forget()
        self.side.connected.clear()
        more: dict[str, Any] = {"settling": 0.3, "refresh": 0.2, "log": str(self._log)}
        return living(self.side.life(self._database, ahead=self._ahead.total_seconds(), dies=dies, **more))

    async def _connect(self, bot: Process) -> None:
        await bot.during(self.side.connected.wait(), _PATIENCE)

    async def kills(self, most: int) -> int:
        """A day of deaths: at most so many. Returns how many there were."""
        for number in range(most):
            await self._one_life(self._failpoint(recovering=number > 0 and self._rng.random() < 0.5))
        return most

    def _failpoint(self, *, recovering: bool) -> Failpoint:
        """Early ones hit the recovery, for what was interrupted is the first that is done; late ones hit answers."""
        kind = self._rng.choice((COMMIT, REQUEST))
        last = 10 if recovering else self._rng.choice((30, 100))
        return Failpoint(kind, self._rng.randint(1, last), self._rng.random() < 0.5)

    async def _one_life(self, dies: Failpoint) -> None:
        async with self._life(dies) as bot:
            try:
                await self._connect(bot)
                end = time.monotonic() + _LIFE
                while time.monotonic() < end:
                    await self._play(bot)
            except Died:
                self.deaths.append(f"{self.place}: {dies}")
                return
        self.deaths.append(f"{self.place}: killed, {dies} was not reached")

    async def _play(self, bot: Process) -> None:
        """A piece of a day: a question, its answers, and a look at the score."""
        if not questions(self.side) or self._rng.random() < 0.5:
            await self._try(bot, "Lea", "cohort ask")
        if open_ones := questions(self.side):
            card = self._rng.choice(open_ones[-2:])
            people = self._rng.sample(_PEOPLE, self._rng.randint(2, 6))
            answering = [self._members.answer(bot, who, card) for who in people]
            self._raise_first(await asyncio.gather(*answering, return_exceptions=True))
        await self._try(bot, self._rng.choice(_PEOPLE), "score show")

    async def _try(self, bot: Process, who: str, command: str) -> None:
        typing = bot.during(self.side.stage.command(who, command), _PATIENCE)
        self._raise_first(await asyncio.gather(typing, return_exceptions=True))

    def _raise_first(self, results: Sequence[object]) -> None:
        """What a dying process does to whom it was talking with is part of its death."""
        for result in results:
            if isinstance(result, NoAcknowledgement | NoReply | ConnectionError):
                self.unanswered += 1
            elif isinstance(result, BaseException):
                raise result

    async def judge(self) -> Verdict:
        """A life in which all comes to rest, and what is found then."""
        async with self._life(None) as bot:
            await self._connect(bot)
            await self._rest(bot)
        return await self.ledger.judge(self._database, self.now())

    async def _rest(self, bot: Process) -> None:
        """Until nothing waits; what still does after a while is judged as stuck."""
        end = time.monotonic() + _PATIENCE
        async with reading(self._database) as tx:
            while time.monotonic() < end and await stuck(tx, self.now() + timedelta(seconds=0.5)):
                await tx.rollback()
                await bot.during(asyncio.sleep(0.05), 1)

    async def sleep_over(self) -> None:
        """The bot is away until shortly after the next opening."""
        async with reading(self._database) as tx:
            opening = (await tx.execute(select(func.min(job.c.due)).where(job.c.kind == "open"))).scalar_one()
        self._ahead += opening - self.now() + timedelta(seconds=self._rng.randint(1, 900))
        self.ledger.planned.append(opening.astimezone(ZONE).date())

    def last_words(self) -> str:
        """The end of what the processes wrote into their log."""
        return "\n".join(self._log.read_text().splitlines()[-60:])

    async def end(self) -> None:
        await self.side.close()


async def soak_kills(kills: int, seed: int, say: Callable[[str], None], places: int = len(PLACES)) -> Tally:
    """Kill so many processes, on the platforms and engines in turn, and count what that did. `say` takes lines."""
    rng, done, lost, doubled = random.Random(seed), 0, 0, 0
    studies = -(-kills // _KILLS_OF_A_STUDY)
    studies = max(studies, min(kills, places))
    for number in range(studies):
        share = kills // studies + (number < kills % studies)
        platform, engine = PLACES[number % places]
        with tempfile.TemporaryDirectory(prefix="takt-kills-") as folder:
            study = Study(platform, engine, Path(folder), random.Random(rng.randrange(1 << 32)))
            found = await _soak(study, share, say)
        done, lost, doubled = done + share, lost + found[0], doubled + found[1]
    return Tally(done, 0, lost, doubled)


async def _soak(study: Study, kills: int, say: Callable[[str], None]) -> tuple[int, int]:
    began, left, verdict = time.monotonic(), kills, Verdict((), ())
    await study.begin()
    try:
        while left and not (verdict.lost or verdict.doubled or verdict.stuck):
            left -= await study.kills(min(left, study._rng.randint(2, _KILLS_OF_A_DAY)))
            verdict = await study.judge()
            await study.sleep_over()
    finally:
        await study.end()
    for what in (*verdict.lost, *verdict.doubled, *verdict.stuck):
        say(f"{study.place}: {what}; deaths of that day: {study.deaths[-_KILLS_OF_A_DAY:]}")
    if verdict.lost or verdict.doubled or verdict.stuck:
        say(study.last_words())
    seconds = time.monotonic() - began
    say(
        f"{study.place}: {kills - left} kills, {study.ledger.confirmed} answers confirmed, "
        f"{study.unanswered} presses and commands unanswered, {seconds:.0f} s"
    )
    return len(verdict.lost) + len(verdict.stuck), len(verdict.doubled)


def main() -> int:
    """Print the figures; 1 where anything was lost or came twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", type=int, default=None)
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    tally = asyncio.run(soak_kills(given.kills, seed, lambda line: print(line, flush=True)))
    print(f"kills {tally.kills}, days {tally.days}, lost {tally.lost}, doubled {tally.doubled}")
    return 1 if tally.lost or tally.doubled else 0


if __name__ == "__main__":
    sys.exit(main())
