"""The desk: takes requests in, watches Slack's three seconds, and hands the answers out.

Slack wants an acknowledgement within three seconds. The desk starts the work at once and waits a little less; what is
ready by then goes out as Slack likes it best, and what is not is acknowledged empty and follows. Work once taken is
finished, whatever happens to the connection that brought it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import incoming
from adapters.slack.commands import invoked
from adapters.slack.errors import CONNECTION, redacted
from adapters.slack.forms import Origin, field_errors, filled, view
from adapters.slack.people import People
from adapters.slack.redelivery import Redelivery
from adapters.slack.render import messages
from adapters.slack.spans import Json, Voice
from adapters.slack.whisper import Ear, Whisper
from bot.chat.command import Catalogue, Gives
from bot.chat.message import Card, Form, Invalid, Reply, Silence, Tone
from bot.chat.request import Ask, Asker, Pressed, Request, Submitted
from bot.chat.text import say
from bot.model.places import Community

_log = logging.getLogger(__name__)

Ack = Json | None
"""The body of an acknowledgement; None for an empty one."""


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
        self._client = client
        self._people = people
        self._clock = clock
        self._prefix = prefix
        self._allowed = allowed | {workspace.team}
        self._patience = patience
        self._voice = Voice(workspace.team, prefix)
        self._whisper = Whisper(client)
        self._once: Redelivery[Ack] = Redelivery()
        self._under_way: set[asyncio.Task[Any]] = set()
        self.lost = asyncio.Event()
        """Set once the app was removed from the workspace."""

    async def command(self, body: Json) -> Ack:
        """A slash command."""

        async def work() -> Ack:
            ear = incoming.ear_of(body, replace=False)

            async def reply() -> Reply:
                return await self._ask(invoked(self._catalogue, self._prefix, body, await self._asker(body), now))

            now = self._clock()
            origin = incoming.origin_of(body, "")
            return await self._answer(body, reply, ear, origin, self._command_body)

        return await self._once.once(body["trigger_id"], work)

    async def action(self, body: Json) -> Ack:
        """A button that was pressed."""
        action = body["actions"][0]
        token = action.get("value")
        if not token:
            return None

        async def work() -> Ack:
            ear = incoming.ear_of(body, replace=self._gives(token) is Gives.REPLACE)
            at = incoming.pressed_at(action, self._clock())

            async def reply() -> Reply:
                return await self._ask(Pressed(await self._asker(body), body["trigger_id"], at, token))

            return await self._answer(body, reply, ear, incoming.origin_of(body, ""), _empty)

        return await self._once.once(body["trigger_id"], work)

    async def submission(self, body: Json) -> Ack:
        """A form that was sent."""

        async def work() -> Ack:
            origin = Origin.unpack(body["view"]["private_metadata"])
            placed = incoming.with_origin(body, origin)
            replaces = origin.private and self._gives(origin.token) is Gives.REPLACE
            ear = Ear(origin.url, origin.channel, incoming.user_of(body), replace=replaces)
            values, now = filled(body["view"]["state"]), self._clock()

            async def reply() -> Reply:
                who = await self._asker(placed)
                return await self._ask(Submitted(who, body["trigger_id"], now, origin.token, values))

            return await self._answer(placed, reply, ear, origin, lambda found: _submission_body(found, list(values)))

        return await self._once.once(body.get("trigger_id") or body["view"]["id"], work)

    async def event(self, body: Json) -> Ack:
        """Something that happened: only what makes a place go away concerns us."""

        async def work() -> Ack:
            found = incoming.gone(body, self._workspace.team, self._workspace.bot, self._clock())
            if found:
                await self.tell(found)
                if isinstance(found.place, Community):
                    self.lost.set()
            return None

        return await self._once.once(body["event_id"], work)

    async def tell(self, request: Request) -> None:
        """Hand on news that wants no answer, and wait for it no longer than for any other work."""
        await self._in_time(self._start(self._safely(lambda: self._ask(request))))

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish; give up what takes longer."""
        if self._under_way:
            _, left = await asyncio.wait(set(self._under_way), timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _answer(
        self,
        body: Json,
        reply: Callable[[], Coroutine[Any, Any, Reply]],
        ear: Ear,
        origin: Origin,
        in_body: Callable[[Reply], Ack],
    ) -> Ack:
        """Acknowledge with the answer where it is ready and fits there; else it follows."""
        work = self._start(self._safely(reply if self._may_ask(body) else _stranger))
        await self._in_time(work)
        if work.done() and (ready := self._ready(work.result(), in_body)) is not None:
            return ready
        self._start(self._follow(work, ear, origin, body.get("trigger_id") or ""))
        return None

    def _ready(self, reply: Reply, in_body: Callable[[Reply], Ack]) -> Ack:
        try:
            return in_body(reply)
        except Exception:
            return None  # It fails in the same way when it follows, and is told about there.

    async def _follow(self, work: Awaitable[Reply], ear: Ear, origin: Origin, trigger: str) -> None:
        try:
            match await work:
                case Card() as card:
                    await self._whisper.say(ear, messages(card, self._voice))
                case Invalid(card=card):
                    await self._whisper.say(ear, messages(card, self._voice))
                case Form() as form:
                    await self._open(form, ear, replace(origin, token=form.token), trigger)
        except Exception as error:
            await self._whisper.say(replace(ear, replace=False), messages(_sorry(error), self._voice))

    async def _open(self, form: Form, ear: Ear, origin: Origin, trigger: str) -> None:
        modal = view(form, origin)
        try:
            await self._client.api_call("views.open", json={"trigger_id": trigger, "view": modal})
        except CONNECTION as error:
            _log.warning("The form “%s” did not open: %s", form.title, redacted(str(error)))
            await self._whisper.say(replace(ear, replace=False), messages(_LATE_FORM, self._voice))

    async def _safely(self, work: Callable[[], Awaitable[Reply]]) -> Reply:
        try:
            return await work()
        except Exception as error:
            return _sorry(error)

    async def _asker(self, body: Json) -> Asker:
        profile = await self._people.profile(incoming.user_of(body), incoming.name_of(body))
        return incoming.asker(body, self._workspace.team, self._workspace.name, profile)

    def _may_ask(self, body: Json) -> bool:
        return (incoming.team_of(body) or self._workspace.team) in self._allowed

    def _gives(self, token: str) -> Gives:
        found = self._catalogue.action(token)
        return found[0].gives if found else Gives.NEW

    def _command_body(self, reply: Reply) -> Ack:
        if not isinstance(reply, Card | Invalid):
            return None
        found = messages(reply if isinstance(reply, Card) else reply.card, self._voice)
        return {"response_type": "ephemeral", **found[0].body(), "mrkdwn": False} if len(found) == 1 else None

    def _start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _in_time(self, work: asyncio.Task[Any]) -> None:
        await asyncio.wait({work}, timeout=self._patience)


def _empty(reply: Reply) -> Ack:
    return {} if isinstance(reply, Silence) else None


def _submission_body(reply: Reply, names: list[str]) -> Ack:
    if isinstance(reply, Invalid) and reply.errors and names:
        return {"response_action": "errors", "errors": field_errors(reply.errors, names)}
    return _empty(reply)


async def _stranger() -> Reply:
    return Card("Takt does not serve your workspace", say("Ask the people who run it to add you."), tone=Tone.REFUSAL)


def _sorry(error: Exception) -> Card:
    """A kind word with a short reference that stands beside the error in the log."""
    reference = secrets.token_hex(3)
    _log.error("A request failed, reference %s", reference, exc_info=error)
    text = say(
        "Something went wrong on Takt’s side, and it is not your fault. Please try again. If it happens again, tell "
        "the people who run Takt this reference: `{reference}`",
        reference=reference,
    )
    return Card("That did not work", text, tone=Tone.WARNING)


_LATE_FORM = Card(
    "The form came too late",
    say("Slack gives a form only three seconds to open. Please try once more."),
    tone=Tone.WARNING,
)
