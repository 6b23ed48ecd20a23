"""Second routes on demand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def mad(v: Any, key: Fraction) -> None:
    """Five times the mean is what it takes to walk from each forecast to the actual."""
    steps = 0
    for forecast, actual in zip(v.forecast, v.actual, strict=True):
        steps += len(range(int(min(forecast, actual)), int(max(forecast, actual))))
    assert key * 5 == steps


ROUTES: dict[str, Route] = {"demand.mad": mad}
UNSHOWN: dict[str, set[str]] = {}
