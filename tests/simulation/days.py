"""Many days of many faults, all from one seed: the same seed gives the same days, to the microsecond."""

from __future__ import annotations

import asyncio
import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.model.cohort import Schedule
from bot.rules import calendar
from tests.fakes.engines import prepare
from tests.simulation.drive import Drive
from tests.simulation.faults import CAN_MEET, Fault, Step, Trouble
from tests.simulation.invariants import twice, violations
from tests.simulation.members import Lost
from tests.simulation.process import Machine
from tests.simulation.town import Group, Town, at_seven
from tests.simulation.virtual_time import played

DAYS = 20
WRONG = 3600.0
"""How wrong the wall clock may be, in seconds."""
_ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland", "UTC")
_HOURS = (time(7, 0), time(2, 30), time(0, 0), time(12, 15), time(23, 30))
_STARTS = (datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
_STEPS = (*[Step.POST] * 5, *[Step.COMMIT] * 4, Step.FIND, Step.EDIT)


@dataclass(frozen=True)
class Outcome:
    """What came of one world: its cohort-days, those that a fault met, and what is wrong."""

    seed: int
    days: int
    faulty: int
    faults: int
    deaths: int
    answers: int
    posts: int
    doubled: int
    wrong: tuple[str, ...]

    @property
    def lost(self) -> int:
        return len(self.wrong) - self.doubled

    @property
    def command(self) -> str:
        return f"python -m tests.simulation --seed {self.seed}"


def world(seed: int, days: int = DAYS) -> Outcome:
    """Play the world of this seed, on a database of its own in memory where the system has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="takt-world-", dir=memory if memory.is_dir() else None) as folder:
        return played(_World(random.Random(seed), seed, days).play(prepare(Path(folder))))


class _World:
    def __init__(self, dice: random.Random, seed: int, days: int) -> None:
        self.dice, self.seed, self.days = dice, seed, days
        self.faulty: set[tuple[int, date]] = set()
        self.calm = False

    async def play(self, url: str) -> Outcome:
        dice = self.dice
        start = dice.choice(_STARTS) + timedelta(days=dice.randrange(10))
        with Machine(url, start) as machine:
            town = self.town = Town(machine)
            await machine.boot()
            for _ in range(dice.choice((1, 2, 2, 3))):
                await town.found(self._schedule(), rooms=dice.choice((1, 1, 2)), members=dice.choice((2, 3)))
            drive = self.drive = Drive(town, self._downtime, self._on_boot)
            wrong: list[str] = []
            try:
                for day in range(self.days):
                    for group in town.groups:
                        self._plan(group, start + timedelta(days=day))
                    await drive.until(start + timedelta(days=day + 1))
                    if day % 5 == 4 or twice(town):
                        wrong = await self._quiet()
                    if wrong:
                        break
            except Lost as lost:
                wrong = [str(lost)]
            return self._outcome(day + 1, wrong)

    def _outcome(self, days: int, wrong: list[str]) -> Outcome:
        town, plan = self.town, self.town.machine.plan
        faulty = {fault.about for fault in plan.met if fault.about}
        return Outcome(
            seed=self.seed,
            days=days * len(town.groups),
            faulty=len(faulty),
            faults=len(plan.met),
            deaths=town.machine.deaths,
            answers=town.record.acknowledged,
            posts=sum(town.platform.taken.values()),
            doubled=len(twice(town)),
            wrong=tuple(wrong),
        )

    def _schedule(self) -> Schedule:
        dice = self.dice
        closes = dice.choice((None, None, time(20, 0)))
        return at_seven(dice.choice(_ZONES), dice.choice(_HOURS), closes)

    def _downtime(self) -> float:
        dice = self.dice
        if self.calm:
            return 60.0
        return dice.choice(
            (dice.uniform(1, 60), dice.uniform(1, 60), dice.uniform(60, 3600), dice.uniform(3600, 36000))
        )

    def _on_boot(self) -> None:
        """Sometimes it dies again, in the middle of its recovery."""
        if not self.calm and self.dice.random() < 0.3:
            step = self.dice.choice((Step.COMMIT, Step.COMMIT, Step.POST, Step.FIND))
            trouble = self.dice.choice((Trouble.CRASH_BEFORE, Trouble.CRASH_AFTER))
            self.town.machine.plan.coming.append(Fault(step, trouble, skip=self.dice.randrange(5)))

    # --- a day of a group

    def _plan(self, group: Group, begin: datetime) -> None:
        dice = self.dice
        when = calendar.next_occurrence(group.schedule, begin)
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            self.town.machine.plan.coming.append(self._fault(group, when))
        for who in group.members:
            if dice.random() < 0.6:
                wait = dice.choice((dice.uniform(1, 120), dice.uniform(120, 1800), dice.uniform(1800, 40000)))
                self.drive.at(when.opens_at + timedelta(seconds=wait), partial(self._answer, group, who))
        self._lead(group, when)

    def _fault(self, group: Group, when: calendar.Occurrence) -> Fault:
        dice = self.dice
        step = dice.choice(_STEPS)
        early = dice.uniform(-60, 300) if dice.random() < 0.8 else dice.uniform(-600, 36000)
        return Fault(
            step,
            dice.choice(CAN_MEET[step]),
            skip=dice.choice((0, 0, 1, 2, 3, 4)) if step is not Step.COMMIT else dice.randrange(12),
            place=dice.choice(group.rooms).channel if step is not Step.COMMIT and step is not Step.FIND else "",
            since=self.town.machine.seconds_until(when.opens_at + timedelta(seconds=early)),
            size=dice.random(),
            about=(group.number, when.day),
        )

    async def _answer(self, group: Group, who: str) -> None:
        dice, town = self.dice, self.town
        number = town.open_question(group)
        if number is None:
            return
        await asyncio.sleep(dice.uniform(0, 2))
        position = dice.randrange(4)
        await town.tap(group, who, number, position, twice=dice.random() < 0.1)
        if dice.random() < 0.25:
            position = dice.randrange(4)
            await town.tap(group, who, number, position)
        if dice.random() < 0.5:
            await town.settle(group, who, number, position, sure=dice.random() < 0.5)

    def _lead(self, group: Group, when: calendar.Occurrence) -> None:
        """What leaders do now and then, and what befalls the clock."""
        dice, drive, town = self.dice, self.drive, self.town
        later = when.opens_at + timedelta(seconds=dice.uniform(600, 30000))
        happens = dice.random()
        if happens < 0.04:
            drive.at(later, lambda: town.replace(group))
        elif happens < 0.06:
            drive.at(later, lambda: self._pause(group))
        elif happens < 0.08:
            drive.at(later, lambda: town.command(group, "lea", "cohort ask"))
        elif happens < 0.11:
            drive.at(later, lambda: self._link(group))
        elif happens < 0.14:
            drive.at(later, self._restart)
        elif happens < 0.16:
            drive.at(when.opens_at + timedelta(seconds=dice.uniform(-60, 600)), self._jump)
        if dice.random() < 0.3:
            drive.at(when.opens_at + timedelta(hours=5), lambda: town.try_again(group))

    async def _pause(self, group: Group) -> None:
        today = calendar.local_date(self.town.machine.now(), group.schedule.zone)
        group.unsure |= {today + timedelta(days=n) for n in range(-1, 4)}
        await self.town.command(group, "lea", "cohort pause")
        hours = timedelta(hours=self.dice.uniform(1, 40))
        self.drive.after(hours, lambda: self._resume(group))

    async def _resume(self, group: Group) -> None:
        """Until it is heard: a leader does not leave a cohort paused because the bot was down six times."""
        reply = await self.town.command(group, "lea", "cohort resume")
        if reply is None:
            self.drive.after(timedelta(minutes=30), lambda: self._resume(group))
            group.unsure |= {calendar.local_date(self.town.machine.now(), group.schedule.zone)}

    async def _link(self, group: Group) -> None:
        """Two members turn out to be one person, or two again."""
        one, other = group.members[:2]
        if self.dice.random() < 0.5:
            await self.town.unlink(group, one)
        else:
            await self.town.link(group, one, other)

    async def _restart(self) -> None:
        self.town.machine.kill()

    async def _jump(self) -> None:
        """The wall clock is wrong for a while."""
        self.town.machine.set_wrong(timedelta(seconds=self.dice.uniform(-WRONG, WRONG)))
        self.drive.after(timedelta(seconds=self.dice.uniform(10, 1800)), self._right)

    async def _right(self) -> None:
        self.town.machine.set_wrong(timedelta(0))

    # --- what must hold

    async def _quiet(self) -> list[str]:
        """Nothing goes wrong any more until all is done; then look."""
        town, plan = self.town, self.town.machine.plan
        coming, plan.coming = plan.coming, []
        self.calm = True
        town.machine.set_wrong(timedelta(0))
        town.platform.heal()
        await self.drive.until(town.machine.now() + timedelta(minutes=20))
        for _ in range(40):
            if town.machine.alive and await self._is_quiet():
                break
            await self.drive.until(town.machine.now() + timedelta(minutes=20))
        wrong = await violations(town) if town.machine.alive else ["the process does not come up"]
        self.calm = False
        plan.coming = [fault for fault in coming if fault.since > town.machine.seconds_until(town.machine.now())]
        return wrong

    async def _is_quiet(self) -> bool:
        due = await self.town.machine.takt.ticker.next_due()
        return due is None or due > self.town.machine.clock() + timedelta(minutes=20)
