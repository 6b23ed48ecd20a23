"""Parametric questions on inventory, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.inventory.safety import SAFETY_STOCK

GENERATORS: tuple[Generator, ...] = (SAFETY_STOCK,)
