"""Letters on Slack: posted with no retries, found again by the key in their metadata, edited in place.

Slack has no idempotency key, so the letter's key travels in the message's metadata and is read back from the history.
The client given here must have no retry handlers: one that sends again after a dropped connection posts twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import delivery, reading
from adapters.slack.pictures import Pictures
from adapters.slack.render import Message
from adapters.slack.spans import Json, Voice
from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later, Refused, Unreadable
from bot.model.places import Address, MessageRef, Room

EVENT_TYPE = "takt_letter"
# Slack's clock and ours may differ; a letter cannot be older than this before the first attempt by our clock.
_SKEW = timedelta(minutes=2)
_PAGE = 200


class Letters:
    """Posting, finding and editing in one workspace."""

    def __init__(self, client: AsyncWebClient, pictures: Pictures, *, history: bool) -> None:
        self._client = client
        self._pictures = pictures
        self._history = history
        self._directs: dict[str, str] = {}

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None, voice: Voice) -> MessageRef:
        """Send once, with no second try of any kind. Raises DeliveryError."""
        made = self._pictures.at_once(card, voice)
        message = _single(made)
        channel = await self.channel(to)
        thread = {"thread_ts": reply_to.message} if reply_to else {}
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": key}}
        body: Json = {"channel": channel, **message.body(), "metadata": metadata, **thread}
        body |= {"unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False, "mrkdwn": False}
        try:
            response = await self._client.api_call("chat.postMessage", json=body)
        except Exception as error:
            raise delivery(error) from error
        ref = MessageRef("slack", to.community, response["channel"], response["ts"])
        self._pictures.learn(response)
        self._pictures.follow(ref, card, voice, made)
        return ref

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None, bot: str
    ) -> MessageRef | None:
        """Our message with this key, if there is one. Raises Unreadable, Later."""
        if not self._history:
            raise Unreadable("Takt was set up without the history scopes")
        try:
            channel = await self.channel(to)
            async for message in self._messages(channel, since - _SKEW, reply_to):
                if message.get("user") == bot and _key(message) == key:
                    return MessageRef("slack", to.community, channel, message["ts"])
        except Exception as error:
            cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
            raise reading(cause) from error
        return None

    async def edit(self, ref: MessageRef, card: Card, voice: Voice) -> None:
        """Replace the content; the metadata stays. Raises DeliveryError."""
        self._pictures.drop(ref)
        made = self._pictures.at_once(card, voice)
        body = {"channel": ref.channel, "ts": ref.message, **_single(made).body(), "parse": "none"}
        try:
            response = await self._client.api_call("chat.update", json=body)
        except Exception as error:
            raise delivery(error) from error
        self._pictures.learn(response)
        self._pictures.follow(ref, card, voice, made)

    async def channel(self, to: Address) -> str:
        """Where to post: the room's channel, or the direct message with the account. Raises DeliveryError."""
        if isinstance(to, Room):
            return to.channel
        if to.user not in self._directs:
            try:
                response = await self._client.conversations_open(users=[to.user])
            except Exception as error:
                found = delivery(error)
                raise (Later(str(found), 15.0) if isinstance(found, Doubtful) else found) from error
            self._directs[to.user] = response["channel"]["id"]
        return self._directs[to.user]

    async def _messages(self, channel: str, since: datetime, reply_to: MessageRef | None) -> AsyncIterator[Json]:
        oldest = f"{since.timestamp():.6f}"
        cursor: str | None = None
        while True:
            page: dict[str, Any] = {"channel": channel, "limit": _PAGE, "include_all_metadata": True, "oldest": oldest}
            page |= {"cursor": cursor} if cursor else {}
            if reply_to:
                response = await self._client.conversations_replies(ts=reply_to.message, **page)
            else:
                response = await self._client.conversations_history(**page)
            for message in response["messages"]:
                yield message
            cursor = (response.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return


def _single(found: Sequence[Message]) -> Message:
    if len(found) > 1:
        raise Refused("the text is longer than one Slack message can be")
    return found[0]


def _key(message: Json) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("key", ""))
