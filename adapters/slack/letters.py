"""Letters on Slack: posted with no retries, found again by the key in their metadata, edited in place.

Slack has no idempotency key, so the letter's key travels in the message's metadata and is read back from the history.
The client given here must have no retry handlers: one that sends again after a dropped connection posts twice.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import delivery, reading
from adapters.slack.history import History, SlowReader, all_pages
from adapters.slack.pictures import Pictures
from adapters.slack.render import Message
from adapters.slack.spans import Json, Voice
from bot.chat.message import Card
from bot.chat.platform import Doubtful, Later, Refused, Unreadable
from bot.model.places import Address, MessageRef, Room

EVENT_TYPE = "takt_letter"
# Slack's clock and ours may differ; a letter cannot be older than this before the first attempt by our clock.
_SKEW = timedelta(minutes=2)


class Letters:
    """Posting, finding and editing in one workspace."""

    def __init__(
        self, client: AsyncWebClient, pictures: Pictures, *, history: History, steady: Callable[[], float]
    ) -> None:
        self._client = client
        self._pictures = pictures
        self._history = history
        self._slow = SlowReader(steady) if history == "slow" else None
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
        if self._history == "none":
            raise Unreadable("Takt was set up without the history scopes")
        try:
            channel = await self.channel(to)
            async for message in self._messages(channel, key, since - _SKEW, reply_to):
                if message.get("user") == bot and _key(message) == key:
                    if self._slow:
                        self._slow.forget(key)
                    return MessageRef("slack", to.community, channel, message["ts"])
        except Later:
            raise
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

    def _messages(self, channel: str, key: str, since: datetime, reply_to: MessageRef | None) -> AsyncIterator[Json]:
        async def call(page: Json) -> Json:
            asked = {"channel": channel, "include_all_metadata": True, **page}
            if reply_to:
                response = await self._client.conversations_replies(ts=reply_to.message, **asked)
            else:
                response = await self._client.conversations_history(**asked)
            told: Json = response.data  # type: ignore[assignment]  # bytes only for files
            return told

        oldest = f"{since.timestamp():.6f}"
        if self._slow:
            return self._slow.messages(key, call, oldest, thread=reply_to is not None)
        return all_pages(call, oldest)


def _single(found: Sequence[Message]) -> Message:
    if len(found) > 1:
        raise Refused("the text is longer than one Slack message can be")
    return found[0]


def _key(message: Json) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("key", ""))
