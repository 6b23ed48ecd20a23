"""Who is who: accounts as the store knows them, remembered so that a tap needs no look-up.

On a server nothing is remembered: another process may link, rename or forget an account at any time, and a look-up by
a unique key costs less than telling every process of every change, and waiting until each has heard.
"""

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
        if known is not None and name in ("", known.name):
            return known
        forgotten = self._forgotten
        async with self._store.read() as tx:
            found = await people.identify(tx, account)
        if found is None or name not in ("", found.name):
            async with self._store.write() as tx:
                found = await people.welcome(tx, account, name, zone, at)
        # Not what was found while somebody was being forgotten: it may be them.
        if self._store.on_sqlite and forgotten == self._forgotten:
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
