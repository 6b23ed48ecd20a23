"""What a press meets: the round and cohort of its token, whether it belongs there, and what waits to be told.

Everybody taps when a question opens, so presses that come together are looked up together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model.cohort import Cohort
from bot.model.places import Room
from bot.model.rounds import Round
from bot.store import cohorts, rounds
from bot.store.gathered import Gathered
from bot.store.schema import member, notice, person, room
from bot.store.sql import among
from bot.store.store import Store


@dataclass(frozen=True, slots=True)
class Press:
    """A token of this round was pressed by a person, in a room or (None) in a direct message."""

    round: int
    person: int
    room: Room | None


@dataclass(frozen=True, slots=True)
class Met:
    """`here`: the room is or was the cohort's, or in a direct message the person is a member.

    `greeted`: the person is a member and was told what others see. `games`: they want points and ranks.
    """

    round: Round
    cohort: Cohort
    here: bool
    greeted: bool
    games: bool


class Presses:
    """Looks up many presses at once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._met: Gathered[Press, Met] = Gathered(self._look)
        self._waiting: Gathered[int, bool] = Gathered(self._look_for_notices)

    async def meet(self, press: Press) -> Met | None:
        """What a press meets, or None where there is no such round."""
        return await self._met.of(press)

    async def waits(self, who: int) -> bool:
        """Whether something waits to be told to a person in private."""
        return bool(await self._waiting.of(who))

    async def _look(self, presses: Collection[Press]) -> Mapping[Press, Met]:
        return await self._store.read_at_once(lambda tx: _look(tx, presses))

    async def _look_for_notices(self, people: Collection[int]) -> Mapping[int, bool]:
        return await self._store.read_at_once(lambda tx: _look_for_notices(tx, people))


async def _look(tx: AsyncConnection, presses: Collection[Press]) -> dict[Press, Met]:
    asked = await rounds.several(tx, {press.round for press in presses})
    groups = await cohorts.several(tx, {one.cohort for one in asked.values()})
    met_at = await _places(tx, groups)
    people = {press.person for press in presses}
    readers = {row.id: row for row in (await tx.execute(_READERS, {"people": people})).all()}
    joined = {(asked[press.round].cohort, press.person) for press in presses if press.round in asked}
    members = {(row.cohort, row.person) for row in (await tx.execute(_MEMBERS, {"joined": joined})).all()}
    found = {}
    for press in presses:
        if (one := asked.get(press.round)) and (reader := readers.get(press.person)):
            is_member = (one.cohort, press.person) in members
            here = is_member if press.room is None else (one.cohort, press.room) in met_at
            found[press] = Met(one, groups[one.cohort], here, is_member and reader.told, reader.games)
    return found


_READERS = select(person.c.id, person.c.told, person.c.games).where(among("people", person.c.id))
_MEMBERS = select(member.c.cohort, member.c.person).where(
    among("joined", member.c.cohort, member.c.person), member.c.left_at.is_(None)
)


async def _places(tx: AsyncConnection, groups: Collection[int]) -> set[tuple[int, Room]]:
    """Where these cohorts meet or ever met: their old questions can still be practised there."""
    found = (await tx.execute(_ROOMS, {"cohorts": groups})).all()
    return {(r.cohort, Room(r.platform, r.community, r.channel)) for r in found}


_ROOMS = select(room.c.cohort, room.c.platform, room.c.community, room.c.channel).where(among("cohorts", room.c.cohort))


async def _look_for_notices(tx: AsyncConnection, people: Collection[int]) -> dict[int, bool]:
    return dict.fromkeys((await tx.execute(_WAITING, {"people": people})).scalars(), True)


_WAITING = select(notice.c.person).where(among("people", notice.c.person)).distinct()
