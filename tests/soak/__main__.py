"""Real deaths and simulated faulty days, from a printed seed: what was lost, and what came twice.

python -m tests.soak --kills 500 --days 20000 --seed 7

The last line is `kills N, days N, lost N, doubled N`; the exit status is 1 where anything was lost or came twice.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from tests.simulation.days import world
from tests.simulation.late import accepted_too_late
from tests.simulation.quiet import quietly
from tests.simulation.single import every_single_fault
from tests.soak.tally import Tally

_LATE = 50
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
    """Every single fault of a day, then worlds of several at once until so many faulty days are reached."""
    quietly()
    began = time.monotonic()
    cases, wrong = every_single_fault()
    for case, what in wrong:
        tell(f"single fault: {case}: {'; '.join(what)}")
    tell(f"single faults: {cases} worlds, {len(wrong)} of them wrong, {time.monotonic() - began:.0f} s")
    doubled = sum(any("times" in one for one in what) for _, what in wrong)
    tally = Tally(0, 0, len(wrong) - doubled, doubled)
    tally = _several(wanted, seed, tally, tell)
    late = accepted_too_late(seed, _LATE)
    tell(f"apart: accepted after the settling time: {late.doubled} of {late.accidents} such posts stand there twice")
    return tally


def _several(wanted: int, seed: int, tally: Tally, tell: Callable[[str], None]) -> Tally:
    began = told = time.monotonic()
    faulty = lost = doubled = faults = deaths = answers = posts = quiet = worlds = 0
    while faulty < wanted:
        played = world(seed + worlds)
        worlds += 1
        faulty, quiet = faulty + played.faulty, quiet + played.days - played.faulty
        faults, deaths = faults + played.faults, deaths + played.deaths
        answers, posts = answers + played.answers, posts + played.posts
        lost, doubled = lost + played.lost, doubled + played.doubled
        for what in played.wrong:
            tell(f"seed {played.seed}: {what} ({played.command})")
        if time.monotonic() - told > _TELL_EVERY:
            told = time.monotonic()
            tell(f"{faulty} of {wanted} faulty days, {lost} lost, {doubled} doubled, {told - began:.0f} s")
    tell(
        f"several at once: {worlds} worlds from seed {seed} on, {faulty} cohort-days that {faults} faults met "
        f"and {quiet} that none did, {deaths} deaths, {posts} messages posted, {answers} acknowledgements held, "
        f"{time.monotonic() - began:.0f} s"
    )
    return Tally(0, tally.days + faulty, tally.lost + lost, tally.doubled + doubled)


if __name__ == "__main__":
    sys.exit(main())
