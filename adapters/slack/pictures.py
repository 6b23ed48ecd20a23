"""A picture follows its message: the text is posted at once, then the picture is drawn, uploaded and put into it.

Slack shows a file of its own in a message by its id (an `image` block with `slack_file`), which needs `files:write`.
Without that scope, without a drawing, or where Slack does not take the file, the picture's words stand in its place.
Private answers always have the words: Slack takes no file there that is not shared. A letter that was found again after
a dropped connection stays without its picture.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack import limits
from adapters.slack.errors import CONNECTION, code, redacted
from adapters.slack.render import Message, messages
from adapters.slack.scopes import PICTURES
from adapters.slack.spans import Voice
from bot.chat.message import Card
from bot.chat.picture import Draw, Picture
from bot.model.places import MessageRef

_log = logging.getLogger(__name__)

PAUSES = (0.0, 1.0, 2.0, 4.0)
"""Seconds before each try: for a moment after an upload Slack does not know yet that the file is an image."""
_KEPT = 64


class Pictures:
    """Which messages wait for their picture, and which pictures Slack has already."""

    def __init__(self, client: AsyncWebClient, draw: Draw | None, pauses: Sequence[float] = PAUSES) -> None:
        self._client = client
        self._draw = draw
        self._pauses = pauses
        self._refused = False
        self._files: OrderedDict[str, str] = OrderedDict()
        self._following: dict[tuple[str, str], asyncio.Task[None]] = {}

    @property
    def busy(self) -> bool:
        """Whether a message waits for its picture."""
        return bool(self._following)

    def at_once(self, card: Card, voice: Voice) -> Sequence[Message]:
        """The card as it can be sent now: in words where there can be no picture, else to be followed by it."""
        return messages(replace(card, picture=None) if self._possible else card, voice)

    def learn(self, response: AsyncSlackResponse) -> None:
        """Slack tells with each answer which scopes it granted."""
        told = response.headers.get("x-oauth-scopes")
        if told is not None:
            self._refused = PICTURES not in [scope.strip() for scope in told.split(",")]

    def drop(self, ref: MessageRef) -> None:
        """The message says something else from now on."""
        task = self._following.pop((ref.channel, ref.message), None)
        if task is not None:
            task.cancel()

    def follow(self, ref: MessageRef, card: Card, voice: Voice, sent: Sequence[Message]) -> None:
        """Put the picture into this message, which was sent as `at_once` said, as soon as it is drawn."""
        in_words = not self._possible and sent == messages(card, voice)
        if card.picture is None or in_words:
            return
        key = (ref.channel, ref.message)
        task = self._following[key] = asyncio.create_task(self._follow(ref, card, card.picture, voice))
        task.add_done_callback(lambda done: self._following.pop(key) if self._following.get(key) is done else None)

    async def finish(self, seconds: float) -> None:
        """Let what is under way finish within this time."""
        tasks = list(self._following.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()

    @property
    def _possible(self) -> bool:
        return self._draw is not None and not self._refused

    async def _follow(self, ref: MessageRef, card: Card, picture: Picture, voice: Voice) -> None:
        if self._possible and await self._shown(ref, card, picture, voice):
            return
        try:
            await self._update(ref, messages(card, voice))
        except CONNECTION as error:
            _log.warning("A message has neither its picture nor its words: %s", redacted(str(error)))

    async def _shown(self, ref: MessageRef, card: Card, picture: Picture, voice: Voice) -> bool:
        """Whether the message shows its picture now."""
        try:
            file = self._files.get(picture.digest) or await self._uploaded(picture)
            return bool(file) and await self._put(ref, messages(card, voice, file=file))
        except CONNECTION as error:
            _log.warning("A message stays without its picture: %s", redacted(str(error)))
            return False

    async def _put(self, ref: MessageRef, made: Sequence[Message]) -> bool:
        """Whether Slack took the message with its picture, after as many tries as there are pauses."""
        for pause in self._pauses:
            await asyncio.sleep(pause)
            try:
                await self._update(ref, made)
            except SlackApiError as error:
                if code(error) != "invalid_blocks":
                    raise
            else:
                return True
        return False

    async def _uploaded(self, picture: Picture) -> str:
        """The id of the file, or "" where there is no drawing."""
        assert self._draw is not None
        png = await self._draw(picture)
        if png is None:
            return ""
        response = await self._client.files_upload_v2(
            content=png,
            filename=picture.file,
            title=picture.title,
            alt_txt=limits.shortened(picture.alt, limits.FILE_ALT),
        )
        file = str(response["files"][0]["id"])
        self._remember(picture, file)
        return file

    def _remember(self, picture: Picture, file: str) -> None:
        self._files[picture.digest] = file
        while len(self._files) > _KEPT:
            self._files.popitem(last=False)

    async def _update(self, ref: MessageRef, made: Sequence[Message]) -> None:
        body = {"channel": ref.channel, "ts": ref.message, **made[0].body(), "parse": "none"}
        if len(made) == 1:
            await self._client.api_call("chat.update", json=body)
