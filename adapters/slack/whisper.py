"""A private answer finds its way: by the response URL, else as an ephemeral message, else as a direct message.

A response URL may be used five times within half an hour, and only it can replace a private message. Nothing is kept
back for fear of saying it twice: a private message seen twice does less harm than one that never came.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack import limits
from adapters.slack.errors import CONNECTION, redacted
from adapters.slack.render import Message
from adapters.slack.spans import Json

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ear:
    """Where a private answer can go: the response URL, and the person in a channel ("" in none).

    `replace` says that the answer takes the place of the message that holds the button.
    """

    url: str
    channel: str
    user: str
    thread: str = ""
    replace: bool = False


class Whisper:
    """Says things to one person alone."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def say(self, ear: Ear, messages: Sequence[Message]) -> None:
        """Send these messages in order. A failure is logged, for there is nobody else to tell."""
        for number, message in enumerate(messages):
            replace = ear.replace and number == 0
            ways = (self._respond, self._ephemeral, self._direct)
            for way in ways if number < limits.RESPONSES else ways[1:]:
                try:
                    if await way(ear, message, replace):
                        break
                except CONNECTION as error:
                    _log.warning("A private answer did not go by %s: %s", way.__name__, redacted(str(error)))
            else:
                _log.error("A private answer reached nobody.")
                return

    async def _respond(self, ear: Ear, message: Message, replace: bool) -> bool:
        if not ear.url:
            return False
        hook = AsyncWebhookClient(ear.url, timeout=10, session=self._client.session, retry_handlers=[])
        body: Json = {"response_type": "ephemeral", "replace_original": replace, **message.body(), "mrkdwn": False}
        if ear.thread and not replace:
            body["thread_ts"] = ear.thread
        response = await hook.send_dict(body)
        if response.status_code != 200:
            _log.info("A response URL was not taken: %s %s", response.status_code, response.body[:100])
        return response.status_code == 200

    async def _ephemeral(self, ear: Ear, message: Message, replace: bool) -> bool:
        if not ear.channel or ear.channel.startswith("D"):
            return False
        thread = {"thread_ts": ear.thread} if ear.thread else {}
        body = {"channel": ear.channel, "user": ear.user, **message.body(), **thread}
        await self._client.api_call("chat.postEphemeral", json=body)
        return True

    async def _direct(self, ear: Ear, message: Message, replace: bool) -> bool:
        opened = await self._client.conversations_open(users=[ear.user])
        body = {"channel": opened["channel"]["id"], **message.body(), "mrkdwn": False, "unfurl_links": False}
        await self._client.api_call("chat.postMessage", json=body)
        return True
