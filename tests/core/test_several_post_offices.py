"""Several processes on one database: no letter goes twice, order is kept, and a dead owner stalls nothing for long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.app import Takt, assembled
from bot.chat.message import Card
from bot.chat.platform import DeliveryError, Doubtful, Later, Refused
from bot.model.places import Address, MessageRef, Room
from bot.store import letters, queues
from bot.store.letters import LetterState
from bot.study.desk import Timing
from bot.study.post_office import ClaimLost, PostOffice
from tests.core.world import MONDAY, content
from tests.fakes import postgres
from tests.fakes.engines import ON_SQLITE, prepare
from tests.fakes.pretend import PretendPlatform

LEASE = Timing().lease


class Machines:
    """Several bots with the same database and platform; each has a steady clock of its own beside the common time."""

    def __init__(self, url: str, platform: PretendPlatform) -> None:
        self.url = url
        self.platform = platform
        self.now = MONDAY
        self.steady = 1000.0

    @asynccontextmanager
    async def machine(self, steady: Callable[[], float] | None = None) -> AsyncIterator[Takt]:
        clock = lambda: self.now  # noqa: E731
        async with assembled(
            self.url, content(), [self.platform], clock, steady=steady or (lambda: self.steady)
        ) as takt:
            await takt.ticker.post_office.recover()
            yield takt

    def pass_time(self, much: timedelta) -> None:
        self.now += much
        self.steady += much.total_seconds()


@pytest.fixture(params=["sqlite", "postgresql"])
def machines(request: pytest.FixtureRequest, tmp_path: Path) -> Machines:
    return Machines(prepare(tmp_path) if request.param == "sqlite" else postgres.fresh(), PretendPlatform())


@pytest.fixture
def on_server() -> Machines:
    return Machines(postgres.fresh(), PretendPlatform())


def room(name: str, community: str = "guild") -> Room:
    return Room("pretend", community, name)


async def write(takt: Takt, at: datetime, key: str, to: Address, under: int | None = None) -> int:
    async with takt.desk.store.write() as tx:
        return await letters.write(tx, key, to, Card(key), at, under=under)


async def letter_of(takt: Takt, number: int) -> letters.Letter:
    async with takt.desk.store.read() as tx:
        found = await letters.get(tx, number)
    assert found
    return found


async def queued(takt: Takt) -> int:
    async with takt.desk.store.read() as tx:
        return len((await tx.exec_driver_sql("SELECT id FROM queue")).all())


async def settle(office: PostOffice) -> None:
    while await office.send_out():
        await office.finish()


async def test_two_processes_share_the_letters_and_hand_none_over_twice(on_server: Machines) -> None:
    async with on_server.machine() as one, on_server.machine() as two:
        rooms = [room(f"r{n}") for n in range(40)]
        for turn in range(3):
            async with one.desk.store.write() as tx:
                for to in rooms:
                    await letters.write(tx, f"{turn}:{to.channel}", to, Card(str(turn)), on_server.now)
        offices = [one.ticker.post_office, two.ticker.post_office]
        shares = [0, 0]
        while any(begun := await asyncio.gather(*(office.send_out() for office in offices))):
            shares = [s + b for s, b in zip(shares, begun, strict=True)]
            await asyncio.gather(*(office.finish() for office in offices))
        assert all(shares), "one of the two did everything"
        assert len(on_server.platform.messages) == 120
        for to in rooms:
            assert [m.card.title for m in on_server.platform.in_room(to.channel)] == ["0", "1", "2"]
        assert await queued(one) == 0


class Hanging(PretendPlatform):
    """Takes a message only when let."""

    def __init__(self) -> None:
        super().__init__()
        self.handed = asyncio.Event()
        self.let = asyncio.Event()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        self.handed.set()
        await self.let.wait()
        return await super().post(to, card, key, reply_to)


async def test_what_a_dead_owner_had_in_hand_is_looked_for_once_its_lease_is_over(on_server: Machines) -> None:
    platform = on_server.platform = Hanging()
    async with on_server.machine() as dying, on_server.machine() as other:
        number = await write(dying, on_server.now, "a", room("r"))
        await dying.ticker.post_office.send_out()
        await platform.handed.wait()
        for task in dying.ticker.post_office._under_way.values():
            task.cancel()  # and its process is gone
        platform.let.set()
        on_server.pass_time(LEASE - timedelta(seconds=1))
        assert await other.ticker.post_office.send_out() == 0
        on_server.pass_time(timedelta(seconds=2))
        await settle(other.ticker.post_office)
        assert platform.finds == 1 and platform.messages == []
        on_server.pass_time(timedelta(seconds=30))  # 151 s since it was tried
        await settle(other.ticker.post_office)
        assert [m.key for m in platform.messages] == ["a"]
        assert (await letter_of(other, number)).state is LetterState.SENT


async def test_a_process_that_starts_leaves_alone_what_another_has_in_hand(on_server: Machines) -> None:
    platform = on_server.platform = Hanging()
    async with on_server.machine() as one:
        number = await write(one, on_server.now, "a", room("r"))
        await one.ticker.post_office.send_out()
        await platform.handed.wait()
        async with on_server.machine() as other:
            await settle(other.ticker.post_office)
            assert (await letter_of(other, number)).state is LetterState.TRYING
        platform.let.set()
        await one.ticker.post_office.finish()
        assert platform.finds == 0
        assert [m.key for m in platform.messages] == ["a"]


async def test_an_owner_that_is_held_up_after_its_commit_hands_nothing_over(on_server: Machines) -> None:
    """It wakes up between the commit and the platform: its own clock tells it that the lease may be over."""
    async with on_server.machine() as slow, on_server.machine() as other:
        number = await write(slow, on_server.now, "a", room("r"))
        office = slow.ticker.post_office
        (errand,) = [one async for one in office._counter.take(())]
        times = iter([0.0, LEASE.total_seconds() / 4 + 1])
        office._clocks.steady = lambda: next(times)
        await office._hand_over(errand)
        assert on_server.platform.messages == []
        assert (await letter_of(slow, number)).state is LetterState.WAITING
        await settle(other.ticker.post_office)
        assert [m.key for m in on_server.platform.messages] == ["a"]


async def test_an_owner_whose_claim_is_lost_neither_hands_over_nor_writes_down(machines: Machines) -> None:
    async with machines.machine() as takt:
        office = takt.ticker.post_office
        number = await write(takt, machines.now, "a", room("r"))
        (errand,) = [one async for one in office._counter.take(())]
        machines.pass_time(LEASE + timedelta(seconds=1))
        (again,) = [one async for one in office._counter.take(())]  # another has claimed it by now
        with pytest.raises(ClaimLost):
            await office._hand_over(errand)
        with pytest.raises(ClaimLost):
            await office._mark(errand, LetterState.PARKED, machines.now, "of the old owner")
        assert machines.platform.messages == []
        await office._hand_over(again)
        assert (await letter_of(takt, number)).state is LetterState.SENT


async def test_a_success_is_written_down_whoever_has_the_claim(machines: Machines) -> None:
    platform = machines.platform = Hanging()
    async with machines.machine() as takt:
        office = takt.ticker.post_office
        number = await write(takt, machines.now, "a", room("r"))
        await office.send_out()
        await platform.handed.wait()
        async with takt.desk.store.write() as tx:
            await queues.free_all(tx)
            (claim,) = await queues.claim(tx, "pretend", machines.now, LEASE, 10, 77)
        platform.let.set()
        await office.finish()
        assert (await letter_of(takt, number)).state is LetterState.SENT
        async with takt.desk.store.write() as tx:
            assert await queues.renew(tx, claim, machines.now), "the new claim was taken away by the old owner"


async def test_a_letter_written_while_its_queue_ends_is_not_forgotten(machines: Machines) -> None:
    platform = machines.platform = Hanging()
    async with machines.machine() as takt:
        office = takt.ticker.post_office
        await write(takt, machines.now, "a", room("r"))
        await office.send_out()
        await platform.handed.wait()
        await write(takt, machines.now, "b", room("r"))
        platform.let.set()
        await office.finish()
        await settle(office)
        assert [m.key for m in platform.messages] == ["a", "b"]
        assert await queued(takt) == 0


async def test_writing_and_ending_a_queue_at_once_on_a_server_forgets_nothing(on_server: Machines) -> None:
    """The end of a queue waits for the transaction that has just written behind it, and sees what it wrote."""
    async with on_server.machine() as one, on_server.machine() as two:
        await write(one, on_server.now, "a", room("r"))
        (errand,) = [e async for e in two.ticker.post_office._counter.take(())]
        async with AsyncExitStack() as stack:
            tx = await stack.enter_async_context(one.desk.store.write())
            await letters.write(tx, "b", room("r"), Card("b"), on_server.now)
            ending = asyncio.create_task(two.ticker.post_office._hand_over(errand))
            done, _ = await asyncio.wait([ending], timeout=0.2)
            assert not done
        await ending
        await settle(two.ticker.post_office)
        assert [m.key for m in on_server.platform.messages] == ["a", "b"]


async def test_a_later_letter_waits_behind_one_that_is_not_due(machines: Machines) -> None:
    async with machines.machine() as takt:
        async with takt.desk.store.write() as tx:
            later = machines.now + timedelta(minutes=5)
            await letters.write(tx, "a", room("r"), Card("a"), machines.now, due=later)
            await letters.write(tx, "b", room("r"), Card("b"), machines.now)
        await settle(takt.ticker.post_office)
        assert machines.platform.messages == []
        async with takt.desk.store.read() as tx:
            assert await takt.ticker.post_office.next_due(tx) == later
        machines.pass_time(timedelta(minutes=5))
        await settle(takt.ticker.post_office)
        assert [m.key for m in machines.platform.messages] == ["a", "b"]


async def test_letters_without_a_queue_are_found_at_the_next_start(machines: Machines) -> None:
    async with machines.machine() as takt:
        await write(takt, machines.now, "a", room("r"))
        async with takt.desk.store.write() as tx:
            await tx.exec_driver_sql("DELETE FROM queue")
        await settle(takt.ticker.post_office)
        assert machines.platform.messages == []
        await takt.ticker.post_office.recover()
        await settle(takt.ticker.post_office)
        assert [m.key for m in machines.platform.messages] == ["a"]


@ON_SQLITE
async def test_what_is_due_is_found_by_indexes_however_much_waits(tmp_path: Path) -> None:
    async with Machines(prepare(tmp_path), PretendPlatform()).machine() as takt:
        await write(takt, MONDAY, "a", room("r"))
        asked: list[tuple[str, Any]] = []
        async with takt.desk.store.write() as tx:

            @event.listens_for(tx.sync_connection, "before_cursor_execute")
            def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
                asked.append((statement, parameters))

            assert await queues.any_due(tx, "pretend", MONDAY, LEASE, {"elsewhere"})
            (claim,) = await queues.claim(tx, "pretend", MONDAY, LEASE, 200, 1, own={7})
            await queues.let_go(tx, claim, MONDAY)
            await queues.next_due(tx, "pretend", {"elsewhere"})
            event.remove(tx.sync_connection, "before_cursor_execute", note)
            plans = [str((await tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", p)).all()) for s, p in asked]
        assert not [plan for plan in plans if "SCAN" in plan]
        for index in ("ix_queue_due", "ix_queue_claimed", "ix_letter_unsent"):
            assert any(index in plan for plan in plans), index


async def test_a_doubt_of_another_process_counts_from_its_try(on_server: Machines) -> None:
    async with on_server.machine() as one, on_server.machine() as two:
        on_server.platform.failures.append((Doubtful("timeout"), False))
        await write(one, on_server.now, "a", room("r"))
        await one.ticker.post_office.send_out()
        await one.ticker.post_office.finish()
        on_server.pass_time(timedelta(seconds=151))
        await settle(two.ticker.post_office)
        assert [m.key for m in on_server.platform.messages] == ["a"]


async def test_what_another_process_is_claiming_is_passed_over_without_waiting(on_server: Machines) -> None:
    async with on_server.machine() as one, on_server.machine() as two:
        for name in "ab":
            await write(one, on_server.now, name, room(name))
        async with one.desk.store.write_beside() as tx, two.desk.store.write_beside() as beside:
            (first,) = await queues.claim(tx, "pretend", on_server.now, LEASE, 1, 1)
            claiming = queues.claim(beside, "pretend", on_server.now, LEASE, 10, 2)
            (second,) = await asyncio.wait_for(claiming, 5)
            assert first.queue != second.queue


class Scripted(PretendPlatform):
    """Each post takes until it is let, and then ends as it is told: accepted, or with an error and without effect.

    One that is accepted has its effect at once; only its answer takes.
    """

    def __init__(self, *ends: DeliveryError | None) -> None:
        super().__init__()
        self.ends = list(ends)
        self.handed: list[asyncio.Event] = []

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        end, let = self.ends.pop(0), asyncio.Event()
        ref = await super().post(to, card, key, reply_to) if end is None else None
        self.handed.append(let)
        await let.wait()
        if end is not None:
            raise end
        assert ref is not None
        return ref


@pytest.mark.parametrize("late", [Later("slow down", 60), Doubtful("timeout"), Refused("no permission")])
async def test_the_late_failure_of_an_owner_whose_claim_is_lost_changes_nothing(
    on_server: Machines, late: DeliveryError
) -> None:
    """The letter is in other hands, and those die: were it noted as waiting or parked, it would come again or never."""
    platform = on_server.platform = Scripted(late, None)
    async with on_server.machine() as slow, on_server.machine() as dying, on_server.machine() as third:
        number = await write(slow, on_server.now, "a", room("r"))
        await slow.ticker.post_office.send_out()
        while not platform.handed:
            await asyncio.sleep(0.01)
        on_server.pass_time(LEASE + timedelta(seconds=1))
        await settle(dying.ticker.post_office)  # it looks, and finds nothing
        on_server.pass_time(timedelta(seconds=60))
        while len(platform.handed) < 2:
            await dying.ticker.post_office.send_out()
            await asyncio.wait(dying.ticker.post_office._under_way.values(), timeout=0.05)
        platform.handed[0].set()
        await slow.ticker.post_office.finish()
        assert (await letter_of(third, number)).state is LetterState.TRYING
        for task in dying.ticker.post_office._under_way.values():
            task.cancel()
        on_server.pass_time(LEASE + timedelta(seconds=1))
        await settle(third.ticker.post_office)
        assert [m.key for m in platform.messages] == ["a"], "the leaders were told, or it came twice"
        assert (await letter_of(third, number)).state is LetterState.SENT
