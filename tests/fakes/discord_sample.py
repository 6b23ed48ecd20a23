"""A tiny catalogue for the tests of the Discord adapter, and a core that answers it from a script."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.command import Action, Catalogue, Command, Gives, Param, Where
from bot.chat.message import Button, Card, Form, Input, Invalid, Kind, Link, Look, Pick, Reply, Suggestions, Tone
from bot.chat.request import Gone, Invoked, Pressed, Request, Submitted, Suggest
from bot.chat.text import CommandRef, Moment, plain, say

START = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


async def _never(context: Any, asker: Any, values: Any) -> Reply:
    raise AssertionError("the adapter asks the core, never a handler")


async def _zones(context: Any, asker: Any, typed: str) -> Suggestions:
    raise AssertionError("the adapter asks the core, never a suggester")


WINDOWS = (Pick("This week", "week"), Pick("All time", "all"))
VENUES = (Pick("Test centre", "centre"), Pick("At home (OnVUE)", "onvue"))


def catalogue(extra: tuple[Command[Any], ...] = ()) -> Catalogue[Any]:
    window = Param[Any]("window", "Which window", Kind.CHOICE, choices=WINDOWS)
    zone = Param[Any]("zone", "Your zone", Kind.ZONE, required=True, suggest=_zones)
    commands: tuple[Command[Any], ...] = (
        Command("score show", "Your score", _never, (window,)),
        Command("score of", "The score of a member", _never, (Param("member", "Who", Kind.MEMBER, required=True),)),
        Command("takt profile show", "Your profile", _never, where=Where.BOTH),
        Command("takt profile set", "Change your profile", _never, (zone, Param("hours", "Hours a week", Kind.INT))),
        Command("countdown", "Your countdown", _never, opens_form=True, where=Where.BOTH),
    )
    actions: tuple[Action[Any], ...] = (
        Action("why:<round:int>", _never),
        Action("sure:<round:int>", _never, Gives.REPLACE),
        Action("set:<who>", _never, Gives.FORM),
        Action("saved:<who>", _never),
        Action("kept:<who>", _never, Gives.REPLACE),
    )
    return Catalogue(commands + extra, actions)


FORM = Form(
    "saved:me",
    "Your appointment",
    (
        Input("date", "Date of the exam", Kind.DATE, hint="for example 12 March 2027"),
        Input("venue", "Where", Kind.CHOICE, value="centre", choices=VENUES),
        Input("notes", "Notes", Kind.LONG, required=False),
    ),
)
MENU = Card(
    "Your score",
    say("**{points}** points since {at}", points=120, at=Moment(START)),
    buttons=(
        (Button("Why?", "why:7"), Button("Sure", "sure:7", Look.PRIMARY), Button("Set", "set:me", Look.DANGER)),
        (Link("Handbook", "https://example.org/handbook_2026"),),
    ),
    note=say("Type {command} for more", command=CommandRef("takt help")),
    tone=Tone.RIGHT,
)


class Core:
    """Answers by the kind and name of a request; a test puts its own answer in `answers` under a name or a token."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.answers: dict[str, Callable[[Any], Awaitable[Reply]] | Reply] = {}

    async def ask(self, request: Request) -> Reply:
        self.requests.append(request)
        key = _key(request)
        answer = self.answers.get(key) or _ANSWERS.get(key) or Card(key, plain("as asked"))
        return await answer(request) if callable(answer) else answer

    @property
    def last(self) -> Any:
        return self.requests[-1]


def _key(request: Request) -> str:
    match request:
        case Invoked() | Suggest():
            return request.name
        case Pressed() | Submitted():
            return request.token
        case Gone():
            return "gone"
        case _:
            return "back"


async def _saved(request: Submitted) -> Reply:
    if request.values["date"] != "2027-03-12":
        held = Form(FORM.token, FORM.title, (Input("date", "Date of the exam", value=request.values["date"]),))
        again = Card(
            "That date is not clear", plain("Please try again"), buttons=((Button("Try again", "set:again"),),)
        )
        return Invalid((("date", "not clear"),), held, again)
    return Card("Saved", plain(f"{request.values['date']} {request.values['venue']}"))


_ANSWERS: dict[str, Any] = {"score show": MENU, "countdown": FORM, "set:me": FORM, "saved:me": _saved}


async def held_until(event: asyncio.Event, reply: Reply) -> Reply:
    """An answer that comes late."""
    await event.wait()
    return reply
