"""A tiny catalogue with one of everything that the web room has to show, and a clock and a room to show it in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientResponse, ClientSession, CookieJar

from adapters.web.platform import WebPlatform
from adapters.web.ports import Journal
from bot.chat.command import Action, Catalogue, Command, Gives, Param, Where
from bot.chat.message import (
    Button,
    Card,
    Choice,
    Document,
    Field,
    Form,
    Input,
    Invalid,
    Kind,
    Link,
    Look,
    Pick,
    Reply,
    Silence,
    Suggestions,
    Tone,
)
from bot.chat.picture import Draw
from bot.chat.request import Asker, Invoked, Pressed, Request, Submitted, Suggest
from bot.chat.text import CommandRef, Moment, bold, plain, say
from bot.chat.values import Values

SECRET = "a secret for these tests"
START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def question(closed: bool = False) -> Card:
    letters = tuple(Button(letter, f"answer:7:{i}") for i, letter in enumerate("AB"))
    return Card(
        "Q7 · Inventory",
        say("Which stock *hides* <b>problems</b>?"),
        options=(Choice("A", plain("Safety stock")), Choice("B", plain("Cycle stock"))),
        fields=(Field("Answered", plain("23"), inline=True),),
        buttons=((Button("Try it", "sure:7"),) if closed else letters,),
        note=say("Closes {at}", at=Moment(START + timedelta(hours=23), "America/New_York")),
        tone=Tone.QUESTION,
    )


@dataclass
class Core:
    """Stands for the core: remembers what it was asked, and answers by command and by token."""

    asked: list[Request] = field(default_factory=list)
    now: datetime = START
    moves: list[datetime] = field(default_factory=list)

    def clock(self) -> datetime:
        return self.now

    async def advance_to(self, instant: datetime) -> None:
        self.moves.append(instant)
        self.now = instant

    async def stops(self) -> Sequence[tuple[str, datetime]]:
        return [("Next question", self.now.replace(hour=7) + timedelta(days=1))]

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        match request:
            case Invoked():
                command = CATALOGUE.command(request.name)
                if command is None:
                    return Card("Not a command", plain(f"{request.name} {request.rest}"), tone=Tone.REFUSAL)
                return await command.run(None, request.asker, Values(dict(request.values)))
            case Pressed() | Submitted():
                found = CATALOGUE.action(request.token)
                if found is None:
                    return Card("Not a button")
                given = dict(request.values) if isinstance(request, Submitted) else {}
                return await found[0].run(None, request.asker, Values({**found[1], **given}))
            case Suggest():
                return Suggestions((Pick("Inventory", "inventory"), Pick("Demand", "demand")))
            case _:
                return Silence()


async def _score(context: None, asker: Asker, values: Values) -> Reply:
    ref = CommandRef("takt board")
    said = say("{who} in {window}: `7`, see {ref}", who=bold(asker.name), window=values.text("window", "all"), ref=ref)
    buttons = ((Button("Share", "share", Look.PRIMARY), Link("Handbook", "https://www.example.org/")),)
    return Card("Your score", said, buttons=buttons)


async def _report(context: None, asker: Asker, values: Values) -> Reply:
    return REPORT


async def _answer(context: None, asker: Asker, values: Values) -> Reply:
    return Card(
        "B. How sure?",
        buttons=((Button("Sure", "sure:7", Look.PRIMARY), Button("Report", "report")),),
    )


async def _sure(context: None, asker: Asker, values: Values) -> Reply:
    return Card("Right", say("_Cycle stock._"), tone=Tone.RIGHT)


async def _reported(context: None, asker: Asker, values: Values) -> Reply:
    if values.text("day") == "never":
        kept = tuple(replace(i, value=values.text(i.name)) for i in REPORT.inputs)
        return Invalid((("day", "“never” is not a date"),), replace(REPORT, inputs=kept), Card("Not yet"))
    return Card("Thank you", plain(values.text("why")))


async def _bug(context: None, asker: Asker, values: Values) -> Reply:
    raise RuntimeError("secret detail")


async def _export(context: None, asker: Asker, values: Values) -> Reply:
    return Card("Yours", document=Document("takt.txt", "all of it"))


async def _nothing(context: None, asker: Asker, values: Values) -> Reply:
    return Silence()


async def _offer(context: None, asker: Asker, value: str) -> Suggestions:
    return Suggestions()


REPORT = Form(
    "send report",
    "Report",
    (
        Input("why", "What is wrong?", Kind.LONG, most=500),
        Input("day", "Since when?", Kind.DATE, value="last week", required=False, hint="A date"),
        Input(
            "part", "Which part?", Kind.CHOICE, value="key", choices=(Pick("The stem", "stem"), Pick("The key", "key"))
        ),
    ),
    submit="Send",
)
WINDOW = Param[None]("window", "Which time", Kind.CHOICE, choices=(Pick("This week", "week"), Pick("All time", "all")))
CATALOGUE: Catalogue[None] = Catalogue(
    (
        Command("cohort create", "Make a cohort", _score, (Param("zone", "Its time zone", Kind.ZONE, required=True),)),
        Command("cohort ask", "Ask now", _score, (Param("domain", "What about", suggest=_offer),), leaders_only=True),
        Command("score show", "Your score", _score, (WINDOW, Param("of", "Whose", Kind.MEMBER))),
        Command("countdown show", "Your countdown", _score, where=Where.DIRECT),
        Command("takt report", "Report", _report, opens_form=True, where=Where.BOTH),
        Command("takt bug", "Fail", _bug),
        Command("takt export", "Everything kept about you", _export),
        Command("takt nothing", "Say nothing", _nothing),
    ),
    (
        Action("answer:<round:int>:<position:int>", _answer),
        Action("sure:<round:int>", _sure, Gives.REPLACE),
        Action("report", _report, Gives.FORM),
        Action("send report", _reported),
        Action("share", _score),
    ),
)


class Page:
    """A page's line to the server, without a page."""

    def __init__(self, platform: WebPlatform, session: ClientSession) -> None:
        self.platform = platform
        self.session = session

    async def post(self, work: str, who: str = "ana", status: int = 200, **body: Any) -> dict[str, Any]:
        sent = {"as": who, "place": "study"} | body
        async with self.session.post(f"/api/{work}", json=sent) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == status, answer
        return answer

    async def say(self, line: str, who: str = "ana", **body: Any) -> dict[str, Any]:
        answer = await self.post("command", who, line=line, **body)
        shown: dict[str, Any] = answer.get("message", answer)
        return shown

    async def press(self, message: dict[str, Any] | int, token: str, who: str = "ana", **body: Any) -> dict[str, Any]:
        id = message if isinstance(message, int) else message["id"]
        return await self.post("press", who, message=id, token=token, **body)

    def sees(self, who: str = "ana") -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = self.platform.state(who)["messages"]
        return messages

    @asynccontextmanager
    async def events(
        self, who: str = "ana", last: str = ""
    ) -> AsyncIterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
        """The events as they come, each with its id."""
        headers = {"Last-Event-ID": last} if last else {}
        async with self.session.get("/api/events", params={"as": who}, headers=headers) as response:
            assert response.status == 200 and response.content_type == "text/event-stream"
            yield _events(response)


async def _events(response: ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    id = ""
    async for raw in response.content:
        name, _, value = raw.decode().rstrip("\n").partition(": ")
        if name == "id":
            id = value
        elif name == "data":
            yield id, json.loads(value)


def platform(core: Core, journal: Journal | None = None, port: int = 0, draw: Draw | None = None) -> WebPlatform:
    return WebPlatform(
        host="127.0.0.1", port=port, secret=SECRET, clock=core.clock, time=core, journal=journal, draw=draw
    )


@asynccontextmanager
async def served(
    core: Core, journal: Journal | None = None, port: int = 0, draw: Draw | None = None
) -> AsyncIterator[Page]:
    """A room that is open, and a page that has come in by the printed address."""
    room = platform(core, journal, port, draw)
    serving = asyncio.create_task(room.serve(CATALOGUE, core.ask))
    try:
        async with asyncio.timeout(10):
            whole = await room.listening()
        jar = CookieJar(unsafe=True)
        async with ClientSession(room.address, cookie_jar=jar, headers={"Origin": room.address}) as session:
            async with session.get(whole) as page:
                assert page.status == 200
            yield Page(room, session)
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
