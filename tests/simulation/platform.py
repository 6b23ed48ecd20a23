"""A platform that fails by plan, and remembers every message that it took.

It accepts as late as 120 s after the sender gave up, shows a message in its history some seconds after accepting it,
and never drops a repeated one: what is sent twice stands there twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later, Refused, Unreadable
from bot.model.places import Address, MessageRef, Room
from tests.fakes.pretend import Message, PretendPlatform
from tests.simulation.faults import Died, Fault, Plan, Step, Trouble

TIMEOUT = 10.0
LATEST = 120.0
"""How long after our timeout the platform may still accept."""
_LONGEST_LAG = 90.0
_LONGEST_REFUSAL = 3 * 3600.0
_LONGEST_OUTAGE = 36 * 3600.0
_SKEW = timedelta(minutes=2)
"""How much earlier than asked for the history is read, as the more narrow one of the real adapters does."""
_LATENCY = 0.05


def channel_of(to: Address) -> str:
    return to.channel if isinstance(to, Room) else f"dm-{to.user}"


@dataclass
class FaultyPlatform(PretendPlatform):
    """`time` in seconds of the loop, `clock` what the platform's own clock shows. `latest` is `LATEST` but in tests."""

    plan: Plan = field(default_factory=lambda: Plan(lambda: 0.0))
    time: Callable[[], float] = lambda: 0.0
    clock: Callable[[], datetime] = datetime.now
    latest: float = LATEST
    alive: Callable[[], bool] = lambda: True
    die: Callable[[], None] = lambda: None
    taken: Counter[str] = field(default_factory=Counter)
    """How often each key was accepted."""
    asked: dict[str, list[tuple[int, Card]]] = field(default_factory=lambda: defaultdict(list))
    """The questions that each channel was asked, by the number of their round, as they were first worded."""
    by_ref: dict[str, Message] = field(default_factory=dict)
    _visible: dict[str, tuple[float, datetime]] = field(default_factory=dict)
    _refuses: dict[str, float] = field(default_factory=dict)
    _unreadable: dict[str, float] = field(default_factory=dict)
    _away_until: float = 0.0

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None = None) -> MessageRef:
        fault = await self._begin(Step.POST, to)
        self._refused(to, fault)
        accepted: list[MessageRef] = []

        def accept(lag: float = 0.0) -> None:
            accepted.append(self._accept(to, card, key, reply_to, lag))

        if fault is not None:
            await self._post_fails(fault, accept)
        else:
            accept()
        await asyncio.sleep(_LATENCY)
        self._still_alive()
        return accepted[0]

    async def _post_fails(self, fault: Fault, accept: Callable[..., None]) -> None:
        loop = asyncio.get_running_loop()
        match fault.trouble:
            case Trouble.BEFORE:
                await asyncio.sleep(_LATENCY)
                raise Doubtful("the connection broke")
            case Trouble.AFTER:
                accept()
                raise Doubtful("the connection broke")
            case Trouble.LATE:
                loop.call_later(TIMEOUT + fault.size * self.latest, accept)
                await asyncio.sleep(TIMEOUT)
                raise Doubtful("no answer")
            case Trouble.LAGGING:
                accept(fault.size * _LONGEST_LAG)
                raise Doubtful("the connection broke")
            case Trouble.CRASH_DURING:
                loop.call_later(fault.size * self.latest, accept)
                self.die()
            case Trouble.CRASH_AFTER:
                accept()
                self.die()
        self._fails(fault)

    def _accept(self, to: Address, card: Card, key: str, under: MessageRef | None, lag: float) -> MessageRef:
        ref = MessageRef(to.platform, to.community, channel_of(to), f"m{len(self.messages) + 1}")
        message = Message(ref, to, key, card, under)
        self.messages.append(message)
        self.by_ref[ref.message] = message
        self.taken[key] += 1
        token = next((getattr(button, "token", "") for row in card.buttons for button in row), "")
        if isinstance(to, Room) and token.startswith("answer:"):
            self.asked[to.channel].append((int(token.split(":")[1]), card))
        self._visible.setdefault(ref.message, (self.time() + lag, self.clock()))
        return ref

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None = None
    ) -> MessageRef | None:
        fault = await self._begin(Step.FIND, to)
        if fault is not None and fault.trouble is Trouble.UNREADABLE:
            self._unreadable[channel_of(to)] = self.time() + fault.size * _LONGEST_REFUSAL
        elif fault is not None:
            self._fails(fault)
        if self.time() < self._unreadable.get(channel_of(to), 0.0):
            raise Unreadable("I may not read the history of this channel")
        found = next((m.ref for m in self.messages if m.key == key and self._seen(m, since)), None)
        await asyncio.sleep(_LATENCY)
        self._still_alive()
        return found

    def _seen(self, message: Message, since: datetime) -> bool:
        visible, stamp = self._visible[message.ref.message]
        return visible <= self.time() and stamp >= since - _SKEW

    async def edit(self, ref: MessageRef, card: Card) -> None:
        message = self.by_ref[ref.message]
        fault = await self._begin(Step.EDIT, message.to)
        self._refused(message.to, fault)
        if fault is None or fault.trouble in (Trouble.AFTER, Trouble.CRASH_AFTER):
            message.card = card
            message.edits += 1
        if fault is not None:
            if fault.trouble in (Trouble.BEFORE, Trouble.AFTER):
                raise Doubtful("the connection broke")
            self._fails(fault)
        await asyncio.sleep(_LATENCY)
        self._still_alive()

    async def _begin(self, step: Step, to: Address) -> Fault | None:
        self._still_alive()
        await asyncio.sleep(_LATENCY)
        self._still_alive()
        fault = self.plan.meets(step, channel_of(to))
        if fault is None and self.time() < self._away_until:
            raise Later("cannot be reached", 15.0)
        return fault

    def _refused(self, to: Address, fault: Fault | None) -> None:
        if fault is not None and fault.trouble is Trouble.REFUSED:
            self._refuses[channel_of(to)] = self.time() + fault.size * _LONGEST_REFUSAL
        if self.time() < self._refuses.get(channel_of(to), 0.0):
            raise Refused("I may not send messages here", "grant Send Messages")

    def heal(self) -> None:
        """Whatever lasts is over."""
        self._away_until = 0.0
        self._refuses.clear()
        self._unreadable.clear()

    async def lacks(self, room: Room) -> tuple[str, ...]:
        return ("grant Send Messages",) if self.time() < self._refuses.get(room.channel, 0.0) else ()

    def _fails(self, fault: Fault) -> None:
        match fault.trouble:
            case Trouble.SLOW_DOWN:
                raise Later("slow down", round(1 + fault.size * 89))
            case Trouble.AWAY:  # mostly for seconds, seldom for more than a day
                self._away_until = self.time() + fault.size**30 * _LONGEST_OUTAGE
                raise Later("cannot be reached", 15.0)
            case _:
                self.die()
        raise Died

    def _still_alive(self) -> None:
        if not self.alive():
            raise Died
