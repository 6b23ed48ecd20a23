"""The wall clock jumps by an hour: nothing is posted twice, and nothing waits for the hour to come again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import assembled
from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later
from bot.model.places import Account, Address, MessageRef, Room
from bot.store import jobs, letters
from bot.store.jobs import JobKind
from tests.core.world import MONDAY, World, content
from tests.fakes.engines import prepare
from tests.fakes.pretend import PretendPlatform

HOUR = timedelta(hours=1)
ROOM = Room("pretend", "guild", "cpim")


class Dating(PretendPlatform):
    """Dates its messages by the true time and shows only those since then, as real platforms do."""

    def __init__(self) -> None:
        super().__init__()
        self.true = MONDAY
        self.dates: dict[str, datetime] = {}

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        self.dates.setdefault(key, self.true)
        return await super().post(to, card, key, reply_to)

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        found = await super().find(to, key, since, reply_to)
        return found if found and self.dates[key] > since - timedelta(minutes=2) else None


class Jumping(World):
    """Time that passes, and a wall clock that can be wrong about it."""

    platform: Dating

    def jump(self, by: timedelta) -> None:
        self._clock[0] += by

    async def let_pass(self, seconds: float) -> None:
        """Beat every five seconds, and at the end."""
        while seconds > 0:
            step = timedelta(seconds=min(5.0, seconds))
            self.platform.true += step
            self._clock[0] += step
            seconds -= step.total_seconds()
            await self.settle()

    async def write(self, key: str, to: Address = ROOM, due: timedelta = timedelta(0)) -> int:
        async with self.desk.store.write() as tx:
            return await letters.write(tx, key, to, Card(key), self.now, due=self.now + due)


@asynccontextmanager
async def jumping(
    folder: Path, platform: Dating | None = None, ahead: timedelta = timedelta(0)
) -> AsyncIterator[Jumping]:
    platform = platform or Dating()
    clock = [platform.true + ahead]

    def steady() -> float:
        return platform.true.timestamp() - MONDAY.timestamp() + 5.0

    async with assembled(prepare(folder), content(), [platform], lambda: clock[0], steady=steady) as takt:
        await takt.ticker.start()
        yield Jumping(takt, platform, clock)


@pytest.mark.parametrize("by", [HOUR, -HOUR])
@pytest.mark.parametrize("arrives_after", [0, 100])
async def test_a_jump_after_a_timeout_posts_nothing_twice(tmp_path: Path, by: timedelta, arrives_after: int) -> None:
    async with jumping(tmp_path) as w:
        w.platform.failures.append((Doubtful("timeout"), False))
        await w.write("a")
        await w.settle()
        w.jump(by)
        await w.let_pass(arrives_after)
        assert w.platform.messages == []
        await w.platform.post(ROOM, Card("a"), "a")  # the platform takes it late
        await w.let_pass(200)
        assert [m.key for m in w.platform.messages] == ["a"]


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_a_miss_is_believed_after_the_settling_time_whatever_the_clock_says(
    tmp_path: Path, by: timedelta
) -> None:
    async with jumping(tmp_path) as w:
        w.platform.failures.append((Doubtful("timeout"), False))
        await w.write("a")
        await w.settle()
        w.jump(by)
        await w.let_pass(149)
        assert w.platform.messages == []
        await w.let_pass(10)
        assert [m.key for m in w.platform.messages] == ["a"]


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_a_message_is_found_though_it_was_tried_by_a_wrong_clock(tmp_path: Path, by: timedelta) -> None:
    """The platform dates it by the true time: what we look for since must not lie an hour ahead of it."""
    async with jumping(tmp_path) as w:
        w.jump(by)
        await w.settle()
        w.platform.failures.append((Doubtful("timeout"), True))
        await w.write("a")
        await w.let_pass(300)
        assert [m.key for m in w.platform.messages] == ["a"]
        assert w.platform.finds == 1


@pytest.mark.parametrize("back", [HOUR, timedelta(days=2)])
async def test_a_clock_that_goes_back_stalls_nothing(tmp_path: Path, back: timedelta) -> None:
    async with jumping(tmp_path) as w:
        w.platform.failures.append((Later("slow down", 60), False))
        await w.write("tried")
        await w.settle()
        await w.write("waiting", Room("pretend", "guild", "other"))
        await w.write("for later", Account("pretend", "", "ana"), HOUR)
        w.jump(-back)
        await w.let_pass(65)
        assert sorted(m.key for m in w.platform.messages) == ["tried", "waiting"], "or what was for later came early"


async def test_a_clock_that_goes_back_while_the_bot_is_down_stalls_nothing(tmp_path: Path) -> None:
    platform = Dating()
    async with jumping(tmp_path, platform) as w:
        platform.failures.append((Later("slow down", 60), False))
        await w.write("tried")
        await w.settle()
    platform.true -= HOUR
    async with jumping(tmp_path, platform) as w:
        await w.let_pass(5)
        assert [m.key for m in platform.messages] == ["tried"]


class Slow(Dating):
    """Takes a message only when let."""

    def __init__(self) -> None:
        super().__init__()
        self.handed, self.let = asyncio.Event(), asyncio.Event()

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        self.handed.set()
        await self.let.wait()
        return await super().post(to, card, key, reply_to)


async def test_a_jump_forward_while_a_letter_is_under_way_hands_it_to_nobody_else(tmp_path: Path) -> None:
    platform = Slow()
    async with jumping(tmp_path, platform) as w:
        await w.write("a")
        office = w.takt.ticker.post_office
        await office.send_out()
        await platform.handed.wait()
        w.jump(HOUR)
        assert await office.send_out() == 0
        platform.let.set()
        await office.finish()
        await w.settle()
        assert [m.key for m in w.platform.messages] == ["a"]
        assert w.platform.finds == 0


@pytest.mark.parametrize("by", [HOUR, -HOUR])
async def test_a_jump_after_a_restart_does_not_make_an_interrupted_letter_look_older(
    tmp_path: Path, by: timedelta
) -> None:
    platform = Dating()
    async with jumping(tmp_path, platform) as w:
        number = await w.write("a")
        async with w.desk.store.write() as tx:
            letter = await letters.get(tx, number)
            assert letter and await letters.mark_trying(tx, letter, w.now)  # and the process dies
    async with jumping(tmp_path, platform) as w:
        w.jump(by)
        await w.let_pass(100)
        assert platform.messages == []
        await platform.post(ROOM, Card("a"), "a")  # the platform takes it late
        await w.let_pass(100)
        assert [m.key for m in platform.messages] == ["a"]


async def test_what_was_tried_by_a_clock_that_was_ahead_is_found_by_a_later_process_with_a_right_one(
    tmp_path: Path,
) -> None:
    platform = Dating()
    async with jumping(tmp_path, platform) as w:
        number = await w.write("a")
        async with w.desk.store.write() as tx:
            letter = await letters.get(tx, number)
            assert letter and await letters.mark_trying(tx, letter, w.now + timedelta(minutes=55))
        await platform.post(ROOM, Card("a"), "a")  # and the process dies
    platform.true += 2 * HOUR
    async with jumping(tmp_path, platform) as w:
        await w.let_pass(200)
        assert [m.key for m in platform.messages] == ["a"]


async def test_work_that_failed_by_a_clock_that_was_ahead_does_not_wait_for_the_hour(tmp_path: Path) -> None:
    """Its claim ends an hour from now: later than any claim can."""
    async with jumping(tmp_path) as w:
        done: list[datetime] = []

        async def fails_once(*_: object) -> dict[int, datetime]:
            done.append(w.platform.true)
            if len(done) == 1:
                raise OperationalError("COMMIT", {}, Exception("database is locked"))
            return {}

        w.takt.ticker._do[JobKind.REMIND] = fails_once
        async with w.desk.store.write() as tx:
            await jobs.put(tx, JobKind.REMIND, 1, w.now)
        w.jump(HOUR)
        await w.settle()
        w.jump(-HOUR)
        await w.let_pass(5)
        assert done == [MONDAY, MONDAY + timedelta(seconds=5)]


async def test_a_process_that_starts_by_a_clock_that_is_ahead_doubts_for_as_long(tmp_path: Path) -> None:
    """It cannot see the jump: for how long another's try has been in doubt, it knows since its own start only."""
    platform = Dating()
    async with jumping(tmp_path, platform) as w:
        platform.failures.append((Doubtful("timeout"), False))
        await w.write("a")
        await w.settle()
    async with jumping(tmp_path, platform, ahead=timedelta(minutes=8)) as w:
        await w.let_pass(100)
        assert platform.messages == []
        await platform.post(ROOM, Card("a"), "a")  # the platform takes it late
        await w.let_pass(200)
        assert [m.key for m in platform.messages] == ["a"]
