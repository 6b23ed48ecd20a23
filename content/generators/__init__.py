"""Every parametric question there is, all versions of it, in one tuple. A new one is a line in its domain's module."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators import demand, distribution, inventory, quality, schedules, sop, strategy, supply

GENERATORS: tuple[Generator, ...] = (
    *strategy.GENERATORS,
    *sop.GENERATORS,
    *demand.GENERATORS,
    *supply.GENERATORS,
    *schedules.GENERATORS,
    *inventory.GENERATORS,
    *distribution.GENERATORS,
    *quality.GENERATORS,
)
