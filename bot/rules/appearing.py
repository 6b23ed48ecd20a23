"""What a member is called where others read.

The law: somebody who meets the readers where they read goes by their own name there. To readers on another platform,
or in another Slack workspace, they go by their alias, or as a numbered member of where they are, until they agree to
be named. A cohort that has only ever met in one place is not affected. A Discord account is one across servers, so
that all servers are one place.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.model.people import Person
from bot.model.places import Account, Community, Room

_TITLES = {"discord": "Discord", "slack": "Slack", "web": "the web"}


def place_of(what: Room | Account) -> Community:
    """Where a room or an account is at home."""
    return Community(what.platform, what.community)


def title_of(platform: str) -> str:
    """What people call a platform."""
    return _TITLES.get(platform, platform.capitalize())


def shown_in(
    here: Community,
    who: Person,
    *,
    named: bool,
    number: int,
    homes: Collection[Community],
    rooms: Collection[Community],
) -> str:
    """What a member is called to readers `here`.

    `named`: they agreed to be named everywhere. `homes` are the places of their accounts, `rooms` those where the
    cohort meets or ever met, `number` is the member's own in the cohort, for good.
    """
    if named or who.alias or not homes or not crosses(rooms) or any(meet(home, here) for home in homes):
        return who.shown
    platform = min(home.platform for home in homes)
    return f"A member on {title_of(platform)} ({number})"


def crosses(rooms: Collection[Community]) -> bool:
    """Whether some of these places are not the same to the people in them."""
    return any(not meet(one, other) for one in rooms for other in rooms)


def meet(one: Community, other: Community) -> bool:
    """Whether an account of the one place is seen by its own name in the other."""
    if one.platform != other.platform:
        return False
    return one.platform == "discord" or not one.id or not other.id or one.id == other.id
