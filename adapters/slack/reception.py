"""Where the requests of many workspaces come in: each goes to the desk of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from adapters.slack import incoming
from adapters.slack.answers import Ack
from adapters.slack.branch import Branch, Ways
from adapters.slack.branches import Branches, Known
from adapters.slack.desk import Desk, Workspace
from adapters.slack.spans import Json
from bot.chat.command import Catalogue
from bot.chat.platform import Refused
from bot.chat.request import Ask, Request
from bot.model.places import Community

_NOBODY = Workspace("-", "", "", "")
"""No workspace: whoever asks there is a stranger."""


class Reception:
    """All desks of one app. `removed` hears of each workspace that removed it, after the core has."""

    def __init__(
        self,
        branches: Branches,
        ways: Ways,
        catalogue: Catalogue[Any],
        ask: Ask,
        allowed: frozenset[str],
        removed: Callable[[str], Awaitable[None]],
    ) -> None:
        self._branches = branches
        self._ways = ways
        self._catalogue = catalogue
        self._ask = ask
        self._allowed = allowed
        self._removed = removed
        self._strangers = Branch(branches.client(), ways)
        self._outside = self._strangers.opened(_NOBODY, catalogue, ask, frozenset())
        self.closed = False

    async def command(self, body: Json) -> Ack:
        """A slash command."""
        return await (await self._desk(body)).command(body)

    async def action(self, body: Json) -> Ack:
        """A button that was pressed."""
        return await (await self._desk(body)).action(body)

    async def submission(self, body: Json) -> Ack:
        """A form that was sent."""
        return await (await self._desk(body)).submission(body)

    async def event(self, body: Json) -> Ack:
        """Something that happened. Nothing that happens where Takt is not installed concerns us."""
        team = _installed_in(body)
        if (known := await self._known(team)) is None:
            return None
        gone = incoming.gone(body, team, known.workspace.bot, self._ways.clock())
        if gone is not None and isinstance(gone.place, Community):
            await self._remove(team, gone.at, body)
        elif gone is not None:
            await self._desk_of(known).event(body)
        return None

    async def _remove(self, team: str, at: datetime, body: Json) -> None:
        """The app was removed. What was told late, after it was installed again, removes nothing."""
        self._branches.drop(team)  # another process may have seen the new installation
        known = await self._known(team)
        if known is not None and known.installed <= at:
            await self._desk_of(known).event(body)
            await self._removed(team)

    async def tell(self, request: Request) -> None:
        """Hand on news that wants no answer."""
        await self._outside.tell(request)

    async def close(self) -> None:
        """Take nothing more. What is under way is finished by the branches, and here for strangers."""
        self.closed = True
        await self._outside.close(self._ways.farewell)
        await self._strangers.finish()

    async def _desk(self, body: Json) -> Desk:
        known = await self._known(incoming.team_of(body))
        return self._desk_of(known) if known else self._outside

    def _desk_of(self, known: Known) -> Desk:
        """Its desk, opened at its first request."""
        branch = known.branch
        return branch.desk or branch.opened(known.workspace, self._catalogue, self._ask, frozenset())

    async def _known(self, team: str) -> Known | None:
        if not team or (self._allowed and team not in self._allowed):
            return None
        try:
            return await self._branches.of(team)
        except Refused:
            return None


def _installed_in(body: Json) -> str:
    """The workspace whose installation an event is for. What happens in a shared channel may name another."""
    granted = body.get("authorizations") or [{}]
    return granted[0].get("team_id") or body.get("team_id") or ""
