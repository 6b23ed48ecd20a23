"""One workspace as Takt works in it: its token, its people, its letters. How its requests come in is not known here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import doctor
from adapters.slack.desk import Desk, Workspace
from adapters.slack.errors import code, delivery
from adapters.slack.history import History
from adapters.slack.letters import Letters
from adapters.slack.people import People
from adapters.slack.pictures import PAUSES, Pictures
from adapters.slack.spans import Voice
from bot.chat.command import Catalogue
from bot.chat.message import Card
from bot.chat.picture import Draw
from bot.chat.request import Ask
from bot.model.places import Account, Address, MessageRef, Room

SLACK = "https://slack.com/api/"
_LAST_PICTURES = 3.0
"""Seconds that pictures under way are given at the end."""


def utcnow() -> datetime:
    """The clock of whoever is given none."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Ways:
    """How Takt works, the same in every workspace.

    `patience` is how many seconds a handler may take before its request is acknowledged without the answer; `pauses`
    come before each try to show a picture; `farewell` is how many seconds what is under way is given at the end.
    """

    prefix: str = ""
    history: History = "full"
    clock: Callable[[], datetime] = utcnow
    steady: Callable[[], float] = monotonic
    base_url: str = SLACK
    patience: float = 2.0
    lookup_patience: float = 0.5
    farewell: float = 4.0
    draw: Draw | None = None
    pauses: Sequence[float] = PAUSES


class Branch:
    """A workspace. The client has its token and no retry handlers: the post office decides what is sent again."""

    def __init__(self, client: AsyncWebClient, ways: Ways, workspace: Workspace | None = None) -> None:
        self.client = client
        self.workspace = workspace
        """What is known of it; None until Slack has told."""
        self.people = People(client, ways.clock, ways.lookup_patience)
        self.pictures = Pictures(client, ways.draw, ways.pauses)
        self.desk: Desk | None = None
        """Where its requests go, once it had one."""
        self._letters = Letters(client, self.pictures, history=ways.history, steady=ways.steady)
        self._ways = ways

    @property
    def busy(self) -> bool:
        """Whether something is under way that would be lost with it."""
        return self.pictures.busy or (self.desk is not None and self.desk.busy)

    def opened(self, workspace: Workspace, catalogue: Catalogue[Any], ask: Ask, allowed: frozenset[str]) -> Desk:
        """A desk for its requests, from now on."""
        self.desk = Desk(
            workspace,
            catalogue,
            ask,
            self.client,
            self.people,
            clock=self._ways.clock,
            prefix=self._ways.prefix,
            allowed=allowed,
            patience=self._ways.patience,
        )
        return self.desk

    async def identify(self) -> Workspace:
        """Ask Slack which workspace the token belongs to. Raises Unauthorised, or another DeliveryError."""
        told = await doctor.identify(self.client)
        self.pictures.learn(told)
        return Workspace(told["team_id"], told.get("team") or "", told["user_id"], told.get("user") or "takt")

    async def post(self, to: Address, card: Card, key: str, reply_to: MessageRef | None) -> MessageRef:
        """Send a new message, once. Raises DeliveryError."""
        return await self._letters.post(to, card, key, reply_to, self._voice(to))

    async def find(
        self, to: Address, key: str, since: datetime, reply_to: MessageRef | None, bot: str
    ) -> MessageRef | None:
        """What an earlier attempt of this bot user left. Raises Unreadable, Later."""
        return await self._letters.find(to, key, since, reply_to, bot)

    async def edit(self, ref: MessageRef, card: Card) -> None:
        """Replace the content of a message of ours. Raises DeliveryError."""
        await self._letters.edit(ref, card, self._voice(ref))

    async def manages(self, account: Account, room: Room) -> bool:
        """Whether this account created the channel or administers the workspace. Raises DeliveryError."""
        try:
            channel = (await self.client.conversations_info(channel=room.channel))["channel"]
        except Exception as error:
            if not isinstance(error, SlackApiError) or code(error) not in ("channel_not_found", "missing_scope"):
                raise delivery(error) from error
            channel = {}
        return channel.get("creator") == account.user or (await self.people.fresh(account.user)).admin

    async def lacks(self, room: Room, bot_name: str) -> Sequence[str]:
        """What Takt needs in this room and has not."""
        return await doctor.lacks(self.client, room, bot_name, history=self._ways.history)

    async def finish(self) -> None:
        """Let what is under way beside the requests come to its end, or give it up."""
        await self.pictures.finish(_LAST_PICTURES)
        await self.people.close()

    def _voice(self, to: Room | Account | MessageRef) -> Voice:
        return Voice(to.community, self._ways.prefix)
