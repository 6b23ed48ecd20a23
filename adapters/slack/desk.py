"""The desk: every kind of payload becomes a request, is handed on once, and gets its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import incoming
from adapters.slack.answers import Ack, Answers
from adapters.slack.apologies import STRANGER
from adapters.slack.commands import invoked
from adapters.slack.forms import Origin, field_errors, filled
from adapters.slack.people import People
from adapters.slack.redelivery import Redelivery
from adapters.slack.render import messages
from adapters.slack.spans import Json, Voice
from adapters.slack.whisper import Ear
from bot.chat.command import Catalogue, Gives
from bot.chat.message import Card, Invalid, Reply, Silence
from bot.chat.request import Ask, Asker, Pressed, Request, Submitted
from bot.model.places import Community


@dataclass(frozen=True, slots=True)
class Workspace:
    """The workspace that the token belongs to."""

    team: str
    name: str
    bot: str
    bot_name: str


class Desk:
    """Requests of one workspace, for as long as one connection is served."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue[Any],
        ask: Ask,
        client: AsyncWebClient,
        people: People,
        *,
        clock: Callable[[], datetime],
        prefix: str,
        allowed: frozenset[str],
        patience: float,
    ) -> None:
        self._workspace = workspace
        self._catalogue = catalogue
        self._ask = ask
        self._people = people
        self._clock = clock
        self._prefix = prefix
        self._allowed = allowed | {workspace.team}
        self._voice = Voice(workspace.team, prefix)
        self._answers = Answers(client, self._voice, patience)
        self._once: Redelivery[Ack] = Redelivery()
        self.closed = False
        """Whether nothing more is taken: what comes now is for Slack to deliver again, to the next who serves."""
        self.lost = asyncio.Event()
        """Set once the app was removed from the workspace."""

    @property
    def community(self) -> Community:
        """The workspace that is served."""
        return Community("slack", self._workspace.team)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._answers.busy

    async def command(self, body: Json) -> Ack:
        """A slash command."""
        now = self._clock()

        async def reply() -> Reply:
            return await self._ask(invoked(self._catalogue, self._prefix, body, await self._asker(body), now))

        async def work() -> Ack:
            ear = incoming.ear_of(body, replace=False)
            asking = reply if self._serves(body) else _stranger
            return await self._answers.answer(
                asking, ear, incoming.origin_of(body), body["trigger_id"], self._command_body
            )

        return await self._once.once(body["trigger_id"], lambda: self._answers.start(work()))

    async def action(self, body: Json) -> Ack:
        """A button that was pressed."""
        action = body["actions"][0]
        token = action.get("value")
        if not token:
            return None
        at = incoming.pressed_at(action, self._clock())

        async def reply() -> Reply:
            return await self._ask(Pressed(await self._asker(body), body["trigger_id"], at, token))

        async def work() -> Ack:
            ear = incoming.ear_of(body, replace=self._gives(token) is Gives.REPLACE)
            asking = reply if self._serves(body) else _stranger
            return await self._answers.answer(asking, ear, incoming.origin_of(body), body["trigger_id"], _nothing)

        return await self._once.once(body["trigger_id"], lambda: self._answers.start(work()))

    async def submission(self, body: Json) -> Ack:
        """A form that was sent."""
        origin = Origin.unpack(body["view"]["private_metadata"])
        placed = incoming.with_origin(body, origin)
        id, now = body.get("trigger_id") or body["view"]["id"], self._clock()
        values = filled(body["view"]["state"])

        async def reply() -> Reply:
            return await self._ask(Submitted(await self._asker(placed), id, now, origin.token, values))

        async def work() -> Ack:
            replaces = origin.private and self._gives(origin.token) is Gives.REPLACE
            ear = Ear(origin.url, origin.channel, incoming.user_of(body), replace=replaces)
            asking = reply if self._serves(body) else _stranger
            return await self._answers.answer(asking, ear, origin, id, lambda found: _errors(found, list(values)))

        return await self._once.once(id, lambda: self._answers.start(work()))

    async def event(self, body: Json) -> Ack:
        """Something that happened: only what makes a place go away concerns us."""
        found = incoming.gone(body, self._workspace.team, self._workspace.bot, self._clock())
        if found is None:
            return None

        async def work() -> Ack:
            await self.tell(found)
            if isinstance(found.place, Community):
                self.lost.set()
            return None

        return await self._once.once(body["event_id"], lambda: self._answers.start(work()))

    async def tell(self, request: Request) -> None:
        """Hand on news that wants no answer."""
        await self._answers.tell(lambda: self._ask(request))

    async def close(self, seconds: float) -> None:
        """Take nothing more, and let what is under way finish."""
        self.closed = True
        await self._answers.drain(seconds)

    async def _asker(self, body: Json) -> Asker:
        profile = await self._people.profile(incoming.user_of(body), incoming.name_of(body))
        return incoming.asker(body, self._workspace.team, self._workspace.name, profile)

    def _serves(self, body: Json) -> bool:
        return (incoming.team_of(body) or self._workspace.team) in self._allowed

    def _gives(self, token: str) -> Gives:
        found = self._catalogue.action(token)
        return found[0].gives if found else Gives.NEW

    def _command_body(self, reply: Reply) -> Ack:
        """A card of one message is shown from the acknowledgement itself."""
        if not isinstance(reply, Card | Invalid):
            return _nothing(reply)
        found = messages(reply if isinstance(reply, Card) else reply.card, self._voice)
        return {"response_type": "ephemeral", **found[0].body(), "mrkdwn": False} if len(found) == 1 else None


def _nothing(reply: Reply) -> Ack:
    return {} if isinstance(reply, Silence) else None


def _errors(reply: Reply, names: list[str]) -> Ack:
    """Errors keep the form open, beside their inputs."""
    if isinstance(reply, Invalid) and reply.errors and names:
        return {"response_action": "errors", "errors": field_errors(reply.errors, names)}
    return _nothing(reply)


async def _stranger() -> Reply:
    return STRANGER
