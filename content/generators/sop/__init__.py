"""Parametric questions on sales and operations planning, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.sop.level_plans import LEVEL_MTS

GENERATORS: tuple[Generator, ...] = (LEVEL_MTS,)
