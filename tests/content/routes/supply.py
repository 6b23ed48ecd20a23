"""Second routes on supply."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def mrp_net(v: Any, key: Fraction) -> None:
    """With this much more, everything is issued and exactly the safety stock is left."""
    assert v.hand + v.due + key - v.allocated - v.gross == v.safety


ROUTES: dict[str, Route] = {"supply.mrp_net": mrp_net}
UNSHOWN: dict[str, set[str]] = {}
