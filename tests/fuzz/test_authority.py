"""Who may: every leaders' command and button, and every button of another cohort,
by everybody who has no business there.

The commands come from their declarations, and the buttons are compared with what refuses a plain member as one: what
is new is in it by itself, or fails a test until it is.
"""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.command import Action
from bot.chat.message import Card, Kind, Reply, Tone
from bot.chat.request import Invoked, Pressed, Request, Submitted
from bot.commands.context import Context
from bot.model.places import Room
from tests.core.world import World
from tests.fuzz import rules
from tests.fuzz.core import Ears
from tests.fuzz.ledger import Ledger
from tests.fuzz.scene import EMPTY, HERE, THERE, Setting, asker_at, on

_PLACE = re.compile(r"<(\w+)(?::(\w+))?>")
_RIGHT = {
    Kind.DATE: "2026-12-10", Kind.TIME: "07:30", Kind.ZONE: "Europe/Berlin", Kind.INT: "3", Kind.MEMBER: "<@ben>",
    Kind.TEXT: "Inventory week", Kind.LONG: "Because.",
}  # fmt: skip
_OUTSIDERS: tuple[tuple[str, Room | None], ...] = (
    ("ana", HERE), ("ana", None), ("eve", THERE), ("eve", None), ("zoe", EMPTY), ("max", HERE), ("max", THERE),
    ("max", None),
)  # fmt: skip
"""A member here and in a direct message, of the other cohort, nobody's member, and the leader of the other cohort."""
LEADERS_BUTTONS = frozenset(
    {"cohort:resume", "cohort:finish", "cohort:delete", "cohort:plan", "cohort:plan:save", "cohort:unplan",
    "cohort:schedule",
     "cohort:schedule:save", "cohort:settings", "cohort:settings:save", "cohort:preview", "cohort:swap", "cohort:skip",
     "cohort:unskip", "cohort:ask", "cohort:replace",
     "report:accept", "report:corrected", "report:withdraw", "report:withdrawn", "report:decline", "report:declined",
     "reports:page", "reports:decided", "correction:undo", "live:next",
     "live:control", "live:stop", "challenge:cancel", "challenge:cancelled", "challenge:teams", "challenge:open",
     "board:post",
     "challenge:template", "challenge:first", "challenge:more", "challenge:back", "challenge:resent",
     "challenge:second",
     "challenge:make", "connect:confirm", "connect:decline", "disconnect", "letter:retry"}
)  # fmt: skip
"""The fixed words of the tokens of leaders' buttons. A test compares them with what refuses a member for being none."""


@asynccontextmanager
async def _open(scene: Setting, folder: Path) -> AsyncIterator[tuple[World, Ledger, Ears]]:
    ears = Ears()
    logger = logging.getLogger("bot.commands.dispatch")
    logger.addHandler(ears)
    was = logger.level
    logger.setLevel(logging.INFO)  # not by assignment: what was not to be logged is remembered
    try:
        async with on(scene, folder, ears) as w:
            ledger = Ledger(folder / "takt.db")
            yield w, ledger, ears
            ledger.close()
    finally:
        logger.removeHandler(ears)
        logger.setLevel(was)


def _token(scene: Setting, action: Action[Context]) -> str:
    """A token of this pattern that stands for something of the first cohort's."""
    words = {
        "day": "2026-12-01",
        "way": "random",
        "window": "week",
        "template": "own",
        "item": "inventory.IN13.0001",
        "count": "2",
        "subtopic": "IN13",
        "level": "apply",
        "domain": "inventory",
    }

    def part(place: re.Match[str]) -> str:
        name, kind = place[1], place[2] or ""
        if kind == "int":
            ids = scene.seconds.get(name) or scene.ids.get(name) or (1,)
            return str(max(ids) if name == "round" else ids[0])
        return words.get(name, "x")

    return _PLACE.sub(part, action.pattern)


def _leaders_requests(w: World, scene: Setting, who: str, room: Room | None) -> Iterator[tuple[str, Request]]:
    """Every leaders' command, typed and as a form, and every token there is, with the name of its declaration."""
    asker, catalogue = asker_at(w, who, room), w.takt.dispatcher.catalogue
    for command in catalogue.commands:
        if command.leaders_only:
            given = {p.name: p.choices[0].value if p.choices else _RIGHT[p.kind] for p in command.params}
            yield f"/{command.name}", Invoked(asker, w._event(), w.now, command.name, given)
            if command.params:
                token = f"fill:{command.name.replace(' ', '.')}"
                yield f"/{command.name}", Submitted(asker, w._event(), w.now, token, given)
    for action in catalogue.actions:
        if action.leaders_only or _fixed(action) in LEADERS_BUTTONS:
            token = _token(scene, action)
            values = {"text": "x", "reason": "x", "start": "2026-12-01", "weeks": "4", "name": "Mine", "time": "06:00"}
            yield action.pattern, Pressed(asker, w._event(), w.now, token)
            if who == "ana":
                yield action.pattern, Submitted(asker, w._event(), w.now, token, values)


def _fixed(action: Action[Context]) -> str:
    return action.pattern.partition("<")[0].rstrip(":")


