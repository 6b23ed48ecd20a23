"""Letters: exactly once, in order, and nobody waits for a place that is slow or dead."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later, Refused, Unreadable
from bot.model.places import Account, MessageRef, Room
from bot.store import letters, personal, queues
from bot.store.letters import LetterState
from bot.study.heart import beating
from bot.study.post_office import ClaimLost
from tests.core.world import World, as_card, ask_now, found_cohort, token, world
from tests.fakes.pretend import PretendPlatform

ROOM = Room("pretend", "guild", "cpim")


async def write(w: World, key: str, to: Room | Account = ROOM, *, under: int | None = None) -> int:
    async with w.desk.store.write() as tx:
        return await letters.write(tx, key, to, Card(key), w.now, under=under)


async def state_of(w: World, number: int) -> LetterState:
    async with w.desk.store.read() as tx:
        letter = await letters.get(tx, number)
    assert letter
    return letter.state


async def test_the_same_key_is_one_letter(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        assert await write(w, "a") == await write(w, "a")
        await w.settle()
        await write(w, "a")
        await w.settle()
        assert len(w.platform.messages) == 1


async def test_letters_to_one_room_keep_their_order_past_a_delay(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Later("slow down", 30), False))
        for key in "abc":
            await write(w, key)
        await w.settle()
        assert w.platform.messages == []
        await w.advance(timedelta(seconds=29))
        assert w.platform.messages == []
        await w.advance(timedelta(seconds=2))
        assert [m.key for m in w.platform.messages] == ["a", "b", "c"]


async def test_a_letter_is_marked_before_it_is_handed_over_and_sent_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        number, post, seen = await write(w, "a"), w.platform.post, []

        async def looking(*letter: Any) -> MessageRef:
            seen.append(await state_of(w, number))
            return await post(*letter)

        monkeypatch.setattr(w.platform, "post", looking)
        await w.settle()
        assert [*seen, await state_of(w, number)] == [LetterState.TRYING, LetterState.SENT]


async def test_a_dropped_connection_after_acceptance_posts_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Doubtful("connection dropped"), True))
        number = await write(w, "a")
        await w.settle()
        assert len(w.platform.messages) == 1
        assert await state_of(w, number) is LetterState.SENT


async def test_a_miss_waits_out_the_settling_time_before_it_is_believed(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Doubtful("timeout"), False))
        number = await write(w, "a")
        await w.advance(timedelta(seconds=149))
        assert w.platform.messages == []
        assert await state_of(w, number) is LetterState.DOUBTFUL
        assert w.platform.finds > 3
        await w.advance(timedelta(seconds=5))
        assert [m.key for m in w.platform.messages] == ["a"]


async def test_a_late_acceptance_within_the_settling_time_posts_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Doubtful("timeout"), False))
        await write(w, "a")
        await w.advance(timedelta(seconds=100))
        await w.platform.post(ROOM, Card("a"), "a")  # the platform takes it now
        await w.advance(timedelta(seconds=300))
        assert len(w.platform.messages) == 1


class Blind(PretendPlatform):
    """History may not be read."""

    async def find(self, *args: object, **kwargs: object) -> MessageRef | None:
        raise Unreadable("I may not read the history of this channel")


async def test_where_history_may_not_be_read_nothing_is_sent_again_and_leaders_are_told(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Blind()) as w:
        await found_cohort(w)
        w.platform.failures.append((Doubtful("timeout"), False))
        number = await write(w, "a")
        await w.advance(timedelta(minutes=10))
        assert w.platform.in_room("cpim") == []
        assert await state_of(w, number) is LetterState.PARKED
        (told,) = w.platform.direct("lea")
        assert "cannot post" in told.card.title


async def test_a_room_that_refuses_is_told_to_its_leaders_once_and_can_be_tried_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        refused = Refused("I may not send messages here", "grant Send Messages")
        w.platform.failures += [(refused, False)]
        await write(w, "a")
        await w.settle()
        w.platform.failures += [(refused, False)]
        await write(w, "b")
        await w.settle()
        (told,) = w.platform.direct("lea")
        assert "grant Send Messages" in str(told.card.text)
        as_card(await w.press("lea", token(told.card, "Try again"), direct=True))
        await w.settle()
        assert [m.key for m in w.platform.in_room("cpim")] == ["a"]


async def test_a_refused_direct_message_waits_for_the_next_private_reply(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        number = await ask_now(w)
        await w.press("ana", f"answer:{number}:1")
        w.platform.failures.append((Refused("this user takes no messages"), False))
        await write(w, "reminder", Account("pretend", "", "ana"))
        await w.settle()
        reply = as_card(await w.press("ana", f"answer:{number}:1"))
        assert any("reminder" in field.name for field in reply.fields)
        again = as_card(await w.press("ana", f"answer:{number}:1"))
        assert not any("reminder" in field.name for field in again.fields)


class Slow(PretendPlatform):
    """One channel never answers."""

    async def post(self, to: Room | Account, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        if isinstance(to, Room) and to.channel == "stuck":
            await asyncio.Event().wait()
        return await super().post(to, card, key, reply_to)


async def test_a_dead_room_delays_no_other(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Slow()) as w:
        await write(w, "never", Room("pretend", "guild", "stuck"))
        await write(w, "never 2", Room("pretend", "guild", "stuck"))
        await write(w, "soon")
        await w.takt.ticker.beat()
        while not w.platform.messages:
            await asyncio.sleep(0)
        assert [m.key for m in w.platform.messages] == ["soon"]
        for task in w.takt.ticker.post_office._under_way.copy().values():
            task.cancel()


async def test_a_letter_that_was_under_way_when_the_process_died_is_looked_for_first(tmp_path: Path) -> None:
    platform = PretendPlatform()
    async with world(tmp_path, platform=platform) as w:
        number = await write(w, "a")
        async with w.desk.store.write() as tx:
            letter = await letters.get(tx, number)
            assert letter
            await letters.mark_trying(tx, letter, w.now)
        await platform.post(ROOM, Card("a"), "a")  # accepted, and then the process dies
    async with world(tmp_path, platform=platform) as w:
        await w.advance(timedelta(minutes=10))
        assert len(platform.messages) == 1
        assert await state_of(w, number) is LetterState.SENT


async def test_what_belongs_under_a_message_waits_for_it(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.platform.failures.append((Later("slow", 5), False))
        parent = await write(w, "parent")
        await write(w, "child", under=parent)
        await w.advance(timedelta(seconds=10))
        first, second = w.platform.messages
        assert (first.key, second.key, second.under) == ("parent", "child", first.ref)


@pytest.mark.parametrize("sent_first", [True, False])
async def test_a_newer_edition_is_an_edit_or_replaces_what_was_not_sent(tmp_path: Path, sent_first: bool) -> None:
    async with world(tmp_path) as w:
        number = await write(w, "a")
        if sent_first:
            await w.settle()
        async with w.desk.store.write() as tx:
            await letters.revise(tx, number, Card("newer"), w.now)
        await w.settle()
        (message,) = w.platform.messages
        assert (message.card.title, message.edits) == ("newer", int(sent_first))


async def test_an_interrupted_edit_is_made_again(tmp_path: Path) -> None:
    platform = PretendPlatform()
    async with world(tmp_path, platform=platform) as w:
        number = await write(w, "a")
        await w.settle()
        async with w.desk.store.write() as tx:
            await letters.revise(tx, number, Card("newer"), w.now)
            letter = await letters.get(tx, number)
            assert letter
            assert await letters.mark_trying(tx, letter, w.now)  # and the process dies before the edit is made
    async with world(tmp_path, platform=platform) as w:
        await w.settle()
        (message,) = platform.messages
        assert message.card.title == "newer"


async def test_a_letter_that_another_pass_has_taken_is_left_alone(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await write(w, "a")
        office = w.takt.ticker.post_office
        (stale,) = [errand async for errand in office._counter.take(())]
        async with w.desk.store.write() as tx:
            await queues.free_all(tx)
        await w.settle()
        with pytest.raises(ClaimLost):
            await office._hand_over(stale)
        assert len(w.platform.messages) == 1


async def test_whoever_is_forgotten_leaves_no_queue(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        ana = await w.desk.directory.who(w.asker("ana").account, "Ana", "", w.now)
        async with w.desk.store.write() as tx:
            later = w.now + timedelta(hours=8)
            await letters.write(tx, "remind", Account("pretend", "", "ana"), Card("Remember"), w.now, due=later)
            await personal.forget(tx, ana.person, w.now)
            assert (await tx.exec_driver_sql("SELECT * FROM queue")).all() == []


class ShortSighted(PretendPlatform):
    """History may not be read for now."""

    blind = True

    async def find(
        self, to: Room | Account, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        if self.blind:
            raise Unreadable("I may not read the history of this channel")
        return await super().find(to, key, since, reply_to)


@pytest.mark.parametrize("again", ["retried", "revised"])
@pytest.mark.parametrize("accepted", [True, False])
async def test_what_was_parked_in_doubt_is_looked_for_before_it_is_sent_again(
    tmp_path: Path, again: str, accepted: bool
) -> None:
    platform = ShortSighted()
    async with world(tmp_path, platform=platform) as w:
        platform.failures.append((Doubtful("timeout"), accepted))
        number = await write(w, "a")
        await w.advance(timedelta(minutes=10))
        assert await state_of(w, number) is LetterState.PARKED
        platform.blind = False
        async with w.desk.store.write() as tx:
            if again == "retried":
                assert await letters.retry(tx, number, w.now)
            else:
                await letters.revise(tx, number, Card("newer"), w.now)
        await w.advance(timedelta(minutes=10))
        assert await state_of(w, number) is LetterState.SENT
        assert [m.key for m in platform.messages] == ["a"]


class _Slow(PretendPlatform):
    """Takes a message only when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.handed, self.let = asyncio.Event(), asyncio.Event()

    async def post(self, to: Room | Account, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        self.handed.set()
        await self.let.wait()
        return await super().post(to, card, key, reply_to)


async def test_a_stop_waits_for_the_letters_that_are_under_way(tmp_path: Path) -> None:
    platform = _Slow()
    async with world(tmp_path, platform=platform) as w:
        async with w.desk.store.write() as tx:
            number = await letters.write(tx, "a", w.room, Card("q"), w.now)
        async with beating(w.takt.ticker, w.desk):
            w.desk.bell.set()
            await platform.handed.wait()
            asyncio.get_running_loop().call_soon(platform.let.set)
        async with w.desk.store.read() as tx:
            sent = await letters.get(tx, number)
        assert sent and sent.state is LetterState.SENT
