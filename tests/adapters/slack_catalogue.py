"""A tiny catalogue that does every kind of thing once, for the Slack adapter's tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.command import Action, Catalogue, Command, Gives, Param
from bot.chat.message import Button, Card, Document, Form, Input, Invalid, Kind, Look, Pick, Reply, Silence
from bot.chat.request import Ask, Asker, Back, Gone, Invoked, Pressed, Request, Submitted
from bot.chat.text import plain, say
from bot.chat.values import Values
from tests.fakes.slack_stage import SlackStage


async def _unused(context: None, asker: Asker, values: Values) -> Reply:
    return Silence()


CATALOGUE: Catalogue[Any] = Catalogue(
    commands=(
        Command("score show", "Show your score", _unused),
        Command("score share", "Share it", _unused, (Param("with", "With whom", Kind.MEMBER),)),
        Command("takt help", "What can I do here?", _unused, (Param("topic", "About what"),)),
        Command("takt echo", "Say it again", _unused, (Param("text", "What", required=True),)),
        Command("takt form", "Open a form", _unused, opens_form=True),
        Command("takt break", "Fail", _unused),
        Command("takt export", "All that is kept", _unused),
    ),
    actions=(
        Action("more:<n:int>", _unused),
        Action("turn:<n:int>", _unused, gives=Gives.REPLACE),
        Action("edit", _unused, gives=Gives.FORM),
        Action("save", _unused),
    ),
)

FORM = Form(
    "save",
    "Your countdown",
    (
        Input("centre", "Where?", value="Berlin", hint="A city", most=40),
        Input("day", "Which day?", Kind.DATE, value="2027-03-14"),
        Input("hour", "What time?", Kind.TIME, required=False),
        Input("buddy", "Who with?", Kind.MEMBER, required=False),
        Input("how", "How?", Kind.CHOICE, "onvue", choices=(Pick("At a centre", "centre"), Pick("OnVUE", "onvue"))),
    ),
)

BUTTONS = (
    (Button("More", "more:1", Look.PRIMARY), Button("Turn", "turn:1"), Button("Edit", "edit", Look.DANGER)),
    (Button("Odd", "odd"),),
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2027, 3, 1, 7, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


class Core:
    """Answers like a core would, keeps what it was asked, and can be held back."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.export = "nothing"

    def of(self, kind: type[Request]) -> list[Any]:
        return [request for request in self.asked if isinstance(request, kind)]

    async def __call__(self, request: Request) -> Reply:
        self.asked.append(request)
        await self.gate.wait()
        match request:
            case Invoked():
                return self._invoked(request)
            case Pressed(token=token):
                return self._pressed(token)
            case Submitted(values=values):
                return _submitted(dict(values))
            case Back() | Gone():
                return Silence()
        raise AssertionError(request)

    def _invoked(self, request: Invoked) -> Reply:
        match request.name:
            case "takt form":
                return FORM
            case "takt break":
                raise RuntimeError("the core has a fault")
            case "takt export":
                return Card("Your data", document=Document("takt.json", self.export))
            case "takt echo":
                return Card("Echo", say("you said {it}", it=request.values.get("text", "")))
        return Card(request.name, plain(f"{dict(request.values)} {request.rest}"), buttons=BUTTONS)

    def _pressed(self, token: str) -> Reply:
        if token == "edit":
            return FORM
        if token.startswith("turn:"):
            number = int(token[5:])
            return Card(f"Turned {number}", buttons=((Button("Turn", f"turn:{number + 1}"),),))
        return Card(f"Pressed {token}", buttons=BUTTONS)


def _submitted(values: dict[str, str]) -> Reply:
    if values["day"].startswith("20") and values["day"] < "2027-03-01":
        errors = (("day", "That day is past."), ("all", "Look again."))
        return Invalid(errors, FORM, Card("Not saved", buttons=((Button("Try again", "edit"),),)))
    return Card("Saved", plain(str(values)))


@asynccontextmanager
async def slack(transport: str = "socket", ask: Ask | None = None, **options: Any) -> AsyncIterator[SlackStage]:
    """An open stage; what broke a rule fails the test at the end."""
    stage = SlackStage(Clock(), transport=transport, **options)
    await stage.open(CATALOGUE, ask or Core())
    try:
        yield stage
    finally:
        await stage.close()
    assert stage.violations() == []
