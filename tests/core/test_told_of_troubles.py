"""Leaders hear what they would want to know: once, in private, and of nothing that somebody did on purpose."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.chat.message import Card
from bot.chat.platform import Later, Refused
from bot.model.places import Address, MessageRef, Room
from bot.store import letters
from tests.core.world import ask_now, found_cohort, text_of, world
from tests.fakes.pretend import PretendPlatform

DAY = timedelta(days=1)


class Failing(PretendPlatform):
    """Its rooms cannot be reached, or take nothing, while it is told so."""

    away = False
    locked = False

    def _let(self, to: Address) -> None:
        if self.away and isinstance(to, Room):
            raise Later("cannot be reached", 15.0)
        if self.locked and isinstance(to, Room):
            raise Refused("I may not send messages here", "grant Send Messages")

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        self._let(to)
        return await super().post(to, card, key, reply_to)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        self._let(Room(ref.platform, ref.community, ref.channel))
        await super().edit(ref, card)

    async def lacks(self, room: Room) -> tuple[str, ...]:
        return ("grant Send Messages",) if self.locked else ()


async def test_leaders_hear_once_an_outage_that_questions_never_reached_their_room(tmp_path: Path) -> None:
    platform = Failing()
    async with world(tmp_path, platform=platform) as w:
        await found_cohort(w)
        await ask_now(w)
        for outage in (1, 2):
            platform.away = True
            await w.advance(3 * DAY)
            platform.away = False
            await w.advance(2 * DAY)
            told = [m.card for m in platform.direct("lea")]
            assert len(told) == outage, [card.title for card in told]
            assert told[-1].title.endswith("never reached #cpim")
            assert "do not post it late" in text_of(told[-1])


async def test_leaders_hear_of_what_a_locked_room_refuses_under_a_message_whose_edit_it_refused(tmp_path: Path) -> None:
    platform = Failing()
    async with world(tmp_path, platform=platform) as w:
        await found_cohort(w)
        async with w.desk.store.write() as tx:
            question = await letters.write(tx, "question", w.room, Card("open"), w.now)
        await w.settle()
        platform.locked = True
        async with w.desk.store.write() as tx:
            await letters.revise(tx, question, Card("closed"), w.now)
            await letters.write(tx, "key", w.room, Card("key"), w.now, under=question)
        await w.settle()
        assert [m.card.title for m in platform.direct("lea")] == ["I cannot post in #cpim"]
