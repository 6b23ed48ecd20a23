"""A machine with cohorts on it, and people who press buttons there, whatever happens to the machine meanwhile."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import count

from bot.chat.message import Button, Card, Reply
from bot.chat.request import Asker, Invoked, Pressed, Request, Submitted
from bot.chat.text import words
from bot.model.cohort import Cohort, Schedule
from bot.model.places import Account, Room
from bot.store import bindings, cohorts, memberships
from bot.study import asking
from tests.simulation.faults import Died
from tests.simulation.members import Record
from tests.simulation.process import Machine

_CODE = re.compile(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}")
_PATIENCE = 120.0
"""How long a member waits for a reply, in seconds."""


@dataclass
class Group:
    """A cohort as the simulation knows it. `unsure` are study days on which a question may or may not be asked."""

    number: int
    schedule: Schedule
    rooms: list[Room]
    members: list[str]
    began: datetime
    unsure: set[date] = field(default_factory=set)
    replaced: dict[date, int] = field(default_factory=dict)

    def room_of(self, who: str) -> Room:
        return self.rooms[self.members.index(who) % len(self.rooms)] if who in self.members else self.rooms[0]


class Town:
    """Cohorts and their people. What they are told is in `record`, what is wrong in `wrongs`."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.platform = machine.platform
        self.record = Record()
        self.groups: list[Group] = []
        self._events = count(1)

    async def found(self, schedule: Schedule, rooms: int = 1, members: int = 3) -> Group:
        """A cohort with its rooms, led by Lea. The process must run."""
        desk, now = self.machine.takt.desk, self.machine.clock()
        lea = await desk.directory.who(Account(self.platform.name, "", "lea"), "Lea", "", now)
        order = len(self.groups) + 1
        places = [Room(self.platform.name, "guild", f"room-{order}-{n}") for n in range(1, rooms + 1)]
        async with desk.store.write() as tx:
            new = Cohort(0, f"Group {order}", schedule, "cpim-9.0", seed=order, created_at=now)
            number = await cohorts.create(tx, new)
            for place in places:
                await bindings.bind(tx, number, place, f"#{place.channel}", now)
            await memberships.join(tx, number, lea.person, now, leader=True)
            kept = await cohorts.get(tx, number)
            assert kept
            await asking.schedule(tx, kept, now)
        group = Group(number, schedule, places, [f"ana{order}{n}" for n in range(1, members + 1)], now)
        self.groups.append(group)
        return group

    # --- asking the bot

    async def ask(self, request: Request) -> Reply | None:
        """The reply, or None where none came: the process died, or had a fault."""
        if not self.machine.alive:
            return None
        task = asyncio.ensure_future(self.machine.takt.dispatcher.ask(request))
        try:
            return await asyncio.wait_for(task, _PATIENCE)
        except (Exception, asyncio.CancelledError, Died):
            with suppress(BaseException):
                task.cancel()
            return None

    def event(self) -> str:
        return f"event-{next(self._events)}"

    async def press(
        self, group: Group, who: str, token: str, event: str = "", at: datetime | None = None
    ) -> Reply | None:
        asker = Asker(Account(self.platform.name, "", who), who.capitalize(), group.room_of(who), "#room", "Guild")
        return await self.ask(Pressed(asker, event or self.event(), at or self.machine.clock(), token))

    async def submit(self, group: Group, who: str, token: str, values: Mapping[str, str]) -> Reply | None:
        asker = Asker(Account(self.platform.name, "", who), who.capitalize(), group.room_of(who), "#room", "Guild")
        return await self.ask(Submitted(asker, self.event(), self.machine.clock(), token, values))

    async def command(self, group: Group, who: str, name: str, /, **values: str) -> Reply | None:
        room = None if name.startswith("takt profile") else group.room_of(who)
        asker = Asker(Account(self.platform.name, "", who), who.capitalize(), room, "#room", "Guild")
        return await self.ask(Invoked(asker, self.event(), self.machine.clock(), name, values))

    # --- what people do

    def open_question(self, group: Group) -> int | None:
        """The newest question that stands in the group's rooms, as a member finds it."""
        found = [asked[-1][0] for room in group.rooms if (asked := self.platform.asked[room.channel])]
        return max(found, default=None)

    async def tap(self, group: Group, who: str, number: int, position: int, *, twice: bool = False) -> Reply | None:
        """Press a letter, and keep in mind what came of it. `twice`: the platform delivers it a second time."""
        if not self.machine.alive:
            return None
        event, at = self.event(), self.machine.clock()
        token = f"answer:{number}:{position}"
        reply = await self.press(group, who, token, event, at)
        self.record.tap(number, who, position, reply, again=self.machine.jumped)
        if twice and self.machine.alive:
            self.record.tap(number, who, position, await self.press(group, who, token, event, at), again=True)
        return reply

    async def settle(self, group: Group, who: str, number: int, position: int, *, sure: bool) -> None:
        """Press *Sure* or *Guess* under a letter."""
        if not self.machine.alive:
            return
        word = "sure" if sure else "guess"
        reply = await self.press(group, who, f"settle:{number}:{position}:{word}")
        self.record.settle(number, who, position, word, reply)

    async def replace(self, group: Group) -> None:
        """Lea has the open question replaced by another."""
        reply = await self.command(group, "lea", "cohort replace")
        if isinstance(reply, Card) and (confirm := _token(reply, "Replace Q")):
            reply = await self.press(group, "lea", confirm)

    async def link(self, group: Group, one: str, other: str) -> None:
        """Two accounts say that they are one person's."""
        found = _CODE.search(text_of(await self.command(group, one, "takt profile link")))
        if found is None:
            return
        offer = await self.command(group, other, "takt profile link", code=found[0])
        if isinstance(offer, Card) and (yes := _token(offer, "Yes, that is me")):
            await self.press(group, other, yes)
            await asyncio.sleep(60)  # the question to the first one is a letter
            for message in self.platform.direct(one)[-1:]:
                if confirm := _token(message.card, "Confirm"):
                    await self.press(group, one, confirm)

    async def unlink(self, group: Group, who: str) -> None:
        """And that they are not."""
        reply = await self.command(group, who, "takt profile unlink")
        for row in reply.buttons if isinstance(reply, Card) else ():
            for button in row:
                if isinstance(button, Button) and button.token.startswith("unlink:"):
                    await self.press(group, who, button.token)
                    return

    async def try_again(self, group: Group) -> None:
        """Lea presses *Try again* on all that she was told could not be posted, also on what may stand there."""
        for message in self.platform.direct("lea"):
            token = _token(message.card, "Try again")
            if token:
                await self.press(group, "lea", token)


def text_of(reply: Reply | None) -> str:
    """What a card says, without its frame."""
    if not isinstance(reply, Card):
        return ""
    return "\n".join([words(reply.text), *(words(field.text) for field in reply.fields), words(reply.note)])


def _token(card: Card, label: str) -> str:
    found = (b for row in card.buttons for b in row if isinstance(b, Button) and b.label.startswith(label))
    return next((button.token for button in found), "")


def at_seven(zone: str = "Europe/Berlin", opens: time = time(7, 0), closes: time | None = None) -> Schedule:
    """Every day of the week, so that no day of the simulation is idle."""
    return Schedule(zone, opens, frozenset(range(7)), closes)
