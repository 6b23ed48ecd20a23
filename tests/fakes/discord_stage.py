"""Conversations on Discord: the real discord.py against the loopback server, used as members use it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.discord.platform import DiscordPlatform
from bot.chat.command import Catalogue
from bot.chat.platform import ChatPlatform
from bot.chat.request import Ask
from bot.model.places import Room
from tests.conversations.stage import Seen
from tests.fakes.discord_interactions import AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction, Shown
from tests.fakes.discord_server import DiscordServer
from tests.fakes.discord_world import EPHEMERAL, Json, bits

STRING, INTEGER, USER = 3, 4, 6
TEXT_INPUT = 4


@dataclass(frozen=True)
class Handle:
    """What a member has on the screen: the message or the modal, as it was when it was seen."""

    message: Json
    channel: Json
    tokens: dict[str, str]
    opener: Json | None = None


class DiscordStage:
    """One server with one channel, and everybody who is named."""

    def __init__(self, clock: Callable[[], datetime], **options: Any) -> None:
        self.server = DiscordServer(clock)
        self.guild = self.server.world.add_guild("Study hall")
        self.channel = self.server.world.add_channel(self.guild["id"], "cpim")
        self.room = Room("discord", self.guild["id"], self.channel["id"])
        self.discord = DiscordPlatform(self.server.token, clock=clock, **options)
        self.platform: ChatPlatform = self.discord
        self._people: dict[str, str] = {}
        self._manager = self.server.world.add_role(self.guild["id"], "Manager", bits("manage_channels"))
        self._running: asyncio.Task[None] | None = None
        self._glue = ExitStack()

    async def open(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        await self.server.start()
        self._glue.enter_context(self.server.reached())
        await self.connect(catalogue, ask)

    async def connect(self, catalogue: Catalogue[Any], ask: Ask) -> None:
        """Start the client, and wait until the gateway has told it everything. Raises what `serve` raises."""
        self._running = asyncio.create_task(self.platform.serve(catalogue, ask))
        connected = asyncio.create_task(self.server.gateway.connected.wait())
        await asyncio.wait({connected, self._running}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
        if not connected.done():
            connected.cancel()
            await self._running

    async def disconnect(self) -> None:
        """Stop the client, as a restart does."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait({self._running})
            self._running = None

    async def close(self) -> None:
        await self.disconnect()
        await self.server.stop()
        self._glue.close()

    def person(self, who: str) -> str:
        """The user id of this person, who joins the server on first use."""
        if who not in self._people:
            user = self.server.world.add_user(who)["id"]
            self.server.world.join(self.guild["id"], user)
            self._people[who] = user
        return self._people[who]

    def grant(self, who: str) -> None:
        self.server.world.join(self.guild["id"], self.person(who), self._manager)

    # ── what people do ────────────────────────────────────────────────────────────────────────────────────────────

    async def command(self, who: str, name: str, /, **values: str) -> Seen:
        return await self.command_in(self.channel, who, name, **values)

    async def command_in(self, channel: Json, who: str, name: str, /, **values: str) -> Seen:
        """Type a command in this channel: a thread, or direct messages."""
        made = await self.begin_command(channel, who, name, **values)
        return self._seen(made, await made.seen())

    async def begin_command(self, channel: Json, who: str, name: str, /, **values: str) -> Interaction:
        """Type a command and do not wait."""
        data = self._typed(name, values)
        context = 0 if "guild_id" in channel else 1
        assert context in data.pop("contexts"), f"/{name} is not offered here"
        return await self.server.interact(COMMAND, self.person(who), channel, data)

    async def suggest(self, who: str, name: str, param: str, typed: str) -> list[str]:
        """The completions shown while this is being typed."""
        data = self._typed(name, {param: typed}, focused=param)
        data.pop("contexts")
        made = await self.server.interact(AUTOCOMPLETE, self.person(who), self.channel, data)
        return [choice["name"] for choice in (await made.seen()).data["choices"]]

    async def press(self, who: str, seen: Seen, label: str) -> Seen:
        made = await self.begin_press(who, seen, label)
        return self._seen(made, await made.seen())

    async def begin_press(self, who: str, seen: Seen, label: str) -> Interaction:
        """Press and do not wait."""
        handle: Handle = seen.handle
        data = {"custom_id": handle.tokens[label], "component_type": 2, "id": 2}
        message = self.server.world.anywhere(handle.message["id"])
        return await self.server.interact(COMPONENT, self.person(who), handle.channel, data, message)

    async def press_twice(self, who: str, seen: Seen, label: str) -> tuple[Seen, Seen]:
        first, second = await self.begin_press(who, seen, label), await self.begin_press(who, seen, label)
        return self._seen(first, await first.seen()), self._seen(second, await second.seen())

    async def submit(self, who: str, form: Seen, **values: str) -> Seen:
        handle: Handle = form.handle
        filled = form.inputs | values
        assert filled.keys() == form.inputs.keys(), f"the form has no input {values.keys() - form.inputs.keys()}"
        components = [_filled(label, filled) for label in handle.message["components"]]
        data = {"custom_id": handle.message["custom_id"], "components": components}
        made = await self.server.interact(MODAL_SUBMIT, self.person(who), handle.channel, data, handle.opener)
        return self._seen(made, await made.seen())

    # ── what people see ───────────────────────────────────────────────────────────────────────────────────────────

    def in_room(self) -> Sequence[Seen]:
        found = self.server.world.messages[self.channel["id"]]
        return [self._message(m, self.channel) for m in found if "message_reference" not in m]

    def under(self, seen: Seen) -> Sequence[Seen]:
        id = seen.handle.message["id"]
        thread = self.server.world.messages.get(id, [])
        room = self.server.world.messages[self.channel["id"]]
        replies = [m for m in room if str(m.get("message_reference", {}).get("message_id")) == id]
        return [self._message(m, self.server.world.channels[m["channel_id"]]) for m in [*thread, *replies]]

    def direct(self, who: str) -> Sequence[Seen]:
        channel = self.server.world.direct(self.person(who))
        return [self._message(m, channel) for m in self.server.world.messages[channel["id"]]]

    def violations(self) -> Sequence[str]:
        return self.server.violations

    def _seen(self, made: Interaction, shown: Shown) -> Seen:
        if shown.kind == "modal":
            return self._form(made, shown.data)
        if shown.kind == "deleted":
            return Seen("private", "")
        return self._message(shown.data, made.channel)

    def _form(self, made: Interaction, data: Json) -> Seen:
        inputs = {label["component"]["custom_id"]: _holds(label["component"]) for label in data["components"]}
        parts = [data["title"], *(t for x in data["components"] for t in (x["label"], x.get("description")) if t)]
        return Seen("form", "\n".join(parts), (), inputs, {}, Handle(data, made.channel, {}, made.message))

    def _message(self, message: Json, channel: Json) -> Seen:
        kind = "private" if message["flags"] & EPHEMERAL else "direct" if "guild_id" not in channel else "room"
        buttons = [button for row in message["components"] for button in row["components"]]
        tokens = {button["label"]: button.get("custom_id", "") for button in buttons}
        # A message as it was seen: what is edited later must not change under the reader.
        handle = Handle(dict(message), channel, tokens)
        return Seen(kind, text_of(message), tuple(button["label"] for button in buttons), handle=handle)

    def _typed(self, name: str, values: dict[str, str], focused: str = "") -> Json:
        """The data of a command, if Discord's own composer would let it be typed."""
        word, *rest = name.split()
        command = next((c for c in self.server.rest.commands if c["name"] == word), None)
        assert command is not None, f"/{word} is not registered: {[c['name'] for c in self.server.rest.commands]}"
        path: list[Json] = []
        declared: Json = command
        for step in rest:
            inner = [o for o in declared.get("options", []) if o["name"] == step and o["type"] in (1, 2)]
            assert inner, f"/{name}: no subcommand {step}"
            declared = inner[0]
            path.append(declared)
        options = [
            self._option(option, values, focused) for option in declared.get("options", []) if option["name"] in values
        ]
        unknown = values.keys() - {option["name"] for option in options}
        missing = {o["name"] for o in declared.get("options", []) if o.get("required")} - values.keys()
        assert not unknown and (not missing or focused), f"/{name}: no option {unknown}, not given {missing}"
        for outer in reversed(path):
            options = [{"type": outer["type"], "name": outer["name"], "options": options}]
        contexts = command["contexts"]
        return {"id": command["id"], "name": word, "type": 1, "options": options, "contexts": contexts}

    def _option(self, option: Json, values: dict[str, str], focused: str) -> Json:
        raw: Any = values[option["name"]]
        if option["type"] == USER:
            raw = self.person(raw.removeprefix("@"))
        elif option["type"] == INTEGER:
            raw = int(raw)
        elif raw.startswith("@"):
            raw = f"<@{self.person(raw[1:])}>"
        elif "choices" in option:
            offered = [c["value"] for c in option["choices"] if raw in (c["name"], c["value"])]
            assert offered, f"{raw!r} is not offered for {option['name']}"
            raw = offered[0]
        made = {"type": option["type"], "name": option["name"], "value": raw}
        return made | ({"focused": True} if option["name"] == focused else {})


