"""Parametric questions on detailed schedules, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.schedules.takt import TAKT

GENERATORS: tuple[Generator, ...] = (TAKT,)
