"""A whole bot in one process: real store, real content, a pretend platform and a clock that is moved by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.app import Content, Takt, assembled, load_content
from bot.chat.message import Button, Card, Form, Reply
from bot.chat.request import Asker, Invoked, Pressed, Submitted
from bot.chat.text import words
from bot.model.cohort import Cohort, Schedule
from bot.model.domains import Domain
from bot.model.places import Account, Room
from bot.store import bindings, cohorts, memberships, rounds
from bot.study import asking
from bot.study.desk import Timing
from tests.fakes.engines import prepare
from tests.fakes.pretend import PretendPlatform

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@cache
def content() -> Content:
    return load_content()


class World:
    """People type, press and send; time moves only when told to."""

    def __init__(self, takt: Takt, platform: PretendPlatform, clock: list[datetime], events: str = "event") -> None:
        self.takt = takt
        self.desk = takt.desk
        self.platform = platform
        self.room = Room("pretend", "guild", "cpim")
        self.community = ""
        self._clock = clock
        self._events = (f"{events}-{number}" for number in count(1))

    @property
    def now(self) -> datetime:
        return self._clock[0]

    def asker(self, who: str, *, direct: bool = False, room: Room | None = None) -> Asker:
        place = None if direct else room or self.room
        account = Account(self.platform.name, self.community, who)
        return Asker(account, who.capitalize(), place, f"#{self.room.channel}", "Guild")

    def beside(self, name: str = "slack", channel: str = "study", community: str = "T1") -> World:
        """A room on another platform of the same bot, where people type, press and send as they do here."""
        platform = PretendPlatform(name, managers={"max"})
        self.desk.platforms.add(platform)
        there = World(self.takt, platform, self._clock)
        there.room, there.community, there._events = Room(name, community, channel), community, self._events
        return there

    async def command(self, who: str, name: str, /, rest: str = "", *, direct: bool = False, **values: str) -> Reply:
        return await self.give(who, name, values, rest, direct=direct)

    async def give(
        self, who: str, name: str, values: Mapping[str, str], rest: str = "", *, direct: bool = False
    ) -> Reply:
        """Type a command whose parameters are not all words that Python lets us write as they are."""
        request = Invoked(self.asker(who, direct=direct), self._event(), self.now, name, values, rest)
        return await self.takt.dispatcher.ask(request)

    async def press(
        self, who: str, token: str, *, event: str = "", at: datetime | None = None, direct: bool = False
    ) -> Reply:
        request = Pressed(self.asker(who, direct=direct), event or self._event(), at or self.now, token)
        return await self.takt.dispatcher.ask(request)

    async def submit(self, who: str, token: str, *, direct: bool = False, **values: str) -> Reply:
        request = Submitted(self.asker(who, direct=direct), self._event(), self.now, token, values)
        return await self.takt.dispatcher.ask(request)

    async def fill(self, who: str, form: Form, /, **changes: str) -> Reply:
        """Send a form as it came, with these inputs changed."""
        values = {i.name: i.value for i in form.inputs} | changes
        request = Submitted(self.asker(who), self._event(), self.now, form.token, values)
        return await self.takt.dispatcher.ask(request)

    async def settle(self) -> None:
        """Do everything that is due now."""
        await self.takt.ticker.settle()

    async def advance(self, to: datetime | timedelta) -> None:
        """Move the clock, stopping at each instant at which something falls due."""
        goal = self.now + to if isinstance(to, timedelta) else to
        await self.settle()
        while (due := await self.takt.ticker.next_due()) is not None and due <= goal:
            self._clock[0] = max(due, self.now + timedelta(microseconds=1))
            await self.settle()
        self._clock[0] = goal
        await self.settle()

    def _event(self) -> str:
        return next(self._events)


@asynccontextmanager
async def world(
    folder: Path, start: datetime = MONDAY, timing: Timing | None = None, platform: PretendPlatform | None = None
) -> AsyncIterator[World]:
    """A bot on a database in this folder: entering twice with the same folder is a restart."""
    clock = [start]
    platform = platform or PretendPlatform()
    platform.managers.add("lea")
    async with assembled(prepare(folder), content(), [platform], lambda: clock[0], timing) as takt:
        await takt.ticker.start()
        yield World(takt, platform, clock)


def labels(reply: Reply) -> list[str]:
    """The labels of a card's buttons."""
    assert isinstance(reply, Card)
    return [button.label for row in reply.buttons for button in row]


def token(reply: Reply, label: str) -> str:
    """The token behind a card's button."""
    assert isinstance(reply, Card), reply
    found = [b.token for row in reply.buttons for b in row if isinstance(b, Button) and b.label == label]
    assert found, f"no button {label!r} among {labels(reply)}"
    return found[0]


def as_card(reply: Reply) -> Card:
    assert isinstance(reply, Card), reply
    return reply


def as_form(reply: Reply) -> Form:
    assert isinstance(reply, Form), reply
    return reply


async def found_cohort(w: World, room: Room | None = None) -> int:
    lea = await w.desk.directory.who(w.asker("lea").account, "Lea", "", w.now)
    async with w.desk.store.write() as tx:
        new = Cohort(0, "Early birds", Schedule("Europe/Berlin"), "cpim-9.0", seed=7, created_at=w.now)
        number = await cohorts.create(tx, new)
        await bindings.bind(tx, number, room or w.room, "#cpim", w.now)
        await memberships.join(tx, number, lea.person, w.now, leader=True)
        kept = await cohorts.get(tx, number)
        assert kept
        await asking.schedule(tx, kept, w.now)
    return number


async def ask_now(w: World, cohort: int = 1, domain: Domain | None = None) -> int:
    async with w.desk.store.write() as tx:
        kept = await cohorts.get(tx, cohort)
        assert kept
        asked = await asking.ask_now(tx, w.desk, kept, w.now, domain)
        assert asked
    await w.settle()
    return asked.id


async def key_of(w: World, number: int) -> int:
    async with w.desk.store.read() as tx:
        asked = await rounds.get(tx, number)
    assert asked
    return asked.order.index(w.desk.bank.item(asked.item, asked.version).draw(asked.seed).key)


async def answered(w: World, who: str, number: int, *, right: bool = True, settle: str = "Sure") -> None:
    """Someone answers a question, and settles it by *Sure* or *Guess*, or not at all."""
    key = await key_of(w, number)
    receipt = await w.press(who, f"answer:{number}:{key if right else (key + 1) % 4}")
    if settle:
        await w.press(who, token(receipt, settle))


async def latest_round(w: World, cohort: int = 1) -> int:
    """The question that was asked last."""
    async with w.desk.store.read() as tx:
        found = await rounds.latest(tx, cohort)
    assert found
    return found.id


def text_of(reply: Reply) -> str:
    """All that a card says, in lines."""
    card = as_card(reply)
    fields = [f"{field.name}: {words(field.text)}" for field in card.fields]
    return "\n".join([card.title, words(card.text), *fields, words(card.note)])
