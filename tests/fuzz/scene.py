"""Two cohorts in the middle of things: rounds open and closed, a challenge, a duel, a live round, links, practice.

It is played once, through the commands and buttons themselves, and then copied for whoever wants to spoil one.
"""

from __future__ import annotations

import copy
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import Takt, assembled
from bot.chat.message import Button, Card, Form, Invalid, Reply
from bot.chat.request import Asker
from bot.chat.watch import NOBODY, Watch
from bot.model.cohort import Cohort, Schedule
from bot.model.places import Room
from bot.store import bindings, cohorts, memberships
from bot.study import asking
from tests.core.own_questions.group import written
from tests.core.world import MONDAY, World, answered, as_card, as_form, ask_now, content, found_cohort, text_of, token
from tests.fakes.engines import prepare
from tests.fakes.pretend import Message, PretendPlatform

HERE, THERE, EMPTY = (
    Room("pretend", "guild", "cpim"),
    Room("pretend", "guild", "two"),
    Room("pretend", "guild", "lobby"),
)
MEMBERS, OTHERS, STRANGERS = ("ana", "ben", "chloe"), ("eve", "finn"), ("zoe",)
LEADERS = ("lea", "max")
PEOPLE = (*LEADERS, *MEMBERS, *OTHERS, *STRANGERS)
LATER = MONDAY + timedelta(days=3)
_TABLES = {
    "round": "round", "cohort": "cohort", "invitation": "invitation", "room": "room", "account": "account",
    "live": "live", "challenge": "challenge", "team": "challenge_team", "day": "challenge_day",
    "item": "challenge_item", "report": "report", "letter": "letter", "turn": "practice_turn", "duel": "duel",
    "person": "person", "correction": "correction",
    "question": "question",
}  # fmt: skip
"""The table whose ids a place in a token holds, by the place's name."""


@dataclass(frozen=True)
class Setting:
    """A scene as it was left: its file, what the platform shows, and every token that was ever handed out."""

    folder: Path
    platform: PretendPlatform
    clock: Any
    tokens: tuple[str, ...]
    ids: dict[str, tuple[int, ...]]
    seconds: dict[str, tuple[int, ...]]
    """The ids of the first cohort's alone, by place: what the second one's people have no business with."""


async def play(folder: Path) -> Setting:
    """Play it through. The clock stands at the end of it."""
    clock = [MONDAY]
    platform = PretendPlatform(managers={"lea", "max"})
    async with assembled(prepare(folder), content(), [platform], lambda: clock[0]) as takt:
        await takt.ticker.start()
        heard = _listening(takt)
        w, other = World(takt, platform, clock), World(takt, platform, clock)
        other.room, other._events = THERE, w._events
        await _two_cohorts(w, other)
        await _first_days(w, other)
        await _together(w, other)
        await w.settle()
        cards = [m.card for m in platform.messages]
        tokens = {t for reply in [*heard, *cards] for t in tokens_in(reply)}
    ids = {place: _ids(folder, f'SELECT id FROM "{table}"') for place, table in _TABLES.items()}
    mine = {
        "cohort": (1,),
        **{p: _ids(folder, f'SELECT id FROM "{_TABLES[p]}" WHERE cohort = 1') for p in ("round", "room", "challenge",
        "live")},
        "correction": _ids(folder, "SELECT id FROM correction WHERE cohort = 1"),
        "question": _ids(folder, "SELECT id FROM question WHERE cohort = 1"),
        "report": _ids(folder, "SELECT id FROM report WHERE round IN (SELECT id FROM round WHERE cohort = 1)"),
        "day": _ids(folder,
        "SELECT id FROM challenge_day WHERE challenge IN (SELECT id FROM challenge WHERE cohort = 1)"),
    }  # fmt: skip
    return Setting(folder, platform, clock[0], tuple(sorted(tokens)), ids, mine)


def _listening(takt: Takt) -> list[Reply]:
    """Every reply from now on."""
    heard: list[Reply] = []
    ask = takt.dispatcher.ask

    async def listen(request: Any) -> Reply:
        heard.append(reply := await ask(request))
        return reply

    takt.dispatcher.ask = listen  # type: ignore[method-assign]  # the scene's own ears
    return heard


def tokens_in(reply: Reply) -> Iterator[str]:
    """The tokens that a reply hands out."""
    match reply:
        case Card():
            yield from (b.token for row in reply.buttons for b in row if isinstance(b, Button))
        case Form():
            yield reply.token
        case Invalid():
            yield from (reply.form.token, *tokens_in(reply.card))


def _ids(folder: Path, query: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(folder / "takt.db")) as raw:
        return tuple(number for (number,) in raw.execute(query))


