"""Which workspaces have installed Takt: slack_sdk's own store on our database, with tokens that never lie there open.

Only bots are kept: nothing of who installed, for no user's token is asked for. A workspace is found by its own id
alone, also where it belongs to an organisation, for that is all that rooms and accounts know.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore

from adapters.slack.sealing import Lost, Seal

_TABLE = "slack_installation"
_STATES = "slack_oauth_state"
_EXPIRES = 600
"""Seconds between the install page and Slack's way back."""
_LATER = 0.001


@dataclass(frozen=True, slots=True)
class Installed:
    """What is kept of a workspace."""

    team: str
    name: str
    bot: str
    at: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many installations there are; how many are sealed with an older key; how many no key opens."""

    all: int
    older: int
    lost: int


class Installations(AsyncInstallationStore):
    """The workspaces of one Slack app. `engine` is an asynchronous engine on our database."""

    def __init__(self, client_id: str, engine: Any, seal: Seal, clock: Callable[[], datetime]) -> None:
        self._store = AsyncSQLAlchemyInstallationStore(client_id, engine, bots_table_name=_TABLE)
        self._seal = seal
        self._clock = clock

    async def async_save(self, installation: Installation) -> None:
        """Keep the bot of this installation in place of any earlier one: stored first, then the earlier go."""
        bot = installation.to_bot()
        assert bot.team_id
        earlier = await self._found(bot.team_id)
        bot.enterprise_id = bot.enterprise_name = None
        bot.installed_at = max(self._clock().timestamp(), earlier.installed_at + _LATER if earlier else 0.0)
        bot.bot_token = self._seal.close(bot.bot_token)
        await self._store.async_save_bot(bot)
        await self._delete(bot.team_id, before=datetime.fromtimestamp(bot.installed_at, UTC))

    async def of(self, team: str) -> Installed | None:
        """What is kept of a workspace. Raises Lost."""
        bot = await self._found(team)
        if bot is None:
            return None
        at = datetime.fromtimestamp(bot.installed_at, UTC)
        return Installed(team, bot.team_name or "", bot.bot_user_id, at, self._seal.open(bot.bot_token))

    async def remove(self, team: str) -> None:
        """Forget a workspace."""
        await self._store.async_delete_bot(enterprise_id=None, team_id=team)

    async def count(self) -> Count:
        """How many there are, by how they are sealed. Reads them all."""
        sealed = [token for _, token in await self._sealed()]
        older = [token for token in sealed if not self._seal.is_newest(token)]
        return Count(len(sealed), len(older), sum(self._is_lost(token) for token in older))

    async def seal_anew(self) -> Count:
        """Seal with the newest key what an older one sealed. What came of it."""
        rows, lost = await self._sealed(), 0
        bots = self._store.bots
        for number, token in rows:
            if self._seal.is_newest(token):
                continue
            if self._is_lost(token):
                lost += 1
                continue
            async with self._store.engine.begin() as tx:
                same = (bots.c.id == number) & (bots.c.bot_token == token)
                await tx.execute(bots.update().where(same).values(bot_token=self._seal.close(self._seal.open(token))))
        return Count(len(rows), lost, lost)

    async def _found(self, team: str) -> Bot | None:
        return await self._store.async_find_bot(enterprise_id=None, team_id=team)

    async def _delete(self, team: str, before: datetime) -> None:
        bots = self._store.bots
        earlier = (bots.c.team_id == team) & (bots.c.installed_at < before.replace(tzinfo=None))
        async with self._store.engine.begin() as tx:
            await tx.execute(bots.delete().where(earlier, bots.c.client_id == self._store.client_id))

    async def _sealed(self) -> list[tuple[int, str]]:
        bots = self._store.bots
        ours = bots.select().where(bots.c.client_id == self._store.client_id).order_by(bots.c.id)
        async with self._store.engine.connect() as tx:
            rows = await tx.execute(ours.with_only_columns(bots.c.id, bots.c.bot_token))
            return [(row[0], row[1]) for row in rows]

    def _is_lost(self, sealed: str) -> bool:
        try:
            self._seal.open(sealed)
        except Lost:
            return True
        return False


class States(AsyncSQLAlchemyOAuthStateStore):
    """Installations that were begun: any process may see one to its end, once, within ten minutes."""

    def __init__(self, engine: Any) -> None:
        super().__init__(_EXPIRES, engine, table_name=_STATES)

    async def async_issue(self, *args: object, **kwargs: object) -> str:
        """A new one. Those that were never ended go."""
        states = self.oauth_states
        async with self.engine.begin() as tx:
            await tx.execute(states.delete().where(states.c.expire_at < _naive_now()))
        return await super().async_issue(*args, **kwargs)

    async def async_consume(self, state: str) -> bool:
        """Whether this one was begun and still counts. One statement, so that of two processes one takes it."""
        states = self.oauth_states
        async with self.engine.begin() as tx:
            taken = await tx.execute(states.delete().where(states.c.state == state, states.c.expire_at > _naive_now()))
        return bool(taken.rowcount)


def _naive_now() -> datetime:
    """As slack_sdk writes instants: UTC without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