def _pressed(w: World, room: Room | None, token: str) -> Pressed:
    return Pressed(asker_at(w, "ben", room), w._event(), w.now, token)


def _for_leaders(reply: Reply) -> bool:
    return isinstance(reply, Card) and "for the leaders" in reply.title


async def test_what_leaders_do_nobody_else_does(scene: Setting, tmp_path: Path) -> None:
    wrong: list[str] = []
    tried = 0
    async with _open(scene, tmp_path) as (w, ledger, ears):
        for who, room in _OUTSIDERS:
            for name, request in _leaders_requests(w, scene, who, room):
                own = (THERE, None) if name == "/takt reports" else (THERE,)
                if who == "max" and room in own and isinstance(request, Invoked | Submitted) and name.startswith("/"):
                    continue  # that is his own cohort
                if (
                    who == "max"
                    and name.startswith(("challenge:template", "challenge:first", "board:post"))
                    and room != HERE
                ):
                    continue  # these name no cohort: they are about the one of the room
                ears.lines.clear()
                ledger.changes()
                reply = await w.takt.dispatcher.ask(request)
                tried += 1
                told = [line.getMessage() for line in ears.lines if line.getMessage().startswith("refused ")]
                where = f"{who} in {room.channel if room else 'a direct message'}: {name} ({type(request).__name__})"
                if not (isinstance(reply, Card) and reply.tone is Tone.REFUSAL):
                    wrong.append(f"{where} gives {getattr(reply, 'title', reply)}")
                wrong += [f"{where} writes {what}" for what in rules.written(request, reply, ledger.changes())]
                place = f"guild/{room.channel}" if room else "a direct message"
                if len(told) != 1 or f"/{who} " not in told[0] or place not in told[0]:
                    wrong.append(f"{where} is logged as {told}")
    assert wrong == []
    assert tried > 400


async def test_the_list_has_every_button_that_refuses_a_member_for_being_none_of_the_leaders(
    scene: Setting, tmp_path: Path
) -> None:
    async with _open(scene, tmp_path) as (w, _, _):
        found = set()
        for action in w.takt.dispatcher.catalogue.actions:
            for room in (HERE, None):
                token = _token(scene, action)
                if _for_leaders(await w.takt.dispatcher.ask(_pressed(w, room, token))):
                    found.add(_fixed(action))
    assert found == LEADERS_BUTTONS


async def test_a_button_of_another_cohort_does_nothing_whoever_presses_it(scene: Setting, tmp_path: Path) -> None:
    """Every token there is, standing for the first cohort's things, pressed where the second one meets."""
    wrong: list[str] = []
    async with _open(scene, tmp_path) as (w, ledger, ears):
        theirs = ledger.owned_by(1)
        for who, room in (("eve", THERE), ("finn", THERE), ("zoe", EMPTY), ("eve", None)):
            for action in w.takt.dispatcher.catalogue.actions:
                places = {place[1] for place in _PLACE.finditer(action.pattern)}
                if not places & {
                    "round",
                    "cohort",
                    "challenge",
                    "live",
                    "report",
                    "correction",
                    "day",
                    "room",
                    "item",
                    "question",
                }:
                    continue  # names nothing of a cohort's
                request = Pressed(asker_at(w, who, room), w._event(), w.now, _token(scene, action))
                ears.lines.clear()
                ledger.changes()
                reply = await w.takt.dispatcher.ask(request)
                changes = ledger.changes()
                where = f"{who} in {room.channel if room else 'a direct message'}: {action.pattern}"
                wrong += [f"{where} writes {what}" for what in rules.usurped(request, changes)]
                wrong += [
                    f"{where} writes {c}" for c in changes if c.table in ("answer", "challenge_answer", "live_answer")
                ]
                if isinstance(reply, Card) and reply.tone is Tone.REFUSAL and len(ears.lines) != 1:
                    wrong.append(f"{where} is logged in {len(ears.lines)} lines")
        assert ledger.owned_by(1) == theirs
    assert wrong == []


@pytest.mark.parametrize("who", ["ana", "eve"])
async def test_what_is_logged_of_a_refusal_is_who_where_and_what_and_nothing_that_was_typed(
    scene: Setting, tmp_path: Path, who: str
) -> None:
    async with _open(scene, tmp_path) as (w, _, ears):
        asker = replace(asker_at(w, who, HERE), name="A secret name")
        for token in ("cohort:finish:1", "again:what-somebody-chose", "nobody:made:this"):
            await w.takt.dispatcher.ask(Submitted(asker, w._event(), w.now, token, {"text": "what somebody typed"}))
        await w.takt.dispatcher.ask(Invoked(asker, w._event(), w.now, "cohort ask", {"domain": "what somebody typed"}))
        await w.takt.dispatcher.ask(Invoked(asker, w._event(), w.now, "what somebody typed", {}))
    said = [line.getMessage() for line in ears.lines]
    place = f"to pretend /{who} in guild/cpim"
    assert said == [
        f"refused the token cohort:finish:<cohort:int> {place}",
        f"refused the token again:<draft> {place}",
        f"refused a token that is none of ours {place}",
        f"refused /cohort ask {place}",
        f"refused a command that there is not {place}",
    ]
