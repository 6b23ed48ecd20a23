"""Who somebody is on Slack: looked up once an hour, and never at the price of a late answer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import delivery
from adapters.slack.spans import Json
from bot.chat.platform import DeliveryError, Later

_KEPT = timedelta(hours=1)
_MOST = 5000


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack tells of a person."""

    name: str
    zone: str = ""
    admin: bool = False


class People:
    """The people of a workspace, by user id."""

    def __init__(self, client: AsyncWebClient, clock: Callable[[], datetime], patience: float) -> None:
        self._client = client
        self._clock = clock
        self._patience = patience
        self._known: OrderedDict[str, tuple[datetime, Profile]] = OrderedDict()
        self._asked: dict[str, asyncio.Task[Profile | None]] = {}
        self._rest_until = datetime.min.replace(tzinfo=UTC)

    async def profile(self, user: str, payload_name: str) -> Profile:
        """The person as known, or by the name that came with the request where Slack is slow to tell more."""
        kept = self._known.get(user)
        if kept and self._clock() - kept[0] < _KEPT:
            return kept[1]
        stale = kept[1] if kept else Profile(payload_name)
        if self._clock() < self._rest_until:
            return stale
        task = self._asked.get(user)
        if task is None:
            task = self._asked[user] = asyncio.create_task(self._look(user))
            task.add_done_callback(lambda _: self._asked.pop(user, None))
        done, _ = await asyncio.wait({task}, timeout=self._patience)
        return (task.result() if done else None) or stale

    async def fresh(self, user: str) -> Profile:
        """The person as Slack tells now. Raises DeliveryError."""
        try:
            response = await self._client.users_info(user=user)
        except Exception as error:
            raise delivery(error) from error
        found = _read(response["user"])
        self._known[user] = (self._clock(), found)
        self._known.move_to_end(user)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    async def _look(self, user: str) -> Profile | None:
        try:
            return await self.fresh(user)
        except Later as later:
            self._rest_until = self._clock() + timedelta(seconds=later.seconds)
        except DeliveryError as error:
            if isinstance(error.__cause__, SlackApiError):
                self._rest_until = self._clock() + timedelta(seconds=30)
        return None

    async def close(self) -> None:
        """Give up what is still being looked up."""
        tasks = list(self._asked.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _read(user: Json) -> Profile:
    profile = user.get("profile") or {}
    names = (profile.get("display_name"), profile.get("real_name"), user.get("real_name"), user.get("name"))
    name = next((str(n) for n in names if n), "")
    admin = any(user.get(flag) for flag in ("is_admin", "is_owner", "is_primary_owner"))
    return Profile(name, str(user.get("tz") or ""), admin)
