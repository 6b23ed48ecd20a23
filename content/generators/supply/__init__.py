"""Parametric questions on supply, a file for each topic."""

from __future__ import annotations

from bot.model.items import Generator
from content.generators.supply.netting import MRP_NET

GENERATORS: tuple[Generator, ...] = (MRP_NET,)
