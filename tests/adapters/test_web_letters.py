from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from adapters.web.ports import MemoryJournal
from bot.chat.message import Card
from bot.chat.platform import Refused
from bot.model.places import Account, MessageRef, Room
from tests.adapters.web_sample import START, Core, platform, question, served

ROOM = Room("web", "web", "study")
BEN = Account("web", "web", "ben")


async def test_a_letter_is_found_by_its_key_where_it_was_posted_and_since_when() -> None:
    room = platform(Core())
    ref = await room.post(ROOM, question(), "q7")
    assert await room.find(ROOM, "q7", START) == ref
    assert await room.find(ROOM, "q8", START) is None
    assert await room.find(BEN, "q7", START) is None
    assert await room.find(ROOM, "q7", START + timedelta(seconds=1)) is None


async def test_a_reply_stands_in_the_thread_under_the_message_and_is_found_there() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        reply = await page.platform.post(ROOM, Card("The key is B"), "reveal", ref)
        deeper = await page.platform.post(ROOM, Card("And why"), "why", reply)
        assert await page.platform.find(ROOM, "reveal", START, ref) == reply
        assert await page.platform.find(ROOM, "reveal", START) is None
        assert {m["id"]: m["under"] for m in page.sees()} == {
            int(ref.message): None,
            int(reply.message): int(ref.message),
            int(deeper.message): int(ref.message),
        }


async def test_a_private_reply_to_a_button_in_a_thread_stands_in_that_thread() -> None:
    async with served(Core()) as page:
        root = await page.platform.post(ROOM, Card("Yesterday"), "y")
        reply = await page.platform.post(ROOM, question(), "q7", root)
        answer = await page.press(int(reply.message), "answer:7:0")
        assert answer["message"]["under"] == int(root.message)


async def test_an_edit_changes_the_message_in_its_place() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        await page.platform.post(ROOM, Card("Later"), "later")
        await page.platform.edit(ref, Card("Closed"))
        assert [m["card"]["title"] for m in page.sees()] == ["Closed", "Later"]


async def test_a_direct_message_is_seen_by_its_member_alone_and_others_learn_only_that_there_is_one() -> None:
    async with served(Core()) as page:
        ref = await page.platform.post(BEN, Card("30 days"), "r30")
        assert [m["place"] for m in page.sees("ben")] == ["@ben"]
        assert page.sees("ana") == []
        assert page.platform.state("ana")["directs"]["ben"] == [int(ref.message)]


@pytest.mark.parametrize(
    "to", [Room("web", "web", "gone"), Account("web", "web", "nobody"), Room("slack", "T1", "study")]
)
async def test_a_letter_to_nowhere_is_refused(to: Room | Account) -> None:
    with pytest.raises(Refused):
        await platform(Core()).post(to, Card("Hello"), "h")


async def test_editing_or_replying_to_what_is_not_there_is_refused() -> None:
    room = platform(Core())
    gone = MessageRef("web", "web", "study", "99")
    with pytest.raises(Refused):
        await room.edit(gone, Card("Hello"))
    with pytest.raises(Refused):
        await room.post(ROOM, Card("Hello"), "h", gone)


async def test_it_serves_its_own_addresses_lacks_nothing_and_is_well() -> None:
    room = platform(Core())
    assert room.serves(ROOM) and room.serves(BEN)
    assert not room.serves(Room("discord", "1", "2"))
    assert await room.lacks(ROOM) == ()
    assert all(f.well for f in await room.examine())


async def test_after_a_restart_the_room_shows_all_that_it_showed() -> None:
    core, journal = Core(), MemoryJournal()
    async with served(core, journal) as page:
        ref = await page.platform.post(ROOM, question(), "q7")
        await page.platform.post(ROOM, Card("The key is B"), "reveal", ref)
        await page.platform.post(BEN, Card("30 days"), "r30")
        private = await page.say("/score", who="ben")
        await page.post("dismiss", "ana", message=(await page.say("/score"))["id"])
        member = (await page.post("member", name="Farid"))["member"]
        before = {who: page.platform.state(who) for who in ("ana", "ben", member["id"])}
    async with served(core, journal) as page:
        assert {who: page.platform.state(who) for who in before} == before
        assert await page.platform.find(ROOM, "q7", START) == ref
        await page.press(private, "share", who="ben")
        await page.platform.edit(ref, question(closed=True))
        again = await page.platform.post(ROOM, Card("Next"), "q8")
        assert int(again.message) > private["id"]


async def test_a_letter_is_kept_before_it_is_said_to_be_posted() -> None:
    class Slow(MemoryJournal):
        async def write(self, key: str, value: str) -> None:
            await gate.wait()
            await super().write(key, value)

    gate, journal = asyncio.Event(), Slow()
    room = platform(Core(), journal)
    posting = asyncio.create_task(room.post(ROOM, question(), "q7"))
    await asyncio.sleep(0)
    assert not posting.done()
    gate.set()
    await posting
    assert await platform(Core(), journal).find(ROOM, "q7", START) is not None


async def test_private_replies_do_not_pile_up() -> None:
    async with served(Core()) as page:
        await page.platform.post(ROOM, question(), "q7")
        for _ in range(105):
            await page.say("/score")
        assert len(page.sees()) == 101
