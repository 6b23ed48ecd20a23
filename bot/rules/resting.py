"""Rests: spans of days on which a person is left alone.

The law: the first and the last day of a rest belong to it. Rests that touch or overlap are one. What lies in the past
stays a rest when somebody comes back early.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.rules.calendar import DAY
from bot.rules.reading import Misread

BACK = 7 * DAY
"""How long ago a rest may begin: illness is told afterwards."""
LONGEST = 183 * DAY
FURTHEST = 2 * 366 * DAY


@dataclass(frozen=True, slots=True, order=True)
class Rest:
    """Days of rest, both ends included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Whether this day belongs to it."""
        return self.first <= day <= self.last


def read_rest(first: date | None, last: date | None, today: date) -> tuple[Rest | None, dict[str, Misread]]:
    """The rest that is meant, from today where no first day is given, or what is wrong with it by `from` and `to`."""
    if last is None:
        return None, {"to": Misread("the last day is missing", "name it, such as 6 January")}
    begin = first or today
    if begin < today - BACK:
        return None, {"from": Misread(f"{begin} is long past", "a rest may begin up to a week ago")}
    if last < begin:
        return None, {"to": Misread(f"{last} is before {begin}", "name a later last day")}
    if last < today:
        return None, {"to": Misread(f"{last} is past", "a rest lasts until today at least")}
    if begin > today + FURTHEST:
        return None, {"from": Misread(f"{begin} is very far away", "name a day within two years")}
    if last - begin > LONGEST:
        return None, {"to": Misread(f"{last} makes it longer than half a year", "name an earlier last day")}
    return Rest(begin, last), {}


def merged(rests: Iterable[Rest]) -> list[Rest]:
    """The same days in as few rests as can be, the earliest first."""
    found: list[Rest] = []
    for one in sorted(rests):
        if found and one.first <= found[-1].last + DAY:
            found[-1] = Rest(found[-1].first, max(found[-1].last, one.last))
        else:
            found.append(one)
    return found


def ended(rests: Iterable[Rest], today: date) -> list[Rest]:
    """What is left of them if they end today: the days before it."""
    return [Rest(one.first, min(one.last, today - DAY)) for one in rests if one.first < today]


def resting_until(rests: Iterable[Rest], today: date) -> date | None:
    """The last day of the rest that today belongs to, None where today is no rest."""
    return next((one.last for one in merged(rests) if one.covers(today)), None)
