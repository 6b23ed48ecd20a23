"""The web room as a stage: what people do goes over HTTP to the real server, as the page sends it.

What is on the screen is read from the very state that a page opened now would be sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import ClientSession, CookieJar

from adapters.web.platform import WebPlatform
from adapters.web.ports import Journal, Time
from bot.chat.command import Catalogue
from bot.chat.platform import ChatPlatform
from bot.chat.request import Ask
from tests.conversations.stage import Clock, Seen

Json = dict[str, Any]
HOST = "Host"
"""Looks at the room and manages it, and never acts: everybody else has only the rights that they are granted."""


class WebStage:
    """One web room with as many people as are named."""

    def __init__(
        self, clock: Clock, *, time: Time | None = None, journal: Journal | None = None, zone: str = ""
    ) -> None:
        self.web = WebPlatform(
            host="127.0.0.1",
            port=0,
            secret="a secret for the stage",
            clock=clock,
            time=time,
            journal=journal,
            members=(HOST,),
        )
        self.platform: ChatPlatform = self.web
        self.room = self.web.rooms[0]
        self._zone = zone
        self._granted: set[str] = set()
        self._violations: list[str] = []
        self._serving: asyncio.Task[None] | None = None
        self._session: ClientSession | None = None

    async def open(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        self._serving = asyncio.create_task(self.web.serve(catalogue, ask))
        listening = asyncio.create_task(self.web.listening())
        await asyncio.wait({self._serving, listening}, return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            listening.cancel()
            await self._serving
        self._session = ClientSession(
            self.web.address, cookie_jar=CookieJar(unsafe=True), headers={"Origin": self.web.address}
        )
        async with self._session.get(listening.result()) as page:
            assert page.status == 200, await page.text()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.gather(self._serving, return_exceptions=True)

    def grant(self, who: str) -> None:
        self._granted.add(who)
        if member := self._known(who):
            self.web.let_manage(member)

    async def command(self, who: str, name: str, /, **values: str) -> Seen:
        for value in values.values():
            if value.startswith("@"):
                await self._member(value[1:])
        line = " ".join([f"/{name}", *(f"{param}={value}" for param, value in values.items())])
        return await self.type_line(who, line)

    async def type_line(self, who: str, line: str) -> Seen:
        """Type a line as it stands, slash and all."""
        return self._given(await self.send("command", who, line=line), {"place": self.room.channel})

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        at = {"place": seen.handle["place"], "message": seen.handle["message"]}
        return self._given(await self.send("press", who, **at, token=seen.handle["tokens"][label]), at)

    async def press_twice(self, who: str, seen: Seen, label: str) -> tuple[Seen, Seen]:
        await self._member(who)
        first, second = await asyncio.gather(self.press(who, seen, label), self.press(who, seen, label))
        return first, second

    async def submit(self, who: str, form: Seen, **values: str) -> Seen:
        unknown = set(values) - set(form.inputs)
        assert not unknown, f"the form has no inputs {unknown}"
        at = {"place": form.handle["place"], "message": form.handle.get("message")}
        filled = form.inputs | values
        answer = await self.send("submit", who, **at, token=form.handle["token"], values=filled)
        if "form" in answer:
            self._violations.append("a form answered a form")
        return self._given(answer, at)

    async def send(self, work: str, who: str, **body: Any) -> Json:
        """Post to the server as this person's page does, and return what it says."""
        assert self._session is not None
        sent = {"as": await self._member(who), "place": self.room.channel, "zone": self._zone} | body
        async with self._session.post(f"/api/{work}", json=sent) as response:
            answer: Json = await response.json()
            assert response.status == 200, answer
        return answer

    def in_room(self) -> Sequence[Seen]:
        return [_message(m) for m in self._messages(self.room.channel) if not m["under"]]

    def under(self, seen: Seen) -> Sequence[Seen]:
        return [_message(m) for m in self._messages(seen.handle["place"]) if m["under"] == seen.handle["message"]]

    def direct(self, who: str) -> Sequence[Seen]:
        member = self._known(who)
        return [_message(m) for m in self._messages(f"@{member}", member)] if member else []

    def violations(self) -> Sequence[str]:
        return tuple(self._violations)

    def _messages(self, place: str, member: str = HOST.casefold()) -> list[Json]:
        messages = self.web.state(member)["messages"]
        for message in messages:
            self._hold(message)
        return [m for m in messages if m["place"] == place and not m["private"]]

    def _known(self, who: str) -> str | None:
        if self._session is None:
            return None
        members = self.web.state(HOST.casefold())["members"]
        return next((m["id"] for m in members if m["name"] == who), None)

    async def _member(self, who: str) -> str:
        member = self._known(who)
        if member is None:
            assert self._session is not None
            async with self._session.post("/api/member", json={"name": who}) as response:
                member = str((await response.json())["member"]["id"])
        if who in self._granted:
            self.web.let_manage(member)
        return member

    def _given(self, answer: Json, at: Json) -> Seen:
        if "form" in answer:
            return self._form(answer["form"], {}, at)
        if "invalid" in answer:
            return self._form(answer["invalid"]["form"], answer["invalid"]["errors"], at)
        assert "message" in answer, f"nothing was shown: {answer}"
        self._hold(answer["message"])
        return _message(answer["message"])

    def _form(self, form: Json, errors: dict[str, str], at: Json) -> Seen:
        if not 1 <= len(form["inputs"]) <= 5:
            self._violations.append(f"a form has {len(form['inputs'])} inputs: {form['title']}")
        inputs = {i["name"]: i["value"] for i in form["inputs"]}
        text = "\n".join([form["title"], *(f"{i['label']} {i['hint']}".strip() for i in form["inputs"])])
        return Seen("form", text, (form["submit"],), inputs, errors, at | {"token": form["token"]})

    def _hold(self, message: Json) -> None:
        """Hold a message against what every platform asks of a card's buttons."""
        rows = message["card"]["buttons"]
        tokens = [b["token"] for row in rows for b in row if "token" in b]
        faults = [f"{len(row)} buttons in a row" for row in rows if len(row) > 5]
        faults += [f"a token of {len(t)} characters" for t in tokens if not 1 <= len(t) <= 100]
        faults += ["two buttons with the same token"] * (len(tokens) != len(set(tokens)))
        faults += ["more than five rows of buttons"] * (len(rows) > 5)
        for fault in faults:
            if (line := f"{message['card']['title']}: {fault}") not in self._violations:
                self._violations.append(line)


def _message(message: Json) -> Seen:
    card = message["card"]
    buttons = [b for row in card["buttons"] for b in row]
    direct = message["place"].startswith("@")
    kind = "private" if message["private"] else "direct" if direct else "room"
    tokens = {b["label"]: b["token"] for b in buttons if "token" in b}
    handle = {"message": message["id"], "place": message["place"], "tokens": tokens}
    return Seen(kind, _card_text(card), tuple(b["label"] for b in buttons), handle=handle)


def _card_text(card: Json) -> str:
    parts = [card["title"], _words(card["text"])]
    parts += [f"{o['letter']} {_words(o['text'])}" for o in card["options"]]
    parts += [f"{f['name']}\n{_words(f['text'])}" for f in card["fields"]]
    parts += [_words(card["note"])]
    if card["document"]:
        parts += [card["document"]["name"], card["document"]["text"]]
    if card.get("picture"):
        parts += [card["picture"]["alt"]]
    return "\n".join(p for p in parts if p)


def _words(spans: list[Json]) -> str:
    return "".join(s.get("text") or s.get("moment") or s.get("name") or f"/{s.get('command')}" for s in spans)