def _holds(component: Json) -> str:
    if component["type"] == TEXT_INPUT:
        return str(component.get("value") or "")
    return next((str(option["value"]) for option in component["options"] if option.get("default")), "")


def _filled(label: Json, values: dict[str, str]) -> Json:
    component, value = label["component"], values[label["component"]["custom_id"]]
    made: Json = {"type": component["type"], "id": 2, "custom_id": component["custom_id"]}
    if component["type"] == TEXT_INPUT:
        assert value or not component.get("required", True), f"{component['custom_id']} is required"
        assert len(value) <= component.get("max_length", 4000), f"{component['custom_id']} is too long"
        return {"type": 18, "id": 1, "component": made | {"value": value}}
    chosen = [o["value"] for o in component["options"] if value and value in (o["value"], o["label"])]
    assert chosen or not component.get("required", True), f"{value!r} is not offered"
    return {"type": 18, "id": 1, "component": made | {"values": chosen}}


def text_of(message: Json) -> str:
    """All that can be read in a message, without marks, and with moments as sent."""
    parts = [message["content"]]
    for embed in message["embeds"]:
        parts += [embed.get("title"), embed.get("description")]
        parts += [text for field in embed.get("fields", []) for text in (field["name"], field["value"])]
        parts.append(embed.get("footer", {}).get("text"))
    # Of a picture people read its description, of any other file what is in it.
    parts += [text for a in message["attachments"] for text in (a["filename"], a.get("description") or a["text"])]
    return "\n".join(readable(part) for part in parts if part)


def readable(markdown: str) -> str:
    """Markdown as it is read: marks gone, escaped characters themselves."""
    text = re.sub(r"^-# ", "", markdown.replace("\u200b", ""), flags=re.MULTILINE)
    text = re.sub(r"\\(.)|(\*{1,3}|`{1,2})", lambda found: found[1] or "", text)
    return text
