"""Members, answers, changes of mind, closes, corrections, links: the bot against a model that is slow and obvious.

The model is a list of what everybody pressed. Everything goes through the dispatcher and the beat, as in earnest.
TAKT_MODEL=500 plays that many histories of up to 60 steps, instead of a few short ones.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from bot.chat.message import Button, Card
from bot.model.rounds import RoundState
from bot.store import asides, corrections
from bot.store.schema import account, answer, round_, standing
from tests.core.recount import kept, recounted
from tests.fakes.engines import prepare
from tests.simulation.drive import Drive
from tests.simulation.members import Given, settled, tapped
from tests.simulation.process import Machine
from tests.simulation.town import Town, at_seven
from tests.simulation.virtual_time import VirtualLoop

MEMBERS = 4
LONG = int(os.environ.get("TAKT_MODEL", "0"))
START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
Result = TypeVar("Result")

who = st.integers(0, MEMBERS - 1)
positions = st.integers(0, 3)
picks = st.integers(0, 2)
"""Which question, counted from the newest."""


class Study(RuleBasedStateMachine):
    """One cohort of four members, for some days."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(
            tempfile.mkdtemp(prefix="takt-model-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        )
        self.stack = ExitStack()
        self.runner = self.stack.enter_context(asyncio.Runner(loop_factory=VirtualLoop))
        self.given: dict[tuple[int, str], Given] = {}
        """Every answer, in the order in which they came."""
        self.state: dict[int, RoundState] = {}
        self.forgotten: set[str] = set()
        self.keys: dict[int, int] = {}
        """The right position of each question."""
        self.decided: list[tuple[int, int, RoundState, int]] = []
        """What stands of corrections, the oldest first: its id, its question, and the state and key before."""

    def run(self, what: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(what)

    @initialize()
    def begin(self) -> None:
        async def found() -> None:
            self.machine = Machine(prepare(self.folder), START).__enter__()
            await self.machine.boot()
            self.town = Town(self.machine)
            self.group = await self.town.found(at_seven(), members=MEMBERS)
            self.drive = Drive(self.town, lambda: 0.0)
            await self.town.command(self.group, "lea", "cohort ask")
            await self._pass(timedelta(minutes=1))

        self.run(found())

    async def _pass(self, how_long: timedelta) -> None:
        await self.drive.until(self.machine.now() + how_long)
        async with self.machine.takt.desk.store.read() as tx:
            rows = (await tx.execute(select(round_.c.id, round_.c.state))).all()
        now = {row.id: RoundState(row.state) for row in rows}
        assert all(now[number] is state for number, state in self.state.items() if state is not RoundState.OPEN)
        self.state = now
        async with self.machine.takt.desk.store.read() as tx:
            keys = {row.id: row.key for row in await tx.execute(select(round_.c.id, round_.c.key))}
        assert all(keys[number] == key for number, key in self.keys.items())
        self.keys = keys
        for place, one in self.given.items():
            if now[place[0]] is RoundState.CLOSED:  # the close makes final what stands
                self.given[place] = Given(one.first, one.last, one.confidence, True)

    def _question(self, pick: int) -> int:
        return sorted(self.state)[-1 - pick % len(self.state)]

    # --- what people do

    @rule(member=who, pick=picks, position=positions)
    def tap(self, member: int, pick: int, position: int) -> None:
        self._tap(self.group.members[member], self._question(pick), position)

    @rule(member=who, position=positions, other=positions)
    def change_of_mind(self, member: int, position: int, other: int) -> None:
        self._tap(self.group.members[member], self._question(0), position)
        self._tap(self.group.members[member], self._question(0), other)

    def _tap(self, name: str, number: int, position: int) -> None:
        self.run(self.town.press(self.group, name, f"answer:{number}:{position}"))
        if self.state[number] is RoundState.OPEN and name not in self.forgotten:
            after = tapped(self.given.get((number, name)), position)
            assert after
            self.given[number, name] = after
        self.run(self._pass(timedelta(seconds=1)))

    @rule(member=who, pick=picks, position=positions, sure=st.booleans())
    def settle(self, member: int, pick: int, position: int, sure: bool) -> None:
        name, number, word = self.group.members[member], self._question(pick), "sure" if sure else "guess"
        self.run(self.town.press(self.group, name, f"settle:{number}:{position}:{word}"))
        if self.state[number] is RoundState.OPEN:
            after = settled(self.given.get((number, name)), position, word)
            if after:
                self.given[number, name] = after

    @rule()
    def next_day(self) -> None:
        self.run(self._pass(timedelta(days=1)))

    @rule()
    def ask(self) -> None:
        before = len(self.state)
        self.run(self.town.command(self.group, "lea", "cohort ask"))
        self.run(self._pass(timedelta(seconds=1)))
        assert len(self.state) == before + 1

    @rule()
    def withdraw(self) -> None:
        opened = [number for number, state in self.state.items() if state is RoundState.OPEN]
        self.run(self.town.replace(self.group))
        self.run(self._pass(timedelta(seconds=1)))
        if opened:
            assert self.state[max(opened)] is RoundState.WITHDRAWN

    @rule(pick=picks, position=positions)
    def correct(self, pick: int, position: int) -> None:
        number = self._question(pick)
        done = self.run(self._report(number, "corrected", key="ABCD"[position]))
        if self.state[number] is RoundState.CLOSED:
            assert bool(done) is (position != self.keys[number])
        if done:  # of a question that was replaced, it holds for later draws
            assert self.state[number] is not RoundState.OPEN
            self.decided.append((done, number, self.state[number], self.keys[number]))
            self.keys[number] = position

    @rule(pick=picks)
    def take_out(self, pick: int) -> None:
        number = self._question(pick)
        if done := self.run(self._report(number, "withdrawn")):
            assert self.state[number] is not RoundState.OPEN
            self.decided.append((done, number, self.state[number], self.keys[number]))
            self.state[number] = RoundState.WITHDRAWN

    @precondition(lambda self: self.decided)
    @rule(older=st.integers(0, 3))
    def undo(self, older: int) -> None:
        number, question, state, key = chosen = self.decided[-1 - older % len(self.decided)]
        self.run(self.town.press(self.group, "lea", f"correction:undo:{number}"))
        if chosen == [one for one in self.decided if one[1] == question][-1]:
            self.decided.remove(chosen)
            self.state[question], self.keys[question] = state, key

    async def _report(self, number: int, what: str, **values: str) -> int:
        """Lea reports a question and decides. Returns the number of the correction that this made, or 0."""
        words = {"text": f"Report {len(self.decided)} at {self.machine.now()}"}
        await self.town.submit(self.group, "lea", f"reported:{number}", words)
        async with self.machine.takt.desk.store.read() as tx:
            mine = [one.id for one in await asides.open_reports_on(tx, [number])]
            before = await corrections.count(tx, self.group.number)
        if not mine:
            return 0
        await self.town.submit(self.group, "lea", f"report:{what}:{mine[-1]}", values)
        async with self.machine.takt.desk.store.read() as tx:
            return max((one.id for one in await corrections.of_cohort(tx, self.group.number, 1)), default=0) * (
                await corrections.count(tx, self.group.number) > before
            )

    @rule(one=who, other=who)
    def link(self, one: int, other: int) -> None:
        if one != other:
            self.run(self.town.link(self.group, self.group.members[one], self.group.members[other]))

    @rule(member=who)
    def unlink(self, member: int) -> None:
        self.run(self.town.unlink(self.group, self.group.members[member]))

    @precondition(lambda self: not self.forgotten)
    @rule(member=who, really=st.integers(0, 3))
    def forget(self, member: int, really: int) -> None:
        name = self.group.members[member]
        if really == 0 and (number := self.run(self._forget(name))):
            self.forgotten |= number

    async def _forget(self, name: str) -> set[str]:
        """The accounts that go with the person."""
        async with self.machine.takt.desk.store.read() as tx:
            mine = select(account.c.person).where(account.c.user == name).scalar_subquery()
            gone = {row.user for row in await tx.execute(select(account.c.user).where(account.c.person == mine))}
        reply = await self.town.command(self.group, name, "takt profile forget")
        for row in reply.buttons if isinstance(reply, Card) else ():
            for button in row:
                if isinstance(button, Button) and button.token.startswith("profile:forget:"):
                    await self.town.press(self.group, name, button.token)
                    return gone
        return set()

    # --- what must hold

    @invariant()
    def answers_are_what_was_given(self) -> None:
        if self.state:
            self.run(self._check())

    async def _check(self) -> None:
        async with self.machine.takt.desk.store.read() as tx:
            query = select(answer, account.c.user, account.c.person).join(account, account.c.id == answer.c.account)
            rows = (await tx.execute(query.order_by(answer.c.id))).all()
            points = {
                row.person: row.points for row in await tx.execute(select(standing).where(standing.c.window == "all"))
            }
            assert await kept(tx) == await recounted(tx)
        stands = {(r.round, r.user): Given(r.first, r.last, r.confidence, r.final) for r in rows}
        ours = {place: one for place, one in self.given.items() if place[1] not in self.forgotten}
        assert {place: one for place, one in stands.items() if place[1] in self.group.members} == {
            place: one for place, one in ours.items()
        } or self.forgotten
        assert all(stands[place] == one for place, one in ours.items())
        persons = {row.user: row.person for row in rows}
        assert self._points(persons) == Counter(
            {person: n for person, n in points.items() if n and person in self._known(persons)}
        )

    def _known(self, persons: dict[str, int]) -> set[int]:
        return {person for name, person in persons.items() if name not in self.forgotten}

    def _points(self, persons: dict[str, int]) -> Counter[int]:
        """Of each person's answers to a question the first counts: 10 if it is right, else 2."""
        first: dict[tuple[int, int], Given] = defaultdict()
        for (number, name), one in self.given.items():
            if name in persons and name not in self.forgotten:
                first.setdefault((number, persons[name]), one)
        total: Counter[int] = Counter()
        for (number, person), one in first.items():
            counts = one.final if self.state[number] is RoundState.OPEN else self.state[number] is RoundState.CLOSED
            if counts:
                total[person] += 10 if one.last == self.keys[number] else 2
        return total

    def teardown(self) -> None:
        if hasattr(self, "machine"):
            self.run(self.machine.bury())
            self.machine.__exit__()
        self.stack.close()
        shutil.rmtree(self.folder, ignore_errors=True)


Study.TestCase.settings = settings(
    max_examples=LONG or 4,
    stateful_step_count=60 if LONG else 12,
    suppress_health_check=list(HealthCheck),
)
TestStudy = Study.TestCase
