"""The post office: claims the letters of an address, marks the first tried, posts it, marks it sent. In doubt it looks.

Several processes may share the work on a server. Who has claimed an address has its letters alone until a lease ends;
every outcome is written down only while the claim stands. Right before a letter is handed over, a clock that never
jumps must show that not more than a quarter of the lease has gone since it was renewed: with calls of at most 60 s an
owner is done before its lease is. One that is stopped dead in between may still be late; that is the same as a
platform that accepts late, and is waited for like that (docs/decisions/0024-several-post-offices.md).

Letters to one address keep their order; a slow or dead address delays no other. A look that finds the letter is proof
at once; only a miss waits out the settling time before it is believed. Where history may not be read a doubtful letter
is never sent again blindly: better one question too few than two.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.platform import DeliveryError, Later, Refused, Unreadable
from bot.model.places import MessageRef, Room
from bot.store import letters, queues
from bot.store.letters import Letter, LetterState
from bot.store.queues import Claim
from bot.study import troubles
from bot.study.clocks import Clocks, Doubts
from bot.study.counter import Counter, Errand
from bot.study.desk import Desk

log = logging.getLogger(__name__)

_PART_OF_LEASE = 0.25
_FIRST_LOOK_AGAIN = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)
_MOST_TRIES = 12
_LONGEST_DOUBT = timedelta(hours=1)
_LONGEST_BLINDNESS = timedelta(days=1)
_LONG_AGO = timedelta(days=1)
_AHEAD = timedelta(hours=1)
"""How far ahead a clock may have been when a letter was tried, without any jump that its process could have seen."""
_OURS = "an error of ours, see the log"


class ClaimLost(Exception):
    """Another process has this address now: what we know of the letter is no longer the last word."""


class PostOffice:
    """Delivers what is due. Several may run on one database on a server, one on a SQLite file."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._clocks = Clocks(desk.clock, desk.steady)
        self._doubts = Doubts(self._clocks)
        self._counter = Counter(desk, self._clocks.steady)
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._lost: dict[int, Claim] = {}
        """Letters whose outcome could not be written down: they still stand as being handed over."""

    async def recover(self) -> None:
        """At start: on a file, which is ours alone, all that was under way is doubtful. On a server, what lapses."""
        now = self._desk.clock()
        async with self._desk.store.write() as tx:
            await queues.mend(tx)
            await letters.clock_went_back(tx, now, certainly=False)
            if not self._desk.store.on_sqlite:
                return
            await queues.free_all(tx)
            interrupted = await letters.doubt_interrupted(tx, now)
        if interrupted:
            log.info("%d letters were interrupted and are looked for before anything is sent again", interrupted)

    async def send_out(self) -> int:
        """Begin to deliver what is due to every address that is free. Returns how many letters were begun."""
        await self._mind_the_clock()
        await self._find_lost()
        begun = 0
        async for errand in self._counter.take(self._under_way):
            task = asyncio.create_task(self._deliver(errand), name=f"letter {errand.letter.key}")
            self._under_way[errand.claim.queue] = task
            begun += 1
        return begun

    async def finish(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def next_due(self, tx: AsyncConnection) -> datetime | None:
        """When there is something to begin next."""
        return await self._counter.next_due(tx)

    async def _mind_the_clock(self) -> None:
        """A wall clock that went back would stall what waits for an instant of before: let that go on."""
        jump = self._clocks.jump()
        if jump:
            log.warning("the clock has jumped by %.0f s", jump.total_seconds())
        if jump < timedelta(0):
            async with self._desk.store.write() as tx:
                await letters.clock_went_back(tx, self._desk.clock(), certainly=True)

    async def _find_lost(self) -> None:
        """What could not be written down, while the disk was full or the server away, is doubtful, as after a crash."""
        if not self._lost:
            return
        now = self._desk.clock()
        async with self._desk.store.write() as tx:
            for number, claim in self._lost.items():
                if await queues.renew(tx, claim, now):
                    await letters.doubt_interrupted(tx, now, {number})
                    await queues.let_go(tx, claim, now)
        self._lost.clear()

    async def _deliver(self, errand: Errand) -> None:
        try:
            await (self._look(errand) if errand.letter.state is LetterState.DOUBTFUL else self._hand_over(errand))
        except ClaimLost:
            log.info("letter %s is in other hands by now", errand.letter.key)
        except Exception:  # one letter's trouble is not the others'
            log.exception("letter %s could not be handled", errand.letter.key)
            await self._broke(errand)
        finally:
            errand.lane.end(errand.claim.queue)
            if self._under_way.get(errand.claim.queue) is asyncio.current_task():
                del self._under_way[errand.claim.queue]
            self._desk.bell.set()  # the next letter to this address may go

    async def _broke(self, errand: Errand) -> None:
        """A fault of ours. One that comes again and again must not hold up the room for ever."""
        letter = errand.letter
        try:
            if letter.tries >= _MOST_TRIES or (
                letter.state is LetterState.DOUBTFUL and self._age(letter) > _LONGEST_DOUBT
            ):
                await self._park(errand, Refused(_OURS))
            else:
                await self._wait(errand, LetterState.WAITING if letter.ref else LetterState.DOUBTFUL, _OURS)
        except ClaimLost:
            pass
        except Exception:
            log.exception("letter %s: its outcome could not be written down; it will be looked for", letter.key)
            self._lost[letter.id] = errand.claim

    # --- handing over

    async def _hand_over(self, errand: Errand) -> None:
        letter = errand.letter
        parent = await self._parent(letter)
        if letter.under is not None and (parent is None or parent.ref is None):
            await self._park(errand, Refused("the message it belongs under was not delivered"), quiet=True)
            return
        began = self._clocks.steady()
        errand = await self._mark_trying(errand)
        if self._clocks.steady() - began > _PART_OF_LEASE * self._desk.timing.lease.total_seconds():
            await self._mark(errand, LetterState.WAITING, self._desk.clock(), "this machine was held up")
            return
        try:
            ref = await self._send(errand, parent.ref if parent else None)
        except Refused as error:
            await self._park(errand, error, quiet=await self._is_deleted(parent))
        except DeliveryError as error:
            await self._failed(errand, error)
        else:
            await self._sent(errand, ref)

    async def _mark_trying(self, errand: Errand) -> Errand:
        now = self._desk.clock()
        async with self._desk.store.write_beside() as tx:
            if not await queues.renew(tx, errand.claim, now + self._desk.timing.lease):
                raise ClaimLost
            trying = await letters.mark_trying(tx, errand.letter, now)
            if trying is None:  # it was revised or taken back since it was read: whoever claims it next sees it anew
                await queues.let_go(tx, errand.claim, now)
        if trying is None:
            raise ClaimLost
        return replace(errand, letter=trying)

    async def _send(self, errand: Errand, parent: MessageRef | None) -> MessageRef:
        letter = errand.letter
        if letter.ref is None:
            return await errand.platform.post(letter.to, letter.card, letter.key, parent)
        await errand.platform.edit(letter.ref, letter.card)
        return letter.ref

    async def _parent(self, letter: Letter) -> Letter | None:
        if letter.under is None:
            return None
        async with self._desk.store.read() as tx:
            return await letters.get(tx, letter.under)

    async def _is_deleted(self, parent: Letter | None) -> bool:
        """Whether somebody deleted the message above: it could not be edited any more, and its room lacks nothing.

        Then there is nothing to tell. A room that does lack something was perhaps refused an edit only, so far.
        """
        if parent is None or parent.state is not LetterState.PARKED or not isinstance(parent.to, Room):
            return False
        try:
            return not await self._desk.platforms.lacks(parent.to)
        except DeliveryError:
            return True

    async def _sent(self, errand: Errand, ref: MessageRef) -> None:
        """It stands there: that is true whoever has the claim by now."""
        now = self._desk.clock()
        async with self._desk.store.write_beside() as tx:
            held = await queues.renew(tx, errand.claim, now)
            await letters.mark_sent(tx, errand.letter, ref, now)
            if held:
                await queues.let_go(tx, errand.claim, now + timedelta(seconds=errand.lane.gap))
        self._doubts.end(errand.letter.id)

    # --- when it did not work

    async def _failed(self, errand: Errand, error: DeliveryError) -> None:
        letter = errand.letter
        if isinstance(error, Later):
            if error.everywhere:
                errand.lane.hold(error.seconds)
            await self._wait(errand, LetterState.WAITING, str(error), timedelta(seconds=error.seconds))
        elif letter.ref is not None:  # an edit repeats without harm
            await self._wait(errand, LetterState.WAITING, str(error))
        else:
            log.info("letter %s may or may not have arrived: %s", letter.key, error)
            self._doubts.begin(letter.id, letter.tries)
            await self._mark(errand, LetterState.DOUBTFUL, self._desk.clock(), str(error))

    async def _look(self, errand: Errand) -> None:
        letter, age = errand.letter, self._age(errand.letter)
        try:
            parent = await self._parent(letter)
            found = await errand.platform.find(
                letter.to, letter.key, self._from(letter), parent.ref if parent else None
            )
        except (Unreadable, Refused) as error:
            await self._park_in_doubt(errand, str(error))
            return
        except DeliveryError as error:
            if age > _LONGEST_BLINDNESS:
                await self._park_in_doubt(errand, f"there was no looking: {error}")
                return
            seconds = timedelta(seconds=error.seconds if isinstance(error, Later) else 0)
            patience = min(age / 4, _LONGEST_WAIT)  # the longer the outage, the rarer the looks
            await self._wait(errand, LetterState.DOUBTFUL, str(error), max(seconds, patience))
            return
        now = self._desk.clock()
        if found is not None:
            # Which edition arrived is not known where a newer one was written since: that one is an edit now.
            await self._sent(replace(errand, letter=replace(letter, edition=1)), found)
        elif age >= self._desk.timing.settling:
            await self._mark(errand, LetterState.WAITING, now, "it did not arrive")
        else:
            again = min(_FIRST_LOOK_AGAIN * 2**letter.tries, self._desk.timing.settling - age)
            await self._mark(errand, LetterState.DOUBTFUL, now + again, letter.trouble)

    def _age(self, letter: Letter) -> timedelta:
        """For how long it has been in doubt."""
        return self._doubts.lasted(letter.id, letter.tries, letter.tried_at or letter.created_at)

    def _from(self, letter: Letter) -> datetime:
        """From when on to look. The platform dates its messages itself, whatever our clock said when we tried."""
        tried = letter.tried_at or letter.created_at
        now = self._desk.clock()
        if tried > now:
            return now - _LONG_AGO
        return tried - _AHEAD - self._clocks.astray

    async def _wait(self, errand: Errand, state: LetterState, trouble: str, least: timedelta = timedelta(0)) -> None:
        letter = errand.letter
        if letter.ref is not None and letter.tries >= _MOST_TRIES:
            await self._park(errand, Refused(trouble))
            return
        wait = min(max(self._backoff(letter.tries), least), max(_LONGEST_WAIT, least))
        await self._mark(errand, state, self._desk.clock() + wait, trouble)

    def _backoff(self, tries: int) -> timedelta:
        """Twice as long with each try, between half and all of it, so that not all letters come back at one instant."""
        longest = min(2.0 ** max(0, tries - 1), _LONGEST_WAIT.total_seconds())
        return timedelta(seconds=longest * self._desk.random.uniform(0.5, 1.0))

    async def _mark(self, errand: Errand, state: LetterState, due: datetime, trouble: str) -> None:
        async with self._writing_down(errand, self._desk.store.write_beside()) as tx:
            await letters.mark(tx, errand.letter, state, due, trouble)
        if state is LetterState.WAITING:
            self._doubts.end(errand.letter.id)

    async def _park_in_doubt(self, errand: Errand, why: str) -> None:
        await self._park(errand, Refused(f"it may have arrived, and {why}", "look whether it is there"))

    async def _park(self, errand: Errand, error: Refused, *, quiet: bool = False) -> None:
        letter = errand.letter
        async with self._writing_down(errand, self._desk.store.write()) as tx:  # whom to tell is decided in it
            await letters.mark(tx, letter, LetterState.PARKED, self._desk.clock(), str(error))
            if not quiet:
                await troubles.on_parked(tx, letter, error, self._desk.clock())
        log.warning("letter %s is parked: %s %s", letter.key, error, error.remedy)
        self._doubts.end(letter.id)

    @asynccontextmanager
    async def _writing_down(
        self, errand: Errand, writing: AbstractAsyncContextManager[AsyncConnection]
    ) -> AsyncIterator[AsyncConnection]:
        """One transaction for what came of it and for giving the address back. Raises ClaimLost."""
        now = self._desk.clock()
        async with writing as tx:
            if not await queues.renew(tx, errand.claim, now):
                raise ClaimLost
            yield tx
            await queues.let_go(tx, errand.claim, now)