@asynccontextmanager
async def on(setting: Setting, folder: Path, watch: Watch = NOBODY) -> AsyncIterator[World]:
    """A bot on a copy of the scene."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(setting.folder / "takt.db", folder / "takt.db")
    clock = [setting.clock]
    messages: list[Message] = copy.copy(setting.platform.messages)
    platform = PretendPlatform(managers=set(setting.platform.managers), messages=[replace(m) for m in messages])
    async with assembled(prepare(folder), content(), [platform], lambda: clock[0], watch=watch) as takt:
        await takt.ticker.start()
        yield World(takt, platform, clock, f"again-{folder.name}")


def asker_at(w: World, who: str, room: Room | None) -> Asker:
    return replace(w.asker(who, direct=room is None, room=room), room_name=f"#{room.channel}" if room else "")


async def _two_cohorts(w: World, other: World) -> None:
    await found_cohort(w)
    max_ = await w.desk.directory.who(w.asker("max").account, "Max", "", w.now)
    async with w.desk.store.write() as tx:
        new = Cohort(0, "Night owls", Schedule("America/New_York"), "cpim-8.0", seed=9, created_at=w.now)
        number = await cohorts.create(tx, new)
        await bindings.bind(tx, number, THERE, "#two", w.now)
        await memberships.join(tx, number, max_.person, w.now, leader=True)
        kept = await cohorts.get(tx, number)
        assert kept
        await asking.schedule(tx, kept, w.now)
    await ask_now(other, 2)


async def _first_days(w: World, other: World) -> None:
    """Rounds, open and closed, with answers, reports, an exam and practice."""
    number = await ask_now(w)
    reported = await ask_now(w)
    for n, who in enumerate((*MEMBERS, "lea")):
        await answered(w, who, number, right=n % 2 == 0)
    for who in OTHERS:
        await answered(other, who, 1)
    for world, who, what in ((w, "ana", number), (other, "eve", 1)):
        await world.press(who, f"report:{what}")
        await world.submit(who, f"reported:{what}", text="The key is B, not C.")
    await w.command("ana", "countdown set", date="2027-03-14", time="09:00", zone="Europe/Berlin", venue="centre")
    await w.command("ben", "countdown set", date="2026-11-24")
    await w.command("ana", "countdown share")
    await w.command("lea", "cohort plan", start="2026-11-30", weeks="8")
    await other.command("max", "cohort plan", start="2026-11-30", weeks="8")
    await w.advance(LATER)
    await w.press("chloe", f"answer:{(await ask_now(w))}:1")
    await w.submit("ben", f"reported:{reported}", text="No option is right.")
    await w.press("lea", token(await w.press("lea", "report:withdraw:3"), "Withdraw Q2"))
    for world, who, leader in ((w, "ana", "lea"), (other, "eve", "max")):
        number = await written(world, who)
        await world.press(leader, f"question:blind:{number}:1:0")
        await world.command(who, "takt question list")
    await w.command("lea", "takt question reader", member="<@chloe>")


async def _together(w: World, other: World) -> None:
    """A challenge each, duels, a live round each, codes that wait, practice under way, buttons that ask again."""
    for world, who in ((w, "lea"), (other, "max")):
        form = as_form(await world.command(who, "challenge create", template="own"))
        review = as_card(await world.fill(who, form, name="Inventory week", start="2026-11-26", end="2026-12-02"))
        await world.press(who, token(review, "Teams and who may join"))
        await world.press(who, token(review, "Create it"))
        await world.settle()
    for who in MEMBERS:
        await w.press(who, "challenge:join:1")
    await other.press("eve", "challenge:join:2")
    await w.advance(LATER + timedelta(days=1, hours=1))
    await w.press("ana", "challenge:start:1")
    await w.command("ana", "takt duel", member="<@ben>", n="3")
    await w.command("chloe", "takt duel", member="<@ana>", n="3")
    await w.press("ben", "duel:accept:1", direct=True)
    await w.press("ana", "duel:play:1", direct=True)
    for world, who in ((w, "lea"), (other, "max")):
        await world.command(who, "challenge live", n="3")
    await w.settle()
    await w.command("ana", "takt practice")
    linking = re.search(
        r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", text_of(await w.command("ana", "takt profile link", direct=True))
    )
    assert linking
    await w.command("zoe", "takt profile link", code=linking[0], direct=True)
    connecting = re.search(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", text_of(await w.command("lea", "cohort connect")))
    assert connecting
    third = World(w.takt, w.platform, w._clock)
    third.room, third._events = EMPTY, w._events
    await third.command("max", "cohort accept", code=connecting[0])
    for world, who in ((w, "lea"), (other, "max")):
        for name in (
            "cohort next",
            "cohort show",
            "cohort schedule",
            "cohort settings",
            "challenge cancel",
            "cohort replace",
        ):
            await world.command(who, name)
    for name in (
        "takt profile show",
        "takt profile forget",
        "countdown clear",
        "takt board",
        "score show",
        "takt help",
    ):
        await w.command("ana", name)
