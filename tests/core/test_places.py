"""Takt is removed from a place, or comes back: jobs stop and start again; the record stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.chat.message import Silence
from bot.chat.request import Back, Gone
from bot.model.places import Community, Room
from bot.store import cohorts, rounds
from tests.core.world import World, ask_now, found_cohort, world

GUILD = Community("pretend", "guild")


async def tell(w: World, request: type[Gone] | type[Back], place: Community | Room) -> None:
    assert isinstance(await w.takt.dispatcher.ask(request(place, "event", w.now)), Silence)  # type: ignore[arg-type]


async def asked(w: World) -> int:
    async with w.desk.store.read() as tx:
        return await rounds.count_asked(tx, 1, w.now - timedelta(days=90))


async def test_removed_from_a_community_it_asks_nothing_and_keeps_everything(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        await w.press("ana", f"answer:{number}:1")
        await tell(w, Gone, GUILD)
        await w.advance(timedelta(days=14))
        assert await asked(w) == 1
        assert len(w.platform.in_room("cpim")) == 1
        async with w.desk.store.read() as tx:
            assert await cohorts.get(tx, 1) is not None


async def test_back_in_the_community_it_asks_again_at_the_next_opening(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await tell(w, Gone, GUILD)
        await w.advance(timedelta(days=7))
        await tell(w, Back, GUILD)
        await w.advance(timedelta(days=1))
        assert len(w.platform.in_room("cpim")) == 1


async def test_a_deleted_room_is_unbound_and_another_cohort_may_meet_there(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await tell(w, Gone, w.room)
        async with w.desk.store.read() as tx:
            assert await cohorts.at(tx, w.room) is None
        assert await found_cohort(w) == 2
        await tell(w, Back, GUILD)
        async with w.desk.store.read() as tx:
            here = await cohorts.at(tx, w.room)
        assert here is not None
        assert here.id == 2


async def test_back_without_having_gone_changes_nothing(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        await tell(w, Back, GUILD)
        await w.advance(timedelta(days=1))
        assert len(w.platform.in_room("cpim")) == 1
