"""Simulated days from a seed, or the one world of a seed that failed.

python -m tests.simulation --seed 17            the world of this seed: what goes wrong in it
python -m tests.simulation --seed 17 --days 500  that many faulty days, world after world
"""

from __future__ import annotations

import argparse
import sys

from tests.simulation.days import DAYS, world
from tests.simulation.quiet import quietly


def main() -> int:
    """Exit status 1 where anything is wrong."""
    given = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    given.add_argument("--seed", type=int, required=True)
    given.add_argument("--days", type=int, default=0, help="faulty days to play, in worlds of seeds from this one on")
    wanted = given.parse_args()
    quietly()
    seed, faulty, wrong = wanted.seed, 0, 0
    while True:
        played = world(seed, DAYS)
        print(played, flush=True)
        wrong += len(played.wrong)
        faulty += played.faulty
        seed += 1
        if faulty >= wanted.days:
            print(f"{faulty} faulty days, {wrong} violations")
            return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
