"""Bad input on every surface, from a printed seed: what was tried, and what came of it.

python -m tests.fuzz --inputs 200000 --seed 7

The last line is `inputs N, tracebacks to members N, writes N, other faults N`; the exit status is 1 unless all
but the first are 0.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from datetime import UTC, datetime

from tests.fuzz.surfaces import fuzz
from tests.fuzz.tally import Tally


def main() -> int:
    """Exit status 1 where something was wrong."""
    given = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    given.add_argument("--inputs", type=int, default=200_000, help="how many, over all surfaces")
    given.add_argument("--seed", type=int, default=0, help="0: one is drawn and printed")
    wanted = given.parse_args()
    seed = wanted.seed or secrets.randbelow(1_000_000) + 1
    began = time.monotonic()
    print(f"{datetime.now(UTC):%Y-%m-%d} python -m tests.fuzz --inputs {wanted.inputs} --seed {seed}", flush=True)

    def tell(tally: Tally) -> None:
        print("\n".join(tally.lines()), flush=True)

    done = fuzz(wanted.inputs, seed, tell)
    inputs, tracebacks, writes = (
        sum(getattr(one, what) for one in done) for what in ("inputs", "tracebacks", "writes")
    )
    others = sum(len(one.faults) for one in done) - tracebacks - writes
    print(f"{time.monotonic() - began:.0f} s")
    print(f"inputs {inputs}, tracebacks to members {tracebacks}, writes {writes}, other faults {others}", flush=True)
    return int(tracebacks + writes + others > 0)


if __name__ == "__main__":
    sys.exit(main())
