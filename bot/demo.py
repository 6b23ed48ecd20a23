"""A week in a demo cohort, lived through the same commands and taps as any other: a newcomer finds one alive."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.chat.message import Card
from bot.chat.request import Ask, Asker, Invoked, Pressed
from bot.model.places import Account, Room
from bot.model.rounds import Round
from bot.store import cohorts, rounds
from bot.study.desk import Desk
from bot.study.moving import MovedClock, Mover

_LASTS = timedelta(days=8)
_STEP = timedelta(hours=6)
_HABITS = ((4, "sure"), (3, "sure"), (2, "guess"), (3, ""), (1, "guess"))
"""For each member: right on how many of five questions, and what they press next."""


class Demo:
    """Plays the days before today. `people` are user ids and names, the leader first."""

    def __init__(self, desk: Desk, ask: Ask, clock: MovedClock, room: Room, people: Sequence[tuple[str, str]]) -> None:
        self._desk = desk
        self._ask = ask
        self._clock = clock
        self._room = room
        self._people = people
        self._events = 0

    async def is_needed(self) -> bool:
        """Whether nobody has ever met in the room."""
        async with self._desk.store.read() as tx:
            return await cohorts.at(tx, self._room) is None and not await cohorts.any_ever(tx)

    async def play(self, mover: Mover, zone: str) -> None:
        """Begin some days ago, answer each day's question, and arrive at the present with one still open."""
        self._clock.be(-_LASTS)
        await self._create(zone)
        while self._clock.ahead < -_STEP:
            await mover.advance_to(self._clock() + _STEP)
            await self._answer_what_closes_soon()
        await mover.advance_to(self._clock() - self._clock.ahead)

    async def _create(self, zone: str) -> None:
        values = {"exam": "cpim-9.0", "zone": zone, "name": "Demo cohort"}
        reply = await self._ask(Invoked(self._asker(0), self._event(), self._clock(), "cohort create", values))
        assert isinstance(reply, Card), reply

    async def _answer_what_closes_soon(self) -> None:
        async with self._desk.store.read() as tx:
            asked = [one for one in await rounds.open_ones(tx, 1) if one.closes_at <= self._clock() + _STEP]
        for one in asked:
            await self._answer(one)

    async def _answer(self, asked: Round) -> None:
        for place, (right, then) in enumerate(_HABITS[: len(self._people)]):
            wrong = (asked.key + 1 + (asked.number + place) % 3) % 4
            pick = asked.key if (asked.number * 2 + place) % 5 < right else wrong
            await self._press(place, f"answer:{asked.id}:{pick}")
            if then:
                await self._press(place, f"settle:{asked.id}:{pick}:{then}")

    async def _press(self, place: int, token: str) -> None:
        await self._ask(Pressed(self._asker(place), self._event(), self._clock(), token))

    def _asker(self, place: int) -> Asker:
        user, name = self._people[place]
        account = Account(self._room.platform, self._room.community, user)
        return Asker(account, name, self._room, f"#{self._room.channel}")

    def _event(self) -> str:
        self._events += 1
        return f"demo-{self._events}"
