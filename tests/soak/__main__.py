"""Real deaths and simulated faulty days, from a printed seed: what was lost, and what came twice.

python -m tests.soak --kills 500 --days 20000 --seed 7

The last line is `kills N, days N, lost N, doubled N`; the exit status is 1 where anything was lost or came twice.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import count, repeat
from multiprocessing import get_context

from tests.simulation.days import Outcome, world
from tests.simulation.late import accepted_too_late
from tests.simulation.quiet import quietly
from tests.simulation.single import every_single_fault
from tests.soak.tally import Tally

_LATE = 50
_ALL_FROM = 1000
"""From so many days on every single fault is played, below that a part of them."""
_TELL_EVERY = 30.0


def main() -> int:
    """Exit status 1 where anything was lost or came twice."""
    given = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    given.add_argument("--kills", type=int, default=500, help="how often a real process is killed")
    given.add_argument("--days", type=int, default=20000, help="simulated cohort-days that at least one fault met")
    given.add_argument("--seed", type=int, default=0, help="0: one is drawn and printed")
    wanted = given.parse_args()
    seed = wanted.seed or secrets.randbelow(1_000_000) + 1
    print(
        f"{datetime.now(UTC):%Y-%m-%d} python -m tests.soak --kills {wanted.kills} --days {wanted.days} --seed {seed}"
    )
    found = [days(wanted.days, seed, say)] if wanted.days else []
    if wanted.kills:
        found.append(kills(wanted.kills, seed, say))
    total = Tally(*(sum(getattr(one, name) for one in found) for name in ("kills", "days", "lost", "doubled")))
    print(f"kills {total.kills}, days {total.days}, lost {total.lost}, doubled {total.doubled}", flush=True)
    return int(total.lost > 0 or total.doubled > 0)


def say(line: str) -> None:
    """A line at once, for whoever watches."""
    print(line, flush=True)


def kills(wanted: int, seed: int, tell: Callable[[str], None]) -> Tally:
    """Real processes, killed without warning."""
    from tests.faults.killing import soak_kills

    return asyncio.run(soak_kills(wanted, seed, tell))


def days(wanted: int, seed: int, tell: Callable[[str], None]) -> Tally:
    """Every single fault of a day, then worlds of several at once until so many faulty days are reached.

    On all processors. A world follows from its seed alone, and they are counted in the order of their seeds.
    """
    processors = os.cpu_count() or 1
    with ProcessPoolExecutor(processors, get_context("spawn"), initializer=quietly) as pool:
        tally = _single(pool, processors, max(1, _ALL_FROM // wanted), tell)
        tally = _several(pool, processors, wanted, seed, tally, tell)
        late = pool.submit(accepted_too_late, seed, _LATE).result()
    tell(f"apart: accepted after the settling time: {late.doubled} of {late.accidents} such posts stand there twice")
    return tally


def _single(pool: ProcessPoolExecutor, processors: int, part: int, tell: Callable[[str], None]) -> Tally:
    began = time.monotonic()
    parts = list(pool.map(every_single_fault, repeat(part * processors), range(0, part * processors, part)))
    wrong = [found for _, part in parts for found in part]
    for case, what in wrong:
        tell(f"single fault: {case}: {'; '.join(what)}")
    cases = sum(n for n, _ in parts)
    which = "each" if part == 1 else f"one of {part}"
    tell(f"single faults, {which}: {cases} worlds, {len(wrong)} of them wrong, {time.monotonic() - began:.0f} s")
    doubled = sum(any("times" in one for one in what) for _, what in wrong)
    return Tally(0, 0, len(wrong) - doubled, doubled)


def _in_order(pool: ProcessPoolExecutor, processors: int, seed: int) -> Iterator[Outcome]:
    """World after world, some played ahead."""
    ahead: deque[Future[Outcome]] = deque()
    try:
        for number in count(seed):
            ahead.append(pool.submit(world, number))
            if len(ahead) > 2 * processors:
                yield ahead.popleft().result()
    finally:
        for one in ahead:
            one.cancel()


def _several(
    pool: ProcessPoolExecutor, processors: int, wanted: int, seed: int, tally: Tally, tell: Callable[[str], None]
) -> Tally:
    began = told = time.monotonic()
    worlds: Counter[str] = Counter()
    for played in _in_order(pool, processors, seed):
        worlds["played"] += 1
        for name in ("days", "faulty", "faults", "deaths", "answers", "posts", "lost", "doubled"):
            worlds[name] += getattr(played, name)
        for what in played.wrong:
            tell(f"seed {played.seed}: {what} ({played.command})")
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            tell(
                "{faulty} of {} faulty days, {lost} lost, {doubled} doubled, {:.0f} s".format(
                    wanted, told - began, **worlds
                )
            )
        if worlds["faulty"] >= wanted:
            break
    tell(
        "several at once: {played} worlds from seed {} on, {faulty} cohort-days that {faults} faults met and {} that "
        "none did, {deaths} deaths, {posts} messages posted, {answers} acknowledgements held, {:.0f} s".format(
            seed, worlds["days"] - worlds["faulty"], time.monotonic() - began, **worlds
        )
    )
    return Tally(0, worlds["faulty"], tally.lost + worlds["lost"], tally.doubled + worlds["doubled"])


if __name__ == "__main__":
    sys.exit(main())
