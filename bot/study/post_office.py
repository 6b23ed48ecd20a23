"""The post office: takes a letter, marks it tried, posts it, marks it sent. After a doubtful outcome it looks first.

Letters to one address keep their order; a slow or dead address delays no other. A look that finds the letter is proof
at once; only a miss waits out the settling time before it is believed. Where history may not be read a doubtful letter
is never sent again blindly: better one question too few than two.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat.platform import DeliveryError, Later, Refused, Unreadable
from bot.model.places import Address, MessageRef
from bot.store import letters
from bot.store.letters import Letter, LetterState
from bot.study import troubles
from bot.study.desk import Desk

log = logging.getLogger(__name__)

_MOST = 200
_AT_ONCE = 16
_FIRST_LOOK_AGAIN = timedelta(seconds=5)
_LONGEST_WAIT = timedelta(minutes=10)
_MOST_TRIES = 12
_LONGEST_DOUBT = timedelta(hours=1)
_OURS = "an error of ours, see the log"


class PostOffice:
    """Delivers what is due. One of it runs at a time on a database."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._gates: dict[int, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))
        self._under_way: dict[Address, asyncio.Task[None]] = {}
        self._lost: set[int] = set()
        """Letters whose outcome could not be written down: they still stand as being handed over."""

    async def recover(self) -> None:
        """At start: what was under way when the process died is doubtful."""
        async with self._desk.store.write() as tx:
            interrupted = await letters.doubt_interrupted(tx, self._desk.clock())
        if interrupted:
            log.info("%d letters were interrupted and are looked for before anything is sent again", interrupted)

    async def send_out(self) -> int:
        """Begin to deliver what is due to every address that is free. Returns how many letters were begun."""
        await self._find_lost()
        most = _MOST + len(self._under_way)  # those under way hold up no other address
        async with self._desk.store.read() as tx:
            due = [one for one in await letters.due(tx, self._desk.clock(), most) if one.to not in self._under_way]
        for letter in due:
            task = asyncio.create_task(self._deliver(letter), name=f"letter {letter.key}")
            self._under_way[letter.to] = task
        return len(due)

    async def finish(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way.values())

    async def _find_lost(self) -> None:
        """What could not be written down, while the disk was full or the server away, is doubtful, as after a crash."""
        if not self._lost:
            return
        async with self._desk.store.write() as tx:
            await letters.doubt_interrupted(tx, self._desk.clock(), self._lost)
        self._lost.clear()

    async def _deliver(self, letter: Letter) -> None:
        try:
            async with self._gate(letter.to):
                await (self._look(letter) if letter.state is LetterState.DOUBTFUL else self._hand_over(letter))
        except Exception:  # one letter's trouble is not the others'
            log.exception("letter %s could not be handled", letter.key)
            await self._broke(letter)
        finally:
            if self._under_way.get(letter.to) is asyncio.current_task():
                del self._under_way[letter.to]
            self._desk.bell.set()  # the next letter to this address may go

    def _gate(self, to: Address) -> asyncio.Semaphore:
        """One for each connection: a workspace that does not answer delays no other."""
        serving = next((one for one in self._desk.platforms.running if one.serves(to)), None)
        return self._gates[id(serving)]

    async def _broke(self, letter: Letter) -> None:
        """A fault of ours. One that comes again and again must not hold up the room for ever."""
        doubted = letter.tried_at is not None and self._desk.clock() - letter.tried_at > _LONGEST_DOUBT
        try:
            if letter.tries >= _MOST_TRIES or (letter.state is LetterState.DOUBTFUL and doubted):
                await self._park(letter, Refused(_OURS))
            else:
                await self._wait(letter, LetterState.WAITING if letter.ref else LetterState.DOUBTFUL, _OURS)
        except Exception:
            log.exception("letter %s: its outcome could not be written down; it will be looked for", letter.key)
            self._lost.add(letter.id)

    # --- handing over

    async def _hand_over(self, letter: Letter) -> None:
        parent = await self._parent(letter)
        if letter.under is not None and (parent is None or parent.ref is None):
            await self._park(letter, Refused("the message it belongs under was not delivered"), quiet=True)
            return
        async with self._desk.store.write() as tx:
            if not await letters.mark_trying(tx, letter, self._desk.clock()):
                return
        try:
            ref = await self._send(letter, parent.ref if parent else None)
        except Refused as error:
            # The leaders have heard of the parent, or somebody has deleted it: there is nothing more to tell.
            await self._park(letter, error, quiet=parent is not None and parent.state is LetterState.PARKED)
        except DeliveryError as error:
            await self._failed(letter, error)
        else:
            await self._sent(letter, ref)

    async def _send(self, letter: Letter, parent: MessageRef | None) -> MessageRef:
        platform = self._desk.platforms.of(letter.to)
        if letter.ref is None:
            return await platform.post(letter.to, letter.card, letter.key, parent)
        await platform.edit(letter.ref, letter.card)
        return letter.ref

    async def _parent(self, letter: Letter) -> Letter | None:
        if letter.under is None:
            return None
        async with self._desk.store.read() as tx:
            return await letters.get(tx, letter.under)

    async def _sent(self, letter: Letter, ref: MessageRef) -> None:
        async with self._desk.store.write() as tx:
            await letters.mark_sent(tx, letter, ref, self._desk.clock())

    # --- when it did not work

    async def _failed(self, letter: Letter, error: DeliveryError) -> None:
        if isinstance(error, Later):
            await self._wait(letter, LetterState.WAITING, str(error), timedelta(seconds=error.seconds))
        elif letter.ref is not None:  # an edit repeats without harm
            await self._wait(letter, LetterState.WAITING, str(error))
        else:
            log.info("letter %s may or may not have arrived: %s", letter.key, error)
            await self._mark(letter, LetterState.DOUBTFUL, self._desk.clock(), str(error))

    async def _look(self, letter: Letter) -> None:
        now = self._desk.clock()
        tried = letter.tried_at or letter.created_at
        try:
            parent = await self._parent(letter)
            under = parent.ref if parent else None
            found = await self._desk.platforms.of(letter.to).find(letter.to, letter.key, tried, under)
        except (Unreadable, Refused) as error:
            await self._park(letter, Refused(f"it may have arrived, and {error}", "look whether it is there"))
            return
        except DeliveryError as error:
            seconds = timedelta(seconds=error.seconds if isinstance(error, Later) else 0)
            patience = min((now - tried) / 4, _LONGEST_WAIT)  # the longer the outage, the rarer the looks
            await self._wait(letter, LetterState.DOUBTFUL, str(error), max(seconds, patience))
            return
        if found is not None:
            # Which edition arrived is not known where a newer one was written since: that one is an edit now.
            await self._sent(replace(letter, edition=1), found)
        elif now - tried >= self._desk.timing.settling:
            await self._mark(letter, LetterState.WAITING, now, "it did not arrive")
        else:
            again = min(now + _FIRST_LOOK_AGAIN * 2**letter.tries, tried + self._desk.timing.settling)
            await self._mark(letter, LetterState.DOUBTFUL, again, letter.trouble)

    async def _wait(self, letter: Letter, state: LetterState, trouble: str, least: timedelta = timedelta(0)) -> None:
        if letter.ref is not None and letter.tries >= _MOST_TRIES:
            await self._park(letter, Refused(trouble))
            return
        wait = min(max(_backoff(letter.tries), least), max(_LONGEST_WAIT, least))
        await self._mark(letter, state, self._desk.clock() + wait, trouble)

    async def _mark(self, letter: Letter, state: LetterState, due: datetime, trouble: str) -> None:
        async with self._desk.store.write() as tx:
            await letters.mark(tx, letter, state, due, trouble)

    async def _park(self, letter: Letter, error: Refused, *, quiet: bool = False) -> None:
        log.warning("letter %s is parked: %s %s", letter.key, error, error.remedy)
        now = self._desk.clock()
        async with self._desk.store.write() as tx:
            await letters.mark(tx, letter, LetterState.PARKED, now, str(error))
            if not quiet:
                await troubles.on_parked(tx, letter, error, now)


def _backoff(tries: int) -> timedelta:
    return timedelta(seconds=min(2.0**tries, 600.0))
