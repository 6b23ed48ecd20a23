"""One fault at a time, at every step of a scripted day: closing, revealing, asking, answering, replacing, reminding.

The day is a Sunday and the Monday after it: yesterday's question closes, today's opens, members answer and change their
minds, one question is withdrawn and another asked in its place, an exam comes near, and the week gets its summary.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fakes.engines import prepare
from tests.simulation.drive import Drive
from tests.simulation.faults import CAN_MEET, Fault, Step, Trouble
from tests.simulation.invariants import violations
from tests.simulation.process import Machine
from tests.simulation.town import Group, Town, at_seven
from tests.simulation.virtual_time import played

SATURDAY = datetime(2026, 11, 21, 5, 30, tzinfo=UTC)
SUNDAY = SATURDAY + timedelta(days=1)
END = SUNDAY + timedelta(days=1, hours=4)
_DOWN = 20.0
CRASHES = (Trouble.CRASH_BEFORE, Trouble.CRASH_DURING, Trouble.CRASH_AFTER)


@dataclass(frozen=True)
class Case:
    """A fault, and how far the recovery from it gets before the process dies again (None: it does not)."""

    step: Step
    ordinal: int
    trouble: Trouble
    again: tuple[Step, int] | None = None

    def __str__(self) -> str:
        again = f", and again at {self.again[0]} {self.again[1]} of the recovery" if self.again else ""
        return f"{self.step} {self.ordinal}: {self.trouble}{again}"


class Stage:
    """The Saturday before, played once; each case begins with a copy of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._saturday = folder / "saturday"
        self._kept: dict[str, Any] = {}
        played(self._set_up())

    async def _set_up(self) -> None:
        with Machine(prepare(self._saturday), SATURDAY) as machine:
            await machine.boot()
            town = Town(machine)
            group = await town.found(at_seven())
            await town.command(group, group.members[0], "countdown set", date="30 November 2026")
            drive = Drive(town, lambda: _DOWN)
            drive.at(SATURDAY + timedelta(hours=2), lambda: answers(town, group))
            await drive.until(SUNDAY)
            platform = machine.platform
            self._kept = {
                "groups": town.groups,
                "record": town.record,
                "platform": {name: getattr(platform, name) for name in ("messages", "taken", "asked", "by_ref")},
            }
            assert await violations(town) == []
            await machine.bury()

    def play(self, case: Case | None) -> tuple[list[str], list[tuple[Step, str]]]:
        """The day with this fault: what is wrong afterwards, and the steps that were taken."""
        folder = self._folder / "case"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._saturday, folder)
        return played(self._play(prepare(folder), case))

    async def _play(self, url: str, case: Case | None) -> tuple[list[str], list[tuple[Step, str]]]:
        with Machine(url, SUNDAY) as machine:
            town = Town(machine)
            kept = deepcopy(self._kept)
            town.groups, town.record = kept["groups"], kept["record"]
            for name, value in kept["platform"].items():
                setattr(machine.platform, name, value)
            await machine.boot()
            del machine.plan.steps[:]
            plan(machine, case)
            steps = await _day(town, town.groups[0], case)
            wrong = await violations(town)
            if case is not None and not machine.plan.met:
                wrong.append("the fault was never met")
            await machine.bury()
            return wrong, steps


def plan(machine: Machine, case: Case | None) -> None:
    """Have the case's fault met."""
    if case is not None:
        machine.plan.coming.append(Fault(case.step, case.trouble, skip=case.ordinal, size=0.9))


async def _day(town: Town, group: Group, case: Case | None) -> list[tuple[Step, str]]:
    """Live through it, and then an hour more without faults. Returns the day's steps."""

    def again() -> None:
        if case is not None and case.again is not None and len(town.machine.plan.met) == 1:
            step, skip = case.again
            town.machine.plan.coming.append(Fault(step, Trouble.CRASH_AFTER, skip=skip))

    drive = Drive(town, lambda: _DOWN, again)
    drive.at(SUNDAY + timedelta(hours=1), lambda: answers(town, group))
    drive.at(SUNDAY + timedelta(hours=2), lambda: town.replace(group))
    drive.at(SUNDAY + timedelta(hours=3), lambda: answers(town, group))
    drive.at(SUNDAY + timedelta(hours=8), lambda: town.try_again(group))
    await drive.until(END)
    town.machine.plan.coming.clear()
    steps = list(town.machine.plan.steps)
    await drive.until(END + timedelta(hours=1))
    return steps


async def answers(town: Town, group: Group) -> None:
    """One is sure, one changes their mind and guesses, one only taps, all at once."""
    number = town.open_question(group)
    if number is None:
        return
    first, second, third = group.members

    async def sure() -> None:
        await town.tap(group, first, number, 1)
        await town.settle(group, first, number, 1, sure=True)

    async def guess() -> None:
        await town.tap(group, second, number, 0, twice=True)
        await town.tap(group, second, number, 2)
        await town.settle(group, second, number, 2, sure=False)

    await asyncio.gather(sure(), guess(), town.tap(group, third, number, 3))


def cases(steps: list[tuple[Step, str]]) -> Iterator[Case]:
    """Every step times everything that can meet it, and every death times a second one during the recovery."""
    for step, n in Counter(step for step, _ in steps).items():
        for ordinal in range(n):
            for trouble in CAN_MEET[step]:
                case = Case(step, ordinal, trouble)
                yield case
                if trouble in CRASHES:
                    yield from (replace(case, again=(Step.COMMIT, late)) for late in range(2))


def every_single_fault(part: int = 1, offset: int = 0) -> tuple[int, list[tuple[Case, list[str]]]]:
    """Play every case, or every `part`-th from `offset` on: how many, and those in which something is wrong."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="takt-single-", dir=memory if memory.is_dir() else None) as folder:
        stage = Stage(Path(folder))
        wrong, steps = stage.play(None)
        assert wrong == [], wrong
        chosen = list(cases(steps))[offset::part]
        found = [(case, stage.play(case)[0]) for case in chosen]
    return len(chosen), [(case, what) for case, what in found if what]
