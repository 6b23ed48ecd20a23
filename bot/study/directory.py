"""Who is who: accounts as the store knows them, remembered so that a tap needs no look-up."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from bot.model.places import Account
from bot.store import people
from bot.store.people import Identity
from bot.store.store import Store

_MOST = 50_000


class Directory:
    """Knows accounts. One that is new, or that changed its name, is written down first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: OrderedDict[Account, Identity] = OrderedDict()
        self._forgotten = 0

    async def who(self, account: Account, name: str, zone: str, at: datetime) -> Identity:
        """The account and its person."""
        known = self._known.get(account)
        if known is not None and known.name == name:
            return known
        forgotten = self._forgotten
        async with self._store.read() as tx:
            found = await people.identify(tx, account)
        if found is None or found.name != name:
            async with self._store.write() as tx:
                found = await people.welcome(tx, account, name, zone, at)
        if forgotten == self._forgotten:  # else what was found may be somebody who has just been forgotten
            self._known[account] = found
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    def known(self, account: Account) -> Identity | None:
        """The account and its person, where that is remembered: nobody who has just been forgotten is."""
        return self._known.get(account)

    def forget(self, account: Account) -> None:
        """Look this account up anew next time."""
        self._forgotten += 1
        self._known.pop(account, None)
