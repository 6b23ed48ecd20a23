"""Second routes on distribution."""

from __future__ import annotations

import heapq
from fractions import Fraction
from typing import Any

from tests.content.routes import Route


def fair_share(v: Any, key: Fraction) -> None:
    """Hand out one at a time, always to the centre that would run out first."""
    asked = v.asked - 1
    hand, daily = [int(have) for have in v.hand], [int(use) for use in v.daily]
    queue = [(have / use, place) for place, (have, use) in enumerate(zip(hand, daily, strict=True))]
    heapq.heapify(queue)
    given = [0, 0, 0]
    for _ in range(int(v.centre)):
        _, place = queue[0]
        given[place] += 1
        heapq.heapreplace(queue, ((hand[place] + given[place]) / daily[place], place))
    assert abs(given[asked] - key) <= 1  # floats may tie in the last hand-out
    assert (v.hand[asked] + key) / v.daily[asked] == (sum(v.hand) + v.centre) / sum(v.daily)


ROUTES: dict[str, Route] = {"distribution.fair_share": fair_share}
UNSHOWN: dict[str, set[str]] = {"distribution.fair_share": {"asked"}}
