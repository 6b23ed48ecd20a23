"""Second routes on detailed schedules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def takt(v: Any, key: Fraction) -> None:
    """At this pace the day's demand fills the day's working time, but for the rounding of the pace."""
    working = sum((v.minutes - v.breaks) * 60 for _ in range(int(v.shifts)))
    assert abs(key * v.demand - working) <= Fraction(1, 20) * v.demand


ROUTES: dict[str, Route] = {"schedules.takt": takt}
UNSHOWN: dict[str, set[str]] = {}
