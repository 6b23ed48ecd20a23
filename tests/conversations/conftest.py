"""A bot on a stage: real store, real content, a real client library, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app import Takt, assembled
from bot.model.items import LETTERS
from bot.store import challenge_days, rounds
from tests.conversations.stage import Clock, Seen, Stage
from tests.core.world import MONDAY, content
from tests.fakes.discord_stage import DiscordStage
from tests.fakes.engines import prepare
from tests.fakes.slack_stage import SlackStage
from tests.fakes.web_stage import WebStage

STAGES: dict[str, Callable[[Clock], Stage]] = {
    "discord": DiscordStage,
    "slack-socket": SlackStage,
    "slack-http": lambda clock: SlackStage(clock, transport="http"),
    "web": WebStage,
}
"""Every platform, by the way in which it is reached."""


class Play:
    """What a conversation needs: the stage, the bot behind it, and time."""

    def __init__(self, takt: Takt, stage: Stage, clock: list[datetime]) -> None:
        self.takt = takt
        self.stage = stage
        self._clock = clock

    @property
    def now(self) -> datetime:
        return self._clock[0]

    async def settle(self) -> None:
        """Do what is due now, deliveries included."""
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

    async def found(self, leader: str = "Lea") -> None:
        """Have a cohort created in the room."""
        self.stage.grant(leader)
        await self.stage.command(leader, "cohort create", exam="cpim-9.0", zone="Europe/Berlin", name="Early birds")
        await self.settle()

    async def ask(self, leader: str = "Lea") -> Seen:
        """Have a question asked now, and return its card."""
        await self.stage.command(leader, "cohort ask")
        await self.settle()
        return self.stage.in_room()[-1]

    async def key(self) -> str:
        """The right letter of the latest question."""
        async with self.takt.desk.store.read() as tx:
            latest = await rounds.latest(tx, 1)
        assert latest
        question = self.takt.desk.bank.item(latest.item, latest.version).draw(latest.seed)
        return LETTERS[latest.order.index(question.key)]

    async def wrong(self, nth: int = 0) -> str:
        """A wrong letter of the latest question."""
        return [letter for letter in LETTERS if letter != await self.key()][nth]

    async def day_keys(self) -> list[str]:
        """The right letters of the questions of the challenge's latest day, in order."""
        async with self.takt.desk.store.read() as tx:
            days = await challenge_days.days(tx, 1)
            return [LETTERS[item.key] for item in await challenge_days.items_of_day(tx, days[-1].id)]


class Pair(Play):
    """The bot on two stages at once. The cohort is founded on `stage`; `other` is connected to it."""

    def __init__(self, takt: Takt, stage: Stage, other: Stage, clock: list[datetime]) -> None:
        super().__init__(takt, stage, clock)
        self.other = other

    async def connect(self, leader: str = "Lea", there: str = "Max") -> None:
        """Bind the other room to the cohort, as a leader here and somebody who manages that room do."""
        self.other.grant(there)
        code = code_in(await self.stage.command(leader, "cohort connect"))
        waits = await self.other.command(there, "cohort accept", code=code)
        assert "Nearly there" in waits.text
        await self.settle()
        assert list(self.other.in_room()) == []
        await self.stage.press(leader, self.stage.direct(leader)[-1], "Confirm")
        await self.settle()


def code_in(seen: Seen) -> str:
    """The code that somebody is shown, to type it elsewhere."""
    found = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", seen.text)
    assert found, seen.text
    return found[0]


def titled(stage: Stage, title: str) -> Seen:
    """The one message in the room that has this in it."""
    (found,) = [seen for seen in stage.in_room() if title in seen.text]
    return found


async def create_challenge(play: Play, about: Mapping[str, str], who: Mapping[str, str], *, study_days: int) -> Seen:
    """Have the leader fill in both forms, and return the announcement."""
    stage, lea = play.stage, "Lea"
    form = await stage.press(lea, await stage.command(lea, "challenge create"), "My own")
    assert form.kind == "form"
    review = await stage.submit(lea, form, **about)
    assert f"{study_days} study days" in review.text
    more = await stage.press(lea, review, "Teams and who may join")
    assert more.kind == "form"
    made = await stage.submit(lea, more, **who)
    assert f"{about['name']} is announced" in made.text
    await play.settle()
    return stage.in_room()[-1]


async def answer_day(play: Play, stage: Stage, who: str, card: Seen, rights: Sequence[bool]) -> Seen:
    """Press *Start* and answer as many questions; what stands at the end."""
    seen = await stage.press(who, card, "Start")
    for key, right in zip(await play.day_keys(), rights, strict=False):
        assert seen.kind == "private"
        letter = key if right else next(other for other in LETTERS if other != key)
        told = await stage.press(who, seen, letter)
        assert ("Right: " if right else "Not ") in told.text
        (onward,) = [label for label in told.buttons if label in ("Next question", "How I did today")]
        seen = await stage.press(who, told, onward)
    return seen


@asynccontextmanager
async def staged(
    names: Sequence[str], folder: Path, start: datetime = MONDAY
) -> AsyncIterator[tuple[Takt, list[Stage], list[datetime]]]:
    """One bot on the stages of these names, and its clock."""
    clock = [start]
    stages = [STAGES[name](lambda: clock[0]) for name in names]
    platforms = [stage.platform for stage in stages]
    async with assembled(prepare(folder), content(), platforms, lambda: clock[0]) as takt, AsyncExitStack() as stack:
        await takt.ticker.start()
        for stage in stages:
            stack.push_async_callback(stage.close)
            await stage.open(takt.dispatcher.catalogue, takt.dispatcher.ask)
        yield takt, stages, clock


@asynccontextmanager
async def playing(name: str, folder: Path, start: datetime = MONDAY) -> AsyncIterator[Play]:
    """A bot on the stage of this name."""
    async with staged([name], folder, start) as (takt, (stage,), clock):
        yield Play(takt, stage, clock)


@pytest.fixture(params=STAGES)
async def play(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Play]:
    """The same conversation on every platform; every payload is held against the vendor's schema and limits."""
    async with playing(request.param, tmp_path) as p:
        yield p
        await asyncio.sleep(0)
        assert list(p.stage.violations()) == []
