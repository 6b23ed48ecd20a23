"""When to look whether a room is ready for its next question: about an hour before, not everywhere at once."""

from __future__ import annotations

from datetime import datetime, timedelta

_BEFORE = timedelta(hours=1)
_SPREAD = timedelta(minutes=20)
_TOO_LATE = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
"""After this an unfinished look is begun anew."""


def look_at(opens_at: datetime, cohort: int, now: datetime) -> datetime | None:
    """When to look before this opening. None: too little time is left to do anything about what would be found.

    Whoever opens at the same time is spread over twenty minutes, each cohort at its own place in them, and is left
    forty at least.
    """
    if opens_at - now < _TOO_LATE:
        return None
    # Neighbours in number, which often share a community, are far apart: 769 and 1200 have no factor in common.
    place = cohort * 769 % int(_SPREAD.total_seconds())
    return max(opens_at - _BEFORE + timedelta(seconds=place), now)
