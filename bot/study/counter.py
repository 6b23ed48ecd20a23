"""The counter of the post office: takes up as many due letters as each connection may begin now, and no more.

A connection that is held, full or out of pace is passed over, so that the letters of no other wait behind its own.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.platform import ChatPlatform, Pace
from bot.model.places import Address
from bot.store import letters, queues
from bot.store.letters import Letter, LetterState
from bot.store.queues import Claim
from bot.study.desk import Desk
from bot.study.lanes import Lane

_MOST = 200
_UNSERVED = 60.0
"""Seconds until a place without a connection is looked at again: it may be configured by then."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A letter to deliver, under which claim, and through which connection."""

    letter: Letter
    claim: Claim
    platform: ChatPlatform
    lane: Lane


@dataclass(slots=True)
class _Sorted:
    """What was claimed: to be delivered, and what somebody else may have."""

    errands: list[Errand] = field(default_factory=list)
    given_up: list[Claim] = field(default_factory=list)


class Counter:
    """Hands out errands. One for each process."""

    def __init__(self, desk: Desk, steady: Callable[[], float]) -> None:
        self._desk = desk
        self._steady = steady
        self._lanes: dict[int, tuple[ChatPlatform, Lane]] = {}
        self._unserved: dict[tuple[str, str], float] = {}

    async def take(self, own: Collection[int]) -> AsyncIterator[Errand]:
        """What to begin now. `own` are the queues that we still have in hand, and it may grow meanwhile."""
        now = self._desk.clock()
        lease = self._desk.timing.lease
        for name, connections in self._desk.platforms.by_name().items():
            while (most := min(_MOST, self._places(connections))) > 0:
                shut = self._shut(name, connections)
                if not await self._any_due(name, now, lease, shut):
                    break
                found = await self._claim(name, connections, now, most, shut, own)
                for errand in found.errands:
                    yield errand
                if not found.given_up:
                    break

    async def _any_due(self, platform: str, now: datetime, lease: timedelta, shut: Collection[str]) -> bool:
        """Looked up without the write lock: most beats find nothing."""
        return await self._desk.store.read_at_once(lambda tx: queues.any_due(tx, platform, now, lease, shut))

    async def next_due(self, tx: AsyncConnection) -> datetime | None:
        """When there is something to take next."""
        now = self._desk.clock()
        found: list[datetime] = []
        for name, connections in self._desk.platforms.by_name().items():
            wait = min(self._lane(one).wait() for one in connections)
            shut = {} if wait else self._shut(name, connections)
            if (at := await queues.next_due(tx, name, shut)) is not None:
                found.append(max(at, now + timedelta(seconds=wait)))
            if shut and (at := await queues.next_due(tx, name)) is not None:
                found.append(max(at, now + timedelta(seconds=min(shut.values()))))
        return min(found, default=None)

    async def _claim(
        self,
        name: str,
        connections: list[ChatPlatform],
        now: datetime,
        most: int,
        shut: Collection[str],
        own: Collection[int],
    ) -> _Sorted:
        token = secrets.randbits(62) | 1
        found = _Sorted()
        try:
            async with self._desk.store.write_beside() as tx:
                lease = self._desk.timing.lease
                claims = await queues.claim(tx, name, now, lease, most, token, but=shut, own=own)
                known = await letters.several(tx, [one.first for one in claims if one.first is not None])
                for claim in claims:
                    await self._sort(tx, claim, known.get(claim.first or 0), connections, now, found)
        except BaseException:
            for errand in found.errands:
                errand.lane.end(errand.claim.queue)
            raise
        return found

    async def _sort(
        self,
        tx: AsyncConnection,
        claim: Claim,
        letter: Letter | None,
        connections: list[ChatPlatform],
        now: datetime,
        found: _Sorted,
    ) -> None:
        platform = self._serving(connections, letter.to) if letter else None
        lane = self._lane(platform) if platform else None
        if letter is None or (letter.due > now and letter.state is not LetterState.TRYING):
            await queues.let_go(tx, claim, now)
        elif platform is None or lane is None:
            self._unserved[letter.to.platform, letter.to.community] = self._steady() + _UNSERVED
            trouble = f"no connection to {letter.to.platform} {letter.to.community}".rstrip()
            await letters.note_trouble(tx, letter, trouble)
            await queues.put_back(tx, claim)
        elif not lane.places():
            lane.communities.add(letter.to.community)
            await queues.put_back(tx, claim)
        else:
            lane.communities.add(letter.to.community)
            lane.begin(claim.queue)
            found.errands.append(Errand(await _as_found(tx, letter, now), claim, platform, lane))
            return
        found.given_up.append(claim)

    def _serving(self, connections: list[ChatPlatform], to: Address) -> ChatPlatform | None:
        return next((one for one in connections if one.serves(to)), None)

    def _lane(self, platform: ChatPlatform) -> Lane:
        """Each connection has one: a workspace that does not answer delays no other."""
        if id(platform) not in self._lanes:
            pace = self._desk.paces.get(platform.name, Pace())
            self._lanes[id(platform)] = (platform, Lane(pace, self._steady))
        return self._lanes[id(platform)][1]

    def _places(self, connections: list[ChatPlatform]) -> int:
        return sum(self._lane(one).places() for one in connections)

    def _shut(self, name: str, connections: list[ChatPlatform]) -> dict[str, float]:
        """The communities for which nothing may be begun, and for how many seconds."""
        now = self._steady()
        self._unserved = {where: until for where, until in self._unserved.items() if until > now}
        shut = {community: until - now for (at, community), until in self._unserved.items() if at == name}
        for lane in map(self._lane, connections):
            if wait := lane.wait():
                shut |= dict.fromkeys(lane.communities, wait)
        return shut


async def _as_found(tx: AsyncConnection, letter: Letter, now: datetime) -> Letter:
    """A letter that its owner had in hand when the claim lapsed may have arrived: it is looked for. An edit repeats."""
    if letter.state is not LetterState.TRYING:
        return letter
    await letters.doubt_interrupted(tx, now, {letter.id})
    return replace(letter, state=LetterState.WAITING if letter.ref else LetterState.DOUBTFUL)
