"""The workspaces that are worked in just now: each made when it is first needed, the longest unused going first.

A workspace that nobody asks for costs a row in the database, and nothing here.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.branch import Branch, Ways
from adapters.slack.desk import Workspace
from adapters.slack.errors import token_trouble
from adapters.slack.gateway import library_logger
from adapters.slack.installations import Installations
from adapters.slack.sealing import Lost
from bot.chat.platform import Later, Refused

_log = logging.getLogger(__name__)
_MOST = 2000
_LOST_KEY = "its token cannot be opened with the encryption keys given"


class Client(AsyncWebClient):
    """A client whose token may have been replaced by another process: where Slack refuses it, it asks once for the new.

    A call that was refused for its token has done nothing, so that it may be made again.
    """

    renewed: Callable[[], Awaitable[str]] | None = None
    """Gives the token as it is kept now, or "" where there is none."""

    async def api_call(self, api_method: str, **kwargs: Any) -> AsyncSlackResponse:
        """As the library does it."""
        used = self.token
        try:
            return await super().api_call(api_method, **kwargs)
        except SlackApiError as error:
            if self.renewed is None or token_trouble(error, "", "") is None:
                raise
            kept = await self.renewed()
            if not kept or kept == used:
                raise
            self.token = kept
            return await super().api_call(api_method, **kwargs)


@dataclass(frozen=True, slots=True)
class Known:
    """A workspace that has installed Takt, and since when."""

    branch: Branch
    workspace: Workspace
    installed: datetime


class Branches:
    """Finds the branch of a workspace. `session` is used by all while there is one; `remedy` says how to install."""

    def __init__(self, installations: Installations, ways: Ways, remedy: str, most: int = _MOST) -> None:
        self._installations = installations
        self._ways = ways
        self._remedy = remedy
        self._most = most
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._leaving: list[Branch] = []
        self.session: aiohttp.ClientSession | None = None

    def __len__(self) -> int:
        return len(self._known)

    async def of(self, team: str) -> Known:
        """The workspace. Raises Refused where Takt is not installed, Later where its token cannot be opened."""
        if team not in self._known:
            found = await self._looked_up(team)
            if team not in self._known:  # nobody else was quicker meanwhile
                self._make_room()
                self._known[team] = found
        self._known.move_to_end(team)
        return self._known[team]

    def client(self) -> Client:
        """A client without a token."""
        return Client(
            base_url=self._ways.base_url, timeout=20, logger=library_logger(), retry_handlers=[], session=self.session
        )

    def drop(self, team: str) -> None:
        """What is known of it may be out of date."""
        if found := self._known.pop(team, None):
            self._leaving = [branch for branch in (*self._leaving, found.branch) if branch.busy]

    async def close(self) -> None:
        """Let everything under way come to its end, and forget all."""
        branches = [*self._leaving, *(one.branch for one in self._known.values())]
        self._leaving.clear()
        self._known.clear()
        await asyncio.gather(*(branch.desk.close(self._ways.farewell) for branch in branches if branch.desk))
        await asyncio.gather(*(branch.finish() for branch in branches))

    async def _looked_up(self, team: str) -> Known:
        try:
            found = await self._installations.of(team)
        except Lost:
            _log.error("Slack workspace %s: %s; give back the key that sealed it", team, _LOST_KEY)
            raise Later(f"Slack workspace {team}: {_LOST_KEY}", 300.0) from None
        if found is None:
            raise Refused("Takt is not installed in this workspace", self._remedy)
        client = self.client()
        client.token = found.token
        client.renewed = lambda: self._renewed(team)
        # What the bot is called is asked for when somebody has to be told.
        return Known(Branch(client, self._ways), Workspace(team, found.name, found.bot, ""), found.at)

    async def _renewed(self, team: str) -> str:
        """The token as it is kept now. What was known of the workspace is looked up anew when next needed."""
        self.drop(team)
        try:
            found = await self._installations.of(team)
        except Lost:
            return ""
        return found.token if found else ""

    def _make_room(self) -> None:
        """Room for one more, if there is one that can be spared."""
        spare = len(self._known) + 1 - self._most
        for team in [team for team, one in self._known.items() if not one.branch.busy][: max(0, spare)]:
            del self._known[team]
