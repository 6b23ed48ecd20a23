"""The stopwatch: Slack wants an acknowledgement within three seconds, whether the answer is ready or not.

The work starts at once, and we wait for it a little less than Slack does. What is ready by then goes out as Slack likes
it best; what is not is acknowledged empty and follows. Work once started is finished, whatever happens to the
connection that brought it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any, TypeAlias, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.apologies import LATE_FORM, sorry
from adapters.slack.errors import CONNECTION, redacted
from adapters.slack.forms import Origin, view
from adapters.slack.render import messages
from adapters.slack.spans import Json, Voice
from adapters.slack.whisper import Ear, Whisper
from bot.chat.message import Card, Form, Invalid, Reply

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

Ack: TypeAlias = Json | None
"""The body of an acknowledgement; None or {} for an empty one."""
Asking: TypeAlias = Callable[[], Awaitable[Reply]]


class Answers:
    """Keeps the time, and hands out what is answered."""

    def __init__(self, client: AsyncWebClient, voice: Voice, patience: float) -> None:
        self._client = client
        self._voice = voice
        self._patience = patience
        self._whisper = Whisper(client)
        self._under_way: set[asyncio.Task[Any]] = set()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return bool(self._under_way)

    async def answer(
        self, asking: Asking, ear: Ear, origin: Origin, trigger: str, in_body: Callable[[Reply], Ack]
    ) -> Ack:
        """The acknowledgement, with the answer where it is ready and `in_body` finds it a place; else it follows."""
        work = self.start(self._safely(asking))
        await self._in_time(work)
        if work.done() and (ready := _placed(work.result(), in_body)) is not None:
            return ready
        self.start(self._follow(work, ear, origin, trigger))
        return None

    async def tell(self, asking: Asking) -> None:
        """Do work that wants no answer, and wait for it no longer than for any other."""
        await self._in_time(self.start(self._safely(asking)))

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Begin something that must be finished before we leave."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Let what is under way finish; give up what takes longer."""
        end = asyncio.get_running_loop().time() + seconds
        while self._under_way and (left := end - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(set(self._under_way), timeout=left, return_when=asyncio.FIRST_COMPLETED)
        given_up = list(self._under_way)
        for task in given_up:
            task.cancel()
        await asyncio.gather(*given_up, return_exceptions=True)

    async def _safely(self, asking: Asking) -> Reply:
        try:
            return await asking()
        except Exception as error:
            return sorry(error)

    async def _in_time(self, work: asyncio.Task[Any]) -> None:
        await asyncio.wait({work}, timeout=self._patience)

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
            await self._whisper.say(replace(ear, replace=False), messages(sorry(error), self._voice))

    async def _open(self, form: Form, ear: Ear, origin: Origin, trigger: str) -> None:
        modal = view(form, origin)
        try:
            await self._client.api_call("views.open", json={"trigger_id": trigger, "view": modal})
        except CONNECTION as error:
            _log.warning("The form “%s” did not open: %s", form.title, redacted(str(error)))
            await self._whisper.say(replace(ear, replace=False), messages(LATE_FORM, self._voice))


def _placed(reply: Reply, in_body: Callable[[Reply], Ack]) -> Ack:
    try:
        return in_body(reply)
    except Exception:
        return None  # It fails in the same way when it follows, and is told about there.
