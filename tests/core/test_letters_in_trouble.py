"""Letters that meet faults of ours, deleted messages and long outages: nothing is lost, and no room is blocked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later, Refused
from bot.model.places import Account, MessageRef, Room
from bot.store import letters
from bot.store.letters import LetterState
from tests.core.world import World, ask_now, found_cohort, text_of, token, world
from tests.fakes.pretend import PretendPlatform

ROOM = Room("pretend", "guild", "cpim")
REFUSED = Refused("I may not send messages here", "grant Send Messages")


async def write(w: World, key: str, to: Room | Account = ROOM, *, under: int | None = None) -> int:
    async with w.desk.store.write() as tx:
        return await letters.write(tx, key, to, Card(key), w.now, under=under)


async def state_of(w: World, number: int) -> LetterState:
    async with w.desk.store.read() as tx:
        letter = await letters.get(tx, number)
    assert letter
    return letter.state


async def revise(w: World, number: int, title: str) -> None:
    async with w.desk.store.write() as tx:
        await letters.revise(tx, number, Card(title), w.now)


async def test_what_was_revised_while_nobody_knew_whether_it_arrived_is_edited(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        number = await write(w, "a")

        class Interrupting(PretendPlatform):
            async def post(self, *args: Any, **kwargs: Any) -> MessageRef:
                await super().post(*args, **kwargs)
                await revise(w, number, "newer")
                raise Doubtful("connection dropped")

        w.desk.platforms.running[:] = [platform := Interrupting()]
        await w.settle()
        assert [m.card.title for m in platform.messages] == ["newer"]


class Clumsy(PretendPlatform):
    """A fault of ours: one kind of card cannot be drawn."""

    async def post(self, to: Room | Account, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        if card.title == "bad":
            raise ValueError("planted")
        return await super().post(to, card, key, reply_to)


async def test_a_letter_that_we_cannot_draw_does_not_block_its_room_for_ever(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Clumsy()) as w:
        await found_cohort(w)
        bad = await write(w, "bad")
        await write(w, "good")
        await w.advance(timedelta(days=1))
        assert await state_of(w, bad) is LetterState.PARKED
        assert "good" in [m.key for m in w.platform.in_room("cpim")]


async def test_an_outcome_that_cannot_be_written_down_does_not_block_the_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with world(tmp_path) as w:
        number = await write(w, "a")

        async def broken(*args: Any, **kwargs: Any) -> None:
            raise OSError("planted: the disk is full")

        with monkeypatch.context() as m:
            m.setattr(letters, "mark_sent", broken)
            m.setattr(letters, "mark", broken)
            await w.takt.ticker.beat()
            await w.takt.ticker.post_office.finish()
        assert await state_of(w, number) is LetterState.TRYING
        await write(w, "b")
        await w.settle()
        assert [m.key for m in w.platform.messages] == ["a", "b"]
        assert await state_of(w, number) is LetterState.SENT


class Locked(PretendPlatform):
    """Nothing may be looked at any more."""

    async def find(self, *args: object, **kwargs: object) -> MessageRef | None:
        self.finds += 1
        raise REFUSED


async def test_a_look_that_is_refused_is_not_repeated_for_ever(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Locked()) as w:
        await found_cohort(w)
        w.platform.failures.append((Doubtful("timeout"), False))
        number = await write(w, "a")
        await w.settle()
        assert await state_of(w, number) is LetterState.PARKED
        assert w.platform.finds == 1


class Silent(PretendPlatform):
    """Looking fails until the platform is back."""

    async def find(self, *args: object, **kwargs: object) -> MessageRef | None:
        self.finds += 1
        raise Later("outage", 1)


async def test_in_a_long_outage_looks_become_rare(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Silent()) as w:
        w.platform.failures.append((Doubtful("timeout"), False))
        await write(w, "a")
        await w.advance(timedelta(hours=2))
        assert 5 < w.platform.finds < 60


async def test_leaders_find_a_days_trouble_once_in_their_replies(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        for key in "abcd":
            w.platform.failures += [(REFUSED, False)]
            await write(w, key)
            await w.settle()
        told = text_of(await w.command("lea", "cohort show"))
        assert told.count("cannot post") == 1


async def test_leaders_are_told_once_of_fifty_letters_that_are_parked(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        w.platform.failures += [(REFUSED, False)]
        await write(w, "0")
        await w.settle()
        w.platform.failures += [(REFUSED, False) for _ in range(49)]
        for n in range(1, 50):
            await write(w, str(n))
        await w.settle()
        async with w.desk.store.read() as tx:
            assert await letters.count_undelivered(tx) == {LetterState.PARKED: 50}
        assert len(w.platform.direct("lea")) == 1


async def test_what_belongs_under_an_undelivered_question_alarms_nobody_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        w.platform.failures += [(REFUSED, False)]
        parent = await write(w, "parent")
        await w.settle()
        await w.advance(timedelta(days=1, hours=-2))
        child = await write(w, "child", under=parent)
        await w.settle()
        assert await state_of(w, child) is LetterState.PARKED
        assert len(w.platform.direct("lea")) == 1


async def test_try_again_brings_the_open_question_too(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        await found_cohort(w)
        w.platform.failures += [(REFUSED, False)]
        await write(w, "earlier")
        await w.settle()
        (told,) = w.platform.direct("lea")
        w.platform.failures += [(REFUSED, False)]
        number = await ask_now(w)
        assert not w.platform.in_room("cpim")
        await w.press("lea", token(told.card, "Try again"), direct=True)
        await w.settle()
        assert [m.key for m in w.platform.in_room("cpim")] == ["earlier", f"round:{number}:1"]


class Deleting(PretendPlatform):
    """A moderator deletes messages: editing them, and writing under them, is refused."""

    async def post(self, to: Room | Account, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        if reply_to is not None and all(m.ref != reply_to for m in self.messages):
            raise Refused("the message was deleted")
        return await super().post(to, card, key, reply_to)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        if all(m.ref != ref for m in self.messages):
            raise Refused("the message was deleted")
        await super().edit(ref, card)


async def test_a_question_that_a_moderator_deleted_closes_in_silence_and_the_next_one_comes(tmp_path: Path) -> None:
    async with world(tmp_path, platform=Deleting()) as w:
        await found_cohort(w)
        await ask_now(w)
        w.platform.messages.clear()
        await w.advance(timedelta(days=1))
        assert [m.key for m in w.platform.in_room("cpim")] == ["round:2:1"]
        assert w.platform.direct("lea") == []
