"""Rate limits and slow places: what one room, workspace or platform cannot take delays no other."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.app import assembled
from bot.chat.message import Card
from bot.chat.platform import Later, Pace
from bot.model.places import Address, MessageRef, Room
from bot.store import letters
from bot.study.lanes import AT_ONCE, Lane
from tests.core.world import MONDAY, World, content, world
from tests.fakes.engines import prepare
from tests.fakes.pretend import PretendPlatform


class Workspace(PretendPlatform):
    """Serves one community; the rooms named in `stuck` never answer."""

    def __init__(self, community: str) -> None:
        super().__init__()
        self.community = community
        self.stuck = False

    def serves(self, to: Address) -> bool:
        return super().serves(to) and to.community == self.community

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        if isinstance(to, Room) and to.channel.startswith("stuck"):
            await asyncio.Event().wait()
        return await super().post(to, card, key, reply_to)


async def fill(w: World, community: str, name: str, count: int) -> None:
    async with w.desk.store.write() as tx:
        for n in range(count):
            await letters.write(
                tx, f"{community}:{name}{n}", Room("pretend", community, f"{name}{n}"), Card("q"), w.now
            )


async def beats(w: World, until: int, platform: PretendPlatform) -> None:
    """Beat without letting time pass, for as long as something arrives."""
    for _ in range(200):
        await w.takt.ticker.post_office.send_out()
        await asyncio.sleep(0.001)
        if len(platform.messages) >= until:
            return


def test_a_quiet_hour_saves_up_for_no_more_than_the_burst() -> None:
    clock = [0.0]
    lane = Lane(Pace(a_second=1.0, burst=2.0), lambda: clock[0])
    clock[0] = 3600.0
    assert lane.places() == 2


async def test_a_workspace_that_hangs_delays_no_other_and_its_own_rooms_but_seconds(tmp_path: Path) -> None:
    dead, well = Workspace("A"), Workspace("B")
    async with world(tmp_path, platform=dead) as w:
        w.desk.platforms.add(well)
        await fill(w, "A", "stuck", 16)
        await fill(w, "A", "fine", 40)
        await fill(w, "B", "fine", 3)
        await beats(w, 3, well)
        assert len(well.messages) == 3, "another workspace had to wait"
        assert dead.messages == []
        w._clock[0] += timedelta(seconds=5)
        await beats(w, 40, dead)
        assert len(dead.messages) == 40, "the other rooms had to wait for those that hang"
        for task in w.takt.ticker.post_office._under_way.copy().values():
            task.cancel()


async def test_a_room_that_asks_to_wait_holds_itself_and_nobody_else(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Later("slow down", 30), False))
        await fill(w, "guild", "r", 3)
        await w.settle()
        assert len(w.platform.messages) == 2
        await fill(w, "guild", "s", 2)
        await w.settle()
        assert len(w.platform.messages) == 4
        await w.advance(timedelta(seconds=30))
        assert len(w.platform.messages) == 5


async def test_a_limit_of_everything_holds_everything(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await fill(w, "guild", "r", 1)
        w.platform.failures.append((Later("slow down", 30, everywhere=True), False))
        await w.settle()
        await fill(w, "guild", "s", 3)
        await w.advance(timedelta(seconds=29))
        assert w.platform.messages == []
        elsewhere = w.beside()
        async with w.desk.store.write() as tx:
            await letters.write(tx, "elsewhere", elsewhere.room, Card("q"), w.now)
        await w.settle()
        assert [m.key for m in elsewhere.platform.messages] == ["elsewhere"]
        await w.advance(timedelta(seconds=2))
        assert len(w.platform.messages) == 4


async def test_letters_go_at_the_platforms_pace(tmp_path: Path) -> None:
    clock = [MONDAY]
    platform = PretendPlatform()
    paces = {"pretend": Pace(a_second=2, burst=4, gap=1)}
    async with assembled(prepare(tmp_path), content(), [platform], lambda: clock[0], paces=paces) as takt:
        await takt.ticker.start()
        w = World(takt, platform, clock)
        await fill(w, "guild", "r", 10)
        await w.settle()
        assert len(platform.messages) == 4
        await w.advance(timedelta(seconds=1))
        assert len(platform.messages) == 6
        await w.advance(timedelta(seconds=2))
        assert len(platform.messages) == 10
        async with w.desk.store.write() as tx:
            for n in range(3):
                await letters.write(tx, f"more {n}", w.room, Card("q"), w.now)
        await w.advance(timedelta(seconds=10))
        platform.messages.clear()
        async with w.desk.store.write() as tx:
            for n in range(3):
                await letters.write(tx, f"again {n}", w.room, Card("q"), w.now)
        await w.settle()
        assert len(platform.messages) == 1, "two to one room within the gap"
        await w.advance(timedelta(seconds=2))
        assert len(platform.messages) == 3


def test_a_lane_counts_what_hangs_for_some_seconds_and_never_takes_more_than_it_can() -> None:
    now = [0.0]
    lane = Lane(Pace(), lambda: now[0])
    begun = 0
    for _ in range(100):
        while lane.places():
            lane.begin(begun)
            begun += 1
        now[0] += lane.wait() or 5
    assert begun == 256
    assert lane.wait() > 0 or lane.places() == 0
    lane.end(0)
    now[0] += 5
    assert lane.places() == 1
    assert AT_ONCE == 16


async def test_what_failed_together_does_not_come_back_together(tmp_path: Path) -> None:
    clock = [MONDAY]
    platform = PretendPlatform()
    dues: list[list[float]] = []
    for seed in (1, 1, 2):
        folder = tmp_path / str(len(dues))
        async with assembled(prepare(folder), content(), [platform], lambda: clock[0], random=Random(seed)) as takt:
            dues.append([takt.ticker.post_office._backoff(tries).total_seconds() for tries in range(1, 12)])
    assert dues[0] == dues[1] != dues[2]
    for tries, due in enumerate(dues[0]):
        longest = min(2**tries, 600)
        assert longest / 2 <= due <= longest
