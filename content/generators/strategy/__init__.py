"""Parametric questions on supply chains and strategy, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.strategy.break_even import BREAK_EVEN

GENERATORS: tuple[Generator, ...] = (BREAK_EVEN,)
