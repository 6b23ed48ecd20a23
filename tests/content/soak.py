"""`make content-soak`: thousands of draws of each generator, each held against every rule and its second route.

One line for each generator that breaks a rule or is slow at the median, and one closing line. Exit status 1 if any.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass
from multiprocessing import Pool

from tests.content import golden
from tests.content.drawing import ASKED, hold

MOST = 0.005  # seconds for a draw, at the median
_TIMED = 500


@dataclass(frozen=True)
class Seen:
    """What came of one generator: its name, the faults of its draws, and the median seconds of a draw."""

    name: str
    faults: tuple[str, ...]
    median: float


def look(place: int, draws: int) -> Seen:
    """Draw a generator so often. A fault does not end it; the first three are kept in full."""
    generator = ASKED[place]
    faults = []
    for seed in range(draws):
        try:
            hold(generator, seed)
        except Exception as error:
            faults.append(f"{type(error).__name__}: {error}")
    return Seen(golden.name(generator), tuple(faults), _median(place, min(draws, _TIMED)))


def _median(place: int, draws: int) -> float:
    taken = []
    for seed in range(draws):
        started = time.perf_counter()
        ASKED[place].draw(seed)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> int:
    """Soak all generators, or those whose id has a word in it."""
    asked = argparse.ArgumentParser(prog="python -m tests.content.soak", description=__doc__)
    asked.add_argument("--draws", type=int, default=10_000)
    asked.add_argument("--only", default="", help="only generators with this in their id")
    asked.add_argument("--processes", type=int, default=2)
    options = asked.parse_args()
    places = [n for n, each in enumerate(ASKED) if options.only in each.id]
    if not places:
        print(f"no generator has “{options.only}” in its id")
        return 1
    started = time.monotonic()
    with Pool(options.processes) as pool:
        seen = pool.starmap(look, [(place, options.draws) for place in places], chunksize=1)
    for each in seen:
        for fault in each.faults[:3]:
            print(f"{each.name}: {fault}")
        if each.median > MOST:
            print(f"{each.name}: a draw takes {1000 * each.median:.1f} ms at the median, more than {1000 * MOST:.0f}")
    broken, slow = sum(len(each.faults) for each in seen), sum(each.median > MOST for each in seen)
    slowest = max(seen, key=lambda each: each.median)
    print(
        f"{len(seen)} generators, {options.draws:,} draws each: {broken} broke a rule, {slow} were slow; the slowest, "
        f"{slowest.name}, takes {1000 * slowest.median:.2f} ms at the median. {time.monotonic() - started:.0f} seconds."
    )
    return 1 if broken or slow else 0


if __name__ == "__main__":
    sys.exit(main())
