"""Two rooms on two platforms, and what people do in a challenge: for the tests of challenges."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.app import assembled
from bot.chat.message import Button, Card, Reply
from bot.chat.request import Asker, Pressed
from bot.model.challenge import ChallengeItem
from bot.model.places import Account, Room
from bot.store import bindings, challenge_days, challenges
from tests.core.world import MONDAY, World, as_card, as_form, content, found_cohort, labels, token
from tests.fakes.engines import prepare
from tests.fakes.pretend import Message, PretendPlatform

OTHER = Room("other", "workspace", "cpim-too")


@dataclass
class Arena:
    """A world with a second room, on a platform of its own; people whose name begins with "o_" are there."""

    w: World
    other: PretendPlatform

    def asker(self, who: str) -> Asker:
        if who.startswith("o_"):
            return Asker(Account("other", "workspace", who), who.removeprefix("o_").capitalize(), OTHER, "#too", "Work")
        return self.w.asker(who)

    async def press(self, who: str, token: str, *, at: datetime | None = None) -> Reply:
        request = Pressed(self.asker(who), self.w._event(), at or self.w.now, token)
        return await self.w.takt.dispatcher.ask(request)

    async def person(self, who: str) -> int:
        asker = self.asker(who)
        return (await self.w.desk.directory.who(asker.account, asker.name, "", self.w.now)).person

    def room(self, *, other: bool = False) -> list[Message]:
        return self.other.in_room(OTHER.channel) if other else self.w.platform.in_room("cpim")

    def last(self, *, other: bool = False) -> Card:
        return self.room(other=other)[-1].card

    async def create(self, template: str = "own", /, **values: str) -> int:
        """A challenge by the two forms, as a leader fills them in."""
        form = as_form(await self.w.command("lea", "challenge create", template=template))
        first = {name: values.pop(name) for name in ("name", "start", "end", "domains", "questions") if name in values}
        review = as_card(await self.w.fill("lea", form, **first))
        if values:
            second = as_form(await self.w.press("lea", token(review, "Teams and who may join")))
            made = as_card(await self.w.fill("lea", second, **values))
        else:
            made = as_card(await self.w.press("lea", token(review, "Create it")))
        assert "is announced" in made.title, made
        await self.w.settle()
        async with self.w.desk.store.read() as tx:
            return (await challenges.of_cohort(tx, 1))[0].id

    async def join(self, who: str, number: int = 1) -> Reply:
        return await self.press(who, f"challenge:join:{number}")

    async def items(self, number: int = 1) -> list[ChallengeItem]:
        """The questions of the latest day."""
        async with self.w.desk.store.read() as tx:
            days = await challenge_days.days(tx, number)
            return await challenge_days.items_of_day(tx, days[-1].id)

    async def play(self, who: str, rights: list[bool], number: int = 1) -> Card:
        """Press *Start* on the day's card and answer so many of its questions, in order, right or wrong."""
        card = self.last(other=who.startswith("o_"))
        seen = as_card(await self.press(who, token(card, "Start")))
        items = await self.items(number)
        for place, right in enumerate(rights):
            item = items[place]
            assert seen.title.endswith(f"{place + 1} of {len(items)}")
            position = item.key if right else (item.key + 1) % 4
            told = as_card(await self.press(who, f"challenge:answer:{item.id}:{position}"))
            assert told.title.startswith("Right" if right else "Not")
            onward = [b.token for row in told.buttons for b in row if isinstance(b, Button)]
            seen = as_card(await self.press(who, onward[0]))
        return seen


@asynccontextmanager
async def arena(
    folder: Path,
    start: datetime = MONDAY,
    *,
    new: bool = True,
    platforms: tuple[PretendPlatform, PretendPlatform] | None = None,
) -> AsyncIterator[Arena]:
    """A cohort of two rooms. Entering the same folder again, with `new` false, is a restart."""
    here, other = platforms or (PretendPlatform(), PretendPlatform("other"))
    clock = [start]
    async with assembled(prepare(folder), content(), [here, other], lambda: clock[0]) as takt:
        await takt.ticker.start()
        a = Arena(World(takt, here, clock), other)
        if new:
            number = await found_cohort(a.w)
            async with takt.desk.store.write() as tx:
                await bindings.bind(tx, number, OTHER, "#too", start)
        yield a


__all__ = ["MONDAY", "Arena", "arena", "as_card", "labels", "token"]
