"""Second routes on inventory."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def safety_stock(v: Any, key: Fraction) -> None:
    """The smallest whole stock whose square reaches z² times the sum of the days' variances: no root, no float."""
    wanted = v.z**2 * sum(v.sigma**2 for _ in range(int(v.lead)))
    assert key**2 >= wanted > (key - 1) ** 2


ROUTES: dict[str, Route] = {"inventory.safety_stock": safety_stock}
UNSHOWN: dict[str, set[str]] = {}
