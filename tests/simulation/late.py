"""What nobody can settle by looking: a platform without idempotency keys that accepts after the settling time.

Not counted among the faulty days: no reading back can tell a message that will come from one that will not. The figure
says how many of such accidents end with the question standing there twice.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.study.desk import Timing
from tests.fakes.engines import prepare
from tests.simulation.drive import Drive
from tests.simulation.faults import Fault, Step, Trouble
from tests.simulation.invariants import twice
from tests.simulation.platform import TIMEOUT
from tests.simulation.process import Machine
from tests.simulation.town import Town, at_seven
from tests.simulation.virtual_time import played

_START = datetime(2026, 6, 1, tzinfo=UTC)
_LATEST = 600.0


@dataclass(frozen=True)
class Late:
    """So many posts were accepted after the settling time, and so many of them stand there twice."""

    accidents: int
    doubled: int


def accepted_too_late(seed: int, accidents: int) -> Late:
    """One such accident a day, between the end of the settling time and ten minutes after the timeout."""
    with tempfile.TemporaryDirectory(prefix="takt-late-") as folder:
        return played(_play(prepare(Path(folder)), random.Random(seed), accidents))


async def _play(url: str, dice: random.Random, accidents: int) -> Late:
    least = (Timing().settling.total_seconds() - TIMEOUT + 5) / _LATEST
    with Machine(url, _START) as machine:
        machine.platform.latest = _LATEST
        await machine.boot()
        town = Town(machine)
        await town.found(at_seven("UTC"))
        drive = Drive(town, lambda: 0.0)
        met = 0
        for day in range(1, accidents + 1):
            await drive.until(_START + timedelta(days=day, hours=6, minutes=59, seconds=59))
            late = Fault(Step.POST, Trouble.LATE, size=dice.uniform(least, 1), place="room-1-1")
            late.skip = 1 if day > 1 else 0  # yesterday's key goes out before today's question
            machine.plan.coming.append(late)
            await drive.until(_START + timedelta(days=day, hours=8))
            met += late.met_at is not None
        doubled = sum(key.startswith("letter round:") for key in twice(town))
        await machine.bury()
        return Late(met, doubled)
