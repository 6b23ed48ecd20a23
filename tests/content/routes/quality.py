"""Second routes on quality, technology and continuous improvement."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def oee(v: Any, key: Fraction) -> None:
    """The ideal time of the good output, as a share of planned time: no factor is ever computed."""
    share = 100 * (v.made - v.bad) * v.cycle / (v.planned * 60)
    assert -Fraction(1, 20) < key - share <= Fraction(1, 20)  # halves up


ROUTES: dict[str, Route] = {"quality.oee": oee}
UNSHOWN: dict[str, set[str]] = {}
